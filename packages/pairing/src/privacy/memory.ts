import { type DomainEvent, MoltbotError, type Principal, principalKey } from "@moltbot/core";
import { type Erasure, sum } from "./erasure.ts";
import type { ErasureJournal, ErasureWish } from "./store.ts";
import { subjectOf } from "./subject.ts";

/**
 * An {@link ErasureJournal} of one process, for programs and tests that keep nothing. `isBlocked` says whether a block is
 * in force when an erasure begins, `record` gets the events of its end.
 */
export function createMemoryJournal(
  o: { isBlocked?: (who: Principal) => Promise<boolean>; record?: (events: readonly DomainEvent[]) => void } = {},
): ErasureJournal {
  const running = new Map<string, Erasure>();
  const out = new Set<string>();
  const change = (id: string, to: (erasure: Erasure) => Erasure): void => {
    const erasure = running.get(id);
    if (erasure === undefined) throw new MoltbotError("conflict", "This erasure has ended");
    running.set(id, to(erasure));
  };
  const begin = async ({ id, mode, who, label, now, by, names }: ErasureWish): Promise<Erasure> => {
    const same = [...running.values()].find(({ subject }) => principalKey(subject.who) === principalKey(who));
    if (same !== undefined) return same;
    const blocked = (await o.isBlocked?.(who)) === true || out.has(principalKey(who));
    if (blocked) out.add(principalKey(who));
    const subject = subjectOf(who, { names });
    const erasure: Erasure = { id, mode, subject, label, startedAt: now, by, done: [], tally: {}, blocked };
    running.set(id, erasure);
    return erasure;
  };
  return {
    begin,
    async subject(who, known) {
      return subjectOf(who, known);
    },
    async running() {
      return [...running.values()];
    },
    async claim(id) {
      return running.get(id);
    },
    async mark(id, place, tally) {
      change(id, (one) => ({ ...one, done: [...one.done, place], tally: sum(one.tally, tally) }));
    },
    async finish(id, { events }) {
      const erasure = running.get(id);
      if (erasure === undefined) return {};
      running.delete(id);
      const ended = events(erasure.tally);
      o.record?.(ended);
      return erasure.tally;
    },
    async others() {
      return 0;
    },
    async suppressed(who) {
      return out.has(principalKey(who));
    },
  };
}
