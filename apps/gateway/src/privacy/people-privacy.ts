import type { Config } from "@moltbot/config";
import { type Clock, type DomainEvent, type Principal, principalKey, type Random } from "@moltbot/core";
import type { PairingRules } from "@moltbot/pairing";
import {
  createPrivacy,
  type EraseOutcome,
  type Erasure,
  type ErasureJournal,
  type ErasureMode,
  type ErasurePreview,
  type PersonalPlace,
  type PersonWish,
} from "@moltbot/pairing/privacy";
import { ownerPaths, pathsNaming } from "./config-paths.ts";
import { contentSection } from "./files-place.ts";

/** What came of one identity, and where the config goes on naming it. */
export type ErasedPerson = EraseOutcome & { readonly who: Principal; readonly named: readonly string[] };

/** What would go of one identity. */
export type PreviewedPerson = ErasurePreview & {
  readonly named: readonly string[];
  /** The config makes them an owner here: they are not erased. */
  readonly owner: readonly string[];
};

/** Whom a call is about: one identity, or every identity of that person. */
export interface Reach {
  readonly linked?: boolean;
}

/** The privacy verbs of a gateway (SPEC R9.4): for the operator at CLI, dashboard and API. */
export interface PeoplePrivacy {
  preview(who: Principal, mode: ErasureMode, o?: Reach): Promise<readonly PreviewedPerson[]>;
  /** Nobody is erased when one of the identities is an owner's. */
  erase(who: Principal, o: Reach & { mode: ErasureMode; by: Erasure["by"] }): Promise<readonly ErasedPerson[]>;
  /** With `files`, also what is in them. */
  export(who: Principal, o: Reach & { files?: boolean; by: Erasure["by"] }): AsyncIterable<string>;
  /** Ends what a crash interrupted. */
  resume(): Promise<number>;
  /** Stops and removes what this process runs and keeps for people whose erasure runs in another. */
  assist(): Promise<void>;
}

/** What it works with. */
export interface PeoplePrivacyParts {
  readonly config: () => Config;
  readonly persons: () => Pick<PairingRules, "personOf" | "linkedTo">;
  /** Learns what operators linked meanwhile, in any process. */
  readonly look: () => Promise<void>;
  readonly journal: ErasureJournal;
  /** Of the stores. */
  readonly places: readonly PersonalPlace[];
  /** Of this process and its machine: work first, files last. */
  readonly before: readonly PersonalPlace[];
  readonly after: readonly PersonalPlace[];
  readonly audit: { append(events: readonly DomainEvent[]): Promise<void> };
  readonly clock: Clock;
  readonly random: Random;
}

/** The verbs over the stores and the machine of one process. */
export function createPeoplePrivacy(o: PeoplePrivacyParts): PeoplePrivacy {
  const { journal, clock, random } = o;
  const privacy = createPrivacy({
    ...{ journal, clock, random },
    places: [...o.before, ...o.places, ...o.after],
    append: (events) => o.audit.append(events),
    ownerPaths: (who) => ownerPaths(o.config(), who),
  });
  const named = (who: Principal): readonly string[] => pathsNaming(o.config(), who);
  const assisted = new Set<string>();
  return {
    async preview(who, mode, reach) {
      await o.look();
      const seen: PreviewedPerson[] = [];
      for (const wish of identities(o, who, reach)) {
        const owner = ownerPaths(o.config(), wish.who);
        seen.push({ ...(await privacy.preview({ ...wish, mode })), named: named(wish.who), owner });
      }
      return seen;
    },
    async erase(who, { mode, by, ...reach }) {
      await o.look();
      const people = identities(o, who, reach);
      for (const { who: one } of people) {
        const paths = ownerPaths(o.config(), one);
        if (paths.length > 0) return [{ status: "forbidden", because: "owner", paths, who: one, named: named(one) }];
      }
      const erased: ErasedPerson[] = [];
      for (const wish of people) {
        const outcome = await privacy.erase({ ...wish, mode, by });
        erased.push({ ...outcome, who: wish.who, named: named(wish.who) });
      }
      return erased;
    },
    async *export(who, { by, files = false, ...reach }) {
      await o.look();
      yield* privacy.export(identities(o, who, reach), by, { without: files ? [] : [contentSection] });
    },
    resume: () => privacy.resume(),
    async assist() {
      for (const erasure of await journal.running()) {
        if (assisted.has(erasure.id)) continue;
        for (const place of [...o.before, ...o.after]) await place.erase(erasure);
        assisted.add(erasure.id);
      }
    },
  };
}

/** The identity, or all of the same person; their common name is theirs alone when all of them are meant. */
function identities(o: PeoplePrivacyParts, who: Principal, { linked = false }: Reach = {}): readonly PersonWish[] {
  const persons = o.persons();
  const personOf = (one: Principal): string => persons.personOf(one);
  const others = persons.linkedTo?.(who) ?? [];
  if (!linked) return [{ who, ...(others.length === 0 ? nameOf(personOf(who)) : {}) }];
  const all = new Map([who, ...others].map((one) => [principalKey(one), one]));
  return [...all.values()].map((one) => ({ who: one, ...nameOf(personOf(one)) }));
}

/** The operator is more than one person's name. */
function nameOf(name: string): { readonly names?: readonly string[] } {
  return name === "operator" ? {} : { names: [name] };
}
