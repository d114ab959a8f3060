import { type CompiledToolPolicy, compileToolPolicy, guardTools } from "@moltbot/tool-policy";
import { describe, expect, test } from "vitest";

const open = compileToolPolicy([]);
const careful = compileToolPolicy([{ name: "agent", policy: { deny: ["exec", "mcp__*"] } }]);
const tools = { read: (path: string) => `text of ${path}`, bash: (line: string) => `ran ${line}` };

describe("tools behind a policy [R6.5]", () => {
  test("run when they are allowed, under any of their names", () => {
    const guarded = guardTools(open, tools);
    expect(guarded.call("read", "a")).toMatchObject({ outcome: "ran", tool: "read", result: "text of a" });
    for (const name of ["exec", "bash", "System.Run"]) {
      expect(guarded.call(name, "ls")).toMatchObject({ outcome: "ran", tool: "bash", result: "ran ls" });
    }
  });

  test("do not run when they are denied, however they are called and whenever they came", () => {
    const guarded = guardTools(careful, tools);
    guarded.add("mcp__git__push", () => {
      throw new Error("ran");
    });
    for (const name of ["exec", "bash", "BASH ", "system.run", "mcp__git__push"]) {
      expect(guarded.call(name, "ls")).toMatchObject({
        outcome: "refused",
        decision: { allowed: false, layer: "agent" },
      });
    }
    expect(guarded.list()).toEqual(["read"]);
  });

  test("obey the policy of the moment", () => {
    let now: CompiledToolPolicy = open;
    const guarded = guardTools(() => now, tools);
    expect(guarded.call("exec", "ls").outcome).toBe("ran");
    now = careful;
    expect(guarded.call("exec", "ls").outcome).toBe("refused");
    expect(guarded.list()).toEqual(["read"]);
  });

  test("answer for what does not exist, and deny before they say so", () => {
    expect(guardTools(open, tools).call("nothing", "")).toEqual({
      outcome: "unknown",
      because: "There is no such tool.",
    });
    expect(guardTools(careful, {}).call("exec").outcome).toBe("refused");
    for (const name of ["__proto__", "constructor", "toString"]) {
      expect(guardTools(open, tools).call(name, "").outcome).toBe("unknown");
    }
  });

  test.each([
    ["exec", 'means the same tool as "bash"'],
    ["Bash", 'means the same tool as "bash"'],
    [" READ_FILE ", 'means the same tool as "read"'],
    ["ｂash", "is not a tool's name"],
    ["re\u200bad", "is not a tool's name"],
    ["group:fs", "is not a tool's name"],
    ["", "is not a tool's name"],
  ])("refuse %j at registration", (name, message) => {
    const run = (text: string) => text;
    expect(() => guardTools(open, tools).add(name, run)).toThrow(message);
    expect(() => guardTools(open, [...Object.entries(tools), [name, run] as const])).toThrow(
      expect.objectContaining({ code: "invalid" }),
    );
  });

  test("run neither of two that a new policy makes one", () => {
    let now = open;
    const guarded = guardTools(() => now, { shell: () => 1, exec: () => 2 });
    expect(guarded.call("shell")).toMatchObject({ result: 1 });
    now = compileToolPolicy([], { aliases: { shell: "exec" } });
    expect(guarded.call("shell")).toMatchObject({ outcome: "unknown", because: "Several tools answer to this name." });
  });

  test("pass on what a tool throws", () => {
    const guarded = guardTools(open, {
      read: () => {
        throw new Error("disk");
      },
    });
    expect(() => guarded.call("read")).toThrow("disk");
  });
});
