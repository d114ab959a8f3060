import { isMoltbotError, type MoltbotError } from "@moltbot/core";
import { expect } from "vitest";
import type { Conversation } from "../messages.ts";
import type { Bench } from "./bench.ts";
import { ada, type Cases } from "./inbound-cases.ts";

/** The error of `work`, which must reject; `what` says what was tried. */
export async function rejection(what: string, work: Promise<unknown>): Promise<MoltbotError> {
  const thrown = await work.then(
    () => {
      throw new Error(`${what}: it resolved, but must reject with a MoltbotError.`);
    },
    (error: unknown) => error,
  );
  if (isMoltbotError(thrown)) return thrown;
  throw new Error(`${what}: it must reject with a MoltbotError of @moltbot/core, not with ${String(thrown)}`);
}

/** A conversation with Ada: she writes first. */
export async function meetAda({ platform, host, until }: Bench): Promise<Conversation> {
  const before = host.messages.length;
  await platform.dm(ada, "hello");
  await until("a message arrives", () => host.messages.length > before);
  const conversation = host.messages.at(-1)?.conversation;
  if (conversation === undefined) throw new Error("No message arrived.");
  return conversation;
}

/** A platform without buttons still shows the words that came with them. */
async function showsNoButton({ adapter, platform, during }: Bench, to: Conversation): Promise<void> {
  await during(adapter.send(to, { text: "Well?", actions: [[{ label: "Yes", payload: "y" }]] }));
  const { text, payloads } = platform.sent().at(-1) ?? {};
  expect({ text, payloads }, "without limits.actions the text is sent alone").toEqual({ text: "Well?", payloads: [] });
}

/** What goes out. */
export const outboundCases = {
  async "splits long text below the limit and between characters"(bench) {
    const to = await meetAda(bench);
    const { text: limit } = bench.adapter.limits;
    const family = "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}";
    const text = `${family.repeat(Math.ceil((limit * 1.5) / family.length))} ${"word ".repeat(limit / 5)}`.trim();
    const sent = await bench.during(bench.adapter.send(to, { text }));
    const parts = bench.platform.sent().map((message) => message.text);
    expect(sent.ids.length, "send resolves with one id for each part").toBe(parts.length);
    expect(new Set(sent.ids).size).toBe(sent.ids.length);
    for (const part of parts) {
      expect(part.length, "no part is longer than limits.text").toBeLessThanOrEqual(limit);
      expect(part, "no part ends inside a character; splitText knows how").not.toMatch(
        /\p{Surrogate}|^\u200D|\u200D$/u,
      );
    }
    expect(parts.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  },
  async "sends text as it is, whatever it looks like"(bench) {
    const to = await meetAda(bench);
    const text = "<b>*bold*</b> _x_ [link](https://evil.example) `code` & ~~no~~ @everyone";
    await bench.during(bench.adapter.send(to, { text }));
    expect(bench.platform.sent().at(-1)?.text, "what looks like markup is escaped, not shown as markup").toBe(text);
  },
  async "refuses a message without text"(bench) {
    const to = await meetAda(bench);
    for (const text of ["", " \n "]) {
      const error = await rejection("a message without text", bench.during(bench.adapter.send(to, { text })));
      expect(error.code, "a message without text").toBe("invalid");
    }
    expect(bench.platform.sent()).toEqual([]);
  },
  async "brings a button's payload back byte for byte"(bench) {
    const { actions, actionPayload } = bench.adapter.limits;
    const to = await meetAda(bench);
    if (!actions) return await showsNoButton(bench, to);
    const payload = `${"é".repeat(4)}${"x".repeat(actionPayload - 8)}`;
    const message = { text: "Well?", actions: [[{ label: "Yes", payload }], [{ label: "No", payload: "n" }]] };
    await bench.during(bench.adapter.send(to, message));
    expect(bench.platform.sent().at(-1)?.payloads).toEqual([payload, "n"]);
    await bench.platform.press(ada, payload);
    await bench.until("the press arrives", () => bench.host.actions.length === 1);
    expect(bench.host.actions[0]).toMatchObject({ payload, by: { id: ada.id }, conversation: to });
    const tooLong = { text: "Well?", actions: [[{ label: "Yes", payload: "x".repeat(actionPayload + 1) }]] };
    const error = await rejection(
      "a payload above limits.actionPayload",
      bench.during(bench.adapter.send(to, tooLong)),
    );
    expect(error.code, "a payload above limits.actionPayload").toBe("invalid");
  },
  async "confirms a press only once it is durable"(bench) {
    const { actions, actionPayload } = bench.adapter.limits;
    if (!actions) return expect(actionPayload, "limits.actionPayload is 0 without limits.actions").toBe(0);
    const to = await meetAda(bench);
    await bench.during(bench.adapter.send(to, { text: "Well?", actions: [[{ label: "Yes", payload: "y" }]] }));
    let tries = 0;
    bench.host.beforeAction = async () => {
      if (++tries < 3) throw new Error("disk full");
    };
    await bench.platform.press(ada, "y");
    await bench.until("the press is stored", () => bench.host.actions.length === 1);
    expect(tries, "a press that onAction rejected comes again").toBe(3);
    await bench.until("it is confirmed", () => bench.platform.unconfirmed() === 0);
  },
  async "edits what it sent"(bench) {
    const to = await meetAda(bench);
    const { edit } = bench.adapter;
    expect(edit !== undefined, "limits.edit says whether there is an edit()").toBe(bench.adapter.limits.edit);
    if (edit === undefined) return;
    const actions = [[{ label: "Yes", payload: "y" }]];
    const sent = await bench.during(bench.adapter.send(to, { text: "Approve?", actions }));
    await bench.during(edit.call(bench.adapter, sent, { text: "Approved." }));
    const { text, payloads } = bench.platform.sent().at(-1) ?? {};
    expect({ text, payloads }).toEqual({ text: "Approved.", payloads: [] });
    // The same again is no error: a caller that crashed in between cannot know.
    await bench.during(edit.call(bench.adapter, sent, { text: "Approved." }));
  },
  async "shows that it is at work, and never fails at it"(bench) {
    const to = await meetAda(bench);
    const { adapter, platform, during } = bench;
    expect(adapter.typing !== undefined, "limits.typing says whether there is a typing()").toBe(adapter.limits.typing);
    const shown = (): number => platform.typing?.() ?? 0;
    await during(adapter.typing?.(to) ?? Promise.resolve());
    if (adapter.limits.typing) await bench.until("people see it", () => shown() === 1);
    expect(platform.sent()).toEqual([]);
    await platform.disconnect();
    await during(adapter.typing?.(to) ?? Promise.resolve());
    await during(adapter.stop());
    await during(adapter.typing?.(to) ?? Promise.resolve());
  },
  async "waits out a rate limit"(bench) {
    const to = await meetAda(bench);
    await bench.platform.rateLimit(3);
    const from = bench.clock.now();
    await bench.during(bench.adapter.send(to, { text: "patience" }));
    expect(bench.clock.now() - from, "milliseconds that send took").toBeGreaterThanOrEqual(3000);
    expect(bench.platform.sent().filter((message) => message.text === "patience")).toHaveLength(1);
  },
} satisfies Cases;
