export { testDeviceStore } from "./testing/store-suite.ts";
export type { OpenedDevices } from "./testing/support.ts";
