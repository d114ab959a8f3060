import { createMemoryRateLimiter, type DomainEvent, type Principal, type RateLimiter } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { createIdentities, createMemoryIdentities, type Operator } from "../../src/index.ts";

export const operator: Operator = { kind: "operator", via: "cli" };
export const person = (id: string, account = "default"): Principal => ({ channel: "telegram", account, id });

/** The verbs on identities in memory; `@alice` and `@family` are listed everywhere, `configured` is what the config links. */
export function setUp(o: { configured?: Record<string, string>; limiter?: RateLimiter } = {}) {
  const events: DomainEvent[] = [];
  const clock = createManualClock();
  const store = createMemoryIdentities({ record: (written) => events.push(...written) });
  const entries = new Set(["@alice", "@family", "alice"]);
  const identities = createIdentities({
    store,
    clock,
    random: createSeededRandom(7),
    limiter: o.limiter ?? createMemoryRateLimiter(),
    rules: () => ({
      policy: "test",
      entries: () => entries,
      configured: ({ channel, id }) => o.configured?.[`${channel}:${id}`],
    }),
  });
  const names = (): string[] => events.map(({ event, subject }) => `${event} ${subject?.channel}:${subject?.id}`);
  return { identities, store, clock, events, entries, names };
}
