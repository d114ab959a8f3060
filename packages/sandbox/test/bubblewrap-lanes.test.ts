import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createBubblewrapEngine, isSandboxUnavailable, type Sandbox } from "../src/index.ts";
import { openOn } from "./support.ts";

const run = promisify(execFile);
const none = { workspaceAccess: "none", engine: "bubblewrap" } as const;
const engine = createBubblewrapEngine();

async function withBox(use: (box: Sandbox) => Promise<void>): Promise<void> {
  const bench = await openOn(engine);
  try {
    await use(await bench.sandboxes.open("s", none));
  } finally {
    await bench.close();
  }
}

const say = async (box: Sandbox, command: string | readonly string[]): Promise<string> => {
  const { stdout, stderr } = await box.run({ command });
  return `${stdout}${stderr}`.trim();
};

/** When the first process started: another number is another lane. */
const lane = (box: Sandbox): Promise<string> => say(box, "cut -d' ' -f22 /proc/1/stat");

/** Pids of the lanes' shells that run `text`, as the host counts. */
async function shellsOf(text: string): Promise<number[]> {
  const { stdout } = await run("ps", ["-eo", "pid,ppid,args"]);
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter(([, , ...args]) => args.join(" ") === text).map(([, parent]) => Number(parent));
}

test("calls that leave nothing share a lane; what a call leaves is gone at the next", () =>
  withBox(async (box) => {
    const first = await lane(box);
    expect(await lane(box)).toBe(first);
    expect(await say(box, "echo x >/tmp/f; mkdir /tmp/.d; sort /dev/null; ls -A /tmp")).toBe(".d\nf");
    expect(await say(box, "ls -A /tmp /dev/shm")).toBe("/dev/shm:\n\n/tmp:");
    const second = await lane(box);
    expect(second).not.toBe(first);
    expect(await say(box, "echo x >/dev/shm/f")).toBe("");
    expect(await say(box, "ls -A /dev/shm")).toBe("");
    expect(await say(box, "ipcmk -M 4096 >/dev/null && ipcs -m | grep -c 4096")).toBe("1");
    expect(await say(box, "ipcs -m | grep -c 4096")).toBe("0");
    expect(await say(box, "(setsid sleep 1000 >/dev/null 2>&1 &) ; echo")).toBe("");
    expect(await say(box, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).not.toContain("sleep");
  }));

test("a program that sets the streams not to wait spoils them for itself only", () =>
  withBox(async (box) => {
    const first = await lane(box);
    // `perl` is part of every Debian; elsewhere there is nothing to set them with.
    const set = await box.run({ command: ["perl", "-MFcntl", "-e", "fcntl(STDOUT, F_SETFL, O_NONBLOCK)"] });
    if (set.status === "exited" && set.code === 0) expect(await lane(box)).not.toBe(first);
    const many = await box.run({ command: "head -c 900000 /dev/zero | tr '\\0' x" });
    expect(many).toMatchObject({ status: "exited", code: 0, truncated: { stdout: 0 } });
    expect(many.stdout).toHaveLength(900_000);
  }));

test("the shell of a lane cannot be ended from inside", () =>
  withBox(async (box) => {
    const first = await lane(box);
    expect(await say(box, "kill -9 1; kill -STOP 1; kill -TERM 1; echo ran")).toMatch(/^ran/);
    expect(await lane(box)).toBe(first);
    expect(await box.run({ command: ["sh", "-c", "kill -9 -1; echo still"] })).toMatchObject({ code: 0 });
  }));

test("a lane that is killed from outside fails its call with a clear error, and the next call has another", () =>
  withBox(async (box) => {
    await box.run({ command: "true" });
    const started = new Promise<void>((resolve) => {
      void box
        .run({ command: "echo up; exec sleep 98763" }, { onOutput: () => resolve() })
        .catch((error: unknown) => error)
        .then((outcome) => ended.push(outcome));
    });
    const ended: unknown[] = [];
    await started;
    for (const pid of await shellsOf("sleep 98763")) process.kill(pid, "SIGKILL");
    await expect.poll(() => ended).toHaveLength(1);
    expect(isSandboxUnavailable(ended[0])).toBe(true);
    expect(String(ended[0])).toContain("the sandbox ended while a command ran");
    expect(await say(box, "echo again")).toBe("again");
  }));

test("calls at once have lanes and processes of their own", () =>
  withBox(async (box) => {
    const seen = await Promise.all(
      Array.from({ length: 8 }, () => say(box, "sleep 0.5; set -- /proc/[0-9]*; echo $#")),
    );
    // The lane's shell and its own: nobody sees the others' programs.
    expect(seen).toEqual(Array.from({ length: 8 }, () => "2"));
    expect(await say(box, "echo after")).toBe("after");
  }));

test("without a bwrap that works the error says so, and nothing waits", async () => {
  const directory = await mkdtemp(join(tmpdir(), "moltbot-bwrap-"));
  const program = join(directory, "bwrap");
  await chmod(directory, 0o755);
  for (const [text, because] of [
    ["#!/bin/sh\necho no namespaces >&2\nexit 1\n", /no namespaces/],
    ["#!/nowhere\n", /could not start a sandbox/],
    ["#!/bin/sh\nexec sleep 0.2\n", /could not start a sandbox/],
  ] as const) {
    await writeFile(program, text);
    await chmod(program, 0o755);
    const bench = await openOn(createBubblewrapEngine({ program }));
    const box = await bench.sandboxes.open("s", none);
    await expect(box.run({ command: "true" })).rejects.toThrow(because);
    expect(await createBubblewrapEngine({ program }).probe()).toMatchObject({ ok: false, because });
    await bench.close();
  }
  await rm(directory, { recursive: true });
});

test("a root that its user may not pass through is told of, with what to do", async () => {
  const bench = await openOn(engine);
  await chmod(bench.root, 0o700);
  const box = await bench.sandboxes.open("s", none);
  const outcome = await box.run({ command: "true" }).catch((error: unknown) => error);
  // Only root gives way to another user.
  if (process.getuid?.() === 0) {
    expect(outcome).toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("Permission denied"),
      hint: "Let user 65534 pass through the directories above it (chmod o+x), or use the engine docker.",
    });
  } else expect(outcome).toMatchObject({ status: "exited", code: 0 });
  await bench.close();
});
