import { type CompiledAllowlist, compileAllowlist, type Target } from "@moltbot/allowlist-match";
import { median } from "./median.ts";

const sizes = [10, 1_000, 100_000, 1_000_000] as const;
const senders = 4_096;
// Short rounds, and many: on a busy machine most of them pass undisturbed.
const passesPerRound = 4;
const rounds = 151;

interface Contender {
  readonly name: string;
  /** Runs all probes once; returns how many were found, so that nothing can be optimised away. */
  run(): number;
}

interface Row {
  readonly size: number;
  readonly buildMs: number;
  readonly bytesPerEntry: number;
  /** Matches per second, per contender. */
  readonly perSecond: ReadonlyMap<string, number>;
}

/** How fast a compiled list answers, beside a bare `Set.has` of the same size: Markdown (SPEC R2.6). */
export async function run(): Promise<string> {
  const rows = sizes.map(measureSize);
  return [...table(rows), "", ...ratios(rows)].join("\n");
}

function measureSize(size: number): Row {
  const ids = Array.from({ length: size }, (_, place) => idAt(place));
  const before = usedMemory();
  const startedAt = performance.now();
  const list = compileAllowlist(ids, { channel: "telegram" });
  const buildMs = performance.now() - startedAt;
  const bytesPerEntry = Math.max(0, usedMemory() - before) / size;
  const mixed = compileAllowlist(ids.map(entryAt), { channel: "telegram" });
  const probes = Array.from({ length: senders }, (_, place) => probeAt(place, size));
  const set = new Set(ids);
  const perSecond = race([
    { name: "Set.has", run: () => countSet(set, probes) },
    { name: "ids", run: () => countList(list, probes) },
    { name: "mixed", run: () => countList(mixed, probes) },
  ]);
  return { size, buildMs, bytesPerEntry, perSecond };
}

/** Spreads ids like a platform does: no two neighbours in the list are neighbours as numbers. */
function idAt(place: number): string {
  return String(1_000_000_000 + ((place * 2_654_435_761) % 4_294_967_296));
}

/** Three entries in ten are something else than a bare id, so that every index is in use. */
function entryAt(id: string, place: number): string {
  return [`telegram:${id}`, `name ${id}`, `@user${id}`][place % 10] ?? id;
}

/** Half of the senders are on the list. */
function probeAt(place: number, size: number): Target {
  const spread = (place * 48_271) % 2_147_483_647;
  const id = place % 2 === 0 ? idAt(spread % size) : `9${idAt(spread)}`;
  return { id: fromSocket(id), name: fromSocket(`Somebody ${place}`), username: fromSocket(`some_body_${place}`) };
}

/** The text as a new string, in one piece, the way a parser makes it. */
function fromSocket(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function countSet(set: ReadonlySet<string>, probes: readonly Target[]): number {
  let found = 0;
  for (const probe of probes) if (set.has(probe.id)) found += 1;
  return found;
}

function countList(list: CompiledAllowlist, probes: readonly Target[]): number {
  let found = 0;
  for (const probe of probes) if (list.match(probe).allowed) found += 1;
  return found;
}

/** Rounds take turns, so that a slow moment of the machine hits everybody; the median counts. */
function race(contenders: readonly Contender[]): ReadonlyMap<string, number> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -3; round < rounds; round += 1) {
    for (const { name, run: runOnce } of contenders) {
      const startedAt = performance.now();
      let found = 0;
      for (let pass = 0; pass < passesPerRound; pass += 1) found += runOnce();
      const ms = performance.now() - startedAt;
      if (found === 0) throw new Error(`${name} found nobody`);
      if (round >= 0) times.get(name)?.push(ms);
    }
  }
  return new Map([...times].map(([name, list]) => [name, (senders * passesPerRound) / (median(list) / 1000)]));
}

function usedMemory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function rate(row: Row, name: string): number {
  return row.perSecond.get(name) ?? Number.NaN;
}

function table(rows: readonly Row[]): readonly string[] {
  const millions = (value: number) => `${(value / 1e6).toFixed(1)} M/s`;
  const count = new Intl.NumberFormat("en-US");
  return [
    "| entries | `Set.has` | `match`, list of ids | `match`, every kind of entry | compile | memory per entry |",
    "|---:|---:|---:|---:|---:|---:|",
    ...rows.map((row) =>
      [
        `| ${count.format(row.size)}`,
        millions(rate(row, "Set.has")),
        `${millions(rate(row, "ids"))} (${(rate(row, "ids") / rate(row, "Set.has")).toFixed(2)})`,
        `${millions(rate(row, "mixed"))} (${(rate(row, "mixed") / rate(row, "Set.has")).toFixed(2)})`,
        `${row.buildMs < 1 ? row.buildMs.toFixed(2) : Math.round(row.buildMs)} ms`,
        `${globalThis.gc && row.size >= 100_000 ? `${Math.round(row.bytesPerEntry)} B` : "–"} |`,
      ].join(" | "),
    ),
  ];
}

function ratios(rows: readonly Row[]): readonly string[] {
  const [small, , large] = rows;
  if (small === undefined || large === undefined) return [];
  const growth = (name: string) => (rate(small, name) / rate(large, name)).toFixed(2);
  return [
    ...["ids", "mixed"].flatMap((name) => {
      const worst = Math.min(...rows.map((row) => rate(row, name) / rate(row, "Set.has")));
      return [
        `- ${name}: from 10 to 100,000 entries a match takes ${growth(name)} times as long (bar: at most 4).`,
        `- ${name}: at worst ${worst.toFixed(2)} of a bare \`Set.has\` of the same size (bar: at least 0.15).`,
      ];
    }),
    `- Set.has itself, for comparison: ${growth("Set.has")} times as long.`,
  ];
}
