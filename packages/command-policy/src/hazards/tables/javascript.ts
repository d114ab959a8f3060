import { each, type Grammar, type Programs } from "../grammar.ts";
import * as reasons from "../reasons.ts";
import { anything, ask, asking, firstOperand, long, npmPackage, plainPath, script, switches } from "./packages.ts";

const operands = each(plainPath);

const bun: Grammar = {
  safe: `-b -F= -h -v --bun --filter= --revision --smol ${switches}`,
  ask: {
    ...ask,
    "-e --eval -p --print -r --preload --require --import": reasons.runs,
    "-c --env-file": reasons.config,
  },
  inherits: true,
  subcommands: {
    // Takes programs and files too.
    run: { stopsAtOperand: true, operands: firstOperand(script) },
    "dev e2e lint preview start typecheck validate :": anything,
    test: {
      safe: `-u -t= ${long(`timeout= update-snapshots rerun-each= todo only concurrent coverage coverage-reporter= bail
test-name-pattern= watch`)}`,
      operands,
    },
    "install i add a ci remove rm update outdated why info audit": {
      safe: `-D -E -L -d -f -p -r -y --ignore-scripts --no-save --production`,
      checked: { "--omit --linker": npmPackage },
      operands: each(npmPackage),
    },
    pm: { subcommands: { "ls bin why untrusted": { safe: "--all" } } },
    ...asking,
    repl: reasons.runs,
    build: reasons.writes,
    upgrade: reasons.system,
  },
};

const deno: Grammar = {
  safe: `-q -h -V -r -L= --quiet --help --version --log-level= ${long("reload no-lock no-config no-check frozen watch")}`,
  ask: {
    "-A --allow-all --allow-read --allow-write --allow-net --allow-env --allow-sys --allow-run --allow-ffi":
      reasons.escalates,
    "--preload --require --import --eval --import-map --v8-flags": reasons.runs,
    "-c --config --env-file": reasons.config,
    "--cwd": reasons.elsewhere,
    "-g --global --root": reasons.system,
  },
  inherits: true,
  subcommands: {
    "fmt lint check info doc": {
      safe: long(`check fail-fast permit-no-files ext= use-tabs line-width= indent-width= single-quote no-semicolons
fix json compact all doc filter=`),
      checked: { "--ignore": plainPath },
      operands,
    },
    "test bench": {
      safe: long(`doc no-run fail-fast filter= shuffle parallel reporter= retry= permit-no-files trace-leaks json`),
      checked: { "--coverage --ignore": plainPath },
      operands,
    },
    task: { safe: `-f= ${long("recursive filter= if-present")}`, stopsAtOperand: true },
    "install i add ci remove rm uninstall update outdated audit why": {
      safe: `-D --dev ${long("save-exact npm jsr prod latest")}`,
      operands: each((spec, place) => npmPackage(spec.replace(/^(npm|jsr):/, ""), place)),
    },
    ...asking,
    "run serve eval repl": reasons.runs,
    "upgrade clean": reasons.system,
  },
};

/** What bun and deno take for their first word besides sub-commands are files to run: they are unknown, and ask. */
export const javascriptPrograms: Programs = { bun, deno };
