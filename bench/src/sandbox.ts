import { readdir, readFile } from "node:fs/promises";
import { openGateway } from "./sandbox/gateway.ts";
import { quantile, rate, timed } from "./sandbox/measure.ts";
import { bareExec, openPipe, type Subjects, startSubjects } from "./sandbox/subjects.ts";

const rounds = 5;
const crowd = 50;

/**
 * What a call into a warm sandbox costs beside a bare `docker exec` on the same hardened container, and what a call of a
 * gateway's tool `exec` costs that ends in such a sandbox, rounds interleaved; then eight sessions at once, cold starts, fifty sessions at once, and memory. Needs root, dockerd, bwrap and a static busybox.
 */
export async function run(): Promise<string> {
  const subjects = await startSubjects();
  try {
    return ["## Sandbox: running `true`", ...(await calls(subjects)), ...(await starts(subjects))].join("\n");
  } finally {
    await subjects.close();
  }
}

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0);

/** One kind of call: what it took, in milliseconds, and how many there were in a second from eight sessions. */
interface Row {
  readonly name: string;
  readonly count: number;
  readonly callers: readonly (() => Promise<unknown>)[];
  readonly times: number[];
  readonly rates: number[];
}

async function calls(subjects: Subjects): Promise<string[]> {
  const { docker, open } = subjects;
  const boxes = await Promise.all(Array.from({ length: 8 }, (_, i) => open(`session:${i}`, "docker")));
  const wraps = await Promise.all(Array.from({ length: 8 }, (_, i) => open(`wrapped:${i}`, "bubblewrap")));
  for (const box of [...boxes, ...wraps]) await box.run({ command: ["true"] });
  const containers = (await docker.listContainers()).map(({ Id }) => docker.getContainer(Id));
  // In a container of its own: where calls run, a shell that belongs to none of them is ended.
  await (await open("floor", "docker")).warm();
  const known = new Set(containers.map(({ id }) => id));
  const floor = (await docker.listContainers()).find(({ Id }) => !known.has(Id));
  const pipe = await openPipe(docker.getContainer(floor?.Id ?? ""));
  const gateway = await openGateway(subjects, 8);
  const row = (name: string, count: number, callers: Row["callers"]): Row => ({
    ...{ name, count, callers, times: [], rates: [] },
  });
  const bare = row(
    "bare `docker exec` (dockerode)",
    20,
    containers.map((one) => () => bareExec(one)),
  );
  const whole = row("**tool call through everything, Docker**", 100, gateway.callers);
  const into = (list: typeof boxes): Row["callers"] => list.map((box) => () => box.run({ command: ["true"] }));
  const rows = [
    bare,
    row("**sandbox, Docker**", 100, into(boxes)),
    whole,
    row("**sandbox, bubblewrap**", 100, into(wraps)),
    row("open pipe to a shell, nothing kept apart", 100, [pipe]),
  ];
  try {
    await measure(rows);
  } finally {
    await gateway.close();
  }
  return table(rows, bare, whole);
}

async function measure(rows: readonly Row[]): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      const [call] = row.callers;
      if (call) row.times.push(...(await timed(row.count, call)));
      if (row.callers.length === 8) row.rates.push(await rate(row.callers, Math.ceil(row.count / 4)));
    }
  }
  for (const list of rows.flatMap(({ times, rates }) => [times, rates])) list.sort((a, b) => a - b);
}

function table(rows: readonly Row[], bare: Row, whole: Row): string[] {
  const slower = ({ times }: Row): number => quantile(times, 0.5) / quantile(bare.times, 0.5);
  const faster = ({ rates }: Row): number => quantile(rates, 0.5) / quantile(bare.rates, 0.5);
  const lines = rows.map((row) => {
    const { name, times, rates } = row;
    const speed = `${ms(quantile(times, 0.5))} | ${ms(quantile(times, 0.99))} | ${slower(row).toFixed(3)}`;
    const many = rates.length > 0 ? `${quantile(rates, 0.5).toFixed(0)} | ${faster(row).toFixed(1)}` : "| ";
    return `| ${name} | ${speed} | ${many} |`;
  });
  return [
    "",
    `One call at a time, then eight sessions at once; ${rounds} rounds, interleaved.`,
    "",
    "| call | p50 ms | p99 ms | × docker exec | 8 at once, calls/s | × docker exec |",
    "|---|--:|--:|--:|--:|--:|",
    ...lines,
    "",
    "Through everything: the gateway's dispatcher calls `exec` with an allowed line. Tool policy, command policy, claim and",
    "four audit events on the embedded database, and a warm sandbox.",
    "",
    `- Through everything, at p50: ${slower(whole).toFixed(3)} of a bare \`docker exec\` (bar: at most 0.2).`,
    ...rows
      .filter(({ name }) => name.includes("bubblewrap"))
      .map(
        (row) =>
          `- Into a warm bubblewrap: ${slower(row).toFixed(3)} at p50, ${faster(row).toFixed(1)} times its rate.`,
      ),
    `- Through everything, eight sessions at once: ${faster(whole).toFixed(1)} times its rate (bar: at least 5).`,
  ];
}

async function starts({ sandboxes, open, docker }: Subjects): Promise<string[]> {
  const rows: string[] = [];
  let next = 0;
  for (const engine of ["docker", "bubblewrap"] as const) {
    const cold = await timed(10, async () => (await open(`cold:${next++}`, engine)).run({ command: ["true"] }));
    await sandboxes.sweep(Date.now() + 3_700_000);
    const before = await memory();
    const start = performance.now();
    const boxes = await Promise.all(Array.from({ length: crowd }, () => open(`crowd:${next++}`, engine)));
    await Promise.all(boxes.map((box) => box.run({ command: ["true"] })));
    const all = performance.now() - start;
    const held = (await memory()) - before;
    const ids = (await docker.listContainers()).map(({ Id }) => Id);
    const each = `${(held / crowd / 1024).toFixed(1)}${engine === "docker" ? ` (${ids.length} containers)` : ""}`;
    rows.push(`| ${engine} | ${ms(quantile(cold, 0.5))} | ${ms(quantile(cold, 0.9))} | ${ms(all)} | ${each} |`);
    await sandboxes.sweep(Date.now() + 3_700_000);
  }
  return [
    "",
    "| engine | cold start with first call, p50 ms | p90 ms | 50 sessions at once, all answered after ms | idle memory per session, MiB |",
    "|---|--:|--:|--:|--:|",
    ...rows,
    "",
    "Memory: proportional set size of everything but this process: shims, shells and what the engine itself grew by.",
  ];
}

/** Proportional memory of all other processes, in KiB. */
async function memory(): Promise<number> {
  let sum = 0;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    const name = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (!/containerd|dockerd|docker-init|bwrap|\/moltbot\/sh/.test(name)) continue;
    const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    sum += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return sum;
}
