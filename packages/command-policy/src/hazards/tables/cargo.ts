import { type Check, each, type Grammar, type Programs } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import * as reasons from "../reasons.ts";
import { crate, long } from "./packages.ts";

/** A target of rustc; a file could name a linker. */
const target: Check = (value) => (/^[\w.-]+$/.test(value) && !value.endsWith(".json") ? undefined : reasons.config);

const only =
  (pattern: RegExp): Check =>
  (word) =>
    pattern.test(word) ? undefined : reasons.config;

/** The harmless options of all sub-commands: none means something else elsewhere. */
const options: Grammar = {
  safe: `-d -e= -F= -i= -j= -n -p= -r -w ${long(`all all-features all-targets allow-dirty allow-staged bench= benches bin=
bins build check depth= dev doc document-private-items dry-run duplicates edges= example= examples exclude= features=
filter-platform= fix format= format-version= ignore-rust-version invert= jobs= keep-going lib message-format=
no-default-features no-deps no-fail-fast no-run optional package= precise= profile= release rename= test= tests timings
workspace`)}`,
  checked: { "--manifest-path --target-dir": insideWorkspace, "--target": target },
  ask: { "--open": "opens a browser", "--git --path --registry --index": reasons.loads },
};

const cargo: Grammar = {
  safe: `-h -q -v -V --color= --explain= ${long("frozen help list locked offline quiet verbose version")}`,
  ask: { "--config -Z": reasons.config, "-C": reasons.elsewhere },
  inherits: true,
  subcommands: {
    "build b check c doc d fix run r tree metadata update fetch generate-lockfile package search info locate-project pkgid version remove rm":
      options,
    "test t bench": {
      ...options,
      operands: each((word) => (word.startsWith("--logfile") ? reasons.writes : undefined)),
    },
    // What follows `--` goes to the compiler and to rustfmt.
    clippy: { ...options, operands: each(only(/^(-[ADFW]|--(allow|deny|forbid|warn)=?|-[ADFW])?([a-z][\w:-]*)?$/)) },
    fmt: { ...options, operands: each(only(/^--check$/)) },
    add: { ...options, operands: each(crate) },
    clean: { ...options, ask: { ...options.ask, "--target-dir": reasons.destroys } },
    "install uninstall": reasons.system,
    "publish yank owner": reasons.publishes,
    "rustc rustdoc": reasons.runs,
  },
};

export const cargoPrograms: Programs = { cargo };
