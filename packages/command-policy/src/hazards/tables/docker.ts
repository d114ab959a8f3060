import { type Check, each, type Grammar, type Programs } from "../grammar.ts";
import * as reasons from "../reasons.ts";
import { long, plainPath } from "./packages.ts";

/** The name of an image; podman also takes files and other stores for one: `dir:/path`. */
const image: Check = (name) =>
  /^\w[\w./:@-]*$/.test(name) && !/^(dir|docker|oci|sif|ostree|containers-storage)(-\w+)?:/.test(name)
    ? undefined
    : reasons.loads;

const listing: Grammar = {
  safe: `-a -f= -l -n= -q -s -v ${long(`all digests filter= format= human last= latest limit= no-stream no-trunc
platform= quiet since= size tree until= verbose json short services status= orphans index= protocol=`)}`,
};
const build: Grammar = {
  safe: `-m= -q -t= ${long(`compress force-rm label= load memory= no-cache no-cache-filter= platform= progress= provenance=
pull quiet rm sbom= shm-size= squash tag= target= with-dependencies`)}`,
  checked: {
    "-f --file": plainPath,
    // Such arguments choose the program that reads the Dockerfile.
    "--build-arg": (value) => (/^=?BUILDKIT_/.test(value) ? reasons.loads : undefined),
    "--cache-from": image,
    "--network": (value) => (/^(none|default)$/.test(value) ? undefined : reasons.escalates),
  },
  ask: {
    "--secret --ssh --build-context": reasons.reads,
    "--output -o --iidfile --cache-to": reasons.writes,
    "--allow --privileged --device --volume -v": reasons.escalates,
    "--push": reasons.publishes,
  },
  operands: each(plainPath),
};

/** The same for docker and compose. */
const both = {
  logs: {
    safe: `-f -n= -t ${long("details follow index= no-color no-log-prefix since= tail= timestamps until=")}`,
  },
  "start stop restart kill pause unpause wait": {
    safe: `-a -s= -t= ${long("attach no-deps signal= time= timeout= wait")}`,
  },
  "stats port images events version": listing,
  top: { stopsAtOperand: true as const },
  pull: {
    safe: `-a -q ${long("all-tags ignore-buildable ignore-pull-failures include-deps platform= policy= quiet")}`,
    operands: each(image),
  },
  "run exec": reasons.runs,
  "cp export commit": reasons.writes,
  "rm prune": reasons.destroys,
  attach: reasons.interactive,
};

const ask = {
  "-H --host -c --context --tls --tlsverify": "talks to another server",
  "--config": reasons.config,
};

const compose: Grammar = {
  safe: `-p= -v -h ${long("ansi= compatibility dry-run help parallel= profile= progress= project-name= verbose version")}`,
  checked: { "-f --file --project-directory --env-file": plainPath },
  ask,
  inherits: true,
  subcommands: {
    ...both,
    "ps ls volumes": listing,
    build,
    "up create watch": {
      safe: `-d -t= -w -y ${long(`abort-on-container-exit always-recreate-deps attach= build detach exit-code-from=
force-recreate no-build no-color no-deps no-log-prefix no-recreate no-start pull= quiet-pull remove-orphans scale=
timeout= timestamps wait wait-timeout= watch`)}`,
    },
    down: { safe: "-t= --remove-orphans --timeout=", ask: { "-v --volumes --rmi": reasons.destroys } },
    "config convert": reasons.secrets,
    "push publish": reasons.publishes,
  },
};

const docker: Grammar = {
  safe: "-D -h -v --debug --help --log-level= --version",
  ask,
  inherits: true,
  subcommands: {
    ...both,
    "ps history search info diff": listing,
    build,
    compose,
    container: { subcommands: { ...both, "ls ps list": listing } },
    image: { subcommands: { build, pull: both.pull, "ls list history": listing } },
    buildx: { subcommands: { build, "ls du version": listing } },
    "volume network context": { subcommands: { "ls list": listing } },
    system: { subcommands: { "df info": listing } },
    create: reasons.runs,
    "inspect login logout secret": reasons.secrets,
    "rmi builder": reasons.destroys,
    push: reasons.publishes,
    "swarm plugin": reasons.system,
  },
};

export const dockerPrograms: Programs = {
  "docker podman": docker,
  "docker-compose podman-compose": compose,
};
