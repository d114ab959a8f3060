import { each, type Grammar, type Programs } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import * as reasons from "../reasons.ts";
import { ask, asking, firstOperand, long, npmPackage, switches } from "./packages.ts";

const packages: Grammar = { operands: each(npmPackage) };
const browser = "opens a browser or a pager";

/**
 * npm takes unique beginnings of names, one dash for two, and options anywhere: only whole names are harmless. What it
 * doesn't know takes no value, and the next word may become the sub-command: so options with values are those that npm
 * has had since version 8.
 */
const npm: Grammar = {
  safe: `-a -d -f -h -l -n -p -q -s -v -y -B -D -E -H -O -P -S -? -m= --ignore-scripts ${switches} ${long(`all
audit audit-level= before= bin-links commit-hooks depth= desc engine-strict foreground-scripts format-package-lock
fund git-tag-version include= include-workspace-root install-links iwr legacy-peer-deps loglevel=
message= omit= package-lock package-lock-only parseable prefer-dedupe preid= production quiet
searchlimit= shrinkwrap strict-peer-deps tag= unicode update-notifier usage workspaces
workspaces-update prod ws yes`)}`,
  checked: { "-w --workspace": insideWorkspace },
  ask: {
    ...ask,
    "--call -c --git --editor --viewer --browser --node-gyp --init-module": reasons.runs,
    "--location -L": reasons.system,
    "--globalconfig": reasons.config,
    "--reg": reasons.network,
  },
  negatable: true,
  inherits: true,
  subcommands: {
    "run run-script test t tst start stop restart ls list ll la explain why query audit version shrinkwrap sbom search find s se ping doctor root prefix bin whoami completion":
      {},
    "install i in add ci ic clean-install install-clean it install-test cit install-ci-test update up upgrade u uninstall un unlink remove rm r rebuild rb dedupe ddp find-dupes prune outdated":
      packages,
    "view info show v": {
      operands: firstOperand((spec, place) => (spec === "." ? undefined : npmPackage(spec, place))),
    },
    pack: { ...packages, checked: { "--pack-destination": insideWorkspace } },
    fund: { operands: ([name]) => name && browser },
    cache: { subcommands: { verify: {} } },
    ...asking,
    explore: reasons.runs,
    "c get pkg": reasons.config,
    "deprecate dist-tag owner access team": reasons.publishes,
    "docs home repo bugs help": browser,
  },
};

export const npmPrograms: Programs = { npm };
