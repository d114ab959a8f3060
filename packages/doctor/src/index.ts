export { catalog, type FindingId, findingIds } from "./catalog.ts";
export { diagnose, unacknowledged, worstOf } from "./diagnose.ts";
export type { Facts, FileFact } from "./facts.ts";
export type { Finding } from "./finding.ts";
export type { Severity } from "./severity.ts";
