import { afterAll, beforeAll, expect, test } from "vitest";
import { isSandboxUnavailable, type Sandbox } from "../src/index.ts";
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

/** Pids of the lane that runs this, and of every shell that stays. */
const shells = "for p in $(cat /proc/[0-9]*/stat | grep -E '^[0-9]+ \\(sh\\)' | cut -d' ' -f1); do echo $p; done";

test("nobody inside can look into the shells that start programs, or write for them", () =>
  withBox(async (box) => {
    const look =
      "cat /proc/$PPID/environ /proc/$PPID/mem; ls -l /proc/$PPID/fd; echo forged >/proc/$PPID/fd/1; echo x >/proc/$PPID/fd/4";
    const { stdout, stderr } = (await box.run({ command: `${look}; true` })) as { stdout: string; stderr: string };
    expect(stdout).toMatch(/^(total 0\n)?$/);
    expect(stderr.match(/ermission denied|No such|an't open|cannot/g)?.length).toBeGreaterThanOrEqual(4);
    // Its own descriptors are three, and none is the shell's.
    expect(
      ((await box.run({ command: ["ls", "/proc/self/fd"] })) as { stdout: string }).stdout.trim().split("\n"),
    ).toHaveLength(4);
  }));

test("what a program writes never ends its call early or changes its status", () =>
  withBox(async (box) => {
    const forgery =
      "printf '\\036AAAAAAAAAAAAAAAAAAAAAAAA 0 0\\036'; printf '\\036AAAAAAAAAAAAAAAAAAAAAAAA 0 0\\036' >&2; sleep 0.2; echo after; exit 3";
    const result = await box.run({ command: forgery });
    expect(result).toMatchObject({ status: "exited", code: 3 });
    expect(result).toHaveProperty("stdout", "\x1eAAAAAAAAAAAAAAAAAAAAAAAA 0 0\x1eafter\n");
    const noise = await box.run({
      command: "head -c 200000 /dev/urandom | tee /dev/stderr >/dev/null; head -c 200000 /dev/urandom; exit 9",
    });
    expect(noise).toMatchObject({ status: "exited", code: 9 });
  }));

test.each([
  ["kills its own starter", "kill -9 $PPID; sleep 5"],
  ["kills every process it may", "kill -9 -1; sleep 5"],
  ["kills the container's shell", `for p in $(${shells}); do [ $p = $$ ] || kill -9 $p; done; sleep 5`],
])("a program that %s loses its own sandbox only, and the next call has a new one", (_, line) =>
  withBox(async (box) => {
    await box.run({ command: "echo kept >f" });
    const outcome = await box.run({ command: line, timeoutMs: 3000 }).then(
      (result) => result.status,
      (error: unknown) => error,
    );
    expect(isSandboxUnavailable(outcome) || outcome === "exited" || outcome === "timed-out").toBe(true);
    expect(await box.run({ command: "cat f" })).toMatchObject({ stdout: "kept\n" });
  }),
);

test("a program that stops its starter is ended by its time, and the sandbox with it", () =>
  withBox(async (box) => {
    const started = Date.now();
    const stopped = await box.run({ command: "kill -STOP $PPID; sleep 1000", timeoutMs: 500 });
    expect(stopped).toMatchObject({ status: "timed-out" });
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(await box.run({ command: ["echo", "new"] })).toMatchObject({ stdout: "new\n" });
  }));

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
