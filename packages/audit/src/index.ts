export {
  type ChainEnds,
  emptyChain,
  retireBatch,
  retiredEvent,
  type Seal,
  type Sealable,
  sealRecord,
  sealRows,
  verifyChain,
} from "./chain.ts";
export { csvColumns, csvLine, csvRecord, guardText, unguardText } from "./csv.ts";
export { digestRow, type LoggedRow } from "./digest.ts";
export { type ExportFilter, type ExportFormat, exportFormats, exportLog, readRecords } from "./export.ts";
export {
  type EventFilter,
  isEvent,
  type PersonFilter,
  pageSize,
  type ReadQuery,
  readEvent,
  readPerson,
  readQuery,
  rowFilter,
} from "./filter.ts";
export type {
  AuditCount,
  AuditLog,
  AuditPage,
  AuditQuery,
  AuditRecord,
  AuditVerdict,
  ChainHead,
  ErasureOptions,
  TallyQuery,
} from "./log.ts";
export { createMemoryAudit, type MemoryAudit } from "./memory.ts";
export { readMoment } from "./moment.ts";
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
export { readTally } from "./tally.ts";
export { foldAscii, type Withheld } from "./withhold.ts";
