import { median } from "../median.ts";
import type { Engine } from "./peers.ts";
import { fromSocket, type Query } from "./workload.ts";

const rounds = 41;
const slowRounds = 3;
// Short, so that on a busy machine most of them pass undisturbed.
const slice = 500;

/**
 * Decisions per second of each engine: the median of its slices. Engines take turns, so that a slow moment of the
 * machine hits everybody. Throws when an engine answers differently from the first.
 */
export function race(engines: readonly Engine[], queriesOf: (round: number) => readonly Query[]): Map<string, number> {
  const rates = new Map<string, number[]>(engines.map(({ name }) => [name, []]));
  const textsOf = ownTexts();
  for (let round = -3; round < rounds; round += 1) {
    const queries = queriesOf(round + 3);
    let wanted: string | undefined;
    for (const engine of engines) {
      if (engine.slow && round >= slowRounds) continue;
      const measured = ask(engine, textsOf(engine, queries));
      wanted ??= measured.answers;
      if (measured.answers !== wanted) throw new Error(difference(engine, queries, measured.answers, wanted));
      if (round >= 0) rates.get(engine.name)?.push(...measured.perSecond);
    }
  }
  return new Map([...rates].map(([name, list]) => [name, median(list)]));
}

function ask(engine: Engine, queries: readonly Query[]): { perSecond: readonly number[]; answers: string } {
  const answers = new Uint8Array(queries.length);
  const perSecond: number[] = [];
  for (let from = 0; from < queries.length; from += slice) {
    const to = Math.min(from + slice, queries.length);
    const startedAt = performance.now();
    for (let at = from; at < to; at += 1) {
      const query = queries[at];
      if (query !== undefined && engine.allowed(query.stack, query.tool)) answers[at] = 1;
    }
    perSecond.push(((to - from) / (performance.now() - startedAt)) * 1000);
  }
  return { perSecond, answers: Buffer.from(answers).toString("hex") };
}

/** Texts of its own for each engine and list: none profits from the hash that another left behind. */
function ownTexts(): (engine: Engine, queries: readonly Query[]) => readonly Query[] {
  const made = new Map<string, { from: readonly Query[]; own: readonly Query[] }>();
  return ({ name }, queries) => {
    const known = made.get(name);
    if (known?.from === queries) return known.own;
    const own = queries.map(({ stack, tool }) => ({ stack, tool: fromSocket(tool) }));
    made.set(name, { from: queries, own });
    return own;
  };
}

function difference(engine: Engine, queries: readonly Query[], answers: string, wanted: string): string {
  const at = queries.findIndex((_, place) => answers[2 * place + 1] !== wanted[2 * place + 1]);
  return `${engine.name} answers differently about ${JSON.stringify(queries[at])}`;
}
