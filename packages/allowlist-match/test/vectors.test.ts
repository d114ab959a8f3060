import { readFileSync } from "node:fs";
import { compileAllowlist, stableSources, type Target } from "@moltbot/allowlist-match";
import { describe, expect, test } from "vitest";

interface Vector {
  readonly id: string;
  readonly category: string;
  readonly allowFrom: readonly unknown[];
  readonly channel: string;
  readonly sender: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly expected: Verdict;
  readonly expectedStrict: Verdict;
  readonly acceptableSources?: readonly string[];
  readonly why: string;
}

interface Verdict {
  readonly allowed: boolean;
  readonly source?: string;
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL("./fixtures/identity.json", import.meta.url), "utf8"),
);

// The vectors hold nulls on purpose; the library must take them from callers without types.
function targetOf({ tag, ...sender }: Vector["sender"]): Target {
  return { ...sender, ...(tag === undefined ? {} : { tags: [tag] }) } as unknown as Target;
}

function check(vector: Vector, expected: Verdict, sources?: typeof stableSources): void {
  const list = compileAllowlist(vector.allowFrom, { channel: vector.channel, ...(sources && { sources }) });
  const match = list.match(targetOf(vector.sender));
  expect(match.allowed).toBe(expected.allowed);
  const acceptable = [expected.source, ...(vector.acceptableSources ?? [])];
  expect(acceptable).toContain(match.matchSource);
  expect(match.matchKey === undefined).toBe(!match.allowed);
}

describe("identity vectors [R2.2] [R2.3] [R2.4]", () => {
  test.each(vectors)("$id $category: $why", (vector) => check(vector, vector.expected));
});

describe("identity vectors with stable sources only [R2.5]", () => {
  test.each(vectors)("$id $category: $why", (vector) => check(vector, vector.expectedStrict, stableSources));
});
