import { describe, expect, test } from "vitest";
import type { Sandbox } from "../sandbox.ts";
import { isSandboxUnavailable } from "../trouble.ts";
import { type OpenSandboxes, opened } from "./support.ts";

const withBox = (open: OpenSandboxes, use: (box: Sandbox) => Promise<void>): Promise<void> =>
  opened(open, async (bench) => use(await bench.open({ limits: { pids: 64 } })));

/** Pids of the lane that runs this, and of every shell that stays. */
const shells = "for p in $(cat /proc/[0-9]*/stat | grep -E '^[0-9]+ \\(sh\\)' | cut -d' ' -f1); do echo $p; done";

/** What a program cannot do to the shells that start programs. */
export function testSupervisors(name: string, open: OpenSandboxes): void {
  describe(`${name} starts programs from shells that`, () => {
    test("nobody inside can look into, or write for", () =>
      withBox(open, async (box) => {
        const look =
          "cat /proc/$PPID/environ /proc/$PPID/mem; ls -l /proc/$PPID/fd; echo forged >/proc/$PPID/fd/1; echo x >/proc/$PPID/fd/4";
        const { stdout, stderr } = (await box.run({ command: `${look}; true` })) as { stdout: string; stderr: string };
        expect(stdout).toMatch(/^(total 0\n)?$/);
        expect(stderr.match(/ermission denied|No such|an't open|cannot/g)?.length).toBeGreaterThanOrEqual(4);
        // Its own descriptors are three, and none is the shell's, or the host's.
        const others = "for f in /proc/self/fd/*; do case $f in */[012]) ;; *) readlink $f ;; esac; done";
        const links = ((await box.run({ command: others })) as { stdout: string }).stdout.trim().split("\n");
        expect(links.filter((one) => one !== "" && one !== "/dev/null")).toEqual([]);
      }));

    test("end a call when it ended and not when it says so", () =>
      withBox(open, async (box) => {
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
    ])("a program that %s stops for nobody else: the next call has one that works", (_, line) =>
      withBox(open, async (box) => {
        await box.run({ command: "echo kept >f" });
        const outcome = await box.run({ command: line, timeoutMs: 3000 }).then(
          ({ status }) => status,
          (error: unknown) => error,
        );
        expect(isSandboxUnavailable(outcome) || outcome === "exited" || outcome === "timed-out").toBe(true);
        expect(await box.run({ command: "cat f" })).toMatchObject({ stdout: "kept\n" });
      }),
    );

    test("end a program by its time that stops its starter", { timeout: 15_000 }, () =>
      withBox(open, async (box) => {
        const stopped = await box.run({ command: "kill -STOP $PPID; sleep 1000", timeoutMs: 500 });
        expect(stopped).toMatchObject({ status: "timed-out" });
        expect(await box.run({ command: ["echo", "new"] })).toMatchObject({ stdout: "new\n" });
      }),
    );
  });
}
