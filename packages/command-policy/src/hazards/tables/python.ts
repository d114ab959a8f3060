import { type Check, each, type Grammar, type Programs } from "../grammar.ts";
import * as reasons from "../reasons.ts";
import { long, plainPath, pythonPackage } from "./packages.ts";

/** The project of this directory. */
const here: Check = (spec) => (/^\.(\[[\w,. -]+\])?$/.test(spec) ? undefined : reasons.loads);
/** A version, not the path of a program. */
const version: Check = (value) => (/^(c?python|pypy)?@?\d[\d.]*$/.test(value) ? undefined : reasons.runs);

const ask = {
  "--index-url -i --extra-index-url --index --default-index --find-links -f --trusted-host --cert --proxy":
    reasons.network,
  "--target -t --prefix --root --src --report --log --cache-dir --output-file -o": reasons.writes,
  "--user --break-system-packages --system": reasons.system,
  "--config-settings -C --global-option": reasons.runs,
};
const files = { "-r --requirement --requirements -c --constraint --constraints": plainPath };

const installs = {
  install: {
    safe: `-U -I ${long(`upgrade upgrade-strategy= force-reinstall ignore-installed no-deps pre dry-run no-binary=
only-binary= prefer-binary require-hashes progress-bar= no-build-isolation ignore-requires-python no-compile
root-user-action=`)}`,
    checked: { ...files, "-e --editable": here },
    operands: each((spec, place) => here(spec, place) && pythonPackage(spec, place)),
  },
  uninstall: { safe: "-y --yes", checked: files, operands: each(pythonPackage) },
  "list show freeze check tree inspect": {
    safe: `-l -o -u -e -a -f --format= --exclude= --depth= ${long(`local outdated uptodate editable exclude-editable all
not-required pre files strict`)}`,
  },
};

const pip: Grammar = {
  safe: `-q -v -V -h ${long(`isolated require-virtualenv no-input disable-pip-version-check no-color debug retries=
timeout= no-cache-dir quiet verbose version help`)}`,
  ask: { ...ask, "--python": reasons.runs },
  inherits: true,
  subcommands: {
    ...installs,
    index: { subcommands: { versions: { operands: each(pythonPackage) } } },
    cache: { subcommands: { "dir info list": {} } },
    "help completion": {},
    "download wheel hash": reasons.writes,
    config: reasons.config,
  },
};

const uvOptions: Grammar = {
  safe: `-q -v -V -h -n -U -P= ${long(`quiet verbose version help offline no-progress color= no-cache frozen locked
upgrade upgrade-package= reinstall dry-run no-build resolution= prerelease=`)}`,
  checked: { "-p --python": version },
  ask: {
    ...ask,
    "--directory --project": reasons.elsewhere,
    "--config-file": reasons.config,
    "--with --script": reasons.runs,
    "--git --editable -e": reasons.loads,
  },
  inherits: true,
};

const project: Grammar = {
  safe: long(`all-extras extra= no-extra= group= all-groups no-group= only-group= dev no-dev only-dev all-packages
package= inexact active check no-install-project optional= raw no-sync depth= outdated invert universal format=
no-hashes bump= short wheel sdist`),
  checked: { ...files, "-o --output-file": plainPath },
};

const uv: Grammar = {
  ...uvOptions,
  subcommands: {
    "sync lock tree export version": project,
    "add remove": { ...project, operands: each(pythonPackage) },
    build: { ...project, operands: each(here) },
    venv: { safe: "--seed --prompt=", operands: each(plainPath) },
    pip: { ...uvOptions, subcommands: { ...installs, "sync compile": { ...project, operands: each(plainPath) } } },
    "python cache": { subcommands: { "list find dir size": {} } },
    "run tool": reasons.runs,
  },
};

export const pythonPrograms: Programs = { pip, uv };
