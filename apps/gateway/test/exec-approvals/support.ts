import { createMemoryGrants, type GrantStore, type MemoryApprovals } from "@moltbot/approvals";
import { createMemoryAudit, type MemoryAudit } from "@moltbot/audit";
import { judgeCommand } from "@moltbot/command-policy";
import type { Config } from "@moltbot/config";
import { createMemoryRateLimiter, createMemoryWakeups, type Notice, type Principal, silentLogger } from "@moltbot/core";
import { createManualClock, createSeededRandom, type ManualClock } from "@moltbot/core/testing";
import {
  createIdentityView,
  createMemoryIdentities,
  createMemoryPairing,
  type Decider,
  type PairingStore,
} from "@moltbot/pairing";
import { createExecService } from "../../src/exec/approvals/service.ts";
import type { ExecApprovals, ExecQuestion } from "../../src/exec/exec-approvals.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { configOf } from "../support/config.ts";

/** Somebody on Telegram. */
export function person(id: string, account = "default"): Principal {
  return { channel: "telegram", account, id };
}

/** Somebody who answers in a chat. */
export function inChat(id: string): Decider {
  return { kind: "person", principal: person(id), via: "chat" };
}

/** The operator at the command line. */
export const operator: Decider = { kind: "operator", via: "cli" };

/** What an agent asks about, unless told otherwise. */
export function question(line = "git push origin main", more: Partial<ExecQuestion> = {}): ExecQuestion {
  const verdict = judgeCommand(line, { allowlist: [], cwd: "/workspace", workspace: "/workspace" });
  if (verdict.plan === undefined) throw new Error(`no plan: ${verdict.because}`);
  return {
    who: person("200"),
    agentId: "main",
    session: "telegram:200",
    line,
    plan: verdict.plan,
    because: verdict.because,
    commands: verdict.commands.map(({ argv }) => argv),
    where: "sandbox",
    fingerprint: { "/usr/bin/git": "abc" },
    ...more,
  };
}

/** Settings for `agents.defaults.tools.exec`, with two owners unless told. */
export function execConfig(exec: object = {}, more: object = {}): Config {
  return configOf(
    JSON.stringify({
      owners: ["telegram:100", "telegram:101"],
      channels: { telegram: { botToken: "1:a" } },
      agents: { defaults: { tools: { exec } } },
      ...more,
    }),
  );
}

/** Questions on memory stores. */
export interface Desk {
  readonly exec: ExecApprovals;
  readonly store: PairingStore;
  readonly grants: GrantStore;
  readonly audit: MemoryAudit;
  readonly clock: ManualClock;
  /** Every message that was owed, in order. */
  readonly notices: Notice[];
  /** The config in force; a test may put another. */
  readonly rules: { config: Config };
  /** Names of the events so far, with their reasons. */
  events(): Promise<string[]>;
  /** Opens the same stores as another process would, with `wrap` around them. */
  again(wrap: Partial<Stores>): ExecApprovals;
}

/** Opens one. */
export function openDesk(config: Config = execConfig()): Desk {
  const clock = createManualClock(Date.UTC(2026, 5, 1, 12));
  const random = createSeededRandom(3);
  const audit = createMemoryAudit({ random });
  const notices: Notice[] = [];
  const store = createMemoryPairing({ record: audit.record, notify: (owed) => notices.push(...owed) });
  const grants = createMemoryGrants({ approvals: store.approvals as MemoryApprovals, record: audit.record });
  const rules = { config };
  const stores = {
    pairing: store,
    said: createIdentityView(createMemoryIdentities()),
    approvals: store.approvals,
    grants,
    limiter: createMemoryRateLimiter(),
    wakeups: createMemoryWakeups(),
  } as Partial<Stores> as Stores;
  const open = (opened: Stores): ExecApprovals =>
    createExecService({ config: () => rules.config, stores: opened, clock, random, log: silentLogger });
  return {
    exec: open(stores),
    store,
    grants,
    audit,
    clock,
    notices,
    rules,
    async events() {
      const { records } = await audit.query({ limit: 1000 });
      return records.map(({ event, reason }) => (reason === undefined ? event : `${event} ${reason}`)).reverse();
    },
    again: (wrap) => open({ ...stores, ...wrap }),
  };
}
