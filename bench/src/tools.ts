import { Worker } from "node:worker_threads";
import { compileToolPolicy, type Layer } from "@moltbot/tool-policy";
import { median } from "./median.ts";
import { casbinEngine, cedarEngine } from "./tools/authorisers.ts";
import { type Engine, libraryEngines } from "./tools/peers.ts";
import { race } from "./tools/race.ts";
import {
  makeFreshQueries,
  makeLayer,
  makeQueries,
  makeStacks,
  randomFrom,
  type WorkloadLayer,
} from "./tools/workload.ts";

const ours = "@moltbot/tool-policy";
const hostile = { pattern: `${"*a".repeat(8)}*b`, name: "a".repeat(48) };
const patienceMs = 5_000;
const count = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** Tool decisions beside six peers, on the same stacks and with the same answers: Markdown (SPEC R6.1, R6.2). */
export async function run(): Promise<string> {
  const random = randomFrom(2_026);
  const stacks = makeStacks(random);
  const engines = [ownEngine(stacks), ...libraryEngines(stacks), await casbinEngine(stacks), await cedarEngine(stacks)];
  const queries = makeQueries(random);
  const share = queries.filter(({ stack, tool }) => engines[0]?.allowed(stack, tool)).length / queries.length;
  const known = race(engines, () => queries);
  const fresh = race(engines, (round) => makeFreshQueries(random, round));
  return [
    ...table(engines, known, fresh),
    "",
    ...bars(known, fresh),
    compileBar(random),
    await hostileBar(),
    shareLine(share),
  ].join("\n");
}

function asLayers(stack: readonly WorkloadLayer[]): readonly Layer[] {
  return stack.map(({ allow, deny }, at) => ({ name: `layer ${at}`, policy: { ...(allow && { allow }), deny } }));
}

function ownEngine(stacks: readonly (readonly WorkloadLayer[])[]): Engine {
  // The peers have no notion of tools that need others.
  const policies = stacks.map((stack) => compileToolPolicy(asLayers(stack), { requires: { apply_patch: [] } }));
  return { name: ours, allowed: (stack, tool) => policies[stack]?.decide(tool).allowed ?? false };
}

function table(engines: readonly Engine[], known: ReadonlyMap<string, number>, fresh: ReadonlyMap<string, number>) {
  const ratio = (rates: ReadonlyMap<string, number>, name: string) =>
    count.format((rates.get(ours) ?? Number.NaN) / (rates.get(name) ?? Number.NaN));
  const rate = (value = Number.NaN) =>
    value >= 1e6 ? `${(value / 1e6).toFixed(1)} M/s` : `${(value / 1e3).toFixed(1)} k/s`;
  return [
    "| engine | known names | ours is faster by | names never seen | ours is faster by |",
    "|---|---:|---:|---:|---:|",
    ...engines.map(
      ({ name }) =>
        `| ${name} | ${rate(known.get(name))} | ${ratio(known, name)}× | ${rate(fresh.get(name))} | ${ratio(fresh, name)}× |`,
    ),
  ];
}

function bars(known: ReadonlyMap<string, number>, fresh: ReadonlyMap<string, number>): readonly string[] {
  const against = (rates: ReadonlyMap<string, number>) => {
    const [name, best] = [...rates].filter(([one]) => one !== ours).toSorted(([, a], [, b]) => b - a)[0] ?? ["", 0];
    return `${((rates.get(ours) ?? 0) / best).toFixed(1)} times the fastest peer (${name}`;
  };
  return [
    "- 20 stacks of 7 layers of 5–30 globs, 10,000 mixed questions; all answers are equal.",
    `- Known names: ${against(known)}; bar: at least 15).`,
    `- Names never seen: ${against(fresh)}; bar: at least 1.8).`,
  ];
}

function compileBar(random: () => number): string {
  const times = Array.from({ length: 300 }, () => {
    const layers = asLayers(Array.from({ length: 7 }, () => makeLayer(random, 30)));
    const startedAt = performance.now();
    compileToolPolicy(layers);
    return performance.now() - startedAt;
  });
  return `- Compiling 7 layers of 30 globs: ${median(times).toFixed(2)} ms (bar: at most 1).`;
}

async function hostileBar(): Promise<string> {
  const { pattern, name } = hostile;
  const policy = compileToolPolicy([{ name: "agent", policy: { allow: [pattern] } }]);
  const startedAt = performance.now();
  if (policy.decide(name).allowed) throw new Error("a hostile pattern matched");
  const ms = performance.now() - startedAt;
  const peer = await picomatchMs();
  const theirs = peer === undefined ? `had no answer after ${patienceMs / 1000} s` : `took ${Math.round(peer)} ms`;
  return `- \`${pattern}\` against 48 \`a\`, for the first time: ${ms.toFixed(2)} ms (bar: at most 1); picomatch ${theirs}.`;
}

/** Undefined: it took longer than anybody waits. */
async function picomatchMs(): Promise<number | undefined> {
  const worker = new Worker(new URL("./tools/slow-glob.ts", import.meta.url), { workerData: hostile });
  const startedAt = performance.now();
  const answered = new Promise<number>((resolve, reject) => {
    worker.once("message", () => resolve(performance.now() - startedAt));
    worker.once("error", reject);
  });
  const gaveUp = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patienceMs));
  const ms = await Promise.race([answered, gaveUp]);
  await worker.terminate();
  return ms;
}

function shareLine(share: number): string {
  return `- ${(100 * share).toFixed(0)} % of the questions are allowed.`;
}
