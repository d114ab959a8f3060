export type { AutoApproval, AutoApproveOutcome } from "./auto-approve.ts";
export type { ChoiceChange } from "./choose.ts";
export { createPairing } from "./create-pairing.ts";
export { type DelegationOutcome, delegationMs } from "./delegate.ts";
export type { Delegation } from "./delegation.ts";
export { endOf, isInForce, longestBlock } from "./grant.ts";
export * from "./identities/index.ts";
export { createMemoryPairing } from "./memory.ts";
export type {
  Decider,
  DecisionOutcome,
  FoundPerson,
  Pairing,
  PairingPayload,
  PairingRules,
  PersonOutcome,
  RequestOutcome,
} from "./pairing.ts";
export type { PairingOptions } from "./parts.ts";
export { namesPerson, readPerson, type WrittenPerson } from "./person-text.ts";
export { admitToQueue, type QueueVerdict } from "./queue.ts";
export type {
  Block,
  Choice,
  EndingQuery,
  Grant,
  PairingChange,
  PairingCommit,
  PairingStore,
  Profile,
  Standing,
  User,
  UserQuery,
  UserSession,
} from "./store.ts";
export { pairingSubject } from "./store.ts";
export { isEscalated } from "./tend.ts";
export { type Reading, underRules } from "./under-rules.ts";
