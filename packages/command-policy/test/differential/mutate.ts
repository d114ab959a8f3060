import type { Random } from "./random.ts";

const special = "'\"\\$`(){}[]<>|&;#~!=*?,.:-^%@+ \t\n\r\u00a0é012ac".split(/(?:)/u);

/** A line with one to three small accidents. `other` is a line to take a part from. */
export function mutate(random: Random, line: string, other: string): string {
  let characters = [...line];
  for (let left = 1 + random.int(3); left > 0; left -= 1) {
    const at = random.int(characters.length + 1);
    const length = 1 + random.int(4);
    characters = random.pick([
      () => characters.toSpliced(at, 1),
      () => characters.toSpliced(at, length),
      () => characters.toSpliced(at, 0, ...characters.slice(at, at + length)),
      () => characters.toSpliced(at, 0, random.pick(special)),
      () => characters.toSpliced(at, 0, random.pick(special), random.pick(special)),
      () => characters.toSpliced(at, 1, random.pick(special)),
      () => characters.toSpliced(at, 2, ...characters.slice(at, at + 2).reverse()),
      () => [...characters.slice(0, at), ...[...other].slice(random.int(other.length + 1))],
      () => characters.toSpliced(at, 0, ...[...other].slice(at, at + 12)),
    ])();
  }
  return harmless(characters.join(""));
}

/** The same line without paths, so that it reaches no program and writes nowhere but where it runs. */
export function harmless(line: string): string {
  return line.replaceAll(/\/dev\/null|\//g, (found) => (found === "/" ? "_" : found));
}
