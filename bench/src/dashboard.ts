import { setTimeout as wait } from "node:timers/promises";
import { type Admitted, admit, connectAll, leave } from "./dashboard/clients.ts";
import { measurePages } from "./dashboard/pages.ts";
import { type Crowded, startCrowded } from "./dashboard/start.ts";

/** How much is done. */
export interface Sizes {
  readonly requests: number;
  readonly clients: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** How often clients come and leave. */
  readonly rounds: number;
  /** How long to wait until memory has settled, milliseconds. */
  readonly settleMs: number;
}

const full: Sizes = { requests: 10_000, clients: 2000, perSecond: 50, seconds: 20, rounds: 3, settleMs: 10_000 };

/**
 * The dashboard and the socket with many people waiting: how long pages take, what an idle client costs, how late an event
 * is while requests are answered, and what is left of clients that left. Postgres; the gateway runs from its sources.
 */
export async function run(sizes: Sizes = full): Promise<string> {
  const server = process.env["DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const crowded = await startCrowded(server, sizes.requests);
  try {
    const devices = await admit(crowded, 20);
    const memory = await measureMemory(crowded, devices, sizes);
    const pages = await measurePages(crowded);
    const late = await measureEvents(crowded, devices, sizes);
    return [
      "## Dashboard and socket with many people waiting",
      "",
      `### Pages, with ${sizes.requests} requests pending (bar for \`/approvals\`: 200 ms)`,
      "",
      "| page | median ms | worst ms | KiB |",
      "|---|--:|--:|--:|",
      ...pages,
      "",
      `### ${sizes.clients} WebSocket clients`,
      "",
      ...memory,
      ...late,
    ].join("\n");
  } finally {
    await crowded.close();
  }
}

async function measureMemory(crowded: Crowded, devices: readonly Admitted[], sizes: Sizes): Promise<readonly string[]> {
  await wait(sizes.settleMs);
  const before = await crowded.process.memoryMb();
  const alive = [await crowded.heapMb()];
  const full: number[] = [];
  const held: number[] = [];
  const left: number[] = [];
  for (let round = 0; round < sizes.rounds; round++) {
    const clients = await connectAll(crowded, devices, { count: sizes.clients, heard: () => {} });
    await wait(sizes.settleMs);
    full.push(await crowded.process.memoryMb());
    held.push(await crowded.heapMb());
    await leave(clients);
    await wait(sizes.settleMs);
    left.push(await crowded.process.memoryMb());
    alive.push(await crowded.heapMb());
  }
  const each = held.map((mb, round) => ((mb - (alive[round + 1] ?? mb)) * 1024) / sizes.clients);
  return [
    `- Resident memory without clients: ${before} MB. With all of them idle, round by round: ${full.join(", ")} MB.`,
    `- Live objects after a collection, all connected: ${held.join(", ")} MB; for each client at most ${Math.max(...each).toFixed(0)} KiB more than after they left.`,
    `- After they left, round by round: ${left.join(", ")} MB resident.`,
    `- Live objects after a collection, before the first round and after each: ${alive.join(", ")} MB (a leak would grow from round to round).`,
  ];
}

/**
 * While requests are approved, a device is renamed once a second. Its hint (`devices`) is told for nothing else, so that
 * it is known what each client waits for.
 */
async function measureEvents(crowded: Crowded, devices: readonly Admitted[], sizes: Sizes): Promise<readonly string[]> {
  const times: number[] = [];
  let heard = 0;
  let asked = 0;
  const clients = await connectAll(crowded, devices, {
    count: sizes.clients,
    heard(topic) {
      heard += 1;
      if (topic === "devices" && asked > 0) times.push(performance.now() - asked);
    },
  });
  const from = performance.now();
  const answers: Promise<unknown>[] = [];
  const renamed = devices[0]?.key.deviceId ?? "";
  for (let n = 0; n < sizes.perSecond * sizes.seconds; n++) {
    await wait(Math.max(0, from + (n * 1000) / sizes.perSecond - performance.now()));
    answers.push(crowded.call(`/api/v1/approvals/${crowded.ids[n]}`, { decision: "approve" }));
    if (n % sizes.perSecond !== 0) continue;
    asked = performance.now();
    answers.push(crowded.call(`/api/v1/devices/${renamed}/label`, { label: `Laptop ${n}` }));
  }
  await Promise.all(answers);
  const took = (performance.now() - from) / 1000;
  await wait(2000);
  await leave(clients);
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(0);
  const due = sizes.seconds * sizes.clients;
  return [
    `- ${answers.length} approvals and renames in ${took.toFixed(1)} s (${sizes.perSecond} approvals a second wanted); clients heard ${heard} hints.`,
    `- From a rename to each client's hint: median ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(0.9999)} ms; ${times.length} of ${due} hints arrived.`,
    "",
  ];
}
