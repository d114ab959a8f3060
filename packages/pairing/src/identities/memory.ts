import type { EventSink } from "@moltbot/approvals";
import { type Principal, principalKey } from "@moltbot/core";
import { addressKey } from "./parts.ts";
import type { Claim, IdentityChange, IdentityStore, Label, LinkedPerson, Pin, PinChange } from "./store.ts";

/** An {@link IdentityStore} of one process. */
export interface MemoryIdentities extends IdentityStore {
  /** Applies what a commit of pairing pinned, in the same step. */
  pin(change: PinChange): void;
  /** Forgets what was tied to a person. */
  unpinAll(principal: Principal): void;
}

interface Tables {
  revision: number;
  readonly labels: Map<string, Label>;
  readonly people: Map<string, LinkedPerson>;
  readonly claims: Map<string, Claim>;
  readonly pins: Map<string, Pin>;
}

const entryKey = (principal: Principal, entry: string): string => JSON.stringify([principalKey(principal), entry]);

/** Labels, links, claims and pins of one process, for tests. `record` gets the events of every commit. */
export function createMemoryIdentities(o: { record?: EventSink } = {}): MemoryIdentities {
  const tables: Tables = { revision: 0, labels: new Map(), people: new Map(), claims: new Map(), pins: new Map() };
  const pinsOf = (principal: Principal): Pin[] =>
    [...tables.pins.values()].filter((pin) => principalKey(pin.principal) === principalKey(principal));
  return {
    pin: (change) => apply(tables, change),
    unpinAll(principal) {
      for (const { entry } of pinsOf(principal)) tables.pins.delete(entryKey(principal, entry));
    },
    async look(who) {
      return { revision: tables.revision, pins: pinsOf(who).map(({ entry }) => entry) };
    },
    async said() {
      const { revision, labels, people } = tables;
      const byTime = [...people.values()].sort((a, b) => a.linkedAt - b.linkedAt);
      return { revision, labels: [...labels.values()], people: byTime };
    },
    async claims({ channel, limit }) {
      return newestFirst([...tables.claims.values()])
        .filter(({ principal }) => channel === undefined || principal.channel === channel)
        .slice(0, limit);
    },
    async pins({ channel, account, entry, id }) {
      return [...tables.pins.values()].filter(
        (pin) =>
          pin.principal.channel === channel &&
          pin.principal.account === account &&
          (entry === undefined || pin.entry === entry) &&
          (id === undefined || pin.principal.id === id),
      );
    },
    async commit({ changes, events, revision }) {
      if (revision !== undefined && revision !== tables.revision) {
        return { status: "conflict", because: "labels or links were changed meanwhile" };
      }
      for (const change of changes) apply(tables, change);
      if (revision !== undefined) tables.revision += 1;
      o.record?.(events);
      return { status: "committed" };
    },
  };
}

function apply(tables: Tables, change: IdentityChange): void {
  switch (change.type) {
    case "pin": {
      const key = entryKey(change.pin.principal, change.pin.entry);
      tables.claims.delete(key);
      if (!tables.pins.has(key)) tables.pins.set(key, change.pin);
      return;
    }
    case "unpin":
      tables.pins.delete(entryKey(change.principal, change.entry));
      return;
    case "put-label":
      tables.labels.set(labelKey(change.label), change.label);
      return;
    case "remove-label":
      tables.labels.delete(labelKey(change));
      return;
    case "put-person":
      tables.people.set(change.person.id, change.person);
      return;
    case "remove-person":
      tables.people.delete(change.id);
      return;
    case "claim":
      note(tables, change);
  }
}

const labelKey = ({ identity, label }: Pick<Label, "identity" | "label">): string => `${addressKey(identity)} ${label}`;

function note({ claims, pins }: Tables, { claim, keep }: Extract<IdentityChange, { type: "claim" }>): void {
  const { at, ...said } = claim;
  const key = entryKey(claim.principal, claim.entry);
  if (pins.has(key)) return;
  const before = claims.get(key);
  const lastAt = Math.max(at, before?.lastAt ?? at);
  claims.set(key, { ...said, firstAt: before?.firstAt ?? at, lastAt, times: (before?.times ?? 0) + 1 });
  const { channel, account } = claim.principal;
  const ofAccount = newestFirst(
    [...claims.values()].filter(({ principal }) => principal.channel === channel && principal.account === account),
  );
  for (const { principal, entry } of ofAccount.slice(keep)) claims.delete(entryKey(principal, entry));
}

const newestFirst = (claims: readonly Claim[]): Claim[] => claims.toSorted((a, b) => b.lastAt - a.lastAt);
