import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../src/index.ts";
import { openOn, type TestDocker, testDocker } from "./support.ts";

const none = { workspaceAccess: "none" } as const;

let own: TestDocker;
beforeAll(async () => {
  own = await testDocker();
});
afterAll(() => own.stop());

async function withBox(use: (box: Sandbox) => Promise<void>): Promise<void> {
  const bench = await openOn(own.engine);
  await use(await bench.sandboxes.open("s", { ...none, limits: { pids: 64 } }));
  await bench.close();
}

test("what leaves its group while another call runs is gone when none runs, and says nothing in between", () =>
  withBox(async (box) => {
    const other = box.run({ command: "sleep 1.5; echo other" });
    const stray = "(exec setsid sh -c 'while :; do echo noise; echo noise >&2; done' &) ; sleep 0.1; echo done";
    const first = await box.run({ command: stray, outputBytes: 100 });
    expect(first.status).toMatch(/exited|output-limit/);
    expect(await box.run({ command: ["echo", "clean"] })).toMatchObject({ stdout: "clean\n", stderr: "" });
    expect(await other).toMatchObject({ stdout: "other\n", stderr: "" });
    expect(await box.run({ command: "cat /proc/[0-9]*/cmdline | tr '\\0' ' '" })).not.toHaveProperty(
      "stdout",
      expect.stringContaining("noise"),
    );
  }));

test("a stray cannot hide behind a name that looks like somebody else's numbers", () =>
  withBox(async (box) => {
    const names = ["a) R 1 1 1\\n", "a b 1 1\\n", "sh) S 1 7 1 0 -1", "\\n"];
    for (const name of names) {
      const hide = `(exec setsid sh -c 'printf "${name}" >/proc/self/comm; while :; do :; done' >/dev/null 2>&1 &); sleep 0.2`;
      await box.run({ command: hide });
      const { stdout } = (await box.run({ command: "cat /proc/[0-9]*/cmdline | tr '\\0' ' '" })) as { stdout: string };
      expect(stdout, name).not.toContain("while :");
    }
  }));
