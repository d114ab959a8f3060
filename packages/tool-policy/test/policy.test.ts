import { compileToolPolicy, type ToolPolicy, type ToolPolicyOptions } from "@moltbot/tool-policy";
import { describe, expect, test } from "vitest";

const compile = (policy: unknown, o?: ToolPolicyOptions) =>
  compileToolPolicy([{ name: "agent", policy: policy as ToolPolicy }], o);
const allowed = (policy: unknown, ...tools: string[]) => compile(policy).filter(tools);

describe("one layer [R6.1]", () => {
  test("deny wins; no allow allows all, an empty one nothing", () => {
    expect(allowed({ allow: ["*"], deny: ["exec"] }, "read", "exec")).toEqual(["read"]);
    expect(allowed({ deny: ["exec"] }, "read", "exec")).toEqual(["read"]);
    expect(allowed({}, "read", "exec")).toEqual(["read", "exec"]);
    expect(allowed(undefined, "read")).toEqual(["read"]);
    expect(allowed({ allow: [] }, "read")).toEqual([]);
    expect(compile({ allow: [] }).decide("read").because).toBe('Layer "agent" allows nothing.');
  });

  test("reads allowed, denied and a text for a list, but not two spellings at once", () => {
    expect(allowed({ allowed: "*", denied: ["exec"] }, "read", "exec")).toEqual(["read"]);
    expect(allowed({ allowed: ["read_file", "web_search"], denied: ["exec", "write_file"] }, "read", "write")).toEqual([
      "read",
    ]);
    expect(() => compile({ allow: ["a"], allowed: ["b"] })).toThrow(/both allow and allowed/);
    expect(() => compile({ deny: ["a"], denied: ["b"] })).toThrow(/both deny and denied/);
    expect(() => compile({ allow: ["a"], alsoAllow: ["b"] })).toThrow(/both allow and alsoAllow/);
  });

  test("! takes away from allow; a list of only such entries means everything else", () => {
    expect(allowed({ allow: ["!sessions_*"] }, "read", "sessions_list")).toEqual(["read"]);
    expect(allowed({ allow: ["*", "!group:fs"] }, "read", "exec")).toEqual(["exec"]);
    expect(allowed({ allow: ["!sessions_list", "sessions_*"] }, "sessions_list", "sessions_send", "read")).toEqual([
      "sessions_send",
    ]);
    expect(compile({ allow: ["!bash*"] }).decide("exec")).toEqual({
      allowed: false,
      layer: "agent",
      rule: "!bash*",
      because: 'Layer "agent" leaves it out: "!bash*".',
    });
    expect(() => compile({ deny: ["!read"] })).toThrow(/takes away from a deny list/);
  });

  test("junk in allow matches nothing and keeps the list restrictive", () => {
    const policy = compile({ allow: [5, null, "", "  ", "read", "typo"] });
    expect(policy.filter(["read", "exec", "5", "null"])).toEqual(["read"]);
    expect(policy.problems.map(({ entry }) => entry)).toEqual(["<number>", "<null>", "<blank>", "<blank>"]);
    expect(allowed({ allow: ["typo"] }, "read", "exec")).toEqual([]);
    expect(allowed({ allow: ["!read", undefined] }, "read", "exec")).toEqual([]);
  });

  test.each([
    [{ deny: [5] }],
    [{ deny: [" "] }],
    [{ deny: ["group:nowhere"] }],
    [{ allow: ["!group:nowhere"] }],
    [{ allow: ["!"] }],
    [{ allow: 5 }],
    [{ allow: null }],
    [{ alow: ["read"] }],
    [{ profile: "coding" }],
    [null],
    ["*"],
  ])("%j is refused, so that nothing stays open by mistake", (policy) => {
    expect(() => compile(policy)).toThrow(expect.objectContaining({ code: "invalid", layer: "agent" }));
  });

  test("alsoAllow alone adds nothing and says so", () => {
    const policy = compile({ alsoAllow: ["exec"], deny: ["read"] });
    expect(policy.filter(["exec", "read", "write"])).toEqual(["exec", "write"]);
    expect(policy.problems).toMatchObject([{ layer: "agent", entry: "alsoAllow" }]);
  });

  test("inherited lists are not read", () => {
    expect(allowed(Object.create({ allow: ["*"], deny: ["*"] }), "read")).toEqual(["read"]);
  });
});

