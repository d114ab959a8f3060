import { access, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.ts";
import { moltbot } from "../support/moltbot.ts";
import { createStateDir } from "../support/state-dir.ts";

async function start(args: readonly string[]): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess(args);
  onTestFinished(async () => void (await gateway.stop("SIGKILL")));
  return gateway;
}

const oneTimeLink = /http:\/\/localhost:\d+\/\S+/;

describe("moltbot gateway", () => {
  test("started with no config, shows the way in and offers /chat", async () => {
    const stateDir = await createStateDir();
    const gateway = await start(["--state-dir", stateDir]);
    expect(gateway.stderr()).toMatch(/signs one browser in, once\): http:\/\/localhost:\d+\/\S+/);
    expect(gateway.stderr()).toContain(`${gateway.url.replace(/\/$/, "")}/chat`);
    expect((await fetch(new URL("/readyz", gateway.url))).status).toBe(200);
    expect((await stat(join(stateDir, "gateway.json"))).mode & 0o777).toBe(0o600);

    const dashboard = await moltbot(["dashboard", "--state-dir", stateDir]);
    expect(dashboard.code).toBe(0);
    expect(dashboard.stdout).toMatch(oneTimeLink);
    const status = await moltbot(["status", "--json", "--state-dir", stateDir]);
    expect(JSON.parse(status.stdout)).toMatchObject({ running: true, ready: true, storage: "pglite", pending: 0 });
    expect((await moltbot(["status", "--state-dir", stateDir])).stdout).toMatch(/^storage +embedded database$/m);
    const second = await moltbot(["gateway", "--port", "0", "--state-dir", stateDir]);
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining("a gateway runs here already")]);

    const ended = await gateway.stop();
    expect(ended.code).toBe(0);
    for (const line of ended.stdout.trimEnd().split("\n")) {
      expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: expect.any(String) });
    }
    await expect(access(join(stateDir, "gateway.json"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("keeps sign-in links out of the logs of a configured installation", async () => {
    const stateDir = await createStateDir();
    await writeFile(join(stateDir, "moltbot.json5"), '{ owners: ["telegram:1"] }', { mode: 0o600 });
    const gateway = await start(["--state-dir", stateDir]);
    const { code, stderr, stdout } = await gateway.stop("SIGINT");
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).not.toContain("signs one browser in");
  });

  test("[R9.7] follows its file, looks again at SIGHUP, and status says what is refused and what waits", async () => {
    const stateDir = await createStateDir();
    const file = join(stateDir, "moltbot.json5");
    const text = '{\n  owners: ["telegram:1"], // me\n}\n';
    await writeFile(file, text, { mode: 0o600 });
    const gateway = await start(["--state-dir", stateDir]);
    const config = async (): Promise<Record<string, unknown>> => {
      const status = await moltbot(["status", "--json", "--state-dir", stateDir]);
      return (JSON.parse(status.stdout) as { config: Record<string, unknown> }).config;
    };
    const { version } = await config();
    const set = await moltbot(["config", "set", "messages.maxPerMinute", "7", "--state-dir", stateDir]);
    expect(set.stderr).toContain("The running gateway took it over.");
    expect((await config())["version"]).not.toBe(version);
    const port = await moltbot(["config", "set", "gateway.host", "::1", "--json", "--state-dir", stateDir]);
    expect(JSON.parse(port.stdout)).toMatchObject({ changed: true, gateway: { file, restart: ["gateway.host"] } });
    await writeFile(file, text.replace("owners", "ownrs"));
    gateway.hangUp();
    const problems = [{ file, line: 2, column: 3, path: "ownrs", message: "unknown key", suggestion: "owners" }];
    await expect
      .poll(config, { timeout: 20_000 })
      .toMatchObject({ refused: { kind: "unusable", because: expect.stringContaining(`${file}:2 ownrs`), problems } });
    const shown = await moltbot(["status", "--state-dir", stateDir]);
    expect(shown.stdout).toContain("the changed file is not taken over");
    await writeFile(file, `{ owners: ["telegram:1"], gateway: { host: "127.0.0.2" } }`);
    gateway.hangUp();
    await expect.poll(config, { timeout: 20_000 }).toMatchObject({ restart: ["gateway.host"] });
    expect((await gateway.stop()).code).toBe(0);
  });

  test("says when the port is taken", async () => {
    const stateDir = await createStateDir();
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const { code, stderr } = await moltbot(["gateway", "--port", String(port), "--state-dir", stateDir]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${port} is taken`);
    expect(stderr).toContain("--port");
  });
});

describe("without a gateway", () => {
  test("dashboard says how to start one", async () => {
    const stateDir = await createStateDir();
    const { code, stdout, stderr } = await moltbot(["dashboard", "--state-dir", stateDir]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      `error: no gateway runs here\n→ Start one in another terminal: moltbot gateway --state-dir ${stateDir}\n`,
    );
  });

  test("the address of a dead one counts for nothing", async () => {
    const stateDir = await createStateDir();
    const gateway = await start(["--state-dir", stateDir]);
    await gateway.stop("SIGKILL");
    expect(await readFile(join(stateDir, "gateway.json"), "utf8")).toContain(gateway.url);
    const status = await moltbot(["status", "--json", "--state-dir", stateDir]);
    expect(status.code).toBe(1);
    expect(JSON.parse(status.stdout)).toMatchObject({ running: false, storage: "pglite", trouble: [] });
  });
});
