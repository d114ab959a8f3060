export { emptyChain, type Seal, sealRecord, sealRows, verifyChain } from "./chain.ts";
export { type PersonFilter, pageSize, readPerson, rowFilter } from "./filter.ts";
export type { AuditLog, AuditPage, AuditQuery, AuditRecord, AuditVerdict, ChainHead } from "./log.ts";
export { createMemoryAudit, type MemoryAudit } from "./memory.ts";
export { toRecord } from "./record.ts";
export { commit, type StoredAuditRow, type StoredPersonal, toRow } from "./row.ts";
