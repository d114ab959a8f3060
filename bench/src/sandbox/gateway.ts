import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "@moltbot/config";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { createExecService, openActing, openStores } from "@moltbot/gateway";
import { compilePolicy } from "@moltbot/gateway/policy";
import { createDockerEngine } from "@moltbot/sandbox";
import type { Subjects } from "./subjects.ts";

/** The part of a gateway that acts, and sessions that call its tools. */
export interface OwnGateway {
  /** Calls of `exec` with `true`, one for each session, whose sandboxes are warm. */
  readonly callers: readonly (() => Promise<void>)[];
  close(): Promise<void>;
}

/** A config whose people are no owners and may run `true`, each in a sandbox of their own. */
function configFor(ids: readonly string[]) {
  const sandbox = { engine: "docker", scope: "session", workspaceAccess: "none" };
  const text = JSON.stringify({
    owners: ["telegram:1"],
    channels: { telegram: { botToken: "1:a", dmPolicy: "allowlist", allowFrom: ids } },
    agents: { defaults: { permissions: ["admin"], tools: { exec: { allowlist: ["true"] } }, sandbox } },
  });
  const parsed = parseConfig(text, { file: "moltbot.json5" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

/** Opens it as `moltbot gateway` does, on the embedded database in a new directory, and warms a sandbox for each session. */
export async function openGateway({ docker, image }: Subjects, sessions: number): Promise<OwnGateway> {
  const ids = Array.from({ length: sessions }, (_, i) => `${200 + i}`);
  const config = configFor(ids);
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-bench-"));
  const shared = { clock: systemClock, random: systemRandom, log: silentLogger, config: () => config };
  const stores = await openStores({ ...shared, config, stateDir });
  const policy = compilePolicy(config);
  const acting = await openActing({
    ...{ ...shared, stores, stateDir, port: 0, env: {} },
    policy: () => policy,
    approvals: createExecService({ ...shared, stores }),
    engines: [createDockerEngine({ docker, image })],
  });
  let messages = 0;
  const callers = ids.map((id) => async () => {
    const who = { channel: "telegram", account: "default", id };
    const conversation = { channel: who.channel, account: who.account, kind: "dm" as const, id };
    const session = { who, agentId: "main", key: `telegram:${id}`, conversation, origin: `m${++messages}` };
    const { outcome, text, data } = await acting.dispatcher.call(session, "exec", { command: "true" });
    if (outcome !== "done" || data?.["where"] !== "sandbox") throw new Error(`it did not end well: ${text}`);
  });
  for (const call of callers) await call();
  return {
    callers,
    async close() {
      await acting.close();
      await stores.close();
      for (const path of [stateDir, `${stateDir}.sandboxes`]) await rm(path, { recursive: true, force: true });
    },
  };
}
