/// <reference path="./jju.d.ts" />
import jju from "jju";

/** Where a key and its value stand, as offsets into the text. */
export interface Place {
  key?: readonly [start: number, end: number];
  value?: readonly [start: number, end: number];
}

/** The places of everything in a text. */
export interface Places {
  /** The place of exactly this path. */
  at(path: readonly string[]): Place | undefined;
  /** Paths of keys that occur a second time in the same object, with the place of the later one. */
  readonly duplicates: readonly { readonly path: readonly string[]; readonly key: readonly [number, number] }[];
  /** All texts, numbers and words, with their path. */
  readonly literals: readonly {
    readonly path: readonly string[];
    readonly value: unknown;
    readonly span: readonly [number, number];
  }[];
}

const id = (path: readonly (string | number)[]): string => JSON.stringify(path.map(String));

interface Open {
  readonly path: readonly string[];
  readonly start: number;
  readonly keys: Set<string>;
}

/** Finds every key and value of a valid JSON5 text; undefined when the text cannot be read. */
export function locate(text: string): Places | undefined {
  let tokens: ReturnType<typeof jju.tokenize>;
  try {
    tokens = jju.tokenize(text, { mode: "json5" });
  } catch {
    return undefined;
  }
  const places = new Map<string, Place>();
  const open: Open[] = [];
  const duplicates: { path: readonly string[]; key: readonly [number, number] }[] = [];
  const literals: { path: readonly string[]; value: unknown; span: readonly [number, number] }[] = [];
  const put = (path: readonly string[], place: Place): void => {
    places.set(id(path), { ...places.get(id(path)), ...place });
  };
  let offset = 0;
  for (const { raw, type, stack, value } of tokens) {
    const span = [offset, offset + raw.length] as const;
    offset = span[1];
    const path = stack.map(String);
    if (type === "key") {
      const own = [...path, String(value)];
      const keys = open.at(-1)?.keys;
      if (keys?.has(String(value))) duplicates.push({ path: own, key: span });
      keys?.add(String(value));
      put(own, { key: span });
    } else if (type === "literal") {
      put(path, { value: span });
      literals.push({ path, value, span });
    } else if (raw === "{" || raw === "[") open.push({ path, start: span[0], keys: new Set() });
    else if (raw === "}" || raw === "]") {
      const opened = open.pop();
      if (opened) put(opened.path, { value: [opened.start, span[1]] });
    }
  }
  return { at: (path) => places.get(id(path)), duplicates, literals };
}
