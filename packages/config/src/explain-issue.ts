import type { z } from "zod";
import { keysOf, placesOf, schemaAt } from "./json-schema.ts";
import type { Path } from "./problem.ts";
import { suggest } from "./suggest.ts";

/** A problem at a canonical path, before it has a line. */
export interface Finding {
  readonly path: Path;
  /** Whether the key itself or its value is wrong. */
  readonly target: "key" | "value";
  readonly message: string;
  readonly suggestion?: string;
  readonly hint?: string;
}

type Issue = z.core.$ZodIssue;

/** Turns one zod issue into findings with sentences for people. `show` prints the value at a path. */
export function explainIssue(
  issue: Issue,
  o: { show(path: Path): string; has(path: Path): boolean },
): readonly Finding[] {
  const path = issue.path.map(String);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(path, key));
    case "invalid_union":
      return explainUnion(issue, path, o);
    case "invalid_key":
      return [{ path, target: "key", message: `is not ${issue.issues[0]?.message ?? "a name that can be used here"}` }];
    case "invalid_value":
      return [oneOfThese(issue.values.map(String), issue.message, path, o)];
    case "custom":
      return [{ path, target: "value", message: `${o.show(path)} ${issue.message}` }];
    case "too_small":
    case "too_big":
      return [{ path, target: "value", message: outOfRange(issue, o.show(path)) }];
    default:
      if (!o.has(path)) return [{ path, target: "value", message: "is missing", hint: `It must be ${issue.message}.` }];
      return [{ path, target: "value", message: `${o.show(path)} is not ${issue.message}`, ...quoteHint(issue) }];
  }
}

function quoteHint(issue: Issue): { hint?: string } {
  return issue.code === "invalid_type" && issue.expected === "string"
    ? { hint: 'Texts stand in quotes: "like this".' }
    : {};
}

function outOfRange(issue: Issue & { code: "too_small" | "too_big" }, shown: string): string {
  if (issue.origin === "string") return "must not be empty";
  const small = issue.code === "too_small";
  const limit = small ? issue.minimum : issue.maximum;
  return `${shown} is too ${small ? "small: at least" : "large: at most"} ${limit}`;
}

function oneOfThese(
  values: readonly string[],
  noun: string,
  path: Path,
  o: { show(path: Path): string; has(path: Path): boolean },
): Finding {
  const shown = o.show(path);
  const near = suggest(shown.replaceAll('"', ""), values);
  return {
    path,
    target: "value",
    message: o.has(path) ? `${shown} is not ${noun}` : "is missing",
    ...(near && { suggestion: near }),
    hint: `One of: ${values.join(", ")}.`,
  };
}

function explainUnion(
  issue: Issue & { code: "invalid_union" },
  path: Path,
  o: { show(path: Path): string; has(path: Path): boolean },
): readonly Finding[] {
  // The branch that accepts the kind of value is the one that was meant.
  const meant = issue.errors.find(
    (branch) => !branch.some((inner) => inner.code === "invalid_type" && inner.path.length === 0),
  );
  if (!meant) return [{ path, target: "value", message: `${o.show(path)} is not ${issue.message}` }];
  return meant.flatMap((inner) => explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, o));
}

/** Names that people try, and where the thing lives. */
const elsewhere: Readonly<Record<string, string>> = {
  allowlist: "allowFrom",
  allowList: "allowFrom",
  admins: "approvers",
  prompt: "instructions",
  systemPrompt: "instructions",
};

function unknownKey(at: Path, key: string): Finding {
  const siblings = keysOf(schemaAt(at)) ?? [];
  const synonym = Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined;
  const near = synonym !== undefined && siblings.includes(synonym) ? synonym : suggest(key, siblings);
  const places = near === undefined ? placesOf(key) : [];
  const hint =
    places.length > 0
      ? `It belongs in ${places.join(" or ")}.`
      : siblings.length > 0 && siblings.length <= 16
        ? `Keys here: ${siblings.join(", ")}.`
        : undefined;
  return {
    path: [...at, key],
    target: "key",
    message: "unknown key",
    ...(near && { suggestion: near }),
    ...(!near && hint && { hint }),
  };
}
