import { isDeepStrictEqual } from "node:util";
import { MoltbotError } from "@moltbot/core";
import JSON5 from "json5";
import type { ConfigFiles } from "../files.ts";
import { splitPath, unknownStep } from "../get-path.ts";
import { normalise } from "../normalise/normalise.ts";
import { type ParseOptions, type ParseResult, parseConfig } from "../parse.ts";
import { formatPath, type Path } from "../problem.ts";
import { includeKey, type Joined, joinDocuments } from "../text/documents.ts";
import { forbiddenKeys, isTree } from "../text/tree.ts";
import { addMember, removeMember, replaceValue } from "./members.ts";
import { readValue } from "./read-value.ts";

/** One change of a configuration. The path is canonical and dotted, as `getPath` takes it. */
export type ConfigEdit =
  | { readonly act: "set"; readonly path: string /** As typed at a shell: see `readValue`. */; readonly value: string }
  | { readonly act: "unset"; readonly path: string };

/** An edited file, not yet written, and what reading the whole configuration with it gives. */
export type EditedConfig = ParseResult & {
  /** The file that changes: the main one, or one that it includes; absent: the text had no name. */
  readonly file?: string;
  readonly before: string;
  readonly after: string;
  /** The setting as that file spells it. */
  readonly path: string;
  /** What was set; absent after `unset`. */
  readonly value?: unknown;
};

/**
 * Changes one setting in the text of a configuration; comments and everything else stay as they are. The value is put
 * where it stands now, in an included file too, or else into the nearest block that is there. Writes nothing; whether
 * the result is a configuration says `ok`.
 * @throws MoltbotError `invalid` for a path or value that makes no sense there, `not_found` for nothing to unset
 */
export function editConfig(text: string, edit: ConfigEdit, o: ParseOptions = {}): EditedConfig {
  const path = pathOf(edit);
  const joined = joinDocuments(text, o);
  const broken = joined.problems.length > 0 && joined.main.places === undefined;
  if (broken) return { ok: false, problems: joined.problems, ...named(o.file), before: text, after: text, path: "" };
  const source = normalise(structuredClone(joined.tree)).sourceOf(path);
  const value = edit.act === "set" ? readValue(edit.value, path) : undefined;
  const done = edit.act === "set" ? put(joined, { path, source, value }) : take(joined, source);
  const { document, after } = done;
  const files = document === joined.main ? o.files : replacing(o.files, document.file, after);
  const result = parseConfig(document === joined.main ? after : text, { ...o, ...(files && { files }) });
  const shown = formatPath(source);
  const what = { ...named(document.file), before: document.text, after, path: shown };
  return { ...result, ...what, ...(edit.act === "set" && { value }) };
}

const named = (file: string | undefined): { file?: string } => (file === undefined ? {} : { file });

function pathOf({ act, path: text }: ConfigEdit): Path {
  const path = splitPath(text);
  if (path === undefined || path.length === 0)
    throw new MoltbotError("invalid", `"${text.slice(0, 80)}" is not a path of settings`, {
      hint: 'Names are joined by dots: channels.telegram.dmPolicy. One with dots of its own: groups["-100.5"].',
    });
  const forbidden = path.find((key) => forbiddenKeys.has(key));
  if (forbidden !== undefined)
    throw new MoltbotError("invalid", `no setting may be named ${forbidden}`, { hint: "Choose another name." });
  // What a block includes is no setting of it, and can be changed all the same.
  const named = path.at(-1) === includeKey ? path.slice(0, -1) : path;
  const wrong = act === "set" ? unknownStep(named) : undefined;
  if (wrong?.status !== "unknown") return path;
  const hint = wrong.suggestion === undefined ? "See: moltbot config schema" : `Did you mean ${wrong.suggestion}?`;
  throw new MoltbotError("invalid", wrong.message, { hint });
}

interface Done {
  readonly document: Joined["main"];
  readonly after: string;
}

function put(joined: Joined, { path, source, value }: { path: Path; source: Path; value: unknown }): Done {
  const exact = joined.placeAt(source);
  if (exact?.place.value) {
    const { document, place, path: own } = exact;
    const after = replaceValue(document.text, place.value ?? [0, 0], value);
    return checked(document, after, { own, value });
  }
  const { depth, found } = nearest(joined, source);
  const { document, place, path: own } = found;
  const span = place.value ?? [0, 0];
  const rest = source.slice(depth);
  const [key = "", ...inner] = rest;
  const opening = document.text[span[0]];
  if (opening === "{") {
    const nested = nest(inner, value);
    return checked(document, addMember(document.text, span, key, nested), { own: [...own, key], value: nested });
  }
  if (opening !== "[") throw notABlock(source.slice(0, depth), path);
  const { index, entry } = listEntry(joined, { source, depth, value: nest(inner, value), path });
  return checked(document, addMember(document.text, span, undefined, entry), {
    own: [...own, String(index)],
    value: entry,
  });
}

