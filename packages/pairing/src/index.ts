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
