import { compileToolPolicy, type Layer, type ToolPolicy } from "@moltbot/tool-policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const tools = ["read", "write", "edit", "apply_patch", "exec", "process", "browser", "web_search", "web_fetch"];
const calls = [
  ...tools,
  "sessions_list",
  "session_status",
  "automations",
  "mcp__a__b",
  "Bash",
  "cron",
  "x",
  "__proto__",
];
const pattern = fc.constantFrom(
  ...[
    "*",
    "web_*",
    "*e*",
    "?e*",
    "sessions_*",
    "{read,write}",
    "bash*",
    "c*",
    "group:fs",
    "group:web",
    "group:runtime",
  ],
  ...[...tools, "apply-patch", "typo", "*__*", "group:typo"],
);
const sound = pattern.filter((text) => text !== "group:typo");
const allowEntry = fc.oneof(
  { weight: 4, arbitrary: pattern },
  sound.map((text) => `!${text}`),
);
const policy: fc.Arbitrary<ToolPolicy> = fc.record(
  { allow: fc.array(allowEntry, { maxLength: 6 }), deny: fc.array(sound, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const layer: fc.Arbitrary<Layer> = fc.record({ name: fc.constantFrom("a", "b", "c"), policy });
const layers = fc.array(layer, { maxLength: 7 });
const runs = { numRuns: 3_000 };

const allowed = (stack: readonly Layer[]): string[] => compileToolPolicy(stack).filter(calls);
const inside = (part: readonly string[], whole: readonly string[]) => part.every((tool) => whole.includes(tool));

describe("every stack [R6.1] [R6.2]", () => {
  test("allows what each of its layers allows, and nothing else", () => {
    fc.assert(
      fc.property(layers, (stack) => {
        const each = stack.map((one) => allowed([one]));
        expect(allowed(stack)).toEqual(calls.filter((tool) => each.every((list) => list.includes(tool))));
      }),
      runs,
    );
  });

  test("allows no more with one more layer, one more deny or one more exception", () => {
    fc.assert(
      fc.property(layers, layer, sound, fc.nat(), (stack, extra, entry, at) => {
        const before = allowed(stack);
        const place = at % (stack.length + 1);
        expect(inside(allowed(stack.toSpliced(place, 0, extra)), before)).toBe(true);
        const changed = stack[place];
        if (changed === undefined) return;
        const deny = [...(changed.policy?.deny ?? []), entry];
        expect(inside(allowed(stack.with(place, { ...changed, policy: { ...changed.policy, deny } })), before)).toBe(
          true,
        );
        const list = changed.policy?.allow;
        // An exception in an empty list makes it a list of only exceptions.
        if (list === undefined || list.length === 0) return;
        const allow = [...list, `!${entry}`];
        expect(inside(allowed(stack.with(place, { ...changed, policy: { ...changed.policy, allow } })), before)).toBe(
          true,
        );
      }),
      runs,
    );
  });

  test("allows the same whatever the order of layers and entries", () => {
    const shuffled = layers.chain((stack) =>
      fc.tuple(fc.constant(stack), fc.shuffledSubarray(stack, { minLength: stack.length })),
    );
    fc.assert(
      fc.property(shuffled, ([stack, other]) => {
        const turned = other.map((one) => ({
          ...one,
          policy: {
            ...one.policy,
            ...(one.policy?.allow && { allow: one.policy.allow.toReversed() }),
            ...(one.policy?.deny && { deny: one.policy.deny.toReversed() }),
          },
        }));
        expect(allowed(turned)).toEqual(allowed(stack));
      }),
      runs,
    );
  });

  test("decides as it explains, the first time and again, and alike for every spelling", () => {
    fc.assert(
      fc.property(layers, fc.constantFrom(...calls), (stack, tool) => {
        const compiled = compileToolPolicy(stack);
        const first = compiled.decide(tool);
        expect(compiled.decide(tool)).toBe(first);
        expect(compiled.decide(` ${tool.toUpperCase()} `)).toEqual(first);
        const traces = compiled.explain(tool);
        expect(traces.map((one) => one.layer)).toEqual(stack.map((one) => one.name));
        const denial = traces.find(({ verdict }) => verdict === "deny");
        expect(first.allowed).toBe(denial === undefined);
        if (denial) expect(first).toMatchObject({ layer: denial.layer, because: denial.because });
      }),
      runs,
    );
  });

  test("never throws for a name, and never allows one that is not plain", () => {
    fc.assert(
      fc.property(layers, fc.string({ unit: "binary", maxLength: 300 }), (stack, name) => {
        const compiled = compileToolPolicy(stack);
        const { allowed: isAllowed, because } = compiled.decide(name);
        expect(because).not.toBe("");
        if (isAllowed) expect(name).toMatch(/^[ \t\r\n]*[A-Za-z0-9_.:/@-]{1,256}[ \t\r\n]*$/);
        compiled.explain(name);
        compiled.deadRules([name]);
      }),
      runs,
    );
  });
});
