import { readFileSync } from "node:fs";
import { flush, type Grammar, list } from "./lines.ts";
import { harmless, mutate } from "./mutate.ts";
import { createRandom, type Random } from "./random.ts";

/** Lines of which a seed decides all: half of them simple, the rest full of what shells can do, or damaged. */
export function* generate(seed: number, count: number): Generator<string> {
  const random = createRandom(seed);
  for (let made = 0; made < count; made += 1) yield anyLine(random);
}

function anyLine(random: Random): string {
  const kind = random.int(100);
  if (kind < 50) return line(random, 0);
  if (kind < 57) return changing(random);
  if (kind < 67) return line(random, 5);
  if (kind < 76) return line(random, 30);
  const base = random.pick([
    () => line(random, 0),
    () => line(random, 0),
    () => line(random, 15),
    () => fixture(random),
  ]);
  return mutate(random, base(), line(random, 10));
}

function line(random: Random, wildness: number): string {
  const grammar: Grammar = { random, wildness, depth: 2, bodies: [] };
  const before = random.pick(["", "", "", "", " ", "\t", "\n", "# it's\n", "  \n "]);
  const body = list(grammar);
  const after =
    grammar.bodies.length > 0 ? flush(grammar) : random.pick(["", "", "", "", " ", ";", "\n", " # it's", " ;", "\n\n"]);
  return before + body + after;
}

/** Lines that change their directory first: `.w`, which holds another `.w`, exists. */
function changing(random: Random): string {
  const grammar: Grammar = { random, wildness: 0, depth: 0, bodies: [] };
  const change = (): string =>
    `cd ${random.pick([".w", '".w"', "'.w'", "\\.w", ".w", "./.w", ".w/.w", ".", "nope", ".w/.."])}`;
  const first = random.many(1, 2, change).join(" && ");
  return `${first} ${random.pick(["&&", "&&", "&&\n", ";", "||"])} ${random.many(1, 2, () => list(grammar, 1)).join(" && ")}`;
}

const fixtures: readonly { readonly command: string }[] = JSON.parse(
  readFileSync(new URL("../fixtures/exec.json", import.meta.url), "utf8"),
);

function fixture(random: Random): string {
  return harmless(random.pick(fixtures).command);
}
