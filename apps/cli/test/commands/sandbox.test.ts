import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BusyboxSystem, makeBusyboxSystem, type OwnDocker, startDocker } from "../../../../test/support/docker.ts";
import { configFile } from "../support/config-file.ts";
import { type Ended, moltbot } from "../support/moltbot.ts";
import { createStateDir } from "../support/state-dir.ts";

const digest = /sha256:[0-9a-f]{64}/;

let docker: OwnDocker;
let system: BusyboxSystem;
beforeAll(async () => {
  docker = await startDocker();
  system = await makeBusyboxSystem();
});
afterAll(async () => {
  await system.remove();
  await docker.stop();
});

/** Runs `moltbot sandbox`, with the engine of these tests unless told. */
async function sandbox(args: readonly string[], o: { config?: string; host?: string } = {}): Promise<Ended> {
  const file = await configFile(o.config ?? "{}");
  const env = { DOCKER_HOST: o.host ?? `unix://${docker.socket}`, MOLTBOT_STATE_DIR: join(file, "..") };
  return moltbot(["sandbox", ...args], env);
}

/** Asks the engine itself; with a body, it waits for the end. */
async function ask(path: string, body?: Buffer): Promise<NodeJS.ReadableStream> {
  const headers = body === undefined ? {} : { "content-length": body.length };
  const method = body === undefined ? "GET" : "POST";
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath: docker.socket, path, method, headers }, resolve).once("error", reject).end(body);
  });
  expect(answer.statusCode).toBe(200);
  if (body !== undefined) await answer.toArray();
  return answer;
}

/** Writes what `docker save` would. */
async function save(image: string, file: string, o: { gzip?: true } = {}): Promise<void> {
  const answer = await ask(`/images/${image}/get`);
  const to = createWriteStream(file);
  await (o.gzip === true ? pipeline(answer, createGzip(), to) : pipeline(answer, to));
}

describe("with Docker", () => {
  test("[R8.6] [R9.1] status names the missing image and the command that makes it", async () => {
    const { code, stdout, stderr } = await sandbox(["status"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^docker +works \d/m);
    expect(stdout).toMatch(/^trouble +nothing runs: the image moltbot-sandbox:1 is not on this machine$/m);
    expect(stderr).toBe("→ moltbot sandbox setup\n");
    const other = await sandbox(["status"], { config: '{ agents: { defaults: { sandbox: { image: "own:2" } } } }' });
    expect([other.code, other.stderr]).toEqual([1, "→ moltbot sandbox setup --tag own:2\n"]);
  });

  test("[R9.1] import takes a root file system, and status finds it", async () => {
    const { code, stdout, stderr } = await sandbox(["import", system.tar]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^image +moltbot-sandbox:1$/m);
    expect(stdout).toMatch(/^shell +sealed/m);
    expect(stderr).toBe("→ moltbot sandbox status\n");
    const id = digest.exec(stdout)?.[0];
    const status = await sandbox(["status", "--json"]);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      ok: true,
      engines: [{ name: "docker", ok: true, version: expect.any(String) }, { name: "bubblewrap" }],
      images: [{ name: "moltbot-sandbox:1", present: true, digest: id, sealed: true }],
      agents: [{ agent: "main", mode: "non-main", engine: "auto", uses: "docker", scope: "session", limits: {} }],
      workspaces: 0,
    });
  });

  test("[R9.1] setup builds the image that the sandbox package ships, without a network", async () => {
    expect((await sandbox(["import", system.tar, "--tag", "base:1"])).stderr).toContain('sandbox.image: "base:1"');
    const built = await sandbox(["setup", "--base", "base:1", "--tag", "built:1"]);
    expect(built).toMatchObject({ code: 0, stdout: expect.stringMatching(/^shell +sealed/m) });
    expect(built.stderr).toContain("Successfully built");
    const quiet = await sandbox(["setup", "--base", "base:1", "--json"]);
    expect([quiet.code, quiet.stderr]).toEqual([0, ""]);
    expect(JSON.parse(quiet.stdout)).toEqual({
      image: "moltbot-sandbox:1",
      digest: expect.stringMatching(digest),
      sealed: true,
    });
    const none = await sandbox(["setup", "--base", "localhost:1/none:1"]);
    expect([none.code, none.stdout]).toEqual([1, ""]);
    expect(none.stderr).toContain("moltbot sandbox import <tarball>");
  });

  test("[R9.1] import takes what was saved, plain or by gzip, under the name that is wanted", async () => {
    await sandbox(["import", system.tar, "--tag", "travels:1"]);
    const file = join(await createStateDir(), "image.tar");
    for (const o of [{}, { gzip: true }] as const) {
      await save("travels:1", file, o);
      const { code, stdout } = await sandbox(["import", file, "--tag", "arrived:2", "--json"]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ image: "arrived:2", sealed: true });
    }
  });

  test("[R8.6] an image that brings volumes is no image for sandboxes", async () => {
    const config = '{ agents: { defaults: { sandbox: { image: "volumes:1" } } } }';
    const query = new URLSearchParams({ fromSrc: "-", repo: "volumes", tag: "1", changes: "VOLUME /data" });
    await ask(`/images/create?${query}`, await readFile(system.tar));
    const { code, stdout, stderr } = await sandbox(["status"], { config });
    expect([code, stdout]).toEqual([1, expect.stringContaining("volumes:1 declares volumes")]);
    expect(stderr).toContain("Choose another image");
  });
});

