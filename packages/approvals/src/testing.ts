export { type OpenedMirror, testPendingMirror } from "./testing/mirror-suite.ts";
export { sampleApproval, sampleNow } from "./testing/samples.ts";
export { type OpenedApprovals, testApprovalStore } from "./testing/store-suite.ts";
