import { exportLog } from "@moltbot/audit";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { openPostgres, type PostgresStorage } from "@moltbot/storage-postgres";
import { quantile, timed } from "../sandbox/measure.ts";
import { eventAt, eventsFrom, people } from "./events.ts";

type Log = PostgresStorage["audit"];

/** Questions to a long log, its export and its proof. */
export async function longLog(url: string, rows: number): Promise<string> {
  const storage = await openPostgres({
    url,
    timeoutMs: 60_000,
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
  });
  const { audit } = storage;
  await fill(audit, rows);
  const whom = (n: number): string => `telegram:${100_000_000 + (n % people)}`;
  let n = 0;
  const questions: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["one of 10,000 people, first page", () => audit.query({ user: whom(n++ * 37) })],
    ["one person, their oldest ten", () => audit.query({ user: whom(n++ * 37), limit: 10, order: "oldest" })],
    ["one person and one event", () => audit.query({ user: whom(n++ * 37), event: "exec.ended" })],
    ["one event, first page", () => audit.query({ event: "exec.ended" })],
    ["a rare area (50 records)", () => audit.query({ event: "rare" })],
    ["a day, first page", () => audit.query({ since: eventAt(rows / 2).at, until: eventAt(rows / 2 + 5000).at })],
    ["newest page", () => audit.query({})],
  ];
  const lines: string[] = [];
  for (const [name, ask] of questions) {
    await timed(5, ask);
    const times = await timed(100, ask);
    lines.push(`| ${name} | ${quantile(times, 0.5).toFixed(1)} | ${quantile(times, 0.99).toFixed(1)} |`);
  }
  const work = [await exporting(audit, rows, "csv"), await exporting(audit, rows, "json"), await proving(audit, rows)];
  await storage.close();
  return [
    `A log of ${rows.toLocaleString("en")} records of ${people.toLocaleString("en")} people, 100 questions each:`,
    "",
    "| question | p50 ms | p99 ms |",
    "|---|--:|--:|",
    ...lines,
    "",
    "Bar: one person's records in at most 50 ms.",
    "",
    ...work,
  ].join("\n");
}

async function fill(audit: Log, rows: number): Promise<void> {
  const rare = Array.from({ length: 50 }, (_, i) => eventAt(i, { area: "rare" }));
  await audit.append(rare);
  for (let from = 0; from < rows; from += 4000) {
    await Promise.all([0, 1000, 2000, 3000].map((more) => audit.append(eventsFrom(from + more, 1000))));
    await audit.seal();
  }
}

const grown = (from: number): string => `${Math.max(0, Math.round((process.memoryUsage.rss() - from) / 2 ** 20))} MiB`;

async function exporting(audit: Log, rows: number, format: "csv" | "json"): Promise<string> {
  globalThis.gc?.();
  const from = process.memoryUsage.rss();
  const start = performance.now();
  let bytes = 0;
  const by = { kind: "operator", via: "cli" } as const;
  for await (const piece of await exportLog(audit, { filter: {}, format, by, now: Date.now() })) bytes += piece.length;
  const seconds = (performance.now() - start) / 1000;
  return `- export as ${format}: ${Math.round(rows / seconds).toLocaleString("en")} records/s (${Math.round(bytes / 2 ** 20)} MiB); memory grew by ${grown(from)}.`;
}

async function proving(audit: Log, rows: number): Promise<string> {
  globalThis.gc?.();
  const from = process.memoryUsage.rss();
  const start = performance.now();
  const verdict = await audit.verify();
  const seconds = (performance.now() - start) / 1000;
  return `- \`verify\`: ${Math.round(rows / seconds).toLocaleString("en")} records/s, ${verdict.ok ? "intact" : verdict.because}; memory grew by ${grown(from)}.`;
}
