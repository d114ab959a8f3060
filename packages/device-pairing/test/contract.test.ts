import { createMemoryDevices } from "@moltbot/device-pairing";
import { testDeviceStore } from "@moltbot/device-pairing/testing";

testDeviceStore("memory", async () => {
  const store = createMemoryDevices();
  return { a: store, b: store, async close() {} };
});
