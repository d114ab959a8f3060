import { createMemoryAudit } from "@moltbot/audit";
import { createMemoryWakeups, type Logger, silentLogger } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { createMoves, movesTopic } from "../../src/channels/moves.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import { followMoves } from "../../src/policy/moved-groups.ts";
import { configOf } from "../support/config.ts";

const move = { channel: "telegram", account: "default", from: "-5", to: "-1005" };
const at = (id: string) => ({ channel: "telegram", account: "default", id });

function open(audit = createMemoryAudit({ random: createSeededRandom() }), wakeups = createMemoryWakeups()) {
  const lines: string[] = [];
  const log: Logger = { ...silentLogger, warn: (text, fields) => void lines.push(`${text} ${JSON.stringify(fields)}`) };
  const clock = createManualClock();
  return { audit, lines, moves: createMoves({ stores: { audit, wakeups }, clock, log }) };
}

test("a move is written down once, told with what to do, and known to other replicas and later lives", async () => {
  const { audit, lines, moves } = open();
  await moves.note(move);
  await moves.note(move);
  expect((await audit.query({ event: "channel.group_moved" })).records).toHaveLength(1);
  expect(lines).toEqual([expect.stringContaining("Write -1005 in place of -5 in the config.")]);
  const other = open(audit);
  expect(other.moves.formerOf(at("-1005"))).toBeUndefined();
  await other.moves.look();
  await other.moves.look();
  expect(other.moves.formerOf(at("-1005"))).toBe("-5");
  expect(other.moves.formerOf({ ...at("-1005"), account: "second" })).toBeUndefined();
  expect(other.lines).toHaveLength(1);
});

test("[R5.2] other replicas are told at once, before the next message of the group is theirs", async () => {
  const [audit, wakeups] = [createMemoryAudit({ random: createSeededRandom() }), createMemoryWakeups()];
  const [one, other] = [open(audit, wakeups), open(audit, wakeups)];
  await wakeups.subscribe(movesTopic, () => void other.moves.look());
  await one.moves.note(move);
  await expect.poll(() => other.moves.formerOf(at("-1005"))).toBe("-5");
});

test("a log out of reach is a warning where it is read, and an error where a move would be lost", async () => {
  const { lines, moves } = open({
    ...createMemoryAudit({ random: createSeededRandom() }),
    append: () => Promise.reject(new Error("gone")),
    query: () => Promise.reject(new Error("gone")),
  } as unknown as ReturnType<typeof createMemoryAudit>);
  await moves.look();
  expect(lines).toEqual([expect.stringContaining("moved groups could not be read")]);
  await expect(moves.note(move)).rejects.toThrow("gone");
  expect(moves.formerOf(at("-1005"))).toBeUndefined();
});

test("rules, binding and tools of the old id hold until the config names the new one [R5.2]", () => {
  const rulesOf = (groups: string, formerOf = (place: { id: string }) => (place.id === "-1005" ? "-5" : undefined)) => {
    const config = configOf(`{
      channels: { telegram: { groups: ${groups} } },
      agents: { list: [{ id: "main" }, { id: "help" }], bindings: { "telegram:-5": "help" } },
    }`);
    return followMoves(compilePolicy(config), config, formerOf);
  };
  const old = `{ "-5": { requireMention: false, tools: { deny: ["exec"] } } }`;
  const who = { ...at("7") };
  const followed = rulesOf(old);
  expect(followed.groupRules(at("-1005"))).toMatchObject({ listed: true, requireMention: false });
  expect(followed.agentFor(at("-1005")).id).toBe("help");
  expect(followed.toolSession({ who, groupId: "-1005" }).groupId).toBe("-5");
  expect(followed.groupRules(at("-1006")).listed).toBe(false);
  const renamed = rulesOf(`{ "-5": { requireMention: false }, "-1005": {} }`);
  expect(renamed.groupRules(at("-1005")).requireMention).toBe(true);
  expect(rulesOf(old, () => undefined).groupRules(at("-1005")).listed).toBe(false);
});
