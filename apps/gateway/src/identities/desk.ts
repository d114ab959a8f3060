import { type Address, formatPrincipal, MoltbotError, type Principal, plainText } from "@moltbot/core";
import {
  type Identities,
  type LinkedPerson,
  type LinkOutcome,
  type Operator,
  type Pairing,
  type PinOutcome,
  readPerson,
  type TagOutcome,
} from "@moltbot/pairing";
import { noSuchPerson, onePerson } from "../http/people.ts";
import type { Stores } from "../stores/stores.ts";

/** An identity and its labels, without `@`. */
export interface LabelsView {
  readonly status: "done" | "unchanged";
  readonly channel: string;
  readonly userId: string;
  readonly labels: readonly string[];
}

/** Identities that are one person. */
export interface LinkedView {
  readonly name?: string;
  /** As `channel:id`. */
  readonly identities: readonly string[];
  readonly linkedAt: string;
}

/** What came of linking; `person`: absent when nobody is left to be linked. */
export interface LinkView {
  readonly status: "done" | "unchanged";
  readonly person?: LinkedView;
}

/** An entry and the id that it means. */
export interface PinView {
  readonly status: "done" | "unchanged";
  readonly channel: string;
  readonly account: string;
  readonly userId: string;
  readonly entry: string;
}

/** Somebody who is called what an entry names. Names are untrusted text. */
export interface ClaimView {
  readonly channel: string;
  readonly account: string;
  readonly userId: string;
  readonly entry: string;
  readonly displayName?: string;
  readonly username?: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly times: number;
  /** Others whom the entry means already, as `channel:id`. */
  readonly pinnedTo: readonly string[];
}

/**
 * What operators ask about identities, in the words of the API and the command line. A person is `channel:id`, a bare id
 * or `@username`.
 * @throws MoltbotError `invalid`, `not_found`, `conflict` (several people, or another person), `denied`
 */
export interface IdentityDesk {
  tag(verb: "tag" | "untag", who: string, labels: readonly string[], by: Operator): Promise<LabelsView>;
  link(who: readonly string[], o: { name?: string }, by: Operator): Promise<LinkView>;
  unlink(who: string, by: Operator): Promise<LinkView>;
  /** `entry` absent: the one that they claim. */
  pin(verb: "pin" | "unpin", who: string, entry: string | undefined, by: Operator): Promise<PinView>;
  claims(o: { channel?: string; limit: number }): Promise<readonly ClaimView[]>;
  labels(): Promise<readonly Omit<LabelsView, "status">[]>;
  links(): Promise<readonly LinkedView[]>;
}

/** Opens it. */
export function createIdentityDesk(o: {
  identities: Identities;
  pairing: Pairing;
  stores: Pick<Stores, "identities">;
}): IdentityDesk {
  const { identities, pairing, stores } = o;
  const address = (text: string): Promise<Address> => oneIdentity(pairing, text);
  return {
    tag: async (verb, who, labels, by) => tagged(await identities[verb](await address(who), labels, by)),
    async link(who, { name }, by) {
      const all = await Promise.all(who.map(address));
      return linked(await identities.link(all, by, name === undefined ? {} : { name }));
    },
    async unlink(who, by) {
      const outcome = await identities.unlink(await address(who), by);
      if (outcome.status === "done")
        return { status: "done", ...(outcome.person && { person: linkedView(outcome.person) }) };
      if (outcome.configured === undefined) return { status: "unchanged" };
      throw new MoltbotError("denied", `the config links it, as "${plainText(outcome.configured, 80)}"`, {
        hint: 'Take it out of "identityLinks" there.',
      });
    },
    async pin(verb, who, entry, by) {
      const principal = await onePerson(pairing, who);
      return pinned(await identities[verb](principal, entry ?? (await onlyEntry(o, verb, principal)), by));
    },
    async claims(query) {
      return (await identities.claims(query)).map(({ principal, firstAt, lastAt, pinnedTo, ...rest }) => ({
        ...personOf(principal),
        ...rest,
        firstSeenAt: iso(firstAt),
        lastSeenAt: iso(lastAt),
        pinnedTo: pinnedTo.filter(({ id }) => id !== principal.id).map(formatPrincipal),
      }));
    },
    async labels() {
      const lists = new Map<string, { channel: string; userId: string; labels: string[] }>();
      for (const { identity, label } of (await stores.identities.said()).labels) {
        const key = nameOf(identity);
        const row = lists.get(key) ?? { channel: identity.channel, userId: identity.id, labels: [] };
        row.labels.push(label);
        lists.set(key, row);
      }
      return [...lists.values()];
    },
    links: async () => (await stores.identities.said()).people.map(linkedView),
  };
}

