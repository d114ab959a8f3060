import { createMemoryGrants, type MemoryApprovals } from "@moltbot/approvals";
import { createMemoryAudit } from "@moltbot/audit";
import type { WebhookEndpoint } from "@moltbot/channel";
import type { Config } from "@moltbot/config";
import {
  createMemoryNonces,
  createMemoryRateLimiter,
  createMemoryWakeups,
  type Principal,
  principalKey,
  silentLogger,
} from "@moltbot/core";
import { createManualClock, createSeededRandom, type ManualClock } from "@moltbot/core/testing";
import { createMemoryPairing, createPairing, type PairingRules } from "@moltbot/pairing";
import { createMemoryMessages } from "@moltbot/sessions";
import type { App, ChangeTopic, SecretStore, Stores } from "../../../src/app.ts";
import { createWebChannel } from "../../../src/channels/web-chat.ts";
import { createExecService } from "../../../src/exec/approvals/service.ts";
import { configOf } from "../../support/config.ts";

/** A gateway's inside on memory stores, with a clock that tests move. */
export interface TestApp {
  readonly app: App;
  readonly clock: ManualClock;
  /** What `/readyz` asks. */
  readonly trouble: string[];
  readonly webhooks: Map<string, WebhookEndpoint>;
  readonly web: ReturnType<typeof createWebChannel>;
  /** Rules that a test may change. */
  readonly rules: { requiredApprovals: number };
  /** The config that questions about commands follow. */
  readonly config: { exec: Config };
}

/** A noon in 2026. */
export const noon = Date.UTC(2026, 5, 1, 12);

function memorySecrets(): SecretStore {
  const kept = new Map<string, Uint8Array>();
  return {
    async getOrCreate(name, make) {
      const value = kept.get(name) ?? make();
      kept.set(name, value);
      return value;
    },
  };
}

function pairingRules(rules: { requiredApprovals: number }): PairingRules {
  const isOwner = (who: Principal): boolean => who.channel === "web" && who.id === "owner";
  return {
    requestTtlMs: 3_600_000,
    requiredApprovals: rules.requiredApprovals,
    maxPending: 50,
    maxRequestsPerHour: 3,
    denialCooldownMs: 3_600_000,
    isOwner,
    isApprover: isOwner,
    personOf: principalKey,
    offersPairing: () => true,
    sessionFor: () => ({ agent: "main", permissions: ["read", "write"] }),
    policy: "test",
  };
}

/** Builds one. */
export function createTestApp(start: number = noon): TestApp {
  const clock = createManualClock(start);
  const random = createSeededRandom(7);
  const audit = createMemoryAudit({ random });
  const pairingStore = createMemoryPairing({ record: audit.record });
  const limiter = createMemoryRateLimiter();
  // The memory store of people keeps its questions in one of these, which grants look into.
  const approvals = pairingStore.approvals as MemoryApprovals;
  const rules = { requiredApprovals: 1 };
  const trouble: string[] = [];
  const webhooks = new Map<string, WebhookEndpoint>();
  const listeners = new Set<(topic: ChangeTopic) => void>();
  const changed = (topic: ChangeTopic): void => {
    for (const run of listeners) queueMicrotask(() => run(topic));
  };
  const web = createWebChannel({ clock, random, changed: () => changed("chat") });
  const stores: Stores = {
    kind: "memory",
    approvals,
    grants: createMemoryGrants({ approvals, record: audit.record }),
    pairing: pairingStore,
    audit,
    messages: createMemoryMessages(),
    secrets: memorySecrets(),
    nonces: createMemoryNonces(),
    limiter,
    wakeups: createMemoryWakeups(),
    trouble: async () => trouble,
    close: async () => {},
  };
  const shared = { clock, random, log: silentLogger };
  const config = { exec: configOf("{}") };
  const app: App = {
    ...shared,
    stores,
    pairing: createPairing({ store: pairingStore, clock, random, limiter, rules: () => pairingRules(rules) }),
    exec: createExecService({ config: () => config.exec, stores, ...shared }),
    channels: async () => [{ channel: "web", account: "default", health: { status: "ok" } }],
    trouble: async () => trouble,
    changed,
    watch: (run) => {
      listeners.add(run);
      return () => listeners.delete(run);
    },
    webhooks: (channel, account) => webhooks.get(`${channel}/${account}`),
    chat: web.chat,
  };
  return { app, clock, trouble, webhooks, web, rules, config };
}
