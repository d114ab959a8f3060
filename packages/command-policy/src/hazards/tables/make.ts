import { each, type Grammar, type Programs } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import * as reasons from "../reasons.ts";
import { long } from "./packages.ts";

const make: Grammar = {
  safe: `-B -d -h -i -j=? -k -l=? -L -n -O=? -p -q -r -R -s -S -t -v -w ${long(`always-make debug dry-run help
ignore-errors jobs just-print keep-going load-average no-builtin-rules no-print-directory output-sync print-directory
question quiet silent trace version warn-undefined-variables`)}`,
  checked: { "-C --directory": insideWorkspace },
  ask: {
    "-f --file --makefile": "uses another makefile",
    "-I --include-dir": reasons.loads,
    "-E --eval": reasons.runs,
    "-e --environment-overrides": reasons.config,
    "-o --old-file --assume-old -W --what-if --new-file --assume-new": "changes what make believes about a file",
  },
  // Recipes hand names of targets to a shell, and the built-in ones write a file of that name.
  operands: each((target, place) => {
    if (target.includes("=")) return "sets a variable, which recipes run";
    return /^[\w./:@%+,-]+$/.test(target) ? insideWorkspace(target, place) : "is no plain target";
  }),
};

export const makePrograms: Programs = { "make gmake": make };
