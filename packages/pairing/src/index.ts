export { createPairing } from "./create-pairing.ts";
export { type Delegation, type DelegationOutcome, delegationMs } from "./delegation.ts";
export { endOf, isInForce, longestBlock } from "./grant.ts";
export type { ListedClaim, PinOutcome } from "./identities/claims.ts";
export { createIdentities, type Identities } from "./identities/create-identities.ts";
export { readLabel, readPersonName } from "./identities/label.ts";
export type { LinkOutcome, UnlinkOutcome } from "./identities/link.ts";
export { createMemoryIdentities, type MemoryIdentities } from "./identities/memory.ts";
export type { IdentityOptions, IdentityRules, Operator } from "./identities/parts.ts";
export type {
  Claim,
  IdentityChange,
  IdentityCommit,
  IdentityStore,
  Label,
  LinkedPerson,
  Pin,
  PinChange,
  Said,
} from "./identities/store.ts";
export type { TagOutcome } from "./identities/tag.ts";
export { createIdentityView, type IdentityView } from "./identities/view.ts";
export { createMemoryPairing } from "./memory.ts";
export type {
  AutoApproval,
  AutoApproveOutcome,
  ChoiceChange,
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
