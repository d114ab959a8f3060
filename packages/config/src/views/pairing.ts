import type { Config } from "../schema/config.ts";
import { defaults } from "./defaults.ts";

/** The rules of pairing people, complete. Durations in milliseconds. */
export interface PairingSettings {
  readonly requestTtlMs: number;
  /** Absent: a pairing has no end. */
  readonly ttlMs?: number;
  readonly renewalRequired: boolean;
  /** Absent: nobody is told that their pairing ends. */
  readonly remindBeforeMs?: number;
  /** Absent: requests are not passed on. */
  readonly escalateAfterMs?: number;
  /** Stable ids, `channel:id`: `pairing.escalateTo`, or the owners when it is absent. Empty without `escalateAfter`. */
  readonly escalateTo: readonly string[];
  readonly requiredApprovals: number;
  /** Stable ids, `channel:id`: `pairing.approvers`, or the owners when it is absent. */
  readonly approvers: readonly string[];
  /** Approvers given by a mutable name (`telegram:@admin1`): they decide nothing until an operator puts in the stable id. */
  readonly unresolvedApprovers: readonly string[];
  readonly challenge: "command" | "auto";
  readonly maxPending: number;
  /** Per person. */
  readonly maxRequestsPerHour: number;
  readonly denialCooldownMs: number;
  /** A stranger gets at most two replies in this time. */
  readonly promptWindowMs: number;
  /** Domains are lower case, without `@`; `*.company.com` stands for its subdomains. */
  readonly autoApprove: {
    readonly emailDomains: readonly string[];
    readonly phonePatterns: readonly string[];
    readonly maxPerHour: number;
  };
}

/** Whether `channel:id` names its person by something they could change. */
export function isNamed(address: string): boolean {
  return address.slice(address.indexOf(":") + 1).startsWith("@");
}

/** `pairing` with every default filled in. */
export function pairingSettings(config: Config): PairingSettings {
  const own = config.pairing ?? {};
  const approvers = own.approvers ?? config.owners ?? [];
  const base = defaults.pairing;
  return {
    requestTtlMs: own.requestTtlMs ?? base.requestTtlMs,
    ...(own.ttl !== undefined && { ttlMs: own.ttl }),
    renewalRequired: own.renewalRequired ?? false,
    ...remindBefore(own.ttl, own.remindBefore),
    ...(own.escalateAfter !== undefined && { escalateAfterMs: own.escalateAfter }),
    escalateTo:
      own.escalateAfter === undefined ? [] : (own.escalateTo ?? config.owners ?? []).filter((one) => !isNamed(one)),
    requiredApprovals: own.requiredApprovals ?? base.requiredApprovals,
    approvers: approvers.filter((one) => !isNamed(one)),
    unresolvedApprovers: approvers.filter(isNamed),
    challenge: own.challenge ?? "command",
    maxPending: own.maxPending ?? base.maxPending,
    maxRequestsPerHour: own.maxRequestsPerHour ?? base.maxRequestsPerHour,
    denialCooldownMs: own.denialCooldownMs ?? base.denialCooldownMs,
    promptWindowMs: own.promptWindowMs ?? base.promptWindowMs,
    autoApprove: {
      emailDomains: own.autoApprove?.emailDomains ?? [],
      phonePatterns: own.autoApprove?.phonePatterns ?? [],
      maxPerHour: own.autoApprove?.maxPerHour ?? base.autoApprovePerHour,
    },
  };
}

/** Told at a tenth of the time before the end, three days at most; the whole time at most, whatever is written. */
function remindBefore(ttl: number | undefined, written: number | undefined): { readonly remindBeforeMs?: number } {
  if (ttl === undefined || written === 0) return {};
  return { remindBeforeMs: Math.min(ttl, written ?? Math.min(ttl / 10, defaults.pairing.mostRemindBeforeMs)) };
}

/** `devices` with every default filled in. */
export function deviceSettings(config: Config): {
  readonly requestTtlMs: number;
  readonly tokenTtlMs?: number;
  readonly maxPending: number;
} {
  const own = config.devices ?? {};
  return {
    requestTtlMs: own.requestTtlMs ?? defaults.devices.requestTtlMs,
    ...(own.tokenTtl !== undefined && { tokenTtlMs: own.tokenTtl }),
    maxPending: own.maxPending ?? defaults.devices.maxPending,
  };
}
