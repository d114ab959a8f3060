import type { Clock } from "@moltbot/core";
import type { Doctor, Examination } from "./examination.ts";

/** A doctor that looks once for all who ask at the same time: pages of many browsers must not start many examinations. */
export function createDoctor(look: () => Promise<Examination>, clock: Clock): Doctor {
  let latest: Examination | undefined;
  let looking: Promise<Examination> | undefined;
  return {
    latest: () => latest,
    async examine(maxAgeMs = 0) {
      if (latest !== undefined && clock.now() - latest.at < maxAgeMs) return latest;
      looking ??= look()
        .then((found) => {
          latest = found;
          return found;
        })
        .finally(() => {
          looking = undefined;
        });
      return looking;
    },
  };
}
