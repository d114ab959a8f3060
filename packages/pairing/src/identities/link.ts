import { type Address, type DomainEvent, newToken } from "@moltbot/core";
import { readPersonName } from "./label.ts";
import { addressKey, carryOut, eventAbout, type IdentityOptions, type Operator } from "./parts.ts";
import type { LinkedPerson, Said } from "./store.ts";

/** Most identities of one person. */
const mostIdentities = 32;

/** What came of linking identities. */
export type LinkOutcome =
  | { readonly status: "done" | "unchanged"; readonly person: LinkedPerson }
  /** Of two persons, which would be merged; nothing was changed. `identity` is one that belongs to `person`. */
  | { readonly status: "conflict"; readonly identity: Address; readonly person: string }
  /** One identity, and nobody of that name to link it to. */
  | { readonly status: "alone" }
  | { readonly status: "too_many"; readonly most: number };

/** What came of taking an identity out of its links. `person`: the others, when at least two are left. */
export type UnlinkOutcome =
  | { readonly status: "done"; readonly person?: LinkedPerson }
  /** Nobody linked it, or only the config does, as `configured`. */
  | { readonly status: "unchanged"; readonly configured?: string };

/** Identities on their way to be one person. */
export interface Linking {
  readonly identities: readonly Address[];
  /** Of a new person or of one who is there; a person without a name gets it. */
  readonly name?: string;
  readonly by: Operator;
}

/**
 * Links identities to one person, in one commit with an event about each. Two persons are never merged: that would be
 * too easy a slip.
 * @throws MoltbotError `invalid` for a name that is none
 */
export function linkIdentities(parts: IdentityOptions, o: Linking): Promise<LinkOutcome> {
  const name = o.name === undefined ? undefined : readPersonName(o.name);
  const wanted = distinct(o.identities);
  return carryOut<LinkOutcome>(parts, async () => {
    const said = await parts.store.said();
    const met = meet(said, wanted, name);
    if (met.status === "conflict") return { answer: met };
    const configured = configuredConflict(parts, wanted, name ?? met.person?.name);
    if (configured !== undefined) return { answer: configured };
    const identities = distinct([...(met.person?.identities ?? []), ...wanted]);
    if (identities.length < 2) return { answer: { status: "alone" } };
    if (identities.length > mostIdentities) return { answer: { status: "too_many", most: mostIdentities } };
    const added = identities.slice(met.person?.identities.length ?? 0);
    const named = met.person?.name ?? name;
    if (met.person !== undefined && added.length === 0 && named === met.person.name) {
      return { answer: { status: "unchanged", person: met.person } };
    }
    const person: LinkedPerson = {
      id: met.person?.id ?? newToken(parts.random, 12),
      ...(named === undefined ? {} : { name: named }),
      identities,
      linkedAt: met.person?.linkedAt ?? parts.clock.now(),
      linkedBy: met.person?.linkedBy ?? "operator",
    };
    return {
      answer: { status: "done", person },
      commit: {
        revision: said.revision,
        changes: [{ type: "put-person", person }],
        events: eventsOf(parts, "user.linked", { by: o.by, about: added.length === 0 ? identities : added, person }),
      },
    };
  });
}

/** Takes one identity out of what operators linked; a person of a single identity is none. */
export function unlinkIdentity(parts: IdentityOptions, o: { who: Address; by: Operator }): Promise<UnlinkOutcome> {
  return carryOut<UnlinkOutcome>(parts, async () => {
    const said = await parts.store.said();
    const before = said.people.find((person) => holds(person, o.who));
    if (before === undefined) {
      const configured = parts.rules().configured(o.who);
      return { answer: { status: "unchanged", ...(configured === undefined ? {} : { configured }) } };
    }
    const identities = before.identities.filter((one) => addressKey(one) !== addressKey(o.who));
    const person: LinkedPerson | undefined = identities.length < 2 ? undefined : { ...before, identities };
    const about = person === undefined ? before.identities : [o.who];
    return {
      answer: { status: "done", ...(person === undefined ? {} : { person }) },
      commit: {
        revision: said.revision,
        changes: [person === undefined ? { type: "remove-person", id: before.id } : { type: "put-person", person }],
        events: eventsOf(parts, "user.unlinked", { by: o.by, about, person: before }),
      },
    };
  });
}

type Met = { readonly status: "clear"; readonly person?: LinkedPerson } | Extract<LinkOutcome, { status: "conflict" }>;

/** The one person who has some of these identities, or that name. */
function meet(said: Said, wanted: readonly Address[], name: string | undefined): Met {
  let found = name === undefined ? undefined : said.people.find((person) => person.name === name);
  for (const identity of wanted) {
    const holder = said.people.find((person) => holds(person, identity));
    if (holder === undefined) continue;
    const other = found !== undefined && holder.id !== found.id;
    const renamed = name !== undefined && holder.name !== undefined && holder.name !== name;
    if (other || renamed) return { status: "conflict", identity, person: nameOf(holder) };
    found = holder;
  }
  return { status: "clear", ...(found === undefined ? {} : { person: found }) };
}

/** The config may link them, too, but not under another name, and not as two persons. */
function configuredConflict(
  parts: IdentityOptions,
  wanted: readonly Address[],
  name: string | undefined,
): Extract<LinkOutcome, { status: "conflict" }> | undefined {
  let first = name;
  for (const identity of wanted) {
    const configured = parts.rules().configured(identity);
    if (configured === undefined) continue;
    if (first !== undefined && first !== configured) return { status: "conflict", identity, person: configured };
    first = configured;
  }
  return undefined;
}

function eventsOf(
  parts: IdentityOptions,
  event: string,
  o: { by: Operator; about: readonly Address[]; person: LinkedPerson },
): readonly DomainEvent[] {
  const { by, about, person } = o;
  const personal = { identities: person.identities.map(addressKey), ...(person.name && { name: person.name }) };
  return about.map((who) => eventAbout(parts, event, { by, who, personal }));
}

const holds = (person: LinkedPerson, who: Address): boolean =>
  person.identities.some((one) => addressKey(one) === addressKey(who));

const nameOf = ({ name, identities }: LinkedPerson): string => name ?? identities.map(addressKey).join(", ");

function distinct(list: readonly Address[]): Address[] {
  return [...new Map(list.map(({ channel, id }) => [addressKey({ channel, id }), { channel, id }])).values()];
}
