import { type Check, first, type Grammar, type OperandsCheck } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import { parted } from "../read-arguments.ts";
import * as reasons from "../reasons.ts";

/** `"audit omit="` → `--audit --omit=`. Switches may have a value behind `=` too: `--audit=false`. */
export const long = (names: string): string =>
  names.replace(/\S+/g, (name) => (name.endsWith("=") ? `--${name}` : `--${name}=?`));

/** Switches that are harmless for all managers of JavaScript packages, and take no next word with any of them. */
export const switches = long(`color dev dry-run exact force frozen-lockfile help if-present ignore-optional json latest
lockfile-only long offline optional prefer-offline progress recursive save save-dev save-exact save-optional save-peer
save-prod silent verbose version`);

/** Overrules what the settings forbid. */
export const unlocks = "allows scripts that the settings forbid";

/** Options that are dangerous for all of them. */
export const ask = {
  "--script-shell --shell --node-options": reasons.runs,
  "--prefix -C --dir --cwd": reasons.elsewhere,
  "--global -g": reasons.system,
  "--config --userconfig --use-yarnrc": reasons.config,
  "--registry --proxy --https-proxy --cafile --strict-ssl": reasons.network,
  "--cache --cache-folder --modules-folder --store-dir": reasons.writes,
  "--no-ignore-scripts --allow-build --trust": unlocks,
};

/** Sub-commands that are dangerous for all of them. */
export const asking = {
  "exec x dlx node": reasons.runs,
  "create init": reasons.loads,
  "config set": reasons.config,
  "link ln": reasons.elsewhere,
  "publish unpublish": reasons.publishes,
  "login logout token": reasons.secrets,
};

/** Whatever follows is for a script or a program of the workspace. */
export const anything: Grammar = { whole: () => undefined };

const NPM = /^(@[a-z0-9][\w.~-]*\/)?[a-z0-9*~][\w.~*-]*(@((workspace|catalog):)?[\w.^~<>=|*+ -]*)?$/i;
const PYTHON = /^[a-z0-9][\w.-]*(\[[\w,. -]+\])?([\s,]*[~=!<>]{1,3}\s*[\w.*+]+)*$/i;
const CRATE = /^[a-z][\w-]*(@[\w.^~<>=*+, -]+)?$/i;
/** No archives; and npm takes the words for the value of the switch before them: `--ignore-scripts false`. */
const OTHER = /\.(zip|whl|tar|t?(gz|bz2?|xz|lz(ma)?))$|^(true|false|null)$/i;

const like =
  (pattern: RegExp): Check =>
  (value) =>
    pattern.test(value) && !OTHER.test(value) ? undefined : reasons.loads;

/** A package of the registry: no address, path, git host, or alias, which installs another package than it says. */
export const npmPackage = like(NPM);
export const pythonPackage = like(PYTHON);
export const crate = like(CRATE);

/** A path in the workspace that no program takes for an address, or for its input. */
export const plainPath: Check = (value, place) =>
  /:|^-?$|^(git@|github\.com\/)/i.test(value) ? reasons.loads : insideWorkspace(value, place);

/** Only the first operand matters. */
export const firstOperand =
  (check: Check): OperandsCheck =>
  (operands, place) =>
    first(operands.slice(0, 1), (operand) => check(operand, place));

/** Usual names of scripts that no program has. Where there is no such script, managers look for a program. */
export const scriptNames =
  "build compile coverage dev e2e format lint preview start stop test type-check typecheck types validate";

/** A name that stands for a script, and hardly for a program. */
export const script: Check = (name) =>
  parted.test(name) || scriptNames.split(" ").includes(name) ? undefined : reasons.runs;
