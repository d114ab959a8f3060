import { testChannel } from "@moltbot/channel/testing";
import { afterAll, beforeAll } from "vitest";
import { type IrcNetwork, startIrcNetwork } from "../../../test/support/irc.ts";
import { openIrc } from "./irc-harness.ts";

let network: IrcNetwork;
beforeAll(async () => {
  network = await startIrcNetwork();
});
afterAll(() => network?.stop());

testChannel("[R10.2] IRC", () => openIrc(network), {
  skip: [
    { reason: "a server echoes only to clients that ask for it", tests: ["marks or leaves out its own messages"] },
    { reason: "IRC has no replies", tests: ["recognises a reply to the bot"] },
    { reason: "a server delivers once", tests: ["delivers an update that comes twice under one id"] },
    {
      reason: "IRC has no acknowledgement; delivery.test.ts shows what happens instead",
      tests: ["goes on when the host fails, and confirms only what is durable"],
    },
    { reason: "nicknames hold no such characters", tests: ["hands over control characters in names as they are"] },
    { reason: "a server does not ask to wait; delivery.test.ts shows the pacing", tests: ["waits out a rate limit"] },
  ],
});
