import { type Clock, type DomainEvent, newId, type Principal, type Random, samePrincipal } from "@moltbot/core";
import { type Erasure, type ErasureMode, sum, type Tally, total } from "./erasure.ts";
import { exportPeople } from "./export.ts";
import type { EraseOutcome, EraseWish, ErasurePreview, Privacy } from "./privacy.ts";
import type { ErasureJournal, PersonalPlace } from "./store.ts";
import type { Subject } from "./subject.ts";

/** What {@link createPrivacy} works with. */
export interface PrivacyOptions {
  readonly journal: ErasureJournal;
  /** Cleaned in this order: who writes comes before what is written. */
  readonly places: readonly PersonalPlace[];
  /** Writes down an export. */
  readonly append: (events: readonly DomainEvent[]) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  /** Places of the configuration that make somebody an owner: those are not erased. */
  readonly ownerPaths: (who: Principal) => readonly string[];
}

const eventOf = { delete: "user.deleted", purge: "user.purged", anonymize: "user.anonymized" } as const;

/** The verbs over any journal and places. */
export function createPrivacy(o: PrivacyOptions): Privacy {
  const active = new Set<string>();
  const alone = async (erasure: Erasure): Promise<Tally> => {
    active.add(erasure.id);
    try {
      return await carryOut(o, erasure);
    } finally {
      active.delete(erasure.id);
    }
  };
  return {
    preview: ({ who, names = [], mode }) => preview(o, { who, names, mode }),
    erase: (wish) => erase(o, wish, alone),
    async resume() {
      let ended = 0;
      for (const { id } of await o.journal.running()) {
        if (active.has(id)) continue;
        const erasure = await o.journal.claim(id);
        if (erasure === undefined) continue;
        await alone(erasure);
        ended += 1;
      }
      return ended;
    },
    export: (people, by, { without = [] } = {}) => exportPeople(o, people, { by, without }),
  };
}

async function countAll(o: PrivacyOptions, subject: Subject, mode: ErasureMode): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const place of o.places) tallies.push(await place.count(subject, mode));
  return sum(...tallies);
}

async function preview(
  o: PrivacyOptions,
  wish: { who: Principal; names: readonly string[]; mode: ErasureMode },
): Promise<ErasurePreview> {
  const { who, names, mode } = wish;
  const subject = await o.journal.subject(who, { names });
  const tally = await countAll(o, subject, mode);
  return { who, tally, blocked: (tally["blocks"] ?? 0) > 0 || (await o.journal.suppressed(who)) };
}

async function erase(
  o: PrivacyOptions,
  wish: EraseWish,
  run: (erasure: Erasure) => Promise<Tally>,
): Promise<EraseOutcome> {
  const { who, names = [], mode, by } = wish;
  const paths = o.ownerPaths(who);
  if (paths.length > 0) return { status: "forbidden", because: "owner", paths };
  const now = o.clock.now();
  const seen = await preview(o, { who, names, mode });
  const halfDone = (await o.journal.running()).some(({ subject }) => samePrincipal(subject.who, who));
  if (total(seen.tally) === 0 && !halfDone) return { status: "unchanged", blocked: seen.blocked };
  const id = newId("era", { now, random: o.random });
  // Nothing in it comes from the person, nor from the id of the erasure, which the audit log keeps.
  const label = `anon-${newId("era", { now: 0, random: o.random }).slice(-16)}`;
  const begun = await o.journal.begin({ id, mode, who, label, now, by, names });
  const tally = await run(begun);
  // One that ran already was of another kind, perhaps: then what is left of this wish comes after it.
  if (begun.mode !== mode) return erase(o, wish, run);
  return {
    status: "erased",
    id: begun.id,
    tally,
    blocked: begun.blocked,
    ...(mode === "anonymize" ? { pseudonym: begun.label } : {}),
  };
}

async function carryOut(o: PrivacyOptions, erasure: Erasure): Promise<Tally> {
  for (const place of o.places) {
    if (erasure.done.includes(place.name)) continue;
    await o.journal.mark(erasure.id, place.name, await place.erase(erasure));
  }
  const now = o.clock.now();
  return o.journal.finish(erasure.id, {
    now,
    // Numbers only: who it was is what has just been erased.
    events: (tally) => [
      {
        event: eventOf[erasure.mode],
        at: now,
        outcome: "done",
        actor: { kind: "operator", via: erasure.by },
        ref: erasure.id,
        data: { ...tally, blockKept: erasure.blocked },
      },
    ],
  });
}
