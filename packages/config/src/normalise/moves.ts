import type { Path } from "../problem.ts";
import { child, isTree, type Tree } from "../text/tree.ts";

/** Something the normaliser noticed, at a canonical path. */
export interface Remark {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

/** Keeps track of which canonical path came from where, so that every later problem points into the file. */
export interface Moves {
  /** Gives a key its canonical name; both spellings in one object are a problem. */
  rename(node: Tree, at: Path, from: string, to: string): void;
  /** Moves a value to its canonical place; blocks are joined key by key. Paths are relative to `node`, which is at `at`. */
  move(node: Tree, at: Path, from: Path, to: Path): void;
  /** Says that a canonical path was written elsewhere in the file. */
  note(canonical: Path, source: Path): void;
  refuse(path: Path, message: string, hint?: string): void;
  /** The path in the file of a canonical path. */
  sourceOf(path: Path): Path;
  readonly problems: readonly Remark[];
  readonly aliases: readonly Remark[];
}

/** An empty record of moves. */
export function createMoves(): Moves {
  const origins = new Map<string, Path>();
  const problems: Remark[] = [];
  const aliases: Remark[] = [];
  const note = (canonical: Path, source: Path): void => void origins.set(JSON.stringify(canonical), source);
  const refuse = (path: Path, message: string, hint?: string): void => {
    problems.push({ path, message, ...(hint !== undefined && { hint }) });
  };

  const place = (node: Tree, key: string, value: unknown, from: Path, to: Path): void => {
    const there = child(node, key);
    if (there === undefined) {
      node[key] = value;
      note(to, from);
    } else if (isTree(there) && isTree(value)) {
      for (const [name, item] of Object.entries(value)) place(there, name, item, [...from, name], [...to, name]);
    } else {
      refuse(from, `is given twice: here and as ${to.join(".")}`, `Keep ${to.join(".")} and remove this one.`);
    }
  };

  return {
    problems,
    aliases,
    note,
    refuse,
    rename(node, at, from, to) {
      if (!Object.hasOwn(node, from)) return;
      const value = node[from];
      delete node[from];
      if (Object.hasOwn(node, to)) {
        refuse(
          [...at, from],
          `is another spelling of "${to}", which is here too`,
          `Keep "${to}" and remove "${from}".`,
        );
        return;
      }
      node[to] = value;
      note([...at, to], [...at, from]);
      aliases.push({ path: [...at, to], message: `"${from}" is read as "${to}"` });
    },
    move(root, at, from, to) {
      const parent = from.slice(0, -1).reduce<unknown>(child, root);
      const name = from.at(-1) ?? "";
      if (!isTree(parent) || !Object.hasOwn(parent, name)) return;
      let node = root;
      for (const key of to.slice(0, -1)) {
        if (!Object.hasOwn(node, key)) node[key] = {};
        const next = node[key];
        if (!isTree(next)) return;
        node = next;
      }
      place(node, to.at(-1) ?? "", parent[name], [...at, ...from], [...at, ...to]);
      delete parent[name];
      aliases.push({ path: [...at, ...to], message: `"${from.join(".")}" is read as "${to.join(".")}"` });
    },
    sourceOf: (path) => trace(origins, path),
  };
}

/** Follows moves back into the file, longest known prefix first; each is taken at most once. */
function trace(origins: ReadonlyMap<string, Path>, path: Path): Path {
  let current = path;
  const used = new Set<string>();
  for (let length = current.length; length > 0; length--) {
    const prefix = JSON.stringify(current.slice(0, length));
    const source = used.has(prefix) ? undefined : origins.get(prefix);
    if (!source) continue;
    used.add(prefix);
    current = [...source, ...current.slice(length)];
    length = current.length + 1;
  }
  return current;
}
