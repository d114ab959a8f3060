import { type Config, channelAccounts } from "@moltbot/config";
import { type Address, type Principal, parseAddress } from "@moltbot/core";

/** Identities of one person, as somebody wrote them down. */
export interface LinkSet {
  /** The person's name, if they were given one. Equal names mean one person. */
  readonly name?: string;
  readonly identities: readonly Address[];
}

/** Which identities are one person: the links of the config and those that operators made, taken together. */
export interface Persons {
  /** One name per person, so that linked identities are one voter. */
  personOf(who: Address): string;
  /** The other identities of the same person, on every account where they could write to the bot. Empty for most. */
  linkedTo(who: Principal): readonly Principal[];
}

type Index = ReadonlyMap<string, { readonly name: string; readonly identities: readonly Address[] }>;

/** `channel:id`: a person is the same on every account of a channel. */
export function addressOf({ channel, id }: Address): string {
  return `${channel}:${id}`;
}

/**
 * Joins `fixed` with what `linked` answers, looked at again whenever that is another list. Sets that share an identity or
 * a name become one: in doubt two identities count once in a quorum and are blocked together. The first set that has a
 * name names the person, else their first identity does.
 */
export function createPersons(
  config: Config,
  fixed: readonly LinkSet[],
  linked: () => readonly LinkSet[] = () => [],
): Persons {
  const accounts = new Map<string, string[]>();
  for (const { channel, account } of channelAccounts(config)) {
    accounts.set(channel, [...(accounts.get(channel) ?? []), account]);
  }
  let kept: { readonly links: readonly LinkSet[]; readonly index: Index } | undefined;
  const index = (): Index => {
    const links = linked();
    if (kept?.links !== links) kept = { links, index: join([...fixed, ...links]) };
    return kept.index;
  };
  return {
    personOf: (who) => index().get(addressOf(who))?.name ?? addressOf(who),
    linkedTo(who) {
      const same = index().get(addressOf(who))?.identities ?? [who];
      return same.flatMap(({ channel, id }) =>
        (accounts.get(channel) ?? ["default"])
          .filter((account) => channel !== who.channel || id !== who.id || account !== who.account)
          .map((account) => ({ channel, account, id })),
      );
    },
  };
}

/** Answers under which name the config links an identity. */
export function configuredPersons(config: Config): (who: Address) => string | undefined {
  const names = new Map(
    configLinks(config).flatMap(({ name, identities }) => identities.map((one) => [addressOf(one), name] as const)),
  );
  return (who) => names.get(addressOf(who));
}

/** The links of the config. */
export function configLinks(config: Config): readonly LinkSet[] {
  return Object.entries(config.identityLinks ?? {}).map(([name, list]) => ({
    name,
    identities: list.map(parseAddress),
  }));
}

interface Group {
  name: string | undefined;
  readonly identities: Map<string, Address>;
}

function join(sets: readonly LinkSet[]): Index {
  const groups = new Map<string, Group>(); // by identity, and by name behind a blank, which no identity starts with
  for (const { name, identities } of sets) {
    const keys = [...identities.map(addressOf), ...(name === undefined ? [] : [` ${name}`])];
    const group: Group = { name: undefined, identities: new Map() };
    for (const met of new Set(keys.map((key) => groups.get(key)))) {
      if (met === undefined) continue;
      group.name ??= met.name;
      for (const [key, address] of met.identities) group.identities.set(key, address);
      for (const [key, held] of groups) if (held === met) groups.set(key, group);
    }
    group.name ??= name;
    for (const address of identities) group.identities.set(addressOf(address), address);
    for (const key of keys) groups.set(key, group);
  }
  return new Map(
    [...groups].map(([key, { name, identities }]) => [
      key,
      { name: name ?? [...identities.keys()].sort()[0] ?? key, identities: [...identities.values()] },
    ]),
  );
}
