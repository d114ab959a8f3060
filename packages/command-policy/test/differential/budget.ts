import { randomInt } from "node:crypto";

/** What decides the lines. Printed with each run, so that a run can be repeated. */
export const seed: number = Number(process.env["DIFFERENTIAL_SEED"] ?? randomInt(2 ** 31));

/** How many lines there are. */
export const budget: number = Number(process.env["DIFFERENTIAL_LINES"] ?? 3_000);
