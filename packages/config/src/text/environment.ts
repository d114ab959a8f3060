/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its variables put in, or what is wrong with it. */
export type Substituted =
  | { readonly ok: true; readonly text: string; readonly used: boolean }
  | { readonly ok: false; readonly message: string; readonly hint: string };

const reference = /\$\$\{|\$\{([^}]*)\}?/g;
const nameForm = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Puts variables in for `${NAME}`; `$${` stands for `${` itself. A missing or empty variable is a problem. */
export function substitute(text: string, env: Environment): Substituted {
  let used = false;
  let bad: { message: string; hint: string } | undefined;
  const result = text.replace(reference, (whole: string, name: string | undefined) => {
    if (whole === "$${") return "${";
    if (name === undefined || !whole.endsWith("}") || !nameForm.test(name)) {
      bad ??= {
        message: "this reference to an environment variable cannot be read",
        hint: "Write a dollar sign and then {NAME}; two dollar signs in a row stand for a plain one.",
      };
      return "";
    }
    used = true;
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined || value === "") {
      bad ??= {
        message: `the environment variable ${name} is ${value === "" ? "empty" : "not set"}`,
        hint: `Set ${name} before the start, or write the value here.`,
      };
      return "";
    }
    return value;
  });
  return bad ? { ok: false, ...bad } : { ok: true, text: result, used };
}
