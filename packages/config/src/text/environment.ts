import type { FileAnswer } from "../files.ts";

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What was put in for a reference. */
export type Filling =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "file"; readonly file: string };

/** A text with its references put in, or what is wrong with it. `filling`: the first one; absent: there was none. */
export type Substituted =
  | { readonly ok: true; readonly text: string; readonly filling?: Filling }
  | { readonly ok: false; readonly message: string; readonly hint: string };

const reference = /\$\$\{|\$\{([^}]*)\}?/g;
const nameForm = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const filePrefix = "file:";

/**
 * Puts variables in for `${NAME}` and the text of files for `${file:path}`; `$${` stands for `${` itself. What is
 * missing or empty is a problem.
 */
export function substitute(text: string, env: Environment, secret: (reference: string) => FileAnswer): Substituted {
  let filling: Filling | undefined;
  let bad: { message: string; hint: string } | undefined;
  const result = text.replace(reference, (whole: string, name: string | undefined) => {
    if (whole === "$${") return "${";
    if (name === undefined || !whole.endsWith("}")) bad ??= unreadable;
    else if (name.startsWith(filePrefix)) {
      const answer = secret(name.slice(filePrefix.length).trim());
      if (answer.ok) {
        filling ??= { kind: "file", file: answer.file };
        return answer.text;
      }
      bad ??= answer;
    } else if (!nameForm.test(name)) bad ??= unreadable;
    else {
      filling ??= { kind: "variable", name };
      const value = Object.hasOwn(env, name) ? env[name] : undefined;
      if (value !== undefined && value !== "") return value;
      bad ??= {
        message: `the environment variable ${name} is ${value === "" ? "empty" : "not set"}`,
        hint: `Set ${name} before the start, or write the value here.`,
      };
    }
    return "";
  });
  if (bad) return { ok: false, message: bad.message, hint: bad.hint };
  return { ok: true, text: result, ...(filling && { filling }) };
}

const unreadable = {
  message: "this reference to an environment variable cannot be read",
  hint: "Write a dollar sign and then {NAME} or {file:path}; two dollar signs in a row stand for a plain one.",
};
