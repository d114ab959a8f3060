import {
  type Config,
  channelAccounts,
  channelSettings,
  type DeclaredSession,
  declaredSessions,
  pairingSettings,
} from "@moltbot/config";
import { type Address, type Principal, parseAddress, principalKey } from "@moltbot/core";
import type { Grant, IdentityView } from "@moltbot/pairing";
import { configLinks, createPersons, type LinkSet, type Persons } from "./persons.ts";
import type { Names } from "./policy.ts";

/** Who is who, as the config says. */
export interface People extends Persons {
  isOwner(who: Principal): boolean;
  isApprover(who: Principal): boolean;
  readonly approvers: readonly Principal[];
  /** Whether this person may decide on requests that waited long. */
  decidesLate(who: Principal): boolean;
  readonly toldLate: readonly Principal[];
  reach(who: Address): Principal | undefined;
  /**
   * What the config's `sessions` block lays down about this person: by their id, else by a label, else by their handle where
   * `dangerouslyAllowNameMatching` says that handles count.
   */
  declared(who: Principal, names?: Names): DeclaredSession | undefined;
  /** What operators labelled them, without `@`. */
  labelsOf(who: Address): readonly string[];
  /** The pairing that the config declares for this person (seed "Multi-User Isolation"). */
  declaredGrant(who: Principal): Grant | undefined;
}

/** The operator's own persona in the web chat: whoever signed in at the dashboard. */
export const webOwner: Principal = { channel: "web", account: "default", id: "owner" };

/**
 * Reads owners, approvers, linked identities and declared sessions. Stable ids only (DESIGN "Claims"). `said`: the labels
 * and links that operators made, beside what the config holds.
 */
export function createPeople(config: Config, said: Pick<IdentityView, "labelsOf" | "people"> = nobodySaid): People {
  const settings = pairingSettings(config);
  const owners = new Set([...(config.owners ?? []).map(addressKey), keyOf(webOwner)]);
  const approvers = new Set([...settings.approvers.map(addressKey), keyOf(webOwner)]);
  const late = new Set(settings.escalateTo.map(addressKey));
  // With a single owner, that owner is who sits at the dashboard and the CLI: one person, one vote.
  const [onlyOwner, ...others] = (config.owners ?? []).map(parseAddress);
  const operator: LinkSet = {
    name: "operator",
    identities: [webOwner, ...(onlyOwner !== undefined && others.length === 0 ? [onlyOwner] : [])],
  };
  const persons = createPersons(config, [operator, ...configLinks(config)], said.people);
  const sessions = declaredSessions(config);
  const declared = new Map(sessions.filter(({ stable }) => stable).map((one) => [keyOf(one), one] as const));
  const byHandle = new Map(sessions.filter(({ stable }) => !stable).map((one) => [handleKey(one), one] as const));
  // In the order of the config, so that of two labels one always wins.
  const byLabel = (who: Principal): DeclaredSession | undefined => {
    const labels = byHandle.size === 0 ? [] : said.labelsOf(who).map((id) => handleKey({ channel: who.channel, id }));
    const session = labels.length === 0 ? undefined : sessions.find((one) => labels.includes(handleKey(one)));
    // A directory is one person's own.
    return session === undefined ? undefined : withoutWorkspace(session);
  };
  return {
    labelsOf: said.labelsOf,
    isOwner: (who) => owners.has(keyOf(who)),
    isApprover: (who) => approvers.has(keyOf(who)),
    ...persons,
    decidesLate: (who) => late.has(keyOf(who)),
    approvers: reachable(config, [...settings.approvers.map(parseAddress), webOwner]),
    toldLate: reachable(config, settings.escalateTo.map(parseAddress)),
    reach: (who) => reachable(config, [who])[0],
    declared(who, names) {
      const own = declared.get(keyOf(who)) ?? byLabel(who);
      if (own !== undefined || byHandle.size === 0 || names?.username === undefined) return own;
      const { dangerouslyAllowNameMatching: counts } = channelSettings(config, who.channel, who.account);
      return counts ? byHandle.get(handleKey({ channel: who.channel, id: names.username })) : undefined;
    },
    declaredGrant: (who) => grantOf(who, declared.get(keyOf(who)), settings.ttlMs),
  };
}

const nobodySaid: Pick<IdentityView, "labelsOf" | "people"> = { labelsOf: () => [], people: () => [] };

function withoutWorkspace({ workspace: _shared, ...session }: DeclaredSession): DeclaredSession {
  return session;
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

/** Handles compare without regard to ASCII case, with or without their `@`. */
function handleKey({ channel, id }: { channel: string; id: string }): string {
  const handle = id.replace(/^@/, "").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return `${channel}:@${handle}`;
}

function addressKey(text: string): string {
  return keyOf(parseAddress(text));
}
