import { type CommandPlan, compileCommandPolicy, defaultEnvironment, planDigest } from "@moltbot/command-policy";
import { describe, expect, test } from "vitest";

const policy = compileCommandPolicy({ allowlist: ["foo *", "cd *"] });
const place = { cwd: "/ws", workspace: "/ws" };

function planOf(line: string, at: { cwd?: string; workspace?: string } = place): CommandPlan {
  const { plan } = policy.judge(line, at);
  if (plan === undefined) throw new Error(`${line} has no plan`);
  return plan;
}

describe("the plan of a verdict [R7.2] [R7.4]", () => {
  test("holds every program by its words, and when it runs", () => {
    expect(planOf("cd src && foo 'a b' 2>&1 >/dev/null | foo c || bar; baz")).toMatchObject({
      kind: "argv",
      cwd: "/ws",
      env: defaultEnvironment,
      steps: [
        { kind: "chdir", when: "always", path: "src" },
        {
          kind: "pipeline",
          when: "success",
          commands: [
            {
              argv: ["foo", "a b"],
              redirects: [
                { fd: 2, to: 1 },
                { fd: 1, to: "null" },
              ],
            },
            { argv: ["foo", "c"], redirects: [] },
          ],
        },
        { kind: "pipeline", when: "failure", commands: [{ argv: ["bar"] }] },
        { kind: "pipeline", when: "always", commands: [{ argv: ["baz"] }] },
      ],
    });
  });

  test("of a line that needs a shell is the line", () => {
    expect(planOf("foo $(bar)")).toMatchObject({ kind: "shell", line: "foo $(bar)" });
  });

  test("is absent where the answer is no", () => {
    expect(policy.judge("foo 'x").plan).toBeUndefined();
  });

  test("is frozen", () => {
    const plan = planOf("foo a");
    expect(Object.isFrozen(plan)).toBe(true);
    expect(() => Object.assign(plan, { cwd: "/" })).toThrow(TypeError);
    if (plan.kind !== "argv") throw new Error("not argv");
    const [step] = plan.steps;
    if (step?.kind !== "pipeline") throw new Error("not a pipeline");
    const { argv } = step.commands[0] ?? { argv: [] };
    expect(() => Object.assign(argv, ["rm"])).toThrow(TypeError);
  });

  test("names the variables that the caller allows, sorted and once", () => {
    const { judge } = compileCommandPolicy({ allowlist: [], env: ["B", "A", "B"] });
    expect(judge("foo").plan?.env).toEqual(["A", "B"]);
  });
});

describe("its digest [R7.3]", () => {
  test("is equal for lines that run the same", () => {
    expect(planOf("foo  'a'   # note").digest).toBe(planOf('"foo" a\n').digest);
    expect(planOf("foo a").digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["foo a", "foo a "],
    ["foo a b", "foo 'a b'"],
    ["foo a", "foo a ''"],
    ["foo a && foo b", "foo a; foo b"],
    ["foo a && foo b", "foo a || foo b"],
    ["foo a | foo b", "foo a; foo b"],
    ["foo a", "foo a 2>&1"],
    ["foo a 2>&1", "foo a >&2"],
    ["cd a && foo", "cd b && foo"],
    ["foo $a", "foo '$a'"],
  ])("%j and %j", (one, other) => {
    const same = one.trim() === other.trim();
    expect(planOf(one).digest === planOf(other).digest).toBe(same);
  });

  test("covers the place and the names of the environment", () => {
    const digests = [
      planOf("foo a"),
      planOf("foo a", { cwd: "/ws/b", workspace: "/ws" }),
      planOf("foo a", {}),
      compileCommandPolicy({ allowlist: [], env: ["A"] }).judge("foo a", place).plan,
    ].map((plan) => plan?.digest);
    expect(new Set(digests).size).toBe(4);
  });

  test("is recomputed from a plan that was stored", () => {
    for (const line of ["foo a | foo b 2>&1", "foo $x", "cd src && foo"]) {
      const plan = planOf(line);
      const stored: CommandPlan = JSON.parse(JSON.stringify(plan));
      expect(stored.digest).toBe(plan.digest);
      expect(planDigest(stored)).toBe(plan.digest);
      expect(planDigest({ ...stored, cwd: "/other" })).not.toBe(plan.digest);
    }
  });
});
