import { resolve } from "node:path";
import type { ConfigFiles } from "../files.ts";
import { type ConfigProblem, formatPath, type Path } from "../problem.ts";
import { type Environment, type Filling, substitute } from "./environment.ts";
import { cutLines, type Lines } from "./lines.ts";
import { locate, type Place, type Places } from "./locate.ts";
import { readText } from "./read.ts";
import { copyTree, isTree, type Tree } from "./tree.ts";

/** One file of a configuration: the main one, or one that it includes. */
export interface Document {
  readonly file?: string;
  readonly text: string;
  readonly cut: Lines;
  readonly places: Places | undefined;
  /** What was put in for references, by path in this document. */
  readonly filled: Map<string, Filling>;
}

/** Where a setting is written. */
export interface Written {
  readonly document: Document;
  /** The path inside that document. */
  readonly path: Path;
}

/** A configuration and what it includes as one tree, with the way back to the files. */
export interface Joined {
  readonly tree: Tree;
  readonly main: Document;
  /** Whether the main file itself could be read. */
  readonly readable: boolean;
  readonly problems: readonly ConfigProblem[];
  /** The files that were read besides the main one, secrets among them. */
  readonly named: ReadonlySet<string>;
  /** Texts with references put in, those with a file in them apart. */
  readonly filledTexts: FilledTexts;
  /** Where a path of the tree is written; undefined where no file has it. */
  writtenAt(path: Path): Written | undefined;
  /** The places of key and value of a path; undefined where no file has it. */
  placeAt(path: Path): (Written & { readonly place: Place }) | undefined;
}

/** Texts with references put in. */
export type FilledTexts = Readonly<Record<Filling["kind"], ReadonlySet<string>>>;

/** What is needed besides the text. */
export interface JoinOptions {
  readonly file?: string;
  readonly env?: Environment;
  readonly files?: ConfigFiles;
}

/** The key that names further files. */
export const includeKey = "$include";
const deepest = 10;
const mostFiles = 100;

interface Work extends JoinOptions {
  readonly origins: Map<string, Written>;
  readonly problems: ConfigProblem[];
  readonly named: Set<string>;
  readonly filledTexts: Readonly<Record<Filling["kind"], Set<string>>>;
  /** Files included so far. */
  count: number;
}

const id = (path: Path): string => JSON.stringify(path);

/**
 * Reads a text and everything that it includes. An included file is put where `$include` stands; blocks are joined key
 * by key, a later file over an earlier one and the block's own settings over both; everything else is replaced.
 */
export function joinDocuments(text: string, o: JoinOptions): Joined {
  const filledTexts = { variable: new Set<string>(), file: new Set<string>() };
  const work: Work = { ...o, origins: new Map(), problems: [], named: new Set(), filledTexts, count: 0 };
  const { document: main, tree } = open(work, text, o.file, []);
  const joined =
    tree && expand(work, { document: main, chain: o.file === undefined ? [] : [resolve(o.file)] }, tree, [], []);
  const included = work.count > 0;
  const writtenAt = (path: Path): Written | undefined =>
    included ? work.origins.get(id(path)) : { document: main, path };
  return {
    tree: isTree(joined) ? joined : {},
    main,
    readable: tree !== undefined,
    problems: work.problems,
    named: work.named,
    filledTexts,
    writtenAt,
    placeAt(path) {
      const written = writtenAt(path);
      const place = written?.document.places?.at(written.path);
      return written && place && { ...written, place };
    },
  };
}

const unusualKey = {
  offset: 0,
  message: "a key in this file holds characters that cannot be read",
  hint: "Put keys with other than plain letters and digits in quotes.",
};

/** One document as a copy with references put in; what is wrong with it by itself is reported. `mount`: where it is put. */
function open(work: Work, text: string, file: string | undefined, mount: Path): { document: Document; tree?: Tree } {
  const read = readText(text);
  const places = read.ok ? locate(text) : undefined;
  const document: Document = {
    text,
    cut: cutLines(text),
    places,
    filled: new Map(),
    ...(file !== undefined && { file }),
  };
  // Without places a key that stands twice would go unnoticed.
  const why = read.ok ? (places ? undefined : unusualKey) : read;
  if (why) report(work, document, mount, [why.offset, why.offset + 1], why);
  if (!read.ok || !places) return { document };
  for (const { path, key } of places.duplicates)
    report(work, document, [...mount, ...path], key, {
      message: "is here twice in the same block",
      hint: "Keep one of them.",
    });
  const copy = copyTree(read.value, {
    forbidden: (path) =>
      report(work, document, [...mount, ...path], places.at(path)?.key, { message: "no setting may have this name" }),
    leaf: (leaf, path) => {
      if (path.includes(includeKey)) return leaf;
      const result = substitute(leaf, work.env ?? {}, (reference) => readSecret(work, reference, file));
      if (!result.ok) report(work, document, [...mount, ...path], places.at(path)?.value, result);
      else if (result.filling) {
        document.filled.set(id(path), result.filling);
        const hasFile = leaf.includes("${file:");
        work.filledTexts[hasFile ? "file" : result.filling.kind].add(result.text);
      }
      return result.ok ? result.text : undefined;
    },
  });
  return { document, tree: isTree(copy) ? copy : {} };
}

