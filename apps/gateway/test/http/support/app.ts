import { createMemoryGrants, createMemoryJobHub, type MemoryApprovals } from "@moltbot/approvals";
import { createMemoryAudit } from "@moltbot/audit";
import { createMemoryChannelKeys, type WebhookEndpoint } from "@moltbot/channel";
import { type Config, policyVersion } from "@moltbot/config";
import {
  createMemoryNonces,
  createMemoryRateLimiter,
  createMemoryWakeups,
  type Principal,
  principalKey,
  silentLogger,
} from "@moltbot/core";
import { createManualClock, createSeededRandom, type ManualClock } from "@moltbot/core/testing";
import { allScopes, createDevices, createMemoryBrowsers, createMemoryDevices } from "@moltbot/device-pairing";
import {
  createIdentityView,
  createMemoryIdentities,
  createMemoryPairing,
  createPairing,
  type PairingRules,
  type PairingStore,
} from "@moltbot/pairing";
import { createMemoryJournal, type PersonalPlace } from "@moltbot/pairing/privacy";
import { createMemoryMessages } from "@moltbot/sessions";
import type { App, ChangeTopic } from "../../../src/app.ts";
import { createWebChannel } from "../../../src/channels/web-chat.ts";
import { createDoctor } from "../../../src/doctor/doctor.ts";
import { examine } from "../../../src/doctor/examine.ts";
import { createExecService } from "../../../src/exec/approvals/service.ts";
import { createIdentityService } from "../../../src/identities/service.ts";
import { createLooking } from "../../../src/looking.ts";
import { compilePolicy } from "../../../src/policy/compile.ts";
import { createPeoplePrivacy } from "../../../src/privacy/people-privacy.ts";
import type { SecretStore, Stores } from "../../../src/stores/stores.ts";
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

/** Grants and blocks as all that there is to erase. */
function memoryPlace(store: PairingStore): PersonalPlace {
  const kept = async (who: Principal): Promise<number> => {
    const { grant, block } = await store.standing(who);
    return (grant === undefined ? 0 : 1) + (block === undefined ? 0 : 1);
  };
  return {
    name: "people",
    sections: ["pairing"],
    async count({ who }) {
      const people = await kept(who);
      return people === 0 ? {} : { people };
    },
    async erase({ subject: { who } }) {
      const people = await kept(who);
      const changes = (["remove-grant", "remove-block"] as const).map((type) => ({ type, principal: who }));
      await store.commit({ changes, events: [] });
      return { people };
    },
    async *export(_section, { who }) {
      const { grant } = await store.standing(who);
      if (grant !== undefined) yield { via: grant.via };
    },
  };
}

/** Builds one. */
export function createTestApp(start: number = noon): TestApp {
  const clock = createManualClock(start);
  const random = createSeededRandom(7);
  const audit = createMemoryAudit({ random });
  const identities = createMemoryIdentities({ record: audit.record });
  const pairingStore = createMemoryPairing({ record: audit.record, identities });
  const limiter = createMemoryRateLimiter();
  const journal = createMemoryJournal({ record: audit.record });
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
    jobs: createMemoryJobHub().open(),
    pairing: pairingStore,
    identities,
    said: createIdentityView(identities),
    devices: createMemoryDevices({ record: audit.record, approvals }),
    browsers: createMemoryBrowsers({ record: audit.record }),
    audit,
    channelKeys: createMemoryChannelKeys(),
    messages: createMemoryMessages(),
    secrets: memorySecrets(),
    privacy: { journal, places: [] },
    nonces: createMemoryNonces(),
    limiter,
    wakeups: createMemoryWakeups(),
    trouble: async () => trouble,
    close: async () => {},
  };
  const shared = { clock, random, log: silentLogger };
  const config = { exec: configOf("{}") };
  const pairing = createPairing({ store: pairingStore, clock, random, limiter, rules: () => pairingRules(rules) });
  const exec = createExecService({ config: () => config.exec, stores, ...shared });
  const channels: App["channels"] = async () => [{ channel: "web", account: "default", health: { status: "ok" } }];
  const app: App = {
    ...shared,
    config: () => config.exec,
    policy: () => compilePolicy(config.exec),
    configState: () => ({ version: policyVersion(config.exec), since: start, restart: [] }),
    stores,
    pairing,
    identities: createIdentityService({ config: () => config.exec, stores, ...shared }),
    exec,
    devices: createDevices({
      store: stores.devices,
      clock,
      random,
      nonces: stores.nonces,
      rules: () => ({
        requestTtlMs: 300_000,
        joinCodeTtlMs: 300_000,
        maxPending: 20,
        requiredApprovals: 1,
        scopesOf: () => allScopes,
        policy: "test",
      }),
    }),
    ...createLooking({
      ...{ ...shared, stores, pairing, exec, stateDir: "/nowhere", vouches: () => undefined },
      config: () => config.exec,
      policy: () => compilePolicy(config.exec),
    }),
    privacy: createPeoplePrivacy({
      look: async () => {},
      ...{ journal, audit, clock, random, before: [], after: [], places: [memoryPlace(pairingStore)] },
      config: () => config.exec,
      persons: () => pairingRules(rules),
    }),
    channels,
    doctor: createDoctor(
      (look) =>
        examine(
          {
            ...{ config: () => config.exec, stateDir: "/nowhere", env: {}, stores, clock, channels },
            trouble: async () => trouble,
          },
          look,
        ),
      clock,
    ),
    channelLogin: async () => undefined,
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
