export type { ListedClaim, PinOutcome } from "./claims.ts";
export { createIdentities, type Identities } from "./create-identities.ts";
export { readLabel, readPersonName } from "./label.ts";
export type { LinkOutcome, UnlinkOutcome } from "./link.ts";
export { createMemoryIdentities, type MemoryIdentities } from "./memory.ts";
export type { IdentityOptions, IdentityRules, Operator } from "./parts.ts";
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
} from "./store.ts";
export type { TagOutcome } from "./tag.ts";
export { createIdentityView, type IdentityView } from "./view.ts";
