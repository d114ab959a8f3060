import { type Attempt, decideAndCommit } from "@moltbot/approvals";
import type { Actor, Address, Clock, DomainEvent, Principal, Random, RateLimiter } from "@moltbot/core";
import type { Decider } from "../pairing.ts";
import { tell } from "../parts.ts";
import type { IdentityCommit, IdentityStore } from "./store.ts";

/** The operator at the CLI, dashboard or API. Nobody else says who is who, and nothing that is written in a chat does. */
export type Operator = Extract<Decider, { kind: "operator" }>;

/** The rules in force, read at every operation. */
export interface IdentityRules {
  /** Version of the policy, stamped on events. */
  readonly policy: string;
  /** The entries of `allowFrom` of this person's account, as written. */
  entries(who: Principal): ReadonlySet<string>;
  /** The name under which the config links this identity. */
  configured(who: Address): string | undefined;
}

/** What {@link createIdentities} works with. */
export interface IdentityOptions {
  readonly store: IdentityStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Bounds how often claims are written. Out of reach, none is. */
  readonly limiter: RateLimiter;
  readonly rules: () => IdentityRules;
  /** Hears every event after it was written. A hint. */
  readonly onEvent?: (event: DomainEvent) => void;
}

/** Decides and writes until no other process was in the way. */
export function carryOut<Answer>(
  parts: IdentityOptions,
  decide: () => Promise<Attempt<Answer, IdentityCommit>>,
): Promise<Answer> {
  return decideAndCommit(decide, async (commit: IdentityCommit) => {
    const result = await parts.store.commit(commit);
    if (result.status === "committed") tell(parts, commit.events);
    return result;
  });
}

/** `channel:id`: what labels and links are given to. */
export function addressKey({ channel, id }: Address): string {
  return `${channel}:${id}`;
}

/** An event about an identity, which has no account. */
export function eventAbout(
  parts: IdentityOptions,
  event: string,
  o: { by: Actor; who: Address | Principal; data?: DomainEvent["data"]; personal?: DomainEvent["personal"] },
): DomainEvent {
  const { by, who, data, personal } = o;
  return {
    event,
    at: parts.clock.now(),
    outcome: "done",
    actor: by,
    subject: { account: "default", ...who },
    policy: parts.rules().policy,
    ...(data === undefined ? {} : { data }),
    ...(personal === undefined ? {} : { personal }),
  };
}
