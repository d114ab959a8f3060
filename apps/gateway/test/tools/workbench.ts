import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryGrantHub, createMemoryJobHub, type GrantStore, type MemoryApprovals } from "@moltbot/approvals";
import { type AuditRecord, createMemoryAudit } from "@moltbot/audit";
import { createMemoryChannelKeys } from "@moltbot/channel";
import type { Config } from "@moltbot/config";
import {
  createMemoryNonces,
  createMemoryRateLimiter,
  createMemoryWakeups,
  formatPrincipal,
  type Principal,
  silentLogger,
  systemClock,
  systemRandom,
} from "@moltbot/core";
import { createMemoryBrowsers, createMemoryDevices } from "@moltbot/device-pairing";
import { createIdentityView, createMemoryIdentities, createMemoryPairing } from "@moltbot/pairing";
import { createMemoryJournal } from "@moltbot/pairing/privacy";
import { createBubblewrapEngine, type SandboxEngine } from "@moltbot/sandbox";
import { createMemoryMessages } from "@moltbot/sessions";
import { onTestFinished } from "vitest";
import { createExecService } from "../../src/exec/approvals/service.ts";
import type { ExecApprovals } from "../../src/exec/exec-approvals.ts";
import { compilePolicy } from "../../src/policy.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { type Acting, openActing } from "../../src/tools/open-acting.ts";
import type { ToolResult } from "../../src/tools/tool.ts";
import { configOf } from "../support/config.ts";

/** Somebody on Telegram. */
export function person(id: string): Principal {
  return { channel: "telegram", account: "default", id };
}

/** Ids of the people in these tests; `100` is an owner. */
export const owner = person("100");
/** Somebody who may talk, and works in a sandbox. */
export const guest = person("200");

/** A config whose people may run commands; `exec` and `more` as a file would have them. */
export function actingConfig(exec: object = {}, more: object = {}): Config {
  return configOf(
    JSON.stringify({
      owners: ["telegram:100"],
      channels: { telegram: { botToken: "1:a", dmPolicy: "allowlist", allowFrom: ["200", "201"] } },
      agents: {
        defaults: {
          permissions: ["admin"],
          tools: { exec: { allowlist: ["echo *", "sleep *", "cat *", "pwd", "id *"], ...exec } },
          ...more,
        },
      },
    }),
  );
}

/** The tools of a gateway with real sandboxes on memory stores, in a state directory of its own. */
export interface Workbench {
  readonly stateDir: string;
  readonly acting: Acting;
  readonly approvals: ExecApprovals;
  readonly stores: Stores;
  /** The config in force; a test may put another. */
  readonly rules: { config: Config };
  /** Calls a tool as somebody; `origin` is the message that led to it, a new one unless told. */
  call(who: Principal, tool: string, args: object, origin?: string): Promise<ToolResult>;
  /** Another process on the same stores, with the same files or with its own. */
  another(files?: "own"): Promise<{ readonly acting: Acting; readonly stores: Stores; crash(): void }>;
  /** Everything that was posted so far, oldest first. */
  posted(): Promise<readonly string[]>;
  /** Waits until something that holds `part` was posted. */
  posts(part: string): Promise<string>;
  events(name?: string): Promise<readonly AuditRecord[]>;
}

async function newStateDir(): Promise<string> {
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-bench-"));
  onTestFinished(async () => {
    for (const path of [stateDir, `${stateDir}.sandboxes`]) await rm(path, { recursive: true, force: true });
  });
  return stateDir;
}

/** Opens one for the running test; it ends with the test. */
export async function openWorkbench(
  o: { config?: Config; engines?: readonly SandboxEngine[]; patienceMs?: number; dockerHost?: string } = {},
): Promise<Workbench> {
  const stateDir = await newStateDir();
  const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
  const audit = createMemoryAudit({ random: systemRandom });
  const identities = createMemoryIdentities({ record: audit.record });
  const people = createMemoryPairing({ record: audit.record, identities });
  const hub = createMemoryGrantHub({ approvals: people.approvals as MemoryApprovals, record: audit.record });
  const boards = createMemoryJobHub();
  const posted: string[] = [];
  let secret: Uint8Array | undefined;
  const messages = createMemoryMessages();
  const storesWith = (grants: GrantStore): Stores => ({
    kind: "memory",
    approvals: people.approvals,
    grants,
    jobs: boards.open(),
    pairing: people,
    identities,
    said: createIdentityView(identities),
    devices: createMemoryDevices(),
    browsers: createMemoryBrowsers(),
    channelKeys: createMemoryChannelKeys(),
    audit,
    messages: {
      ...messages,
      async enqueue(list) {
        posted.push(...list.map(({ message }) => message.text));
      },
    },
    secrets: { getOrCreate: async (_, make) => (secret ??= make()) },
    privacy: { journal: createMemoryJournal(), places: [] },
    nonces,
    limiter: createMemoryRateLimiter(),
    wakeups: createMemoryWakeups(),
    trouble: async () => [],
    close: async () => {},
  });
  const nonces = createMemoryNonces();
  const rules = { config: o.config ?? actingConfig() };
  const config = (): Config => rules.config;
  const open = async (stores: Stores, stateDir: string): Promise<Acting> => {
    const acting = await openActing({
      ...{
        ...shared,
        config,
        stores,
        stateDir,
        port: 0,
        env: { HOME: "/nowhere", SECRET: "s3cret", DOCKER_HOST: o.dockerHost },
      },
      policy: () => compilePolicy(config(), stores.said),
      approvals: createExecService({ config, stores, ...shared }),
      engines: o.engines ?? [createBubblewrapEngine()],
      ...(o.patienceMs === undefined ? {} : { patienceMs: o.patienceMs }),
    });
    onTestFinished(() => acting.close());
    return acting;
  };
  const stores = storesWith(hub.open());
  const acting = await open(stores, stateDir);
  let calls = 0;
  return {
    ...{ stateDir, acting, stores, rules, approvals: createExecService({ config, stores, ...shared }) },
    call: (who, tool, args, origin = `m${++calls}`) =>
      acting.dispatcher.call(
        {
          who,
          agentId: "main",
          key: formatPrincipal(who),
          conversation: { channel: who.channel, account: who.account, kind: "dm", id: who.id },
          origin,
        },
        tool,
        { ...args },
      ),
    async another(files) {
      const grants = hub.open();
      const place = files === "own" ? await newStateDir() : stateDir;
      const stores = storesWith(grants);
      const crash = (): void => {
        hub.crash(grants);
        boards.crash(stores.jobs);
      };
      return { acting: await open(stores, place), stores, crash };
    },
    posted: async () => posted,
    async posts(part) {
      for (let tries = 0; tries < 400; tries++) {
        const found = posted.find((text) => text.includes(part));
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`nothing with "${part}" was posted: ${JSON.stringify(posted)}`);
    },
    async events(name) {
      const { records } = await audit.query({});
      return records.filter(({ event }) => name === undefined || event === name).reverse();
    },
  };
}
