/** What decides the lines: `DIFFERENTIAL_SEED`, which each run prints so that it can be repeated. */
export function seedOr(otherwise: number): number {
  return Number(process.env["DIFFERENTIAL_SEED"] ?? otherwise);
}

/** How many lines there are. */
export const budget: number = Number(process.env["DIFFERENTIAL_LINES"] ?? 3_000);
