import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBubblewrapEngine, createDockerEngine, isSandboxUnavailable, type Sandbox } from "../src/index.ts";
import { openOn, type TestDocker, testDocker } from "./support.ts";

const run = promisify(execFile);
const none = { workspaceAccess: "none" } as const;

let own: TestDocker;
beforeAll(async () => {
  own = await testDocker();
});
afterAll(() => own.stop());

/** What a run that cannot be ends with. */
async function failure(box: Sandbox, line = "echo ran"): Promise<Error & { hint?: string }> {
  const outcome = await box.run({ command: line }).then(
    (result) => result.status,
    (error: unknown) => error,
  );
  if (!isSandboxUnavailable(outcome)) throw new Error(`not unavailable: ${String(outcome)}`);
  return outcome as Error & { hint?: string };
}

const containers = async (): Promise<number> => (await own.docker.listContainers({ all: true })).length;

describe("[R8.6] without an engine nothing runs", () => {
  test("not on the host either, and the error says what to do", async () => {
    const nowhere = createDockerEngine({
      docker: new (await import("dockerode")).default({ socketPath: "/nonexistent/d.sock" }),
    });
    const bench = await openOn(nowhere);
    const box = await bench.sandboxes.open("s", none);
    const marker = join(bench.root, "marker");
    const error = await failure(box, `echo ran >${marker}`);
    expect(error.message).toContain("out of reach");
    expect(error.hint).toContain("Start Docker");
    expect(await readdir(bench.root)).not.toContain("marker");
    expect(await nowhere.probe()).toMatchObject({ ok: false });
    await bench.close();
  });

  test("with auto the next one is taken, and with none left it says why for each", async () => {
    const nowhere = createDockerEngine({
      docker: new (await import("dockerode")).default({ socketPath: "/nonexistent/d.sock" }),
    });
    const missing = createBubblewrapEngine({ program: "/nonexistent/bwrap" });
    const bench = await openOn(nowhere, { engines: [nowhere, missing] });
    const error = await failure(await bench.sandboxes.open("s", { ...none, engine: "auto" }));
    expect(error.message).toMatch(/docker: .*out of reach.*bubblewrap: .*not installed/);
    await bench.close();
    const other = await openOn(nowhere, { engines: [nowhere, createBubblewrapEngine()] });
    const box = await other.sandboxes.open("s", { ...none, engine: "auto" });
    expect(await box.run({ command: ["echo", "ran"] })).toMatchObject({ stdout: "ran\n" });
    await failure(await other.sandboxes.open("t", { ...none, engine: "docker" }));
    await other.close();
  });

  test("nor without its image", async () => {
    const bench = await openOn(createDockerEngine({ docker: own.docker }));
    const error = await failure(await bench.sandboxes.open("s", none));
    expect(error.message).toContain("moltbot-sandbox:1 is not on this machine");
    expect(error.hint).toContain("moltbot sandbox setup");
    await failure(await bench.sandboxes.open("s", { ...none, image: `sha256:${"0".repeat(64)}` }));
    const box = await bench.sandboxes.open("s", { ...none, image: own.image });
    expect(await box.run({ command: ["echo", "ran"] })).toMatchObject({ stdout: "ran\n" });
    await bench.close();
  });
});

describe.each(["halt", "kill"] as const)("when the engine ends (%s) in the middle of a run", (how) => {
  test("the run says so, and the next one works when it is back", async () => {
    const bench = await openOn(own.engine);
    try {
      const box = await bench.sandboxes.open("s", none);
      await box.run({ command: "echo kept >file" });
      const running = failure(box, "sleep 1000");
      await pause(300);
      await own[how]();
      expect((await running).message).toMatch(/ended while a command ran|out of reach/);
      await failure(box);
      await own.restart();
      expect(await box.run({ command: "cat file" })).toMatchObject({ stdout: "kept\n" });
      await bench.sandboxes.sweep(0);
      expect(await containers()).toBe(1);
    } finally {
      await bench.close();
    }
    expect(await containers()).toBe(0);
  });
});

test("an engine that stands still costs a run its time, and no more", async () => {
  const bench = await openOn(createDockerEngine({ docker: own.docker, image: own.image, answerMs: 4000 }));
  try {
    const box = await bench.sandboxes.open("s", none);
    await box.warm();
    await box.run({ command: "true" });
    await own.freeze();
    try {
      expect(await box.run({ command: "echo x", timeoutMs: 500 })).toMatchObject({ status: "timed-out" });
      expect((await failure(box)).message).toContain("did not");
    } finally {
      own.thaw();
    }
    expect(await box.run({ command: ["echo", "back"] })).toMatchObject({ stdout: "back\n" });
    await bench.sandboxes.sweep(0);
  } finally {
    await bench.close();
  }
  expect(await containers()).toBe(0);
});

test("a full disk of the engine is an error that says so; freed, it works again", async () => {
  const disk = await mkdtemp(join(tmpdir(), "moltbot-disk-"));
  await run("mount", ["-t", "tmpfs", "-o", "size=64m,mode=711", "tmpfs", disk]);
  const small = await testDocker({ data: join(disk, "data") });
  const bench = await openOn(small.engine);
  try {
    const { bavail, bsize } = await statfs(disk);
    await writeFile(join(disk, "filler"), Buffer.alloc(bavail * bsize));
    const box = await bench.sandboxes.open("s", none);
    expect((await failure(box)).message).toContain("no space left");
    await rm(join(disk, "filler"));
    expect(await box.run({ command: ["echo", "ran"] })).toMatchObject({ stdout: "ran\n" });
  } finally {
    await bench.close();
    await small.stop();
    await run("umount", ["-l", disk]);
    await rm(disk, { recursive: true, force: true });
  }
});
