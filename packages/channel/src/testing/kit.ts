import { describe, test } from "vitest";
import { createBench } from "./bench.ts";
import type { Harness } from "./harness.ts";
import { type Cases, inboundCases } from "./inbound-cases.ts";
import { lifecycleCases } from "./lifecycle-cases.ts";
import { outboundCases } from "./outbound-cases.ts";

const cases = { ...inboundCases, ...outboundCases, ...lifecycleCases } satisfies Cases;

/** The name of one case of the kit. */
export type ChannelCase = keyof typeof cases;

/** Cases that a platform cannot show, with the reason. */
export interface SkippedCases {
  readonly reason: string;
  readonly tests: readonly ChannelCase[];
}

/** @throws Error for a case that the kit does not have, one that is named twice, and a reason that says nothing */
export function checkSkips(skip: readonly SkippedCases[]): void {
  const seen = new Set<string>();
  for (const { reason, tests } of skip) {
    for (const title of tests) {
      if (!Object.hasOwn(cases, title)) {
        throw new Error(`skip: the kit has no case "${title}". It has: ${Object.keys(cases).join("; ")}.`);
      }
      if (reason.trim() === "") throw new Error(`skip: say why "${title}" cannot happen on this platform.`);
      if (seen.has(title)) throw new Error(`skip: "${title}" is named twice; keep one reason.`);
      seen.add(title);
    }
  }
}

async function runCase(run: Cases[string], open: () => Promise<Harness>): Promise<void> {
  const bench = createBench(await open());
  try {
    await bench.during(bench.adapter.start(bench.host));
    await run(bench);
  } finally {
    await bench.during(bench.adapter.stop()).catch(() => undefined);
    await bench.close();
  }
}

/**
 * Registers the conformance tests of a channel adapter with vitest. `open` makes a fresh, unstarted adapter and its
 * platform for each case. What cannot happen on the platform is left out; one test says what, and why.
 */
export function testChannel(
  name: string,
  open: () => Promise<Harness>,
  o: { readonly skip?: readonly SkippedCases[] } = {},
): void {
  const skip = o.skip ?? [];
  const left = skip.flatMap(({ reason, tests }) => tests.map((title) => [title, reason] as const));
  const leftOut = new Set<string>(left.map(([title]) => title));
  describe(`${name} as a channel`, () => {
    if (left.length > 0) {
      const why = left.map(([title, reason]) => `${title} (${reason})`).join("; ");
      test(`leaves out what cannot happen here: ${why}`, () => checkSkips(skip));
    }
    for (const [title, run] of Object.entries<Cases[string]>(cases)) {
      if (!leftOut.has(title)) test(title, () => runCase(run, open));
    }
  });
}
