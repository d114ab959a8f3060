export { testAuditLog } from "./testing/log-suite.ts";
export { allRecords, type OpenedAudit, person, sampleEvent, sampleStart, type Tamper } from "./testing/support.ts";
