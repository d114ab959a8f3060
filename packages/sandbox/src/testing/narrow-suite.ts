import { describe, expect, test } from "vitest";
import type { SandboxSettings } from "../opening.ts";
import type { Sandbox } from "../sandbox.ts";
import type { SandboxSpec } from "../spec/spec.ts";
import { type Bench, type OpenSandboxes, opened, say } from "./support.ts";

/** Ends for nobody who asks, nor do its children. */
const stubborn = "trap '' TERM; (trap '' TERM; while :; do sleep 0.2; done) & while :; do sleep 0.2; done";

/** Runs a line, and waits until it does. */
async function begun(box: Sandbox, line: string) {
  let isUp = (): void => {};
  const up = new Promise<void>((resolve) => {
    isUp = resolve;
  });
  const running = box.run({ command: `echo up; ${line}` }, { onOutput: () => isUp() });
  await Promise.race([up, running]);
  return { running };
}

/** A sandbox whose settings a test changes. */
async function changeable(bench: Bench, first: Partial<SandboxSpec>) {
  const settings = (spec: Partial<SandboxSpec>): SandboxSettings => ({
    scopeKey: "changing",
    spec: { workspaceAccess: "none", engine: bench.engine, ...spec },
  });
  let now = settings(first);
  const open = () => bench.sandboxes.open(now.scopeKey, now.spec, async () => now);
  return {
    open,
    box: await open(),
    put(spec: Partial<SandboxSpec>, scopeKey = "changing") {
      now = { ...settings(spec), scopeKey };
    },
  };
}

/** What becomes of calls when the settings of their sandbox change. */
export function testNarrowing(name: string, open: OpenSandboxes): void {
  const withBench = (use: (bench: Bench) => Promise<void>): Promise<void> => opened(open, use);
  describe(`${name}, when settings change,`, () => {
    test("ends at once what runs by wider ones, says which, and goes on by the new ones", { timeout: 60_000 }, () =>
      withBench(async (bench) => {
        const agentWorkspace = await bench.directory();
        const { box, put } = await changeable(bench, { workspaceAccess: "rw", agentWorkspace, env: { KEY: "k" } });
        const both = [await begun(box, stubborn), await begun(box, stubborn)];
        put({ workspaceAccess: "ro", agentWorkspace, limits: { memoryMb: 512, timeoutMs: 5000 } });
        expect(await bench.sandboxes.review()).toBe(2);
        const narrowed = ["workspaceAccess", "limits.memoryMb", "limits.timeoutMs", "env"];
        for (const result of await Promise.all(both.map(({ running }) => running))) {
          expect(result).toEqual({
            ...{ status: "narrowed", narrowed, stdout: "up\n", stderr: "" },
            truncated: { stdout: 0, stderr: 0 },
          });
        }
        // Opened before, and no different.
        expect(await say(box, "echo x >/agent/f || echo [$KEY] no")).toMatch(/^\[\] no/);
        expect(bench.sandboxes.count()).toBe(1);
      }),
    );

    test("leaves alone what may do as much as before, until it may not", { timeout: 60_000 }, () =>
      withBench(async (bench) => {
        const { box, put, open } = await changeable(bench, { limits: { memoryMb: 64 } });
        const { running: first } = await begun(box, stubborn);
        put({ limits: { memoryMb: 128 }, env: { A: "a" } });
        expect(await bench.sandboxes.review()).toBe(0);
        expect(await say(box, "echo $A")).toBe("a");
        const { running: second } = await begun(await open(), stubborn);
        // More than the first has, less than the second: each is measured by its own.
        put({ limits: { memoryMb: 96 }, env: { A: "a" } });
        expect(await bench.sandboxes.review()).toBe(1);
        expect(await second).toMatchObject({ status: "narrowed", narrowed: ["limits.memoryMb"] });
        put({ limits: { memoryMb: 64 } }, "elsewhere");
        expect(await bench.sandboxes.review()).toBe(1);
        expect(await first).toMatchObject({ status: "narrowed", narrowed: ["scope"] });
      }),
    );

    test("begins nothing by settings that changed while its sandbox was made", { timeout: 60_000 }, () =>
      withBench(async (bench) => {
        const agentWorkspace = await bench.directory();
        const { box, put } = await changeable(bench, { workspaceAccess: "rw", agentWorkspace });
        const writing = box.files.write("/agent/f", "x");
        put({ workspaceAccess: "none" });
        await bench.sandboxes.review();
        expect(await writing).toMatchObject({ status: "failed" });
      }),
    );

    test("ends everything when they cannot be used any more", { timeout: 60_000 }, () =>
      withBench(async (bench) => {
        const { box, put } = await changeable(bench, {});
        const { running } = await begun(box, stubborn);
        put({ binds: ["/etc:/etc2"] });
        expect(await bench.sandboxes.review()).toBe(1);
        expect(await running).toMatchObject({ status: "narrowed", narrowed: ["sandbox"] });
        await expect(box.run({ command: "true" })).rejects.toMatchObject({ code: "invalid" });
      }),
    );

    test("and two who share a scope differ in theirs, gives each its own", { timeout: 60_000 }, () =>
      withBench(async (bench) => {
        const agentWorkspace = await bench.directory();
        const spec = { workspaceAccess: "none", engine: bench.engine } as const;
        const plain = await bench.sandboxes.open("shared", spec);
        const wide = await bench.sandboxes.open("shared", { ...spec, workspaceAccess: "rw", agentWorkspace });
        expect(await say(plain, "ls /agent 2>/dev/null; echo seen")).toBe("seen");
        const look = (box: Sandbox) => say(box, "(: >/agent/f) 2>/dev/null && echo wide || echo plain");
        expect(await Promise.all([plain, wide, plain, wide, wide, plain].map(look))).toEqual([
          "plain",
          "wide",
          "plain",
          "wide",
          "wide",
          "plain",
        ]);
      }),
    );
  });
}
