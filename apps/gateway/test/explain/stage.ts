import { createMemoryAudit } from "@moltbot/audit";
import type { Config } from "@moltbot/config";
import { createMemoryRateLimiter, type Principal, type RateLimiter, silentLogger } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import {
  createIdentityView,
  createMemoryIdentities,
  createMemoryPairing,
  createPairing,
  type Pairing,
} from "@moltbot/pairing";
import { createMemoryMessages, type InboxEntry } from "@moltbot/sessions";
import { messageOf } from "../../src/explain/explain-message.ts";
import type { Explanation, MessageQuestion, Outcome } from "../../src/explain/explanation.ts";
import { createExplainer } from "../../src/explain/service.ts";
import type { FlowDeps } from "../../src/flow/deps.ts";
import { createHandler } from "../../src/flow/handle.ts";
import { createIdentityService } from "../../src/identities/service.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import { followMoves } from "../../src/policy/moved-groups.ts";

/** The message flow and the explainer of one gateway, on memory stores. */
export interface Stage {
  readonly pairing: Pairing;
  /** What the bot does when this is written. */
  does(question: MessageQuestion): Promise<Outcome>;
  explain(question: MessageQuestion): Promise<Explanation>;
  /** Everything that is kept, for comparing. */
  kept(): Promise<unknown>;
  readonly clock: ReturnType<typeof createManualClock>;
}

/** Somebody on Telegram. */
export function person(id: string): Principal {
  return { channel: "telegram", account: "default", id };
}

/** The operator, as the command line is. */
export const operator = { kind: "operator", via: "cli" } as const;

const vouches = (): { username: "mutable"; phone: "verified"; email: "none" } => ({
  username: "mutable",
  phone: "verified",
  email: "none",
});

/** Builds one; `limiter`: instead of one that counts in memory, `formerOf`: the id that a group had before it moved. */
export function openStage(
  config: Config,
  o: { limiter?: RateLimiter; formerOf?: (at: { readonly id: string }) => string | undefined } = {},
): Stage {
  const clock = createManualClock(Date.UTC(2026, 5, 1, 12));
  const random = createSeededRandom(3);
  const audit = createMemoryAudit({ random });
  const identities = createMemoryIdentities({ record: audit.record });
  const store = createMemoryPairing({ record: audit.record, identities });
  const said = createIdentityView(identities);
  const policy = followMoves(compilePolicy(config, said), config, o.formerOf ?? (() => undefined));
  const limiter = o.limiter ?? createMemoryRateLimiter();
  const asked: Principal[] = [];
  const real = createPairing({ store, clock, random, limiter, rules: () => policy.pairing });
  const pairing: Pairing = {
    ...real,
    request(who, profile, o) {
      asked.push(who);
      return real.request(who, profile, o);
    },
  };
  const stores = { pairing: store, identities, said, limiter };
  const deps = {
    pairing,
    identities: createIdentityService({
      config: () => config,
      stores: stores as unknown as Parameters<typeof createIdentityService>[0]["stores"],
      ...{ clock, random, log: silentLogger },
    }),
    exec: { pending: async () => [] },
    people: store,
    vouches,
    messages: createMemoryMessages(),
    limiter,
    localLimiter: createMemoryRateLimiter(),
    policy: () => policy,
    agent: () => ({ reply: async () => "the agent" }),
    tools: { tools: [] },
    clock,
    log: silentLogger,
  };
  // Nobody here calls a tool, and nobody decides about commands or devices.
  const handle = createHandler(deps as unknown as FlowDeps);
  const explain = createExplainer({ config: () => config, policy: () => policy, stores, pairing, vouches, clock });
  return {
    pairing,
    clock,
    explain,
    async does(question) {
      const user = await store.user(question.who);
      const message = messageOf(question, user?.profile ?? {}, clock.now());
      asked.length = 0;
      const work = await handle({ item: { kind: "message", message } } as InboxEntry);
      if (work.history.some(({ role }) => role === "assistant")) return "answers";
      const [first] = work.outbox;
      if (asked.length > 0) return "offers-pairing";
      if (first === undefined) return "silent";
      if (/Send: \/pair$/.test(first.message.text)) return "offers-pairing";
      return question.group === undefined ? "carries-out" : "notice";
    },
    async kept() {
      const [users, requests, claims, rows] = await Promise.all([
        store.users({ limit: 100 }),
        pairing.pending(),
        identities.claims({ limit: 100 }),
        audit.query({ limit: 1000 }),
      ]);
      return { users, requests, claims, rows };
    },
  };
}
