export { type OpenedBrowsers, testBrowserStore } from "./testing/browser-suite.ts";
export { testDeviceStore } from "./testing/store-suite.ts";
export type { OpenedDevices } from "./testing/support.ts";
