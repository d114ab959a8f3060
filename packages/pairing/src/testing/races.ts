import { describe, expect, test } from "vitest";
import { type OpenedPairing, person, sampleGrant, seen, start, withStores, write } from "./support.ts";

/** Races of two processes over one store. */
export function testPairingRaces(name: string, open: () => Promise<OpenedPairing>): void {
  describe(`${name} under races`, () => {
    test("[R1.1] a block and a grant at the same moment never both remain", withStores(open, blockBeatsGrant));
  });
}

async function blockBeatsGrant({ a, b }: OpenedPairing): Promise<void> {
  const people = Array.from({ length: 25 }, (_, i) => person(`${i}`));
  for (const who of people) await write(a, seen(who));
  await Promise.all(
    people.flatMap((who, i) => {
      const [first, second] = i % 2 === 0 ? [a, b] : [b, a];
      const block = { principal: who, blockedAt: start, blockedBy: "operator" };
      return [
        write(first, { type: "put-grant", grant: sampleGrant(who) }),
        write(second, { type: "remove-grant", principal: who }, { type: "put-block", block }),
      ];
    }),
  );
  for (const who of people) {
    const { grant, block } = await b.standing(who);
    expect(block).toBeDefined();
    expect(grant).toBeUndefined();
  }
}
