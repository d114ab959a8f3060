import { MoltbotError } from "@moltbot/core";
import { expect, test } from "vitest";
import type { Explanation, GateName, MessageQuestion } from "../../src/explain/explanation.ts";
import { callApi, startServer } from "../http/support/server.ts";
import { configOf } from "../support/config.ts";
import { openStage, operator, person } from "./stage.ts";

const text = `{
  owners: ["telegram:1"],
  channels: {
    telegram: {
      botToken: "1:a",
      allowFrom: ["2", "@ann"],
      groups: {
        "-100": { requireMention: true, deniedCommands: ["run"], maxMessagesPerHour: 1 },
      },
    },
    discord: { enabled: false },
  },
  messages: { maxPerMinute: 1 },
  agents: { list: { main: {}, dev: { permissions: ["read"] } }, bindings: { "telegram:5": "dev" } },
}`;
const config = configOf(text);
const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;
const hello = { text: "Hello", mention: false, reply: false };
const ask = (id: string, more: Partial<MessageQuestion> = {}): MessageQuestion => ({
  who: person(id),
  ...hello,
  ...more,
});
const gate = (of: Explanation, name: GateName) => of.gates.find((one) => one.gate === name);

test("[R9.6] a stranger is asked to pair, and every gate says why", async () => {
  const { explain } = openStage(config);
  const explained = await explain(ask("9"));
  expect(explained).toMatchObject({ outcome: "offers-pairing", reason: "not_paired", known: false });
  expect(explained.change).toEqual({ text: "Let them in.", command: ["pairing", "approve", "telegram:9"] });
  expect(explained.gates.map((one) => `${one.gate} ${one.verdict}`)).toEqual([
    "channel passes",
    "block passes",
    "policy offers",
    "owners passes",
    "grant passes",
    "allow-from passes",
    "auto-approve passes",
    "limits passes",
    "limits passes",
    "limits passes",
  ]);
  expect(gate(explained, "owners")?.place).toMatchObject({ path: "owners", line: lineOf("owners") });
  expect(gate(explained, "allow-from")).toMatchObject({
    says: "No entry of allowFrom names them.",
    place: { line: lineOf("allowFrom") },
  });
});

test("[R9.6] [R0.5] who is listed is answered, by the entry and its line, and may reach what the agent has", async () => {
  const { explain } = openStage(config);
  const explained = await explain(ask("2"));
  expect(explained).toMatchObject({ outcome: "answers", reason: "allowlisted" });
  expect(gate(explained, "allow-from")).toMatchObject({
    verdict: "admits",
    says: 'The entry "2" names them, by id.',
    place: { path: expect.stringContaining("channels.telegram.allowFrom[0]"), line: lineOf("allowFrom") },
  });
  expect(gate(explained, "auto-approve")?.verdict).toBe("unasked");
  expect(gate(explained, "limits")).toMatchObject({ says: "Messages of one person: at most 1 in 1 min, 1 left." });
  expect(gate(explained, "sandbox")?.says).toBe("Their tools work in a sandbox: sandbox.mode is non-main.");
  expect(gate(await explain(ask("5")), "agent")).toBeUndefined();
});

test("[R9.6] a block, a lapsed pairing and a full counter say what the store holds and what to do", async () => {
  const { explain, does, pairing } = openStage(config);
  await pairing.admit(person("5"), operator);
  const paired = await explain(ask("5"));
  expect(gate(paired, "grant")).toMatchObject({ verdict: "admits", says: expect.stringContaining("Paired by ") });
  expect(gate(paired, "agent")).toMatchObject({
    says: "dev (no model) answers: by a binding.",
    place: { line: lineOf("bindings") },
  });
  await does(ask("5"));
  const limited = await explain(ask("5"));
  expect(limited).toMatchObject({ outcome: "silent", reason: "rate_limited" });
  expect(gate(limited, "limits")).toMatchObject({
    verdict: "stops",
    change: { text: "Wait 1 min, or raise the limit." },
  });
  await pairing.block(person("5"), operator, { reason: "spam" });
  const blocked = await explain(ask("5"));
  expect(blocked).toMatchObject({ outcome: "silent", reason: "blocked" });
  expect(gate(blocked, "block")?.says).toMatch(/blocked them on 2026-06-01 12:00 UTC, with no end: spam\.$/);
  expect(blocked.change).toEqual({ text: "End the block.", command: ["users", "unblock", "telegram:5"] });
});

test("[R9.6] who was turned down learns when another request is taken, and so does who asks", async () => {
  const { explain, does, pairing } = openStage(config);
  await does(ask("9", { text: "/pair" }));
  const [request] = await pairing.pending();
  await pairing.deny(request?.id ?? "", operator);
  const waits = await explain(ask("9", { text: "/pair" }));
  expect(gate(waits, "limits")?.says).toBe(
    "Their last request was declined on 2026-06-01 12:00 UTC: another one is taken from 2026-06-02 12:00 UTC on.",
  );
  expect(gate(await explain(ask("9")), "limits")?.says).not.toContain("declined");
});

