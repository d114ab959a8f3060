import type { DmRules, Facts } from "@moltbot/access";
import { compileAllowlist, stableSources, type Target } from "@moltbot/allowlist-match";
import fc from "fast-check";

/** A list of `allowFrom` as the gateway would compile it, with name matching off or on. */
export interface RawRules {
  readonly policy: string;
  readonly agentPolicy: string | undefined;
  readonly owners: readonly string[];
  readonly allowFrom: readonly string[];
  readonly nameMatching: boolean;
  readonly autoApprove: boolean;
}

const policy = fc.constantFrom("pairing", "allowlist", "open", "disabled", "Open", "");
const id = fc.constantFrom("1", "2", "3", "4");
const entry = fc.oneof(
  { weight: 4, arbitrary: id },
  { weight: 2, arbitrary: id.map((one) => `telegram:${one}`) },
  { weight: 3, arbitrary: fc.constantFrom("@alice", "alice", "telegram:@alice", "telegram:alice", "*", "discord:1") },
);

/** Rules before they are compiled. */
export const rawRules: fc.Arbitrary<RawRules> = fc.record({
  policy,
  agentPolicy: fc.option(policy, { nil: undefined }),
  owners: fc.array(entry, { maxLength: 2 }),
  allowFrom: fc.array(entry, { maxLength: 3 }),
  nameMatching: fc.boolean(),
  autoApprove: fc.boolean(),
});

/** Senders, most of whom some list names. */
export const target: fc.Arbitrary<Target> = fc.record(
  {
    id: fc.oneof({ weight: 9, arbitrary: id }, { weight: 1, arbitrary: fc.constant("") }),
    name: fc.constantFrom("alice", "bob"),
    username: fc.constantFrom("alice", "bob"),
  },
  { requiredKeys: ["id"] },
);

/** What platform and store say. */
export const facts: fc.Arbitrary<Facts> = fc.record(
  {
    own: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
    mayPair: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
    grant: fc.record({ expiresAt: fc.integer({ min: 95, max: 105 }) }, { requiredKeys: [] }),
    block: fc.constant({ reason: "spam" }),
    labels: fc.array(fc.constantFrom("alice", "@alice", "family"), { maxLength: 2 }),
    pins: fc.array(fc.constantFrom("@alice", "alice", "telegram:@alice", "@gone"), { maxLength: 2 }),
    verified: fc.record({ phone: fc.constantFrom("+84987654321", "+15551234567") }, { requiredKeys: [] }),
    now: fc.constant(100),
  },
  { requiredKeys: ["own", "mayPair", "now"] },
);

/** Compiles rules as the gateway does. */
export function compileRules(raw: RawRules): DmRules {
  const channel = "telegram";
  return {
    policy: raw.policy,
    ...(raw.agentPolicy !== undefined && { agentPolicy: raw.agentPolicy }),
    owners: compileAllowlist(raw.owners, { channel, sources: stableSources }),
    allow: compileAllowlist(raw.allowFrom, { channel, ...(!raw.nameMatching && { sources: stableSources }) }),
    claims: compileAllowlist(raw.allowFrom, { channel }),
    labels: compileAllowlist(raw.allowFrom, { channel, sources: ["tag", "prefixed-tag"] }),
    entries: new Set(raw.allowFrom),
    ...(raw.autoApprove && { autoApprove: { phonePatterns: ["+8498*"] } }),
  };
}
