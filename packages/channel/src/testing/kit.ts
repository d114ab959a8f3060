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

/**
 * Registers the conformance tests of a channel adapter with vitest. `open` makes a fresh, unstarted adapter and its
 * platform for each case. What cannot happen on the platform is skipped by name, with the reason in the report.
 */
export function testChannel(
  name: string,
  open: () => Promise<Harness>,
  o: { readonly skip?: readonly SkippedCases[] } = {},
): void {
  const reasons = new Map(o.skip?.flatMap(({ reason, tests }) => tests.map((each) => [each, reason] as const)) ?? []);
  describe(`${name} as a channel`, () => {
    for (const [title, run] of Object.entries<Cases[string]>(cases)) {
      const reason = reasons.get(title as ChannelCase);
      if (reason !== undefined) {
        test.skip(`${title} (${reason})`, () => {});
        continue;
      }
      test(title, async () => {
        const bench = createBench(await open());
        try {
          await bench.during(bench.adapter.start(bench.host));
          await run(bench);
        } finally {
          await bench.during(bench.adapter.stop()).catch(() => undefined);
          await bench.close();
        }
      });
    }
  });
}
