import { guardEnvironment } from "@moltbot/command-policy";
import { expect, test } from "vitest";
import { defaultPath, runPlan } from "../../src/run.ts";
import { command, pipeline, planOf, run } from "./plans.ts";

const guards = Object.entries(guardEnvironment).map(([name, value]) => `${name}=${value}`);

async function seen(names: string[], env: Record<string, string | undefined>, path?: string): Promise<string[]> {
  const o = path === undefined ? { env } : { env, path };
  const { stdout } = await run([pipeline(command("env"))], { ...o, place: { env: names } });
  const lines = stdout.trimEnd().split("\n");
  expect(lines.filter((line) => /^MOLTBOT_RUN=[0-9a-f-]{36}$/.test(line))).toHaveLength(1);
  return lines.filter((line) => !line.startsWith("MOLTBOT_RUN=") && !guards.includes(line)).sort();
}

test("[R7.2] programs see the named variables that the host offers, and the fixed PATH", async () => {
  const env = { LANG: "C", HOME: "/h", SECRET: "s", LD_PRELOAD: "/x.so", NODE_OPTIONS: "-r x", TERM: undefined };
  expect(await seen(["HOME", "LANG", "TERM", "TZ"], env)).toEqual(["HOME=/h", "LANG=C", `PATH=${defaultPath}`]);
});

test("[R7.2] nothing of the host's own environment gets in", async () => {
  process.env["NODE_V8_COVERAGE"] ??= "";
  expect(await seen([], {})).toEqual([`PATH=${defaultPath}`]);
  expect(await seen(["constructor", "toString", "__proto__"], {})).toEqual([`PATH=${defaultPath}`]);
});

test("[R7.2] neither PATH nor the mark comes from the host", async () => {
  const env = { PATH: "/evil", MOLTBOT_RUN: "mine" };
  expect(await seen(["MOLTBOT_RUN", "PATH"], env)).toEqual([`PATH=${defaultPath}`]);
  expect(await seen(["PATH"], env, ".:/usr/bin:x:/bin:")).toEqual(["PATH=/usr/bin:/bin"]);
});

test("[R7.2] a name that the plan gives is taken at its word", async () => {
  const named = ["GIT_DIR", "MOLTBOT_X"];
  expect(await seen(named, { GIT_DIR: "a=b\tc", MOLTBOT_X: "" })).toEqual([
    "GIT_DIR=a=b\tc",
    "MOLTBOT_X=",
    `PATH=${defaultPath}`,
  ]);
});

test("[R7.2] a value that a program could not get is refused", async () => {
  const plan = planOf([pipeline(command("env"))], { env: ["HOME"] });
  expect(await runPlan(plan, { env: { HOME: "a\0b" } })).toMatchObject({
    status: "refused",
    because: "The value of HOME cannot be passed on.",
  });
  expect(await runPlan(plan, { env: { HOME: "/h" }, path: ".:bin" })).toMatchObject({ status: "refused" });
});

test("[R7.2] git is guarded, unless the plan names the variable", async () => {
  const all = async (names: string[], env: Record<string, string>) =>
    (await run([pipeline(command("env"))], { env, place: { env: names } })).stdout.split("\n");
  expect(await all([], { GIT_CONFIG_VALUE_0: "all" })).toEqual(expect.arrayContaining(guards));
  expect(await all(["GIT_CONFIG_VALUE_0"], { GIT_CONFIG_VALUE_0: "all" })).toContain("GIT_CONFIG_VALUE_0=all");
});
