export { testGrantStore } from "./testing/grant-suite.ts";
export { approved, type OpenedGrants, type OpenGrants, sampleGrant } from "./testing/grant-support.ts";
export { type OpenedJobs, testJobBoard } from "./testing/job-suite.ts";
export { type OpenedMirror, testPendingMirror } from "./testing/mirror-suite.ts";
export { sampleApproval, sampleNow } from "./testing/samples.ts";
export { testApprovalStore } from "./testing/store-suite.ts";
export type { OpenedApprovals } from "./testing/support.ts";
