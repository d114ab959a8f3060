import { compileMentions, decideGroup, type GroupFacts, type GroupRules } from "@moltbot/access";
import { compileAllowlist, stableSources, type Target } from "@moltbot/allowlist-match";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const channel = "telegram";
const strict = { channel, sources: stableSources };

interface Raw {
  allowFrom?: readonly string[];
  owners?: readonly string[];
  patterns?: readonly string[];
}

function rules(
  { allowFrom, owners = ["telegram:1"], patterns = [] }: Raw = {},
  own: Partial<GroupRules> = {},
): GroupRules {
  return {
    listed: true,
    enabled: true,
    requireMention: true,
    deniedCommands: [],
    mentions: compileMentions(patterns),
    owners: compileAllowlist(owners, strict),
    ...(allowFrom && {
      allow: compileAllowlist(allowFrom, strict),
      labels: compileAllowlist(allowFrom, { channel, sources: ["tag", "prefixed-tag"] }),
      claims: compileAllowlist(allowFrom, { channel }),
    }),
    ...own,
  };
}

const said: GroupFacts = {
  own: false,
  edit: false,
  fromBot: false,
  forwarded: false,
  mentionsBot: true,
  repliesToBot: false,
  text: "hello",
};
const member: Target = { id: "5", username: "alice", name: "Alice" };
const decide = (r: GroupRules, facts: Partial<GroupFacts> = {}, who = member) =>
  decideGroup(r, who, { ...said, ...facts });
const command = (name: string, o: Partial<NonNullable<GroupFacts["command"]>> = {}) => ({ name, known: true, ...o });

describe("in a group [R5.1] [R5.2]", () => {
  test.each<[string, GroupRules, Partial<GroupFacts>]>([
    ["own_echo", rules(), { own: true, block: {} }],
    ["blocked", rules({}, { enabled: false }), { block: {} }],
    ["group_disabled", rules({}, { enabled: false, listed: false }), {}],
    ["group_not_listed", rules({ allowFrom: [] }, { listed: false }), {}],
    ["other_bot", rules(), { fromBot: true }],
    ["other_bot", rules({ allowFrom: ["*"] }), { fromBot: true }],
    ["edited", rules(), { edit: true }],
    ["addressed_elsewhere", rules({}, { requireMention: false }), { command: command("help", { addressed: "other" }) }],
    ["group_sender_not_listed", rules({ allowFrom: [] }), {}],
    ["group_sender_not_listed", rules({ allowFrom: ["6"] }), { command: command("rm") }],
    ["command_denied", rules({}, { deniedCommands: ["/RUN"], allowedCommands: ["run"] }), { command: command("run") }],
    ["command_not_allowed", rules({}, { allowedCommands: ["help"] }), { command: command("run") }],
    ["not_mentioned", rules(), { mentionsBot: false }],
    ["not_mentioned", rules({ patterns: ["@bot"] }), { mentionsBot: false, text: "@botfoo" }],
    ["not_mentioned", rules({ patterns: ["@bot"] }), { forwarded: true, text: "@bot" }],
    ["not_mentioned", rules({ allowFrom: ["*"] }), { mentionsBot: false, command: command("help") }],
    ["not_mentioned", rules({ allowFrom: ["5"] }), { mentionsBot: false, command: command("help", { known: false }) }],
  ])("%s", (reason, r, facts) => {
    expect(decide(r, facts)).toMatchObject({ action: "ignore", reason });
  });

  test.each<[string, GroupRules, Partial<GroupFacts>]>([
    ["mention", rules(), {}],
    ["mention", rules(), { mentionsBot: false, command: command("help", { addressed: "us" }) }],
    ["reply", rules(), { mentionsBot: false, repliesToBot: true }],
    ["pattern", rules({ patterns: ["@bot"] }), { mentionsBot: false, text: "@bot hi" }],
    ["command", rules({ allowFrom: ["5"] }), { mentionsBot: false, command: command("help") }],
    ["command", rules({ owners: ["5"] }), { mentionsBot: false, command: command("help") }],
    ["always", rules({}, { requireMention: false }), { mentionsBot: false }],
    ["mention", rules({ allowFrom: ["5"] }), { fromBot: true }],
  ])("admits by %s", (by, r, facts) => {
    expect(decide(r, facts)).toMatchObject({ action: "admit", reason: "group_admitted", activation: { by } });
  });

  test("says how far they are trusted, and never `paired` [R5.3]", () => {
    expect(decide(rules())).toMatchObject({ trust: "unknown" });
    expect(decide(rules({ allowFrom: ["*"] }))).toMatchObject({ trust: "unknown" });
    expect(decide(rules({ allowFrom: ["5"] }))).toMatchObject({ trust: "allowlisted", match: { matchKey: "5" } });
    expect(decide(rules({ owners: ["*", "telegram:5"] }))).toMatchObject({ trust: "unknown" });
    expect(decide(rules({ owners: ["telegram:5"] }))).toMatchObject({ trust: "owner" });
  });

  test("a name in allowFrom is a claim [R2.5]", () => {
    expect(decide(rules({ allowFrom: ["@alice"] }))).toMatchObject({
      reason: "group_sender_not_listed",
      claim: { matchKey: "@alice", matchSource: "username" },
    });
  });

  test("a label of the operator names somebody, a tag of the platform does not [R2.5]", () => {
    const family = rules({ allowFrom: ["@family"] });
    const bare = { mentionsBot: false, command: command("help") };
    expect(decide(family, { ...bare, labels: ["family"] })).toMatchObject({
      trust: "allowlisted",
      activation: { by: "command" },
      match: { matchKey: "@family", matchSource: "tag" },
    });
    for (const labels of [[], ["friends"]]) {
      const tagged = { ...member, tags: ["family"] };
      expect(decide(family, { labels }, tagged)).toMatchObject({ reason: "group_sender_not_listed" });
    }
    // Where the list is absent a label makes nobody special.
    expect(decide(rules(), { ...bare, labels: ["family"] })).toMatchObject({ reason: "not_mentioned" });
  });

  test("passes the hourly cap on to whoever counts", () => {
    expect(decide(rules({}, { maxPerHour: 50 }))).toMatchObject({ maxPerHour: 50 });
  });

  test("somebody without a usable id is nobody", () => {
    for (const id of ["", "  ", "5\u200b"])
      expect(decide(rules(), {}, { id })).toMatchObject({ reason: "no_identity" });
  });
});

