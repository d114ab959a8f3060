import { createMemoryIdentities, createMemoryPairing } from "../../src/index.ts";
import { testIdentityStore } from "../../src/testing.ts";

testIdentityStore("Memory", async () => {
  const events: string[] = [];
  const identities = createMemoryIdentities({ record: (list) => events.push(...list.map(({ event }) => event)) });
  return {
    a: identities,
    b: identities,
    pairing: createMemoryPairing({ identities }),
    events: async () => events,
    close: async () => {},
  };
});
