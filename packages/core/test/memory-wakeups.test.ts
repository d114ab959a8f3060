import { createMemoryWakeups } from "@moltbot/core";
import { testWakeups } from "@moltbot/core/testing";

testWakeups("memory", async () => {
  const wakeups = createMemoryWakeups();
  return { first: wakeups, second: wakeups, close: async () => {} };
});
