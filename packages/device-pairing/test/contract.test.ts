import { createMemoryBrowsers, createMemoryDevices } from "@moltbot/device-pairing";
import { testBrowserStore, testDeviceStore } from "@moltbot/device-pairing/testing";

testDeviceStore("memory", async () => {
  const store = createMemoryDevices();
  return { a: store, b: store, async close() {} };
});

testBrowserStore("memory", async () => {
  const store = createMemoryBrowsers();
  return { a: store, b: store, async close() {} };
});
