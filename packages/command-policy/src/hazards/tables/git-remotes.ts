import { type Check, each, first, type Grammar, type OperandsCheck, type Reason } from "../grammar.ts";
import { config, elsewhere, interactive, loads, network, publishes, runs, writes } from "../reasons.ts";
import { below, strategy } from "./git-checks.ts";
import { row } from "./git-row.ts";

/**
 * The schemes that git speaks itself, and `user@host:path`. Other schemes name a program: `ext::sh -c …`, and `foo://`
 * is `git-remote-foo`. Where a host begins with `-`, ssh takes it for an option.
 */
const url = /^((https?|git|ssh|git\+ssh|ssh\+git):\/\/(?![^/]*@[^\w[])[\w[]|(\w[\w.-]*@)?\w[\w.-]*:(?!:|\/\/|-))/;

/** Another repository across the network, or the name of a remote. Not a folder: its hooks would run on a push. */
const remote: Check = (name) => {
  if (url.test(name) || /^\w[\w.-]*$/.test(name)) return undefined;
  return /:|^-/.test(name) ? runs : elsewhere;
};

/** The same, or a folder of the workspace, from where one may fetch. */
const source: Check = (name, place) => remote(name, place) && (/^[/-]|:/.test(name) ? remote : below)(name, place);

const fromFirst: OperandsCheck = ([name], place) => (name === undefined ? undefined : source(name, place));

const newUrls: OperandsCheck = ([, ...urls], place) => first(urls, (one) => remote(one, place));

const remotes: Grammar = {
  safe: "-v --verbose",
  subcommands: {
    add: row("-f -t= -m= --fetch --track= --master=", { ask: { "--mirror": publishes }, operands: newUrls }),
    "set-url": row("--push --add --delete", { operands: newUrls }),
    "rename rm remove": row(""),
    "get-url": row("--push"),
    "set-head": row("-a -d --auto --delete"),
    "set-branches": row("--add"),
    "show prune": row("-n", { operands: each(remote) }),
    update: row("-p --prune", { operands: each(remote) }),
  },
};

const serverAsks: Readonly<Record<string, Reason>> = { "-u": runs, "-o --server-option": network };

const fetching = "-v -q -4 -6 -a -f -t -p -n -k -j= --append --force --prune --keep --jobs= --update-shallow --refmap=";

/** Sub-commands that talk to other repositories. */
export const remoteCommands: Readonly<Record<string, Grammar>> = {
  remote: remotes,
  clone: row(
    "-v -q -4 -6 -n -l -o= -b= -j= --checkout --bare --local --hardlinks --origin= --branch= --jobs= --filter=",
    {
      ask: {
        "-u": runs,
        "--server-option": network,
        "-c --config --reference --reference-if-able -s --shared": config,
        "--separate-git-dir": writes,
        "--mirror": publishes,
        "--recursive --remote-submodules --bundle-uri": loads,
      },
      operands: ([name = "", ...targets], place) => source(name, place) ?? each(below)(targets, place),
    },
  ),
  fetch: row(`${fetching} -P --prefetch --write-fetch-head --refetch --filter=`, {
    // Behind --multiple every operand is a repository.
    ask: { ...serverAsks, "-m --multiple --stdin": network },
    operands: fromFirst,
  }),
  pull: row(`${fetching} -j? --jobs=? -X= --log=? --squash`, {
    checked: {
      "-s --strategy": strategy,
      "-r? --rebase?": (how) => (/^(true|false|m|merges)$/.test(how) ? undefined : interactive),
    },
    ask: { ...serverAsks, "-e": interactive, "-S": runs },
    operands: fromFirst,
  }),
  push: row("-v -q -n -u -4 -6 --thin", {
    checked: { "--repo": remote },
    ask: {
      "--receive-pack --signed": runs,
      "-f --force --force-with-lease --force-if-includes --mirror -d --delete --prune -o --push-option": publishes,
    },
    operands: ([name, ...refs], place) =>
      (name === undefined ? undefined : remote(name, place)) ??
      (refs.some((ref) => /^[+:]/.test(ref)) ? publishes : undefined),
  }),
  "ls-remote": row("-q -h -t -b --refs --get-url", { ask: serverAsks, operands: fromFirst }),
};