describe("names of tools", () => {
  test.each(["exec", "bash", "Bash", " BASH\n", "system.run", "System.Run"])("%j means exec", (called) => {
    expect(allowed({ deny: ["bash*"] }, called)).toEqual([]);
    expect(allowed({ allow: ["exec"] }, called)).toEqual([called]);
    expect(allowed({ deny: ["system.{run,notify}"] }, called)).toEqual([]);
    expect(compile({}).canonical(called)).toBe("exec");
  });

  test.each([
    ["", "The name is blank."],
    [" \t", "The name is blank."],
    ["x".repeat(257), "The name is longer than 256 characters."],
    ["ｂash", "The name has invisible characters or letters outside ASCII."],
    ["e\u200bxec", "The name has invisible characters or letters outside ASCII."],
    ["\u00a0exec", "The name has invisible characters or letters outside ASCII."],
    ["tas\u212a", "The name has invisible characters or letters outside ASCII."],
    ["ex\u0000ec", "The name has invisible characters or letters outside ASCII."],
    ["ex ec", "The name has characters other than letters, digits and _ - . : / @."],
    ["*", "The name has characters other than letters, digits and _ - . : / @."],
    ["../exec", "The name reads like a path."],
    ["a//b", "The name reads like a path."],
    ["group:fs", "The name is a group's, not a tool's."],
    [undefined, "A tool is called by a text."],
    [{ toString: (): string => "exec" }, "A tool is called by a text."],
  ])("%j is nobody's name", (called, because) => {
    const policy = compile(undefined);
    expect(policy.decide(called as string)).toEqual({ allowed: false, because });
    expect(policy.explain(called as string)).toEqual([{ layer: "name", verdict: "deny", because }]);
    expect(policy.canonical(called as string)).toBeUndefined();
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("%s is an ordinary unknown name", (called) => {
    expect(allowed({}, called)).toEqual([called]);
    expect(allowed({ allow: ["read"] }, called)).toEqual([]);
    expect(allowed({ allow: [called] }, called)).toEqual([called]);
  });

  test("further aliases extend and correct the built-in ones", () => {
    const aliases = { Shell: "bash", bash: "bash" };
    const policy = compile({ allow: ["bash"] }, { aliases });
    expect(policy.filter(["shell", "bash", "exec"])).toEqual(["shell", "bash"]);
    expect(compile({}, { aliases: { run: "system.run" } }).canonical("RUN")).toBe("exec");
    expect(() => compile({}, { aliases: { a: "b", b: "a" } })).toThrow(/leads back to itself/);
    expect(() => compile({}, { aliases: { a: "b*" } })).toThrow(/not the name of a tool/);
  });
});

describe("apply_patch", () => {
  test.each([
    [{ allow: ["write", "edit"] }, true],
    [{ allow: ["group:fs"] }, true],
    [{ allow: ["apply_patch"] }, false],
    [{ allow: ["apply_patch", "write"] }, false],
    [{ deny: ["write"] }, false],
    [{ deny: ["edit"] }, false],
    [{ deny: ["apply*"] }, false],
    [{ deny: ["apply-patch"] }, false],
    [{ allow: ["*", "!apply_patch"] }, false],
    [{ allow: ["*", "!edit"] }, false],
    [{ deny: ["read"] }, true],
    [undefined, true],
  ])("under %j: %s", (policy, wanted) => {
    expect(compile(policy).decide("apply-patch").allowed).toBe(wanted);
  });

  test("says which tool it stumbled over", () => {
    expect(compile({ deny: ["edit"] }).decide("apply_patch")).toMatchObject({
      rule: "edit",
      because: 'It needs "write" and "edit". Layer "agent" denies it: "edit".',
    });
  });

  test("what needs what is data", () => {
    const policy = compile({ deny: ["read"] }, { requires: { grep: ["read"], find: ["grep"], apply_patch: [] } });
    expect(policy.filter(["grep", "find", "apply_patch"])).toEqual(["apply_patch"]);
    expect(() => compile({}, { requires: { a: ["b"], b: ["a"] } })).toThrow(/needs itself/);
    expect(() => compile({}, { requires: { a: ["b*"] } })).toThrow(/not the name of a tool/);
  });
});
