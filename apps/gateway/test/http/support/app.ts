import { type ApprovalStore, createMemoryApprovals, createMemoryGrants } from "@moltbot/approvals";
import { createMemoryAudit } from "@moltbot/audit";
import type { WebhookEndpoint } from "@moltbot/channel";
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
import type { App, ChangeTopic, SecretStore } from "../../../src/app.ts";
import { createWebChannel } from "../../../src/channels/web-chat.ts";

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
  const approvals: ApprovalStore = pairingStore.approvals;
  const rules = { requiredApprovals: 1 };
  const trouble: string[] = [];
  const webhooks = new Map<string, WebhookEndpoint>();
  const listeners = new Set<(topic: ChangeTopic) => void>();
  const changed = (topic: ChangeTopic): void => {
    for (const run of listeners) queueMicrotask(() => run(topic));
  };
  const web = createWebChannel({ clock, random, changed: () => changed("chat") });
  const app: App = {
    stores: {
      kind: "memory",
      approvals,
      grants: createMemoryGrants({ approvals: createMemoryApprovals() }),
      pairing: pairingStore,
      audit,
      messages: createMemoryMessages(),
      secrets: memorySecrets(),
      nonces: createMemoryNonces(),
      limiter,
      wakeups: createMemoryWakeups(),
      trouble: async () => trouble,
      close: async () => {},
    },
    pairing: createPairing({ store: pairingStore, clock, random, limiter, rules: () => pairingRules(rules) }),
    clock,
    random,
    log: silentLogger,
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
  return { app, clock, trouble, webhooks, web, rules };
}