describe("without Docker", () => {
  const host = "unix:///nonexistent/docker.sock";

  test("[R8.6] [R9.1] setup and import say how to get it, or how to do without", async () => {
    for (const args of [["setup"], ["import", system.tar]]) {
      const { code, stdout, stderr } = await sandbox(args, { host });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/^error: the Docker engine is out of reach \(ENOENT\)\n→ Install Docker .*"bubblewrap"/);
    }
    const json = await sandbox(["setup", "--json"], { host });
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: "unavailable", hint: expect.any(String) } });
  });

  test("[R8.6] status is content with bubblewrap where the config is, and counts what has files", async () => {
    const file = await configFile("{}");
    const stateDir = join(file, "..", "state");
    for (const root of [`${stateDir}.sandboxes`, join(stateDir, "sandboxes")]) {
      await mkdir(join(root, "one"), { recursive: true });
    }
    const env = { DOCKER_HOST: host, MOLTBOT_STATE_DIR: stateDir, MOLTBOT_CONFIG: file };
    const { code, stdout } = await moltbot(["sandbox", "status"], env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^bubblewrap +works/m);
    expect(stdout).toMatch(/^engine +auto: bubblewrap$/m);
    expect(stdout).toMatch(/^sandboxes +1 with files here$/m);
  });

  test("[R8.6] [R9.1] status fails where nothing would run, agent by agent", async () => {
    const config = `{ agents: {
      defaults: { sandbox: { engine: "docker", limits: { memoryMb: 256 } } },
      list: { a: {}, b: { sandbox: { mode: "off" } }, c: { sandbox: { engine: "bubblewrap", network: "bridge" } } },
    } }`;
    const { code, stdout, stderr } = await sandbox(["status"], { host, config });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^agents +a, main$/m);
    expect(stdout).toMatch(/^limits +256 MiB memory/m);
    expect(stdout.match(/^trouble .*/gm)).toEqual([
      expect.stringContaining("docker: the Docker engine is out of reach"),
      expect.stringContaining("bubblewrap has no network"),
    ]);
    expect(stderr).toMatch(/^→ Install Docker .*set engine: "bubblewrap"/);
  });

  test("[R9.1] what is wrong with the command line or the config exits 2, a missing file 1", async () => {
    const file = join(await createStateDir(), "text");
    await writeFile(file, "no tar");
    const codes = async (args: readonly string[], config = "{}") => (await sandbox(args, { host, config })).code;
    expect(await codes(["setup", "--tag", "Not A Name"])).toBe(2);
    expect(await codes(["setup", "--base", "x y"])).toBe(2);
    expect(await codes(["import", file])).toBe(2);
    expect(await codes(["import"])).toBe(2);
    expect(await codes(["status"], "{ agents: 1 }")).toBe(2);
    expect((await sandbox(["status"], { host: "no address" })).code).toBe(2);
    const missing = await sandbox(["import", "/nonexistent.tar"], { host });
    expect(missing).toMatchObject({ code: 1, stderr: "error: there is no file /nonexistent.tar\n→ Check the path.\n" });
  });
});
