import { compileCommandPolicy, parseCommand } from "@moltbot/command-policy";
import { forEachChild, parse, type SyntaxNode } from "unbash";
import { allowlist, hostileUnits, ordinaryLines } from "./commands/lines.ts";
import { median } from "./median.ts";

const rounds = 101;
const passesPerRound = 20;
const place = { cwd: "/home/user/project", workspace: "/home/user/project" };
const policy = compileCommandPolicy({ allowlist });

interface Contender {
  readonly name: string;
  /** Does its work on one line; the sum of its answers keeps the work from being optimised away. */
  run(line: string): number;
}

const judging: Contender = { name: "judge", run: (line) => policy.judge(line, place).decision.length };
const walking: Contender = { name: "unbash parse + walk", run: walkTree };
const contenders: readonly Contender[] = [
  judging,
  { name: "judge, commands and plan read", run: (line) => readAll(line) },
  { name: "parseCommand alone", run: (line) => (parseCommand(line).ok ? 1 : 2) },
  walking,
  { name: "unbash parse alone", run: (line) => parse(line).commands.length },
];

/** How fast command lines are judged, beside the parser that lists them for people: Markdown (SPEC R7.2). */
export async function run(): Promise<string> {
  const perSecond = race();
  const rate = (one: Contender) => perSecond.get(one.name) ?? Number.NaN;
  const decisions = ordinaryLines.map((line) => policy.judge(line, place).decision);
  const allowed = decisions.filter((decision) => decision === "allow").length;
  return [
    `${ordinaryLines.length} ordinary lines, ${allowed} of them allowed by a list of ${allowlist.length} entries.`,
    "",
    "| | lines/s | × unbash parse + walk |",
    "|---|---:|---:|",
    ...contenders.map(
      (one) => `| ${one.name} | ${thousands(rate(one))} k | ${(rate(one) / rate(walking)).toFixed(2)} |`,
    ),
    "",
    `- judge: ${(rate(judging) / rate(walking)).toFixed(2)} times the rate of unbash parse + walk (bar: at least 1.5).`,
    ...hostile(),
  ].join("\n");
}

/** The words of every command, redirections and nested scripts: what a policy on such a tree would have to look at. */
function walkTree(line: string): number {
  let found = 0;
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Command") {
      const words = node.name === undefined ? node.args : [node.name, ...node.args];
      const argv = words.map((word) => (word.type === "Word" ? word.value : word.text));
      found += argv.length + node.redirects.length;
    } else if (node.type === "Script") found += node.errors?.length ?? 0;
    forEachChild(node, visit);
  };
  visit(parse(line));
  return found;
}

function readAll(line: string): number {
  const { commands, plan } = policy.judge(line, place);
  return commands.length + (plan?.env.length ?? 0);
}

/** Rounds take turns, so that a slow moment of the machine hits everybody; the median counts. */
function race(): ReadonlyMap<string, number> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -10; round < rounds; round += 1) {
    for (const { name, run: runOnce } of contenders) {
      const ms = timed(() => {
        let sum = 0;
        for (let pass = 0; pass < passesPerRound; pass += 1) for (const line of ordinaryLines) sum += runOnce(line);
        if (sum === 0) throw new Error(`${name} found nothing`);
      });
      if (round >= 0) times.get(name)?.push(ms);
    }
  }
  const lines = ordinaryLines.length * passesPerRound;
  return new Map([...times].map(([name, list]) => [name, lines / (median(list) / 1000)]));
}

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** Four times the length must not take much more than four times as long; the slowest units are shown. */
function hostile(): readonly string[] {
  const rows = hostileUnits.map((unit) => {
    const [short, long] = [4_000, 16_000].map((length) => {
      const line = unit.repeat(Math.floor(length / unit.length));
      const runs = Array.from({ length: 15 }, () => timed(() => void policy.judge(line, place).commands.length));
      return median(runs);
    });
    return { unit, short: short ?? Number.NaN, long: long ?? Number.NaN };
  });
  const slowest = rows.toSorted((a, b) => b.long - a.long).slice(0, 5);
  const growth = Math.max(...rows.filter(({ long }) => long > 0.2).map(({ short, long }) => long / short), 0);
  return [
    `- hostile lines of 16 KiB, with the list of their commands: at worst ${(slowest[0]?.long ?? 0).toFixed(1)} ms; ` +
      `four times the length takes at most ${growth.toFixed(1)} times as long.`,
    `- the slowest repeat ${slowest.map(({ unit, long }) => `\`${JSON.stringify(unit)}\` (${long.toFixed(1)} ms)`).join(", ")}.`,
  ];
}

function thousands(value: number): string {
  return new Intl.NumberFormat("en-US").format(Math.round(value / 1000));
}