test("[R9.6] [R5.1] in a group the rules of the group are asked, and no pairing is", async () => {
  const { explain } = openStage(config);
  const silent = await explain(ask("9", { group: "-100" }));
  expect(silent).toMatchObject({ outcome: "silent", reason: "not_mentioned" });
  expect(silent.change?.setting).toBe('channels.telegram.groups["-100"].requireMention');
  expect(gate(silent, "mention")?.place).toMatchObject({ line: lineOf("requireMention") });
  expect(gate(silent, "grant")).toBeUndefined();
  expect(gate(silent, "block")?.verdict).toBe("unasked");
  const denied = await explain(ask("9", { group: "-100", text: "/run ls", mention: true }));
  expect(denied.change?.text).toBe('Take "run" out of channels.telegram.groups["-100"].deniedCommands.');
  expect(await explain(ask("9", { group: "-100", mention: true }))).toMatchObject({ outcome: "answers" });
  const elsewhere = await explain(ask("9", { group: "-7", mention: true }));
  expect(elsewhere).toMatchObject({ outcome: "silent", reason: "group_not_listed" });
  expect(elsewhere.change?.setting).toBe("channels.telegram.groups");
});

test("[R9.6] [R5.2] of a group that moved it names the rules that hold: those of the id that it had before", async () => {
  const { explain } = openStage(config, { formerOf: ({ id }) => (id === "-1009" ? "-100" : undefined) });
  const denied = await explain(ask("9", { group: "-1009", text: "/run ls", mention: true }));
  expect(denied).toMatchObject({ group: "-1009", reason: "command_denied" });
  expect(gate(denied, "group")?.says).toBe('groups has "-100" for it. It had that id before it moved.');
  expect(gate(denied, "command")?.place).toMatchObject({ line: lineOf("deniedCommands") });
  expect(denied.change?.setting).toBe('channels.telegram.groups["-100"].deniedCommands');
  const answered = await explain(ask("9", { group: "-1009", mention: true }));
  expect(gate(answered, "limits")?.place).toMatchObject({ line: lineOf("maxMessagesPerHour") });
});

test("[R9.6] [R0.3] with the counters out of reach it says what the flow then does: strangers and full groups hear nothing", async () => {
  const down = () => Promise.reject(new MoltbotError("unavailable", "Redis is gone"));
  const { explain, does } = openStage(config, { limiter: { hit: down, peek: down, reset: down } });
  for (const [question, outcome, reason] of [
    [ask("9"), "silent", "prompt_limited"],
    [ask("2"), "answers", "allowlisted"],
    [ask("9", { group: "-100", mention: true }), "silent", "group_limited"],
    [ask("1", { group: "-100", text: "/pair", mention: true }), "silent", "group_limited"],
  ] as const) {
    expect(await explain(question)).toMatchObject({ outcome, reason });
    expect(await does(question)).toBe(outcome);
  }
  expect((await explain(ask("9"))).change?.text).toContain("Redis");
});

test("[R9.6] an account that is off hears nothing, whoever writes", async () => {
  const { explain } = openStage(config);
  const who = { channel: "discord", account: "default", id: "9" };
  const explained = await explain({ who, ...hello });
  expect(explained).toMatchObject({ outcome: "unreached", reason: "not_connected" });
  expect(explained.change?.setting).toBe("channels.discord.enabled");
  expect(explained.gates.slice(1).every(({ verdict }) => verdict === "unasked")).toBe(true);
  const missing = await explain({ who: { ...who, channel: "irc" }, ...hello });
  expect(missing.change).toEqual({ text: "Add channels.irc to the config.", setting: "channels.irc" });
});

test("[R9.6] a tool and a command line are asked about in the same session", async () => {
  const { explain } = openStage(config);
  const explained = await explain(ask("2", { tool: "exec", command: "git push" }));
  expect(explained.tool).toMatchObject({ tool: "exec", decision: { allowed: false } });
  expect(explained.command).toMatchObject({ agent: "main", decision: "ask" });
});

test("[R9.6] the API explains, and refuses what cannot be asked", async () => {
  const server = await startServer();
  const reply = await callApi(server, "GET", "/api/v1/explain?who=web:5&text=Hello&mention=true");
  expect(JSON.parse(reply.text)).toMatchObject({ outcome: "offers-pairing", channel: "web", userId: "5" });
  for (const query of ["", "?who=", "?who=web:5&mention=yes", `?who=web:5&text=${"x".repeat(1001)}`]) {
    const refused = await callApi(server, "GET", `/api/v1/explain${query}`);
    expect([refused.status, JSON.parse(refused.text).error.code]).toEqual([400, "invalid"]);
  }
});
