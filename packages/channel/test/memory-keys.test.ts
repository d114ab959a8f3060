import { createMemoryChannelKeys } from "../src/index.ts";
import { testChannelKeys } from "../src/testing.ts";

testChannelKeys("in memory", async () => {
  const keys = createMemoryChannelKeys();
  return { first: keys, second: keys, close: async () => {} };
});