/** The deepest block or value on the way that a file has. */
function nearest(joined: Joined, source: Path): { depth: number; found: NonNullable<ReturnType<Joined["placeAt"]>> } {
  for (let depth = source.length - 1; depth >= 0; depth--) {
    const found = joined.placeAt(source.slice(0, depth));
    if (found?.place.value) return { depth, found };
  }
  throw new MoltbotError("invalid", "the configuration has no block to put this in", {
    hint: "Write {} into it first.",
  });
}

function notABlock(at: Path, path: Path): MoltbotError {
  const block = formatPath(at);
  return new MoltbotError(
    "invalid",
    `${block} is a single value in the file, so ${formatPath(path)} has no place in it`,
    {
      hint: `Set the whole block: moltbot config set ${block} '{ … }'`,
    },
  );
}

/** What is added to a list: the next position, or a block with its id where lists of such blocks stand for maps. */
function listEntry(
  joined: Joined,
  { source, depth, value, path }: { source: Path; depth: number; value: unknown; path: Path },
): { index: number; entry: unknown } {
  const at = source.slice(0, depth);
  const key = source[depth] ?? "";
  let index = 0;
  while (joined.placeAt([...at, String(index)])) index++;
  const holdsBlocks = formatPath(at) === "agents.list" || at.at(-1) === "accounts";
  if (holdsBlocks && !/^\d+$/.test(key) && isTree(value)) return { index, entry: { id: key, ...value } };
  if (key === String(index)) return { index, entry: value };
  throw new MoltbotError("invalid", `${formatPath(at)} is a list of ${index}, and has no place ${key}`, {
    hint: `Add to its end with ${formatPath([...at, String(index)])}, or set the whole list: moltbot config set ${formatPath(path.slice(0, depth))} '[ … ]'`,
  });
}

function nest(keys: Path, value: unknown): unknown {
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

function take(joined: Joined, source: Path): Done {
  const found = joined.placeAt(source);
  const { key, value } = found?.place ?? {};
  if (!found || !value || source.length === 0)
    throw new MoltbotError("not_found", `${formatPath(source)} is not set in the file`, {
      hint: `Where its value comes from says: moltbot config get ${formatPath(source)}`,
    });
  const { document, path: own } = found;
  if (own.length === 0)
    throw new MoltbotError("invalid", `${formatPath(source)} is the whole of ${document.file ?? "a file"}`, {
      hint: "Take out the $include that names the file.",
    });
  const after = removeMember(document.text, [key?.[0] ?? value[0], value[1]]);
  return checked(document, after, { own });
}

/** Reads the edited text again: it must differ from before in exactly the one setting. */
function checked(document: Joined["main"], after: string, o: { own: Path; value?: unknown }): Done {
  const wanted: unknown = JSON5.parse(document.text);
  const parent = o.own.slice(0, -1).reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], wanted);
  const key = o.own.at(-1);
  if (key === undefined) return { document, after };
  if (Array.isArray(parent)) parent.splice(Number(key), 1, ...(Object.hasOwn(o, "value") ? [o.value] : []));
  else if (isTree(parent)) {
    if (Object.hasOwn(o, "value")) parent[key] = o.value;
    else delete parent[key];
  }
  if (isDeepStrictEqual(readBack(after), wanted)) return { document, after };
  throw new MoltbotError("invalid", `${document.file ?? "the text"} cannot be edited safely at ${formatPath(o.own)}`, {
    hint: "Change it by hand.",
  });
}

function readBack(text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch {
    return undefined; // an edit that broke the text is no edit
  }
}

/** The same files, one of them with another text. */
function replacing(files: ConfigFiles | undefined, file: string | undefined, text: string): ConfigFiles | undefined {
  return (
    files && {
      secret: files.secret,
      include(reference, from) {
        const answer = files.include(reference, from);
        return answer.ok && answer.file === file ? { ...answer, text } : answer;
      },
    }
  );
}
