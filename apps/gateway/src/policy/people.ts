import { type Config, channelAccounts, type DeclaredSession, declaredSessions, pairingSettings } from "@moltbot/config";
import { type Principal, parseAddress, principalKey } from "@moltbot/core";
import type { Grant } from "@moltbot/pairing";
import { configLinks, createPersons, type LinkSet, type Persons } from "./persons.ts";

/** Who is who, as the config says. */
export interface People extends Persons {
  isOwner(who: Principal): boolean;
  isApprover(who: Principal): boolean;
  readonly approvers: readonly Principal[];
  /** What the config's `sessions` block lays down about this person. */
  declared(who: Principal): DeclaredSession | undefined;
  /** The pairing that the config declares for this person (seed "Multi-User Isolation"). */
  declaredGrant(who: Principal): Grant | undefined;
}

/** The operator's own persona in the web chat: whoever signed in at the dashboard. */
export const webOwner: Principal = { channel: "web", account: "default", id: "owner" };

/**
 * Reads owners, approvers, linked identities and declared sessions. Stable ids only (DESIGN "Claims"). `linked`: the links
 * that operators made, beside those of the config.
 */
export function createPeople(config: Config, linked?: () => readonly LinkSet[]): People {
  const settings = pairingSettings(config);
  const owners = new Set([...(config.owners ?? []).map(addressKey), keyOf(webOwner)]);
  const approvers = new Set([...settings.approvers.map(addressKey), keyOf(webOwner)]);
  // With a single owner, that owner is who sits at the dashboard and the CLI: one person, one vote.
  const [onlyOwner, ...others] = (config.owners ?? []).map(parseAddress);
  const operator: LinkSet = {
    name: "operator",
    identities: [webOwner, ...(onlyOwner !== undefined && others.length === 0 ? [onlyOwner] : [])],
  };
  const persons = createPersons(config, [operator, ...configLinks(config)], linked);
  const declared = new Map(
    declaredSessions(config)
      .filter((session) => session.stable)
      .map((session) => [keyOf(session), session] as const),
  );
  return {
    isOwner: (who) => owners.has(keyOf(who)),
    isApprover: (who) => approvers.has(keyOf(who)),
    ...persons,
    approvers: reachable(config, [...settings.approvers.map(parseAddress), webOwner]),
    declared: (who) => declared.get(keyOf(who)),
    declaredGrant: (who) => grantOf(who, declared.get(keyOf(who)), settings.ttlMs),
  };
}

/** Each approver on the first account of their channel: where the bot can write to them. */
function reachable(config: Config, addresses: readonly { channel: string; id: string }[]): Principal[] {
  const accounts = channelAccounts(config).filter(
    (one) => one.connection.kind !== "off" && one.connection.kind !== "unconfigured",
  );
  const found = new Map<string, Principal>();
  for (const { channel, id } of addresses) {
    const account = accounts.find((one) => one.channel === channel)?.account;
    if (account === undefined) continue;
    const who = { channel, account, id };
    found.set(principalKey(who), who);
  }
  return [...found.values()];
}

function grantOf(who: Principal, session: DeclaredSession | undefined, ttlMs: number | undefined): Grant | undefined {
  if (session?.paired !== true) return undefined;
  const grantedAt = session.pairedAtMs ?? 0;
  const ends = ttlMs !== undefined && session.pairedAtMs !== undefined;
  return {
    principal: who,
    grantedAt,
    via: "config",
    approvedBy: ["config"],
    ...(ends ? { expiresAt: grantedAt + ttlMs } : {}),
  };
}

// Owners and approvers are named without an account: the same person on every account of that channel.
function keyOf(who: { channel: string; id: string }): string {
  return `${who.channel}:${who.id}`;
}

function addressKey(text: string): string {
  return keyOf(parseAddress(text));
}
