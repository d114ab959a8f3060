import type { DomainEvent } from "@moltbot/core";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { openPostgres } from "@moltbot/storage-postgres";
import { median } from "../median.ts";
import { eventsFrom } from "./events.ts";
import { createPlainLog } from "./plain.ts";

const rounds = 3;
const cases = [
  { name: "1 a call, 1 in flight", batch: 1, flight: 1, rows: 1_000 },
  { name: "1 a call, 16 in flight", batch: 1, flight: 16, rows: 4_000 },
  { name: "100 a call, 1 in flight", batch: 100, flight: 1, rows: 20_000 },
  { name: "1,000 a call, 4 in flight", batch: 1000, flight: 4, rows: 60_000 },
] as const;

interface Subject {
  readonly name: string;
  append(events: readonly DomainEvent[]): Promise<void>;
  /** What has to be done until the records are where they belong. */
  settle(): Promise<void>;
}

/** Records a second: the log with its chain, each record sealed within the time, beside plain inserts. */
export async function appends(url: string): Promise<string> {
  const storage = await openPostgres({
    url,
    poolSize: 16,
    timeoutMs: 60_000,
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
  });
  const indexed = await createPlainLog(url, { table: "plain_indexed", indexed: true });
  const bare = await createPlainLog(url, { table: "plain_bare", indexed: false });
  const nothing = async (): Promise<void> => undefined;
  const subjects: readonly Subject[] = [
    { name: "plain, key alone", append: bare.append, settle: nothing },
    { name: "plain, same indexes", append: indexed.append, settle: nothing },
    { name: "audit log, sealed later", append: storage.audit.append, settle: nothing },
    {
      name: "**audit log, sealed within**",
      append: storage.audit.append,
      async settle() {
        await storage.audit.seal();
      },
    },
  ];
  const lines: string[] = [];
  for (const one of cases) {
    const rates = subjects.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, subject] of subjects.entries()) {
        rates[i]?.push(await rateOf(subject, one));
        await storage.audit.seal();
      }
    }
    const middle = rates.map(median);
    const [, plain = 1] = middle;
    const cells = middle.map((rate) => `${Math.round(rate).toLocaleString("en")} (${(rate / plain).toFixed(2)})`);
    lines.push(`| ${one.name} | ${cells.join(" | ")} |`);
  }
  await Promise.all([storage.close(), indexed.close(), bare.close()]);
  return [
    `Records a second, ${rounds} rounds, interleaved, median; in brackets beside plain inserts that answer the same questions.`,
    "",
    `| records | ${subjects.map(({ name }) => name).join(" | ")} |`,
    `|---|${subjects.map(() => "--:|").join("")}`,
    ...lines,
    "",
    "Bar: the log with its chain reaches at least 0.5.",
  ].join("\n");
}

async function rateOf(subject: Subject, o: (typeof cases)[number]): Promise<number> {
  let next = 0;
  let open = true;
  const start = performance.now();
  // As the gateway does it: one sealer beside the writers.
  const sealing = (async () => {
    while (open) {
      await subject.settle();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await subject.settle();
  })();
  const writers = Array.from({ length: o.flight }, async () => {
    for (let from = next; from < o.rows; from = next) {
      next += o.batch;
      await subject.append(eventsFrom(from, o.batch));
    }
  });
  await Promise.all(writers);
  const written = performance.now();
  open = false;
  await sealing;
  const end = subject.name.includes("within") ? performance.now() : written;
  return (o.rows * 1000) / (end - start);
}
