import { each, type Grammar, type Programs, type Reason } from "../grammar.ts";
import { config, destroys, elsewhere, interactive, loads, network, reads, runs, secrets } from "../reasons.ts";
import { changeCommands } from "./git-changes.ts";
import { below, plain } from "./git-checks.ts";
import { factCommands } from "./git-facts.ts";
import { historyCommands } from "./git-history.ts";
import { remoteCommands } from "./git-remotes.ts";

const submodule: Grammar = {
  safe: "-q --quiet --cached",
  subcommands: {
    status: { safe: "-q --quiet --cached --recursive", operands: each(plain) },
    summary: { safe: "-q -n= --quiet --cached --files --summary-limit=", operands: each(plain) },
    foreach: runs,
    "add init update sync set-url set-branch": loads,
  },
};

/** Others ask too: these have a reason of their own. */
const askCommands: Readonly<Record<string, Reason>> = {
  "clean prune filter-repo replace update-ref": destroys,
  "difftool mergetool filter-branch hook maintenance for-each-repo": runs,
  "credential credential-cache credential-store": secrets,
  "daemon http-backend imap-send instaweb receive-pack send-email send-pack shell upload-archive upload-pack": network,
  "citool gui help": interactive,
  am: reads,
};

/** Git: its global options, its sub-commands, and no alias. */
export const gitPrograms: Programs = {
  git: {
    safe: "-v -P --version --no-pager --literal-pathspecs --no-optional-locks --no-replace-objects",
    checked: { "-C": below },
    ask: {
      "-c --config-env --exec-path": config,
      "--git-dir --work-tree --namespace --super-prefix --bare": elsewhere,
      "-p --paginate": runs,
      "-h --help": interactive,
    },
    subcommands: {
      ...askCommands,
      ...factCommands,
      ...historyCommands,
      ...changeCommands,
      ...remoteCommands,
      submodule,
    },
  },
};
