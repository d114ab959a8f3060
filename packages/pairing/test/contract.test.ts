import { testApprovalStore } from "@moltbot/approvals/testing";
import { createMemoryPairing } from "../src/index.ts";
import { testPairingStore } from "../src/testing.ts";

testPairingStore("Memory", async () => {
  const store = createMemoryPairing();
  return { a: store, b: store, close: async () => {} };
});

testApprovalStore("Memory pairing", async () => {
  const store = createMemoryPairing().approvals;
  return { a: store, b: store, close: async () => {} };
});
