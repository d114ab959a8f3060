import { execFile, spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSandboxes, type Sandbox } from "../src/index.ts";
import { openOn, type TestDocker, testDocker } from "./support.ts";

const run = promisify(execFile);
const minute = 60_000;
const none = { workspaceAccess: "none" } as const;

let own: TestDocker;
beforeAll(async () => {
  own = await testDocker();
});
afterAll(() => own.stop());

const containers = () => own.docker.listContainers({ all: true });
const volumes = async () => (await own.docker.listVolumes()).Volumes ?? [];

/** Runs a line, and waits until it does. */
async function begun(box: Sandbox, line: string, signal = new AbortController().signal) {
  let isUp = (): void => {};
  const up = new Promise<void>((resolve) => {
    isUp = resolve;
  });
  const running = box.run({ command: `echo up; ${line}` }, { signal, onOutput: () => isUp() });
  await Promise.race([up, running]);
  return { running };
}

/** Command lines of this machine that hold a text. */
async function processes(text: string): Promise<number> {
  const { stdout } = await run("ps", ["-eo", "args"]);
  return stdout.split("\n").filter((line) => line.includes(text) && !line.includes("sessions.program")).length;
}

/** Shims of this file's own engine: other files start theirs at the same time. */
async function shimsOfOwn(): Promise<number> {
  const { stdout } = await run("ps", ["-eo", "args"]);
  const exec = join(dirname(own.socket), "exec");
  return stdout.split("\n").filter((line) => line.includes("containerd-shim") && line.includes(exec)).length;
}

test("[R8.3] an idle sandbox goes when its time is over, a busy one stays, an old one is replaced", async () => {
  const bench = await openOn(own.engine, { maxAgeMs: 120 * minute });
  const idle = await bench.sandboxes.open("idle", { ...none, pruneMinutes: 30 });
  const never = await bench.sandboxes.open("never", { ...none, pruneMinutes: 0 });
  const busy = await bench.sandboxes.open("busy", { ...none, pruneMinutes: 30 });
  await idle.run({ command: "echo kept >file" });
  await never.run({ command: "true" });
  const stop = new AbortController();
  const { running } = await begun(busy, "sleep 1000", stop.signal);
  const now = Date.now();
  expect(await bench.sandboxes.sweep(now + 29 * minute)).toBe(0);
  expect(await bench.sandboxes.sweep(now + 31 * minute)).toBe(1);
  expect(await containers()).toHaveLength(2);
  expect(await bench.sandboxes.sweep(now + 121 * minute)).toBe(2);
  // The busy one is not cut off: it takes no new calls and goes when the last has ended.
  expect(await containers()).toHaveLength(1);
  expect(await busy.run({ command: ["echo", "new"] })).toMatchObject({ stdout: "new\n" });
  stop.abort();
  expect(await running).toMatchObject({ status: "cancelled" });
  expect(await idle.run({ command: "cat file" })).toMatchObject({ stdout: "kept\n" });
  // What never wrote a file leaves no directory.
  expect((await readdir(bench.root)).some((name) => name.startsWith("never"))).toBe(false);
  await bench.close();
  expect(await containers()).toEqual([]);
});

test("a sandbox whose specification changed is made anew, without cutting off what runs in the old one", async () => {
  const bench = await openOn(own.engine);
  const first = await bench.sandboxes.open("s", { ...none, limits: { memoryMb: 64 } });
  const { running } = await begun(first, "sleep 1; echo old");
  const second = await bench.sandboxes.open("s", { ...none, limits: { memoryMb: 128 }, env: { A: "1" } });
  expect(await second.run({ command: ["echo", "new"] })).toMatchObject({ stdout: "new\n" });
  expect(await running).toMatchObject({ stdout: "up\nold\n" });
  await Promise.all([1, 2, 3].map(() => second.run({ command: "true" })));
  expect(bench.sandboxes.count()).toBe(1);
  // The old one goes by itself, once nothing runs in it.
  for (let i = 0; i < 200 && (await containers()).length > 1; i++) await pause(100);
  expect(await containers()).toHaveLength(1);
  await bench.close();
  await expect(second.run({ command: "true" })).rejects.toMatchObject({ code: "unavailable" });
});

test("[R8.3] after a kill -9 nothing of it runs any more, and the next start removes what is left", async () => {
  const root = await mkdtemp(join(tmpdir(), "moltbot-crash-"));
  await chmod(root, 0o711);
  const program = new URL("./sessions.program.ts", import.meta.url).pathname;
  const flags = ["--conditions=@moltbot/source", "--disable-warning=ExperimentalWarning"];
  const child = spawn(process.execPath, [...flags, program, own.socket, own.image, root, "8"]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  expect(await containers()).toHaveLength(4);
  expect(await processes("sleep 98765")).toBeGreaterThan(8);
  child.kill("SIGKILL");
  for (let i = 0; i < 200 && (await containers()).length > 0; i++) await pause(100);
  expect(await containers()).toEqual([]);
  expect(await processes("sleep 98765")).toBe(0);
  // One that could not go, as when the engine was down then.
  const Labels = { "moltbot.sandbox.owner": "crashed" };
  await own.docker.createContainer({ Image: own.image, Cmd: ["sleep", "100"], Labels });
  const stranger = await own.docker.createContainer({ Image: own.image, Cmd: ["sleep", "100"], Labels: {} });
  const sandboxes = createSandboxes({ engines: [own.engine], root, owner: "crashed" });
  expect(await sandboxes.recover()).toEqual({ removed: 1, failed: [] });
  expect((await containers()).map(({ Id }) => Id)).toEqual([stranger.id]);
  await stranger.remove();
  // Files of sessions stay: they belong to the conversation.
  const box = await sandboxes.open("session:0", none);
  expect(await box.run({ command: "cat f" })).toMatchObject({ stdout: "file\n" });
  await box.remove();
  await sandboxes.close();
  expect(await readdir(root)).toHaveLength(7);
  await rm(root, { recursive: true });
});

test("200 sessions leave nothing: no container, volume, process, directory or descriptor", {
  timeout: 240_000,
}, async () => {
  const bench = await openOn(own.engine);
  const descriptors = async () => (await readdir("/proc/self/fd")).length;
  await (await bench.sandboxes.open("first", none)).run({ command: "true" });
  await bench.sandboxes.sweep(Date.now() + 61 * minute);
  const [before, shims] = [await descriptors(), await shimsOfOwn()];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < 200; i = next++) {
      const box = await bench.sandboxes.open(`session:${i}`, none);
      const result = await box.run({ command: `echo ${i} >f; cat f; (setsid sleep 98764 &)` });
      expect(result).toMatchObject({ stdout: `${i}\n` });
      await box.remove();
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  expect(await containers()).toEqual([]);
  expect(await volumes()).toEqual([]);
  expect(await processes("sleep 98764")).toBe(0);
  expect(await readdir(bench.root)).toEqual([]);
  for (let i = 0; i < 200 && (await shimsOfOwn()) > shims; i++) await pause(100);
  expect(await shimsOfOwn()).toBeLessThanOrEqual(shims);
  // Eight workers may each have left a connection to the engine open; a leak would be hundreds.
  expect(await descriptors()).toBeLessThanOrEqual(before + 16);
  expect((await readFile("/proc/mounts", "utf8")).includes(`${own.data}/overlay2`)).toBe(false);
  await bench.close();
});
