import { createMongoAbility, subject } from "@casl/ability";
import { Minimatch } from "minimatch";
import picomatch from "picomatch";
import zeptomatch from "zeptomatch";
import { normalise, type WorkloadStack, withAliases } from "./workload.ts";

/** An engine that has all stacks ready. */
export interface Engine {
  readonly name: string;
  /** Slow ones run fewer rounds. */
  readonly slow?: true;
  allowed(stack: number, tool: string): boolean;
}

type Test = (name: string) => boolean;

/** Layers by hand, as everybody does it who has only a matcher: deny, then allow, each list compiled once. */
function layered(name: string, stacks: readonly WorkloadStack[], compile: (globs: readonly string[]) => Test): Engine {
  const compiled = stacks.map((stack) =>
    stack.map(({ allow, deny }) => ({
      allow: allow && compile(withAliases(allow)),
      deny: compile(withAliases(deny)),
    })),
  );
  return {
    name,
    allowed(stack, called) {
      const tool = normalise(called);
      for (const { allow, deny } of compiled[stack] ?? []) {
        if (deny(tool) || (allow !== undefined && !allow(tool))) return false;
      }
      return true;
    },
  };
}

/** The globs of a list as one regular expression. */
function merged(globs: readonly string[]): RegExp {
  const parts = globs.map((glob) => picomatch.makeRe(glob, { bash: true, dot: true }).source);
  return new RegExp(parts.length > 0 ? parts.join("|") : "$^");
}

function caslEngine(stacks: readonly WorkloadStack[]): Engine {
  const isLiteral = (glob: string) => !/[*{]/.test(glob);
  const rules = (list: readonly string[], inverted: boolean) => {
    const globs = list.filter((glob) => !isLiteral(glob));
    const rule = (condition: object) => ({
      action: "call",
      subject: "Tool",
      inverted,
      conditions: { name: condition },
    });
    return [rule({ $in: list.filter(isLiteral) }), ...(globs.length > 0 ? [rule({ $regex: merged(globs) })] : [])];
  };
  const abilities = stacks.map((stack) =>
    stack.map(({ allow, deny }) =>
      createMongoAbility([
        ...(allow ? rules(withAliases(allow), false) : [{ action: "call", subject: "Tool" }]),
        ...rules(withAliases(deny), true),
      ]),
    ),
  );
  return {
    name: "@casl/ability",
    allowed(stack, called) {
      const tool = subject("Tool", { name: normalise(called) });
      return (abilities[stack] ?? []).every((ability) => ability.can("call", tool));
    },
  };
}

/** Peers that answer in this process without preparation. */
export function libraryEngines(stacks: readonly WorkloadStack[]): readonly Engine[] {
  return [
    layered("zeptomatch", stacks, (globs) => {
      if (globs.length === 0) return () => false;
      const all = zeptomatch.compile([...globs]);
      return (name) => all.test(name);
    }),
    layered("minimatch", stacks, (globs) => {
      const all = globs.map((glob) => new Minimatch(glob, { dot: true }));
      return (name) => all.some((one) => one.match(name));
    }),
    layered("picomatch", stacks, (globs) => {
      if (globs.length === 0) return () => false;
      return picomatch([...globs], { bash: true, dot: true });
    }),
    caslEngine(stacks),
  ];
}
