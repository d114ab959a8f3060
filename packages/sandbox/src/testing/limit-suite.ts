import { describe, expect, test } from "vitest";
import type { OpenSandboxes } from "./support.ts";
import { opened, runIn, say } from "./support.ts";

const forkBomb = "f() { f | f & }; f; while :; do sleep 1; done";

/** What must end, and what must not take the host with it. */
export function testLimits(name: string, open: OpenSandboxes): void {
  describe(`[R8.4] ${name} limits programs`, () => {
    test("in time, with everything that they started, also when they ignore it or left their group", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        const lines = [
          "sleep 1000",
          "trap '' TERM INT HUP; echo up; while :; do sleep 1; done",
          "setsid sh -c 'trap \"\" TERM; sleep 1000' & (setsid sleep 1000 &) ; sleep 1000",
          "sleep 1000 | sleep 1000 | sleep 1000",
          "kill -STOP $$",
        ];
        for (const line of lines) {
          expect(await runIn(box, line, { timeoutMs: 300 }), line).toMatchObject({ status: "timed-out" });
          expect(await say(box, "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"), line).not.toContain("1000");
        }
      }));

    test("which leave nothing behind when they end by themselves", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        expect(await runIn(box, "sleep 1000 & (setsid sleep 1000 >/dev/null 2>&1 &); echo done")).toMatchObject({
          status: "exited",
          stdout: "done\n",
        });
        expect(await say(box, "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '")).not.toContain("sleep");
        // Orphans that ended but were waited for by nobody would fill the table.
        expect(
          await say(box, "i=0; while [ $i -lt 30 ]; do (sh -c 'sleep 0.05 &') ; i=$((i+1)); done; sleep 0.3; echo ok"),
        ).toBe("ok");
        expect(await say(box, "grep -l 'State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l")).toBe("0");
      }));

    test("in processes: a fork bomb ends with its call", () =>
      opened(open, async (bench) => {
        const box = await bench.open({ limits: { pids: 40 } });
        expect((await runIn(box, forkBomb, { timeoutMs: 1500 })).status).toMatch(/timed-out|exited/);
        expect(await say(box, "echo alive; set -- /proc/[0-9]*; [ $# -lt 15 ] && echo few")).toBe("alive\nfew");
      }));

    test("in memory: what takes too much is killed", () =>
      opened(open, async (bench) => {
        const box = await bench.open({ limits: { memoryMb: 64 } });
        const result = await runIn(box, "x=$(head -c 300000000 /dev/zero | tr '\\0' a); echo done", {
          timeoutMs: 30_000,
        });
        expect(result).not.toMatchObject({ code: 0 });
        expect(await say(box, "echo alive")).toBe("alive");
      }));

    test("in output: what is too much is counted, and what never ends is ended", () =>
      opened(open, async (bench) => {
        const box = await bench.open({ limits: { outputKb: 16 } });
        const big = await runIn(box, "head -c 1000000 /dev/zero | tr '\\0' x; echo e >&2");
        expect(big).toMatchObject({
          status: "exited",
          stderr: "e\n",
          truncated: { stdout: 1_000_000 - 16_384, stderr: 0 },
        });
        expect(Buffer.byteLength(big.stdout)).toBeLessThanOrEqual(16_384 * 3);
        const endless = await runIn(box, "yes", { timeoutMs: 60_000 });
        expect(endless.status).toBe("output-limit");
        expect(Buffer.byteLength(endless.stdout)).toBe(16_384);
        expect(await runIn(box, "yes >&2", { timeoutMs: 60_000 })).toMatchObject({ status: "output-limit" });
        expect(await say(box, "echo alive")).toBe("alive");
      }));

    test("in space: /tmp, the workspace, one file, and many files", () =>
      opened(open, async (bench) => {
        const box = await bench.open({ limits: { diskMb: 20, tmpMb: 4, memoryMb: 256 } });
        expect(await runIn(box, "head -c 8000000 /dev/zero >/tmp/x")).not.toMatchObject({ code: 0 });
        expect(await runIn(box, "head -c 60000000 /dev/zero >/dev/shm/x")).not.toMatchObject({ code: 0 });
        const one = await runIn(box, "head -c 90000000 /dev/zero >one");
        expect(one).not.toMatchObject({ code: 0 });
        await runIn(box, "rm -f one");
        const many = "i=0; while [ $i -lt 3000 ]; do head -c 1000000 /dev/zero >f$i || exit 1; i=$((i+1)); done";
        expect(await runIn(box, many, { timeoutMs: 60_000 })).toMatchObject({ status: "disk-limit" });
        expect(await say(box, "rm -rf /workspace/*; echo cleaned")).toBe("cleaned");
        expect(await runIn(box, "sleep 0.5; head -c 5000000 /dev/zero >ok")).toMatchObject({ code: 0 });
      }));

    test("when they are cancelled, before and during", () =>
      opened(open, async (bench) => {
        const box = await bench.open();
        expect(await runIn(box, "sleep 1000", { signal: AbortSignal.abort() })).toMatchObject({ status: "cancelled" });
        const stop = new AbortController();
        const running = runIn(box, "sleep 1000", { signal: stop.signal });
        setTimeout(() => stop.abort(), 100);
        expect(await running).toMatchObject({ status: "cancelled" });
      }));
  });
}
