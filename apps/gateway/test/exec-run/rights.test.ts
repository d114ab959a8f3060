import { createManualClock } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { createRightsWatch, type Running } from "../../src/exec/run/rights.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import { configOf } from "../support/config.ts";

const who = { channel: "telegram", account: "default", id: "200" };

function config(o: { tools?: object; mode?: string; allowFrom?: readonly string[]; groups?: object }) {
  const { tools = {}, mode = "off", allowFrom = ["200"], groups } = o;
  return configOf(
    JSON.stringify({
      channels: { telegram: { botToken: "1:a", allowFrom, ...(groups && { groups }) } },
      agents: { defaults: { permissions: ["read", "exec"], sandbox: { mode }, tools } },
    }),
  );
}

/** What is ended of `running` when one config takes the place of another. */
async function endedBy(
  before: object,
  after: object,
  running: readonly Partial<Running>[],
): Promise<readonly string[]> {
  let policy = compilePolicy(config(before));
  const ended: string[] = [];
  const all = running.map((one, n) => ({ id: String(n), who, session: "telegram:200", tool: "exec", ...one }));
  const look = createRightsWatch({
    people: { standing: async () => ({}) as never },
    policy: () => policy,
    clock: createManualClock(),
    running: () => all,
    endFor: (key) => ended.push(key),
  });
  await look();
  expect(ended).toEqual([]);
  policy = compilePolicy(config(after));
  await look();
  return [...new Set(ended)];
}

const host = { where: "host" } as const;
const group = { session: "#telegram:-100" };

test("[R9.7] what was judged by the rules before and began after they changed ends as well", async () => {
  const [before, after] = [compilePolicy(config({})), compilePolicy(config({ tools: { deny: ["exec"] } }))];
  let policy = before;
  const running: Running[] = [];
  const ended: string[] = [];
  const look = createRightsWatch({
    people: { standing: async () => ({}) as never },
    policy: () => policy,
    clock: createManualClock(),
    running: () => running,
    endFor: (key) => ended.push(key),
  });
  await look();
  policy = after;
  await look();
  running.push({ id: "1", who, session: "telegram:200", tool: "exec", where: "host" });
  await look();
  expect(ended).toHaveLength(1);
});

test.each([
  ["nothing changed", {}, {}, [host], 0],
  ["they may not talk any more", {}, { allowFrom: [] }, [host], 1],
  ["the tool is denied", {}, { tools: { deny: ["exec"] } }, [host], 1],
  ["another tool is denied", {}, { tools: { deny: ["web_fetch"] } }, [host], 0],
  ["the tool of a call is denied", {}, { tools: { deny: ["web_fetch"] } }, [{ tool: "web_fetch" }], 1],
  ["what runs on the host belongs into a sandbox now", {}, { mode: "all" }, [host], 1],
  ["what is in a sandbox already", { mode: "all" }, { mode: "all" }, [{ where: "sandbox" } as const], 0],
  ["a group's commands do not depend on who may write alone", {}, { allowFrom: [] }, [group], 0],
  ["a group's commands end when the group is switched off", {}, { groups: { "-100": { enabled: false } } }, [group], 1],
  ["a group's commands end when it is not listed any more", {}, { groups: { "-200": {} } }, [group], 1],
  [
    "a group's commands end for who may not speak there any more",
    { groups: { "-100": { allowFrom: ["200", "300"] } } },
    { groups: { "-100": { allowFrom: ["300"] } } },
    [group],
    1,
  ],
  [
    "a group's commands go on for who may still speak there",
    {},
    { groups: { "-100": { allowFrom: ["200"], requireMention: true } } },
    [group],
    0,
  ],
  [
    "a group's commands end when the tool is denied there",
    {},
    { tools: { groups: { "*": { deny: ["exec"] } } } },
    [group],
    1,
  ],
  ["what nobody allowed when it began is not looked at", { tools: { deny: ["exec"] } }, { allowFrom: [] }, [host], 0],
])("[R9.7] a new config: %s", async (_, before, after, running, ends) => {
  expect(await endedBy(before, after, running)).toHaveLength(ends);
});
