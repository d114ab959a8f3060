import type { Clock } from "@moltbot/core";
import type { AuditWalk, Doctor, Examination } from "./examination.ts";

/**
 * A doctor that looks once for all who ask at the same time: pages of many browsers must not start many examinations. `look`
 * gets the last walk over the audit log where it need not make a new one.
 */
export function createDoctor(
  look: (o: { walk: boolean; last?: AuditWalk }) => Promise<Examination>,
  clock: Clock,
): Doctor {
  let latest: Examination | undefined;
  const looking = new Map<boolean, Promise<Examination>>();
  function start(walk: boolean): Promise<Examination> {
    const last = latest?.audit;
    const found = look({ walk, ...(last === undefined ? {} : { last }) })
      .then((examination) => {
        latest = examination;
        return examination;
      })
      .finally(() => looking.delete(walk));
    looking.set(walk, found);
    return found;
  }
  return {
    latest: () => latest,
    async examine({ maxAgeMs = 0, walk = true } = {}) {
      const now = clock.now();
      const isFresh = (at: number | undefined): boolean => at !== undefined && now - at < maxAgeMs;
      if (latest !== undefined && isFresh(latest.at) && (!walk || isFresh(latest.audit?.at))) return latest;
      return looking.get(walk) ?? start(walk);
    },
  };
}
