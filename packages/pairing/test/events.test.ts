import { createMemoryRateLimiter } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { createMemoryPairing, createPairing } from "../src/index.ts";
import { sampleRules } from "../src/testing.ts";
import { ana, operator } from "./support.ts";

test("a listener that throws does not turn a change that was written into a failure", async () => {
  const store = createMemoryPairing();
  const pairing = createPairing({
    store,
    clock: createManualClock(),
    random: createSeededRandom(1),
    limiter: createMemoryRateLimiter(),
    rules: () => sampleRules(),
    onEvent: () => {
      throw new Error("page is gone");
    },
  });
  expect((await pairing.admit(ana, operator)).status).toBe("done");
  expect((await store.standing(ana)).grant).toBeDefined();
});

test("a commit's notices reach who delivers them", async () => {
  const notices: unknown[] = [];
  const store = createMemoryPairing({ notify: (owed) => notices.push(...owed) });
  await store.commit({ changes: [], events: [], notices: [{ to: ana, text: "hello" }] });
  expect(notices).toEqual([{ to: ana, text: "hello" }]);
});
