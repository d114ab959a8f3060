import type { AuditLog } from "@moltbot/audit";
import { auditSettings, type Config, policyVersion } from "@moltbot/config";
import { type Clock, type DomainEvent, type Logger, messageOf } from "@moltbot/core";
import type { Stores } from "./stores/stores.ts";

/** How long audit records are kept. */
export interface Keeping {
  /** Absent: for good. */
  readonly retentionMs?: number;
  /** Version of the policy that says so. */
  readonly policy: string;
}

/** `audit.retention` of a config. */
export function keepingOf(config: Config): Keeping {
  return { ...auditSettings(config), policy: policyVersion(config) };
}

/** Batches that one round removes at most: a first round on an old log must not keep the database busy. */
const batches = 20;

/** Removes records that are too old, in batches; the rest waits for the next round. */
export async function retire(audit: AuditLog, { retentionMs, policy }: Keeping, clock: Clock): Promise<void> {
  if (retentionMs === undefined) return;
  for (let done = 0; done < batches; done++) {
    const now = clock.now();
    if ((await audit.retire(now - retentionMs, { now, policy })) === 0) return;
  }
}

interface Parts {
  readonly stores: Pick<Stores, "audit" | "kind">;
  readonly clock: Clock;
  readonly log: Logger;
}

const lifeEvent = ({ stores, clock }: Parts, config: Config, act: "started" | "stopped"): DomainEvent => ({
  event: `gateway.${act}`,
  at: clock.now(),
  outcome: "done",
  actor: { kind: "system" },
  policy: policyVersion(config),
  data: { storage: stores.kind, pid: process.pid },
});

/**
 * Writes down that a gateway starts, and under which policy; nothing is done before.
 * @throws MoltbotError `unavailable`
 */
export async function noteStart(parts: Parts, config: Config): Promise<void> {
  await parts.stores.audit.append([lifeEvent(parts, config, "started")]);
}

/** Writes down that it stops, if it still can. One that was killed says nothing: the next start follows without a stop. */
export async function noteStop(parts: Parts, config: Config): Promise<void> {
  await parts.stores.audit
    .append([lifeEvent(parts, config, "stopped")])
    .catch((error: unknown) => parts.log.warn("the stop is not in the audit log", { error: messageOf(error) }));
}
