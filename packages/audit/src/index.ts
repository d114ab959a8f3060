export type { AuditLog, AuditPage, AuditQuery, AuditRecord, AuditVerdict } from "./log.ts";
