import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@moltbot/core";
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "../../src/index.ts";
import { refuseDangerous } from "../../src/policy/refuse-dangerous.ts";
import { configOf } from "../support/config.ts";

const open = (more: string): string => `{
  channels: {
    telegram: { dmPolicy: "open" },
  },
  messages: { maxPerMinute: 0 },
  ${more}
}`;

test("[R1.3] a gateway with a critical finding does not start, says where it stands and how to accept it", async () => {
  const root = await mkdtemp(join(tmpdir(), "moltbot-refused-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const stateDir = join(root, "state");
  const starting = startGateway({ config: configOf(open("")), stateDir, log: silentLogger, port: 0 });
  await expect(starting).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringMatching(
      /open-dm-write: moltbot\.json5:3 channels\.telegram\.dmPolicy: .*\n.*open-dm-unlimited: /s,
    ),
    hint: expect.stringContaining('acknowledge: ["open-dm-write","open-dm-unlimited"]'),
    data: { findings: [{ id: "open-dm-write", line: 3 }, { id: "open-dm-unlimited" }] },
  });
  expect(existsSync(stateDir)).toBe(false);
});

test("[R1.3] each critical finding is accepted by its own id, and only by that", () => {
  const refuse = (ids: readonly string[]) => () =>
    refuseDangerous(configOf(open(`acknowledge: ${JSON.stringify(ids)}`)));
  expect(refuse(["open-dm-write"])).toThrow("open-dm-unlimited");
  expect(refuse(["open-dm-write"])).not.toThrow("open-dm-write");
  expect(refuse(["open-dm", "open-dm-exec"])).toThrow("open-dm-write");
  expect(refuse(["open-dm-write", "open-dm-unlimited"])).not.toThrow();
});

test("warnings keep no gateway from starting", () => {
  refuseDangerous(configOf('{ agents: { defaults: { sandbox: { mode: "off" } } }, messages: { maxPerMinute: 0 } }'));
  refuseDangerous(
    configOf('{ channels: { telegram: { allowFrom: ["@alice", "discord:4"] } }, gateway: { host: "::" } }'),
  );
});
