import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { createFileLogger } from "../../src/log/log-file.ts";
import { run } from "../../src/run.ts";
import { createFakeIo } from "../support/fake-io.ts";
import { startGatewayProcess } from "../support/gateway-process.ts";
import { createLive, type Live } from "../support/live.ts";
import { people } from "../support/people.ts";

const config = `{ owners: ["telegram:1"], channels: { telegram: {} }, gateway: { port: 0 } }`;
const operator = { kind: "operator", via: "cli" } as const;

describe.each([
  ["with the gateway stopped", false],
  ["through the running gateway", true],
])("[R9.1] logs, %s,", (_name, running) => {
  let live: Live;
  const log = () =>
    createFileLogger({
      stateDir: live.stateDir,
      level: "debug",
      now: Date.now,
      broken: (thrown) => Promise.reject(thrown),
    });
  beforeAll(async () => {
    live = await createLive(inject("databaseUrl"), config);
    expect(await live.cli("logs", "--no-audit")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("moltbot gateway"),
    });
    await live.inStore(({ pairing }) => pairing.admit(people.ann, operator));
    log().info("channel connected", { channel: "telegram" });
    log().warn("a pairing could not be renewed", { error: "\u001b[2Jgone" });
    if (running) await live.start();
  });
  afterAll(() => live?.remove());

  test("joins what was logged and what was decided, in the order of time", async () => {
    const { stdout, stderr } = await live.cli("logs");
    const messages = stdout.split("\n").map((line) => line.slice(20, 60));
    expect(messages.findIndex((text) => text.includes("audit pairing.forced"))).toBeLessThan(
      messages.findIndex((text) => text.includes("channel connected")),
    );
    expect(stdout).not.toContain("\u001b");
    expect(stderr).toContain("→ moltbot logs --follow");
  });

  test("[R9.1] --filter pairing shows pairings and nothing else", async () => {
    const { stdout } = await live.cli("logs", "--filter", "pairing");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.slice(20))).toEqual([
      expect.stringMatching(/^info {2}audit pairing\.forced outcome=done actor=operator \(cli\) subject=telegram:1001/),
      "warn  a pairing could not be renewed error=[2Jgone",
    ]);
    const warnings = await live.cli("logs", "--filter", "pairing", "--level", "warn", "--json");
    expect(JSON.parse(warnings.stdout)).toMatchObject([{ level: "warn", from: "log" }]);
    expect(
      (await live.cli("logs", "--filter", "pairing", "--since", "1 hour", "--limit", "1")).stdout.split("\n"),
    ).toHaveLength(2);
    expect((await live.cli("logs", "--filter", "nonsense")).stderr).toContain("Nothing in the log fits");
  });

  test("refuses what it cannot read", async () => {
    for (const args of [
      ["--level", "loud"],
      ["--since", "whenever"],
      ["--limit", "0"],
      ["--filter", ""],
    ]) {
      expect(await live.cli("logs", ...args)).toMatchObject({ code: 2, stdout: "" });
    }
  });

  test("--follow goes on until it is told to stop, and shows each line once", async () => {
    let stop = (_: string): void => {};
    const stopped = new Promise<string>((resolve) => {
      stop = resolve;
    });
    const io = createFakeIo({ stopped, now: Date.now(), env: live.env });
    const following = run(["logs", "--follow", "--filter", "pairing", "--json", "--state-dir", live.stateDir], io);
    await expect.poll(() => io.stdout(), { timeout: 20_000 }).toContain("could not be renewed");
    log().error("a pairing went wrong", { n: 1 });
    if (running) await live.cli("users", "unpair", "telegram:1001");
    await expect.poll(() => io.stdout(), { timeout: 20_000 }).toContain("a pairing went wrong");
    if (running) await expect.poll(() => io.stdout(), { timeout: 20_000 }).toContain("user.unpaired");
    stop("SIGINT");
    expect(await following).toBe(0);
    const lines = io
      .stdout()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { message: string });
    expect(lines.filter(({ message }) => message === "a pairing went wrong")).toHaveLength(1);
    expect(lines.filter(({ message }) => message === "user.unpaired")).toHaveLength(running ? 1 : 0);
  });
});

test("[R9.1] a gateway that runs logs to the file, and what was there before stays", async () => {
  const live = await createLive(inject("databaseUrl"), config);
  onTestFinished(() => live.remove());
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const gateway = await startGatewayProcess(["--state-dir", live.stateDir], live.env);
    await gateway.stop(signal);
  }
  expect((await stat(join(live.stateDir, "gateway.log"))).mode & 0o777).toBe(0o600);
  const { stdout } = await live.cli("logs", "--no-audit");
  const messages = stdout.split("\n").map((line) => line.slice(26));
  expect(messages.filter((text) => text.startsWith("starting pid="))).toHaveLength(2);
  expect(messages.filter((text) => text.startsWith("stopped"))).toHaveLength(1);
  expect(stdout).not.toMatch(/token=[^*]/);
});
