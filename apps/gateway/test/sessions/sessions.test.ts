import { createMemoryRateLimiter } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import { createPairing } from "@moltbot/pairing";
import { createMemoryMessages } from "@moltbot/sessions";
import { expect, test } from "vitest";
import { compilePolicy } from "../../src/policy/compile.ts";
import { readKey } from "../../src/sessions/named.ts";
import { createSessionService, type SessionServiceParts } from "../../src/sessions/service.ts";
import { execConfig, openDesk, operator, question } from "../exec-approvals/support.ts";

function open() {
  const desk = openDesk(execConfig({ approvalMode: "per-session" }));
  const { clock, exec, audit, store, rules } = desk;
  const policy = compilePolicy(rules.config);
  const random = createSeededRandom(5);
  const limiter = createMemoryRateLimiter();
  const parts: Omit<SessionServiceParts, "persons"> = {
    config: () => rules.config,
    policy: () => policy,
    stores: { messages: createMemoryMessages(), pairing: store, audit },
    pairing: createPairing({ store, clock, random, limiter, rules: () => policy.pairing }),
    exec,
    names: { of: async () => "0123456789abcdef01234567" },
    stateDir: "/nowhere",
    clock,
  };
  const persons = { describe: () => Promise.reject(new Error("nobody is described here")) };
  return { ...desk, sessions: createSessionService({ ...parts, persons }) };
}

test("[R7.3] permissions for a session end when it is begun anew, and those of others stay", async () => {
  const { sessions, exec, events } = open();
  const own = await exec.ask(question());
  const other = await exec.ask(question("git fetch", { session: "telegram:201" }));
  const [first, second] = await Promise.all(
    [own, other].map(({ approval }) => exec.decide(approval.id, "approve", { by: operator, scope: "session" })),
  );
  const granted = first?.status === "approved" ? first.grant?.id : undefined;
  expect(second?.status).toBe("approved");
  expect(await sessions.reset("telegram:200", operator)).toEqual({
    status: "done",
    key: "telegram:200",
    archived: 0,
    revoked: [granted],
  });
  expect((await exec.grants()).map(({ session }) => session)).toEqual(["telegram:201"]);
  expect((await events()).at(-1)).toMatch(/revoked/);
  expect((await sessions.reset("telegram:200", operator)).status).toBe("unchanged");
});

test("[R7.3] permissions for a session end however many newer ones there are elsewhere", async () => {
  const { sessions, exec, clock } = open();
  const allow = async (session: string): Promise<void> => {
    const { approval } = await exec.ask(question("git fetch", { session }));
    await exec.decide(approval.id, "approve", { by: operator, scope: "session" });
    await clock.advance(1);
  };
  await allow("telegram:200");
  for (let n = 1000; n <= 2000; n++) await allow(`telegram:${n}`);
  expect((await sessions.reset("telegram:200", operator)).revoked).toHaveLength(1);
});

test.each([
  ["telegram:5", { who: { channel: "telegram", account: "default", id: "5" } }],
  ["telegram/second:5", { who: { channel: "telegram", account: "second", id: "5" } }],
  ["whatsapp:+84987654321", { who: { channel: "whatsapp", account: "default", id: "+84987654321" } }],
  ["#telegram:-100", { group: { channel: "telegram", account: "default", id: "-100" } }],
  ["#discord/second:8%2F7/t%20x", { group: { channel: "discord", account: "second", id: "8/7" }, thread: "t x" }],
  ["greeting telegram:5", undefined],
  ["#telegram", undefined],
  ["nonsense", undefined],
])("the key %j names %j", (key, named) => {
  expect(readKey(key)).toEqual(named && { key, ...named });
});
