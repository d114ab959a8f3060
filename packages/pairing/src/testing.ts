export { type OpenedIdentities, testIdentityStore } from "./testing/identity-suite.ts";
export { type OpenedJournal, testErasureJournal } from "./testing/journal-suite.ts";
export { sampleRules } from "./testing/rules.ts";
export { testPairingStore } from "./testing/store-suite.ts";
export type { OpenedPairing } from "./testing/support.ts";