const flags = fc.record({
  own: fc.boolean(),
  edit: fc.boolean(),
  fromBot: fc.boolean(),
  forwarded: fc.boolean(),
  mentionsBot: fc.boolean(),
  repliesToBot: fc.boolean(),
  text: fc.constantFrom("hi", "@bot hi", "@botfoo"),
  command: fc.option(
    fc.record(
      { name: fc.constantFrom("run", "help"), known: fc.boolean(), addressed: fc.constantFrom("us", "other") },
      { requiredKeys: ["name", "known"] },
    ),
    { nil: undefined },
  ),
});
const raw = fc.record({
  allowFrom: fc.option(fc.subarray(["5", "6", "*", "@alice"]), { nil: undefined }),
  patterns: fc.subarray(["@bot"]),
  own: fc.record({
    listed: fc.boolean(),
    enabled: fc.boolean(),
    requireMention: fc.boolean(),
    deniedCommands: fc.subarray(["run", "help"]),
  }),
});

describe("whatever the rules and the event", () => {
  const holds = (check: (r: GroupRules, facts: GroupFacts) => void): void => {
    fc.assert(
      fc.property(raw, flags, ({ allowFrom, patterns, own }, { command: c, ...facts }) => {
        check(rules({ patterns, ...(allowFrom && { allowFrom }) }, own), { ...facts, ...(c && { command: c }) });
      }),
      { numRuns: 5_000 },
    );
  };

  test("nobody is admitted who is blocked, or whose command is denied", () => {
    holds((r, facts) => {
      expect(decideGroup(r, member, { ...facts, block: {} }).action).toBe("ignore");
      if (facts.command && r.deniedCommands.includes(facts.command.name)) {
        expect(decideGroup(r, member, facts).action).toBe("ignore");
      }
    });
  });

  test("where a mention is required, somebody spoke to the bot", () => {
    holds((r, facts) => {
      const decision = decideGroup({ ...r, requireMention: true }, member, facts);
      if (decision.action !== "admit") return;
      expect(facts.forwarded).toBe(false);
      const spoken = facts.mentionsBot || facts.repliesToBot || facts.text === "@bot hi" || facts.command !== undefined;
      expect(spoken).toBe(true);
    });
  });

  test("asking for a mention, denying a command or naming nobody never admits more", () => {
    holds((r, facts) => {
      const decisionOf = (one: GroupRules): string => decideGroup(one, member, facts).action;
      expect(decisionOf({ ...r, allow: compileAllowlist([], strict) })).toBe("ignore");
      if (decisionOf(r) === "admit") return;
      expect(decisionOf({ ...r, requireMention: true })).toBe("ignore");
      expect(decisionOf({ ...r, deniedCommands: [...r.deniedCommands, "run"] })).toBe("ignore");
    });
  });

  test("it never offers pairing", () => {
    holds((r, facts) => expect(decideGroup(r, member, facts).action).not.toBe("offer-pairing"));
  });
});