/** The identity that a text means, on whatever account. */
async function oneIdentity(pairing: Pairing, text: string): Promise<Address> {
  const written = readPerson(text);
  if (written !== undefined) return { channel: written.channel, id: written.id };
  const found = await pairing.find(text);
  if (found.status === "none") throw noSuchPerson(text);
  if (found.status === "new") return { channel: found.principal.channel, id: found.principal.id };
  const users = found.status === "one" ? [found.user] : found.users;
  const all = new Map(users.map(({ principal }) => [nameOf(principal), principal]));
  const [only, ...others] = all.values();
  if (only !== undefined && others.length === 0) return { channel: only.channel, id: only.id };
  throw new MoltbotError("conflict", `${JSON.stringify(text.slice(0, 80))} could be ${all.size} people`, {
    hint: "Name one as channel:id.",
    data: { users: [...all.keys()] },
  });
}

async function onlyEntry(
  { identities }: { identities: Identities },
  verb: "pin" | "unpin",
  who: Principal,
): Promise<string> {
  const { channel, account, id } = who;
  const claims = verb === "pin" ? await identities.claims({ channel, limit: 1000 }) : [];
  const entries =
    verb === "pin"
      ? claims.filter(({ principal: p }) => p.account === account && p.id === id).map(({ entry }) => entry)
      : (await identities.pins({ channel, account, id })).map(({ entry }) => entry);
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0) return only;
  const what = verb === "pin" ? "claims" : "is pinned to";
  throw new MoltbotError(
    only === undefined ? "not_found" : "conflict",
    `${plainText(nameOf(who), 300)} ${what} ${only === undefined ? "no entry" : `${entries.length} entries`}`,
    {
      hint: "Name the entry of allowFrom as it stands there.",
      data: { entries },
    },
  );
}

function tagged(outcome: TagOutcome): LabelsView {
  const { identity } = outcome;
  if (outcome.status === "too_many") {
    throw new MoltbotError(
      "limited",
      `${plainText(nameOf(identity), 300)} would have more than ${outcome.most} labels`,
      {
        hint: "Take some away with untag.",
      },
    );
  }
  return { status: outcome.status, channel: identity.channel, userId: identity.id, labels: outcome.labels };
}

function linked(outcome: LinkOutcome): LinkView {
  switch (outcome.status) {
    case "conflict":
      throw new MoltbotError(
        "conflict",
        `${plainText(nameOf(outcome.identity), 300)} belongs to "${plainText(outcome.person, 120)}"; nothing was changed`,
        { hint: "Unlink it there first, or leave the name out." },
      );
    case "alone":
      throw new MoltbotError("invalid", "one identity alone is no link", {
        hint: "Name a second one, or with a name somebody who is linked already.",
      });
    case "too_many":
      throw new MoltbotError("limited", `one person has at most ${outcome.most} identities`);
    default:
      return { status: outcome.status, person: linkedView(outcome.person) };
  }
}

function pinned(outcome: PinOutcome): PinView {
  const { status, principal, entry } = outcome;
  if (status !== "not_listed") return { status, ...personOf(principal), entry };
  throw new MoltbotError("invalid", `"${plainText(entry, 120)}" is not in allowFrom of ${principal.channel}`, {
    hint: "Name an entry as it stands there; somebody without one is paired: moltbot pairing approve.",
  });
}

function linkedView({ name, identities, linkedAt }: LinkedPerson): LinkedView {
  return { ...(name === undefined ? {} : { name }), identities: identities.map(nameOf), linkedAt: iso(linkedAt) };
}

const nameOf = ({ channel, id }: Address): string => `${channel}:${id}`;
const personOf = ({ channel, account, id }: Principal) => ({ channel, account, userId: id });
const iso = (at: number): string => new Date(at).toISOString();
