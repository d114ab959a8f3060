import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createLive, type Live } from "../support/live.ts";
import { people } from "../support/people.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { telegram: {}, whatsapp: { enabled: false } },
  agents: { defaults: { sandbox: { engine: "docker" } } },
  gateway: { port: 0 },
}`;

let live: Live;
beforeAll(async () => {
  live = await createLive(inject("databaseUrl"), config, { DOCKER_HOST: "unix:///nonexistent/docker.sock" });
  await live.inStore(async ({ pairing }) => {
    for (const who of [people.ann, people.ben]) await pairing.request(who, {}, {});
  });
});
afterAll(() => live?.remove());

test("[R9.1] status without a gateway says so, and what to do", async () => {
  const { code, stdout, stderr } = await live.cli("status");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^moltbot +\d+\.\d+\.\d+\ngateway +does not run\nstorage +postgres\npolicy +[0-9a-f]{16}\n/);
  expect(stdout).toMatch(/^waiting +2 people$/m);
  expect(stderr).toContain("! No gateway runs here: nobody is answered.\n→ moltbot gateway --state-dir");
});

test("[R9.1] status of a running gateway names channels that are down and what is missing, each with a command", async () => {
  await live.start();
  const { code, stdout, stderr } = await live.cli("status");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^gateway +runs: http:\/\/localhost:\d+$/m);
  expect(stdout).toMatch(/^ready +yes$/m);
  expect(stderr).toMatch(
    /! telegram is down: channels\.telegram\.botToken is missing.*\n→ moltbot logs --filter channel/,
  );
  expect(stderr).toMatch(/! Sandboxed sessions run nothing: docker.*\n→ moltbot sandbox status/);
  const json = JSON.parse((await live.cli("status", "--json")).stdout);
  expect(json).toMatchObject({
    running: true,
    ready: true,
    version: expect.any(String),
    policy: expect.stringMatching(/^[0-9a-f]{16}$/),
    pending: 2,
    waiting: { pairing: 2 },
    problems: [{ command: ["logs", "--filter", "channel"] }, { command: ["sandbox", "status"] }],
  });
});

test("[R9.1] a config that was broken meanwhile is a problem, and the rest is still said", async () => {
  const file = join(live.stateDir, "moltbot.json5");
  await writeFile(file, "{ channels: 1 }");
  await chmod(file, 0o600);
  const { stdout, stderr } = await live.cli("status");
  expect(stdout).toMatch(/^ready +yes$/m);
  expect(stderr.match(/The config on the disk has problems/g)).toHaveLength(1);
  expect(stderr.match(/→ moltbot config validate/g)).toHaveLength(1);
});
