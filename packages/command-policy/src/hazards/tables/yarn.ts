import { each, type Grammar, type Programs } from "../grammar.ts";
import { readArguments } from "../read-arguments.ts";
import * as reasons from "../reasons.ts";
import { ask, asking, firstOperand, long, npmPackage, script, scriptNames, switches } from "./packages.ts";

const safe = `-s -v -h --ignore-scripts ${switches} ${long(`immutable immutable-cache check-cache check-files
pure-lockfile lockfile ignore-engines ignore-platform non-interactive inline-builds`)}`;
const behind = `-A -C -D -E -L -O -P -R -T -W -c -d -n ${long(`tilde caret peer cached prod production audit all
summary check fix ignore-workspace-root-check major minor patch
git-tag-version`)}`;
/** Where a sub-command doesn't have the option, the value is an operand: so it must be a harmless one. */
const values = { "--mode --pattern --depth --level --groups --severity --strategy --new-version": npmPackage };
const options: Grammar = { safe: behind, checked: values };

/** What follows the name of a script is for the script; but yarn 1 reads it as its own where a `--` comes later. */
const run: Grammar = {
  whole: (args, place) => readArguments(args, args.includes("--") ? runAll : runFirst, place),
};
const runAll: Grammar = { safe, ask, operands: firstOperand(script) };
const runFirst: Grammar = { ...runAll, stopsAtOperand: true };
const bareAll: Grammar = { safe, ask };
const bareScript: Grammar = {
  whole: (args, place) => (args.includes("--") ? readArguments(args, bareAll, place) : undefined),
};

const yarn: Grammar = {
  safe,
  checked: {
    "--network-timeout --network-concurrency": (value) => (/^\d+$/.test(value) ? undefined : "has an odd value"),
  },
  ask,
  negatable: true,
  inherits: true,
  subcommands: {
    run,
    [`${scriptNames} :`]: bareScript,
    "install add remove up upgrade outdated info": { ...options, operands: each(npmPackage) },
    "why list audit dedupe explain constraints version versions bin check pack licenses": options,
    npm: { subcommands: { "audit info": options } },
    workspace: {
      whole: ([name = "", ...rest], place) =>
        name.startsWith("-") ? "has an option where a workspace should be" : readArguments(rest, yarn, place),
    },
    workspaces: {
      subcommands: {
        "info list": { safe },
        run,
        foreach: {
          safe: `-A -R -W -i -p -t -v -j= ${long("all parallel topological include= exclude= from= jobs=")}`,
          subcommands: { run },
        },
      },
    },
    ...asking,
    global: reasons.system,
    "policies plugin": reasons.config,
  },
};

export const yarnPrograms: Programs = { "yarn yarnpkg": yarn };
