import { createMemoryMessageHub } from "../src/index.ts";
import { testMessageStore } from "../src/testing.ts";

testMessageStore("memory", async () => {
  const hub = createMemoryMessageHub();
  const [a, b] = [hub.open(), hub.open()];
  return { a, b, crashA: async () => hub.crash(a), close: async () => {} };
});
