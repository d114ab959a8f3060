import { randomInt } from "node:crypto";
import { compileToolPolicy, defaultAliases, defaultGroups, type Layer } from "@moltbot/tool-policy";
import { expect, test } from "vitest";
import { naive, type World } from "./support/naive.ts";

const stacks = 4_000;
const callsPerStack = 250;

/** Small, fast and seeded: a failure can be had again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const world: World = {
  groups: { ...defaultGroups, mcp: ["mcp__*", "group:web"], odd: ["*_{get,search}", "[a-e]?it"] },
  aliases: { ...defaultAliases, shell: "exec", look: "web_search" },
};
const { mcp = [], odd = [] } = world.groups;
const options = { groups: { mcp, odd }, aliases: { shell: "exec", look: "web_search" } };

const tools = [...new Set(Object.values(defaultGroups).flat()), "image", "agents_list", "mcp__git__log", "mcp/fs/read"];
const strangers = [
  "__proto__",
  "constructor",
  "x",
  ".hidden",
  "a.b",
  "system.notify",
  "exe",
  "mcp__",
  "sessions_",
  "@a/b",
];
const spelled = ["Bash", " READ_FILE", "Cron ", "Shell", "apply-patch", "system.run", "look", "BROWSER\n"];
const calls = [...tools, ...strangers, ...spelled];
const patterns = [
  ...["*", "bash*", "sessions_*", "system.{run,notify}", "*_*", "mcp__*", "mcp/*", "*e*", "*a*t*", "w*", "?????"],
  ...[
    "{read,write,edit}",
    "{web,memory}_*",
    "{a*,*c}",
    "[m-r]*",
    "c*",
    "*.*",
    "{e{xec,dit},b*}",
    "*run",
    "*_file",
    "@*",
  ],
  ...[" Read ", "EXEC", "cron", "bash", "read_file", "write", "edit", "apply_patch", "apply-patch", "process", "typo"],
  ...Object.keys(world.groups).map((name) => `group:${name}`),
];

test("a million random decisions are those of a naive evaluator [R6.1] [R6.2] [R6.3]", () => {
  const seed = Number(process.env["TOOL_POLICY_SEED"] ?? randomInt(2 ** 31));
  console.log(`tool-policy: seed ${seed}`);
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const list = (negate: number, most: number): string[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => `${random() < negate ? "!" : ""}${pick(patterns)}`);
  const layer = (_: unknown, at: number): Layer => {
    const negate = random() < 0.3 ? 0.5 + random() : 0;
    const allow = random() < 0.6 ? { allow: [...list(negate, 9), ...(random() < 0.5 ? ["*e*"] : [])] } : {};
    const policy = { ...allow, ...(random() < 0.5 && { deny: list(0, 3) }) };
    return { name: `layer ${at}`, policy: random() < 0.1 ? undefined : policy };
  };
  const letters = Array.from("aabcdeeghinoprstw__./");
  const word = (): string => Array.from({ length: 1 + Math.floor(random() * 12) }, () => pick(letters)).join("");
  const words = Array.from({ length: 800 }, word).filter((text) => !/(?:^|\/)\.{0,2}(?:\/|$)/.test(text));
  const different: unknown[] = [];
  let allowed = 0;
  for (let stack = 0; stack < stacks && different.length === 0; stack += 1) {
    const layers = Array.from({ length: 1 + Math.floor(random() * 6) }, layer);
    const policy = compileToolPolicy(layers, options);
    for (let at = 0; at < callsPerStack; at += 1) {
      const tool = pick(at % 4 === 0 ? words : calls);
      const { because, ...answer } = policy.decide(tool);
      const wanted = naive(layers, tool, world);
      if (answer.allowed) allowed += 1;
      const isSame = answer.allowed === wanted.allowed && answer.layer === wanted.layer;
      if (!isSame || answer.rule !== wanted.rule?.trim()) different.push({ tool, answer, wanted, because, layers });
    }
  }
  expect(different).toEqual([]);
  // Both answers are common, so that neither is right by chance.
  expect(allowed).toBeGreaterThan(stacks * callsPerStack * 0.1);
  expect(allowed).toBeLessThan(stacks * callsPerStack * 0.9);
});
