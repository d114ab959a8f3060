import { createMemoryRateLimiter, type DomainEvent, type Principal, type RateLimiter } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import {
  createMemoryPairing,
  createPairing,
  type Decider,
  type PairingRules,
  type PairingStore,
} from "../src/index.ts";
import { sampleRules } from "../src/testing.ts";

export const minute = 60_000;
export const person = (id: string, account = "default"): Principal => ({ channel: "telegram", account, id });
export const ana = person("42");
export const owner = person("1");
export const operator: Decider = { kind: "operator", via: "cli" };
export const by = (who: Principal): Decider => ({ kind: "person", principal: who, via: "chat" });

/** A pairing service in memory with everything it states and does in reach. */
export function setUp(
  o: { rules?: Partial<PairingRules>; limiter?: RateLimiter; wrap?: (store: PairingStore) => PairingStore } = {},
) {
  const events: DomainEvent[] = [];
  const heard: DomainEvent[] = [];
  const clock = createManualClock();
  const memory = createMemoryPairing({ record: (written) => events.push(...written) });
  const store = o.wrap?.(memory) ?? memory;
  let rules = sampleRules(o.rules);
  const pairing = createPairing({
    store,
    clock,
    random: createSeededRandom(5),
    limiter: o.limiter ?? createMemoryRateLimiter(),
    rules: () => rules,
    onEvent: (event) => heard.push(event),
  });
  const ask = async (who: Principal = ana): Promise<string> => {
    const outcome = await pairing.request(who, {});
    if (outcome.status !== "filed" && outcome.status !== "pending") throw new Error(`refused: ${outcome.status}`);
    return outcome.approval.id;
  };
  return {
    pairing,
    store,
    clock,
    events,
    heard,
    ask,
    names: () => events.map(({ event, reason }) => (reason === undefined ? event : `${event} ${reason}`)),
    setRules: (changed: Partial<PairingRules>) => {
      rules = sampleRules({ ...o.rules, ...changed });
    },
  };
}
