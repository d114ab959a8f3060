import { type DomainEvent, formatPrincipal, type Principal } from "@moltbot/core";
import type { FlowDeps } from "./deps.ts";
import { hit } from "./limit.ts";
import { silence, type Work } from "./work.ts";

const hour = 3_600_000;

/** An event about what somebody may do. */
export function accessEvent(
  d: FlowDeps,
  who: Principal,
  o: { event: string; outcome: DomainEvent["outcome"]; reason: string },
): DomainEvent {
  return {
    ...o,
    at: d.clock.now(),
    actor: { kind: "person", principal: who },
    subject: who,
    policy: d.policy().version,
  };
}

/** Silence, written down at most once per person, reason and hour: strangers can't fill the log. */
export async function ignored(d: FlowDeps, who: Principal, reason: string): Promise<Work> {
  const fresh = await hit(d, `ignored:${reason}:${formatPrincipal(who)}`, { limit: 1, windowMs: hour });
  const within = fresh && (await hit(d, `ignored:${who.channel}/${who.account}`, { limit: 1000, windowMs: hour }));
  return silence(within ? [accessEvent(d, who, { event: "access.ignored", outcome: "denied", reason })] : []);
}
