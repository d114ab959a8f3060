export { testPairingStore } from "./testing/store-suite.ts";
export type { OpenedPairing } from "./testing/support.ts";
