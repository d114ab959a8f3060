export { emptyChain, type Seal, sealRecord, sealRows, verifyChain } from "./chain.ts";
export { type PersonFilter, pageSize, readPerson, rowFilter } from "./filter.ts";
export type { AuditLog, AuditPage, AuditQuery, AuditRecord, AuditVerdict, ChainHead, ErasureOptions } from "./log.ts";
export { createMemoryAudit, type MemoryAudit } from "./memory.ts";
export {
  commit,
  type Erasing,
  type Leaf,
  type PersonalPart,
  pseudonymChannel,
  pseudonymPrincipal,
  readErasing,
  type StoredPersonal,
  withoutPerson,
} from "./personal.ts";
export { toRecord } from "./record.ts";
export { type StoredAuditRow, toRow } from "./row.ts";
export { foldAscii, type Withheld } from "./withhold.ts";
