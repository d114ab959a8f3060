import { describe, expect, test } from "vitest";
import type { ChannelAdapter, ChannelHost, InboundMessage } from "../src/index.ts";
import { createBench } from "../src/testing/bench.ts";
import { inboundCases } from "../src/testing/inbound-cases.ts";
import { checkSkips } from "../src/testing/kit.ts";
import { lifecycleCases } from "../src/testing/lifecycle-cases.ts";
import { outboundCases } from "../src/testing/outbound-cases.ts";
import { openLoopback } from "./loopback-harness.ts";

const cases = { ...inboundCases, ...outboundCases, ...lifecycleCases };
type Sabotage = (good: ChannelAdapter) => Partial<ChannelAdapter>;

/** An adapter that tells its host something else than what happened. */
function lying(change: (message: InboundMessage, host: ChannelHost) => InboundMessage): Sabotage {
  return (good) => ({
    start: (host) => good.start({ ...host, onMessage: (message) => host.onMessage(change(message, host)) }),
  });
}

let count = 0;
const faults: readonly (readonly [keyof typeof cases, Sabotage])[] = [
  [
    "tells direct messages and groups apart",
    lying((m) => ({ ...m, conversation: { ...m.conversation, kind: "dm" as const } })),
  ],
  [
    "sees a mention where the platform marked one, not in a word",
    lying((m) => ({ ...m, mentionsBot: m.mentionsBot || m.text.includes("moltbot") })),
  ],
  [
    "fills in every field of a message, and where it belongs",
    lying((m) => ({ ...m, conversation: { ...m.conversation, channel: "other" } })),
  ],
  [
    "fills in every field of a message, and where it belongs",
    lying((m) => ({ ...m, conversation: { ...m.conversation, account: "other" } })),
  ],
  ["fills in every field of a message, and where it belongs", lying((m) => ({ ...m, at: m.at / 1000 }))],
  ["fills in every field of a message, and where it belongs", lying(({ attachments: _, ...m }) => m as InboundMessage)],
  ["reads a command at the start of a message, and only there", lying(({ command: _, ...m }) => m)],
  [
    "refuses a message without text",
    (good) => ({ send: (to, m) => good.send(to, { ...m, text: m.text.trim() === "" ? "?" : m.text }) }),
  ],
  ["recognises a reply to the bot", lying((m) => ({ ...m, repliesToBot: false }))],
  [
    "gives people and conversations stable ids, and messages their own",
    lying((m) => ({ ...m, sender: { ...m.sender, id: m.sender.displayName ?? "" } })),
  ],
  ["delivers an update that comes twice under one id", lying((m) => ({ ...m, id: `${m.id}-${count++}` }))],
  [
    "goes on when the host fails, and confirms only what is durable",
    (good) => ({
      start: (host) => good.start({ ...host, onMessage: (message) => host.onMessage(message).catch(() => undefined) }),
    }),
  ],
  [
    "hands over control characters in names as they are",
    lying((m) => ({ ...m, sender: { ...m.sender, displayName: m.sender.displayName?.replace(/\p{Cc}/gu, "") ?? "" } })),
  ],
  [
    "splits long text below the limit and between characters",
    (good) => ({ send: (to, message) => good.send(to, { ...message, text: message.text.slice(0, 8000) }) }),
  ],
  [
    "sends text as it is, whatever it looks like",
    (good) => ({ send: (to, message) => good.send(to, { ...message, text: message.text.replaceAll("*", "") }) }),
  ],
  ["brings a button's payload back byte for byte", (good) => ({ send: (to, { text }) => good.send(to, { text }) })],
  [
    "confirms a press only once it is durable",
    (good) => ({
      start: (host) => good.start({ ...host, onAction: (action) => host.onAction(action).catch(() => undefined) }),
    }),
  ],
  ["edits what it sent", () => ({ edit: async () => {} })],
  ["edits what it sent", (good) => ({ limits: { ...good.limits, edit: false } })],
  ["brings a button's payload back byte for byte", (good) => ({ limits: { ...good.limits, actions: false } })],
  ["confirms a press only once it is durable", (good) => ({ limits: { ...good.limits, actions: false } })],
  ["waits out a rate limit", () => ({})],
  ["stops twice, and for good", () => ({ stop: async () => {} })],
  ["answers a probe at any time", () => ({ probe: async () => ({ status: "ok" }) })],
  ["refuses bad credentials with denied and a hint", () => ({})],
];

describe("the conformance kit catches an adapter that breaks:", () => {
  test.concurrent.each(faults)("%s", async (title, sabotage) => {
    const harness = await openLoopback();
    const bench = createBench({ ...harness, adapter: { ...harness.adapter, ...sabotage(harness.adapter) } });
    await bench.adapter.start(bench.host);
    await expect(cases[title](bench)).rejects.toThrow();
    await bench.close();
  });
});

describe("the conformance kit refuses to leave out", () => {
  const title = "waits out a rate limit";
  test("a case that it does not have", () => {
    const unknown = { reason: "none", tests: ["waits" as typeof title] };
    expect(() => checkSkips([unknown])).toThrow(/no case "waits".*It has: .*waits out a rate limit/);
  });
  test("a case without a reason", () => {
    expect(() => checkSkips([{ reason: " ", tests: [title] }])).toThrow(/say why "waits out a rate limit"/);
  });
  test("a case for two reasons", () => {
    const twice = [
      { reason: "a", tests: [title] },
      { reason: "b", tests: [title] },
    ] as const;
    expect(() => checkSkips(twice)).toThrow(/named twice/);
  });
});
