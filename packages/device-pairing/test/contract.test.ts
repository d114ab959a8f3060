import { createMemoryBrowsers, createMemoryDevices } from "@moltbot/device-pairing";
import { testBrowserStore, testDeviceStore } from "@moltbot/device-pairing/testing";

testDeviceStore("memory", async () => {
  const store = createMemoryDevices();
  return { a: store, b: store, async close() {} };
});

testBrowserStore("memory", async () => {
  const written: string[] = [];
  const store = createMemoryBrowsers({ record: (events) => written.push(...events.map(({ event }) => event)) });
  return { a: store, b: store, events: async () => written, async close() {} };
});
