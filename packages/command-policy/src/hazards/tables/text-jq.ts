import type { Check, Grammar } from "../grammar.ts";
import { readArguments } from "../read-arguments.ts";
import { loads, reads, writes } from "../reasons.ts";
import { like, options } from "./files-parts.ts";

/**
 * Whether a filter of jq or yq works on nothing but its input. `.env` is a field, `env` are the variables of the
 * process; words in strings count, for `"\(env)"` is code.
 */
const filter: Check = like(
  /^(?!.*(?<!\w|(?<!\.)\.)(env|strenv|envsubst|load(_?(str|xml|props|base64))?|import|include|modulemeta|system|exec)\b)/is,
  "reads more than its input",
);

const row: Grammar = {
  safe: options(
    "rjacCMSsneRhV",
    "",
    "raw-output join-output compact-output sort-keys slurp null-input exit-status raw-input tab stream args jsonargs",
  ),
  ask: { "-f --from-file -L": loads, "--slurpfile --rawfile --argfile": reads },
  operands: ([text = ""], place) => filter(text, place),
};

export const jq: Grammar = {
  whole: (args, place) => {
    const rest = [...args];
    // An option with two values is not what the rows know.
    for (let at = 0; at < rest.length; at += 1) {
      const count = /^--arg(json)?$/.test(rest[at] ?? "") ? 3 : rest[at] === "--indent" ? 2 : 0;
      const taken = rest.splice(at, count);
      if (taken.slice(1).some((value) => /^-\D/.test(value))) return "has a value that looks like an option";
      if (count > 0) at -= 1;
    }
    return readArguments(rest, row, place);
  },
};

/** Two programs have this name; only what is harmless in both passes. */
export const yq: Grammar = {
  safe: options("rjcCMneNPyYSVh", "I", "null-input exit-status no-doc prettyPrint yaml-output raw-output indent="),
  checked: { "-o -p --output-format --input-format": filter },
  ask: { "-i --inplace --in-place -s --split-exp": writes, "-f --from-file -L": loads },
  operands: (operands, place) => {
    const at = /^(e|ea|eval|eval-all)$/.test(operands[0] ?? "") ? 1 : 0;
    return filter(operands[at] ?? "", place);
  },
};
