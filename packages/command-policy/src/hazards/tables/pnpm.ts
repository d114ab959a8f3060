import { type Check, each, type Grammar, type Programs } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import * as reasons from "../reasons.ts";
import { anything, ask, asking, long, npmPackage, scriptNames, switches, unlocks } from "./packages.ts";

/** `[main]` is handed to git as it is. */
const filter: Check = (value) => (value.includes("[-") ? reasons.runs : undefined);

/** A word that is no program: without such a script, pnpm runs what follows the options, and with it their values. */
const level: Check = (value) =>
  /^(silent|error|warn|info|debug|default|append-only|ndjson)$/.test(value) ? undefined : reasons.runs;

const safe = `-D -E -L -O -P -S -f -l -p --ignore-scripts ${long(`prod production workspace prefer-frozen-lockfile
lockfile fix-lockfile hoist shamefully-hoist strict-peer-dependencies resolution-only save-catalog parseable
only-projects exclude-peers compatible table fix`)}`;
/** Where a sub-command doesn't have the option, the value is an operand: so it must be a harmless one. */
const values: Grammar["checked"] = {
  "--format --sort-by --audit-level --network-concurrency --child-concurrency": npmPackage,
  // -1: the packages of the workspace and nothing that they need.
  "--depth": (value, place) => (value === "-1" ? undefined : npmPackage(value, place)),
};
const options: Grammar = { safe, checked: values };
const packages: Grammar = { ...options, operands: each(npmPackage) };

/**
 * Before the name of a script stand switches only, and options whose value pnpm knows on its first look at the line:
 * past others it takes the value for the script, and options behind the script for its own.
 */
const pnpm: Grammar = {
  safe: `-r -s -w -d -h -v ${switches} ${long(`workspace-root include-workspace-root parallel stream aggregate-output
bail sort use-stderr sequential reporter-hide-prefix fail-if-no-match`)}`,
  checked: { "-F --filter": filter, "--loglevel --reporter": level },
  ask: { ...ask, "--resume-from --dangerously-allow-all-builds": unlocks },
  negatable: true,
  inherits: true,
  subcommands: {
    "run run-script": { stopsAtOperand: true },
    [`${scriptNames} t tst :`]: anything,
    // Reads options behind it, unlike other scripts.
    restart: {},
    "install i add it install-test remove rm uninstall un unlink update up upgrade outdated": packages,
    "dedupe prune fetch import list ls ll la why audit licenses bin root doctor": options,
    pack: { safe, checked: { "--pack-destination": insideWorkspace } },
    store: { subcommands: { "path status": {} } },
    ...asking,
    "env self-update setup": reasons.system,
    "rebuild rb approve-builds": unlocks,
  },
};

export const pnpmPrograms: Programs = { pnpm };