function readSecret(work: Work, reference: string, file: string | undefined): ReturnType<ConfigFiles["secret"]> {
  const answer = work.files?.secret(reference, file ?? "") ?? noFiles;
  if (answer.ok) work.named.add(answer.file);
  return answer;
}

const noFiles = {
  ok: false,
  message: "names a file, and no files are read here",
  hint: "Only a configuration that is a file itself can name others.",
} as const;

function report(
  work: Work,
  document: Document,
  path: Path,
  span: readonly [number, number] | undefined,
  { message, hint }: { message: string; hint?: string },
): void {
  work.problems.push({
    ...(document.file !== undefined && { file: document.file }),
    path: formatPath(path),
    ...document.cut.place(...(span ?? [0, 1])),
    message,
    ...(hint !== undefined && { hint }),
  });
}

interface At {
  readonly document: Document;
  /** The files from the main one down to this one. */
  readonly chain: readonly string[];
}

/** A value with what it includes, and a note of where each part of it is written. */
function expand(work: Work, at: At, value: unknown, own: Path, mount: Path): unknown {
  work.origins.set(id(mount), { document: at.document, path: own });
  if (Array.isArray(value))
    return value.map((item: unknown, n) => expand(work, at, item, [...own, String(n)], [...mount, String(n)]));
  if (!isTree(value)) return value;
  let below: Tree = {};
  if (Object.hasOwn(value, includeKey)) {
    work.origins.set(id([...mount, includeKey]), { document: at.document, path: [...own, includeKey] });
    for (const { reference, path } of referencesIn(work, at, value[includeKey], [...own, includeKey], mount))
      below = join(below, includeOne(work, at, { reference, path, mount })) as Tree;
    work.origins.set(id(mount), { document: at.document, path: own });
  }
  const above: Tree = {};
  for (const [key, item] of Object.entries(value))
    if (key !== includeKey) above[key] = expand(work, at, item, [...own, key], [...mount, key]);
  return join(below, above);
}

function referencesIn(
  work: Work,
  at: At,
  value: unknown,
  path: Path,
  mount: Path,
): readonly { reference: string; path: Path }[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((reference, n) => {
    const own = Array.isArray(value) ? [...path, String(n)] : path;
    if (typeof reference === "string") return [{ reference, path: own }];
    const span = at.document.places?.at(own)?.value;
    report(work, at.document, [...mount, includeKey], span, {
      message: "is not the path of a file, nor a list of such paths",
      hint: 'Write $include: "./channels.json5".',
    });
    return [];
  });
}

/** The settings of one included file, or nothing when it cannot be used; the place of the reference is what is wrong then. */
function includeOne(work: Work, at: At, o: { reference: string; path: Path; mount: Path }): Tree {
  const refuse = (message: string, hint: string): Tree => {
    const span = at.document.places?.at(o.path)?.value;
    report(work, at.document, [...o.mount, includeKey], span, { message, hint });
    return {};
  };
  if (at.chain.length > deepest)
    return refuse(`is more than ${deepest} files deep`, "Include files from fewer levels.");
  if (++work.count > mostFiles) return refuse(`is one of more than ${mostFiles} files`, "Join some of them.");
  const answer = work.files?.include(o.reference, at.document.file ?? "") ?? noFiles;
  if (!answer.ok) return refuse(answer.message, answer.hint);
  if (at.chain.includes(answer.file))
    return refuse(
      `includes ${answer.file}, which is being read already`,
      "A file cannot include itself, at no remove.",
    );
  work.named.add(answer.file);
  const { document, tree } = open(work, answer.text, answer.file, o.mount);
  const read = tree && expand(work, { document, chain: [...at.chain, answer.file] }, tree, [], o.mount);
  return isTree(read) ? read : {};
}

function join(below: unknown, above: unknown): unknown {
  if (!isTree(below) || !isTree(above)) return above;
  const joined: Tree = { ...below };
  for (const [key, value] of Object.entries(above))
    joined[key] = Object.hasOwn(below, key) ? join(below[key], value) : value;
  return joined;
}
