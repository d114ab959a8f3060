import { type LoadResult, runLoad } from "./gateway/load.ts";
import { startPlatform } from "./gateway/platform.ts";
import { storeSteps } from "./gateway/steps.ts";
import { type Servers, type Subject, startGatewaySubject, startPeer } from "./gateway/subjects.ts";
import { median } from "./median.ts";

const loads = [
  { inFlight: 1, total: 400 },
  { inFlight: 50, total: 3000 },
];
const rounds = 5;
const people = 1000;

/**
 * Messages per second and latency from Telegram update (webhook) to reply, our gateway beside an echo bot on Chat SDK,
 * against the same local platform, rounds interleaved; then idle memory and time to ready. Needs a built workspace.
 */
export async function run(): Promise<string> {
  const platform = await startPlatform();
  const servers: Servers = {
    platformUrl: platform.url,
    databaseUrl: process.env["DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres",
    redisUrl: process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379",
  };
  const lines = ["## Gateway: from Telegram update to reply", ""];
  lines.push(...(await startAndMemory(servers)));
  lines.push(...(await storeSteps(servers.databaseUrl)));
  let subjects: Subject[] = [];
  try {
    subjects = [
      await startPeer(servers),
      await startGatewaySubject("postgres", servers),
      await startGatewaySubject("pglite", servers),
    ];
    for (const subject of subjects) await runLoad(platform, subject.hook, { total: 1000, inFlight: 20, people });
    for (const load of loads) lines.push(...(await compare(platform, subjects, load)));
  } finally {
    await Promise.all(subjects.map((subject) => subject.close()));
    await platform.close();
  }
  return lines.join("\n");
}

async function compare(
  platform: Parameters<typeof runLoad>[0],
  subjects: readonly Subject[],
  load: { inFlight: number; total: number },
): Promise<string[]> {
  const results = subjects.map(() => [] as (LoadResult & { cpuMs: number })[]);
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of subjects.entries()) {
      const cpu = await subject.process.cpuSeconds();
      const result = await runLoad(platform, subject.hook, { ...load, people });
      const cpuMs = (((await subject.process.cpuSeconds()) - cpu) * 1000) / load.total;
      results[index]?.push({ ...result, cpuMs });
    }
  }
  const base = median((results[0] ?? []).map((result) => result.perSecond));
  return [
    `### ${load.inFlight} in flight`,
    "",
    "| bot | messages/s (median) | × Chat SDK | p50 ms | p99 ms | own CPU ms/message | lost | doubled |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
    ...subjects.map((subject, index) => {
      const own = results[index] ?? [];
      const of = (pick: (result: LoadResult & { cpuMs: number }) => number): number => median(own.map(pick));
      const sum = (pick: (result: LoadResult) => number): number => own.reduce((all, one) => all + pick(one), 0);
      const rate = of((one) => one.perSecond);
      return `| ${subject.name} | ${rate.toFixed(0)} | ${(rate / base).toFixed(2)} | ${of((one) => one.p50).toFixed(1)} | ${of((one) => one.p99).toFixed(1)} | ${of((one) => one.cpuMs).toFixed(2)} | ${sum((one) => one.lost)} | ${sum((one) => one.doubled)} |`;
    }),
    "",
  ];
}

async function startAndMemory(servers: Servers): Promise<string[]> {
  const rows: string[] = [];
  for (const kind of ["postgres", "pglite"] as const) {
    let subject = await startGatewaySubject(kind, servers);
    const ready: number[] = [];
    try {
      for (let n = 0; n < 5; n++) {
        subject = await subject.restart();
        ready.push(subject.process.readyMs);
      }
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      rows.push(`| ${subject.name} | ${median(ready).toFixed(0)} | ${await subject.process.memoryMb()} |`);
    } finally {
      await subject.close();
    }
  }
  return [
    "### Start (existing state) and idle memory",
    "",
    "| gateway | start to ready ms (median of 5) | RSS MB, idle 10 s after start |",
    "|---|--:|--:|",
    ...rows,
    "",
  ];
}
