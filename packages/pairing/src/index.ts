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
export { namesPerson, readPerson, type WrittenPerson } from "./person-text.ts";
export type {
  Block,
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
