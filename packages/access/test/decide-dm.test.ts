import { type DmRules, decideDm, type Facts, trustOf } from "@moltbot/access";
import { compileAllowlist, stableSources } from "@moltbot/allowlist-match";
import { describe, expect, test } from "vitest";

const channel = "telegram";
const now = 1_000;
const facts: Facts = { own: false, mayPair: true, now };
const allowFrom = ["2", "@alice"];

function rules(policy: string, more: Partial<DmRules> = {}): DmRules {
  return {
    policy,
    owners: compileAllowlist(["telegram:1"], { channel, sources: stableSources }),
    allow: compileAllowlist(allowFrom, { channel, sources: stableSources }),
    claims: compileAllowlist(allowFrom, { channel }),
    ...more,
  };
}

const owner = { id: "1" };
const listed = { id: "2" };
const stranger = { id: "9" };
const paired = { ...facts, grant: { expiresAt: now + 1 } };

describe("trust levels [R1.1]", () => {
  test("an owner, somebody paired, somebody listed and a stranger are told apart", () => {
    expect(decideDm(rules("pairing"), owner, paired)).toMatchObject({ action: "admit", trust: "owner" });
    expect(decideDm(rules("pairing"), listed, paired)).toMatchObject({ action: "admit", trust: "paired" });
    expect(decideDm(rules("pairing"), listed, facts)).toMatchObject({ action: "admit", trust: "allowlisted" });
    expect(decideDm(rules("open"), stranger, facts)).toMatchObject({ action: "admit", trust: "unknown" });
    expect(trustOf(rules("pairing"), stranger, { ...paired, block: {} })).toBe("blocked");
  });

  test("a block silences everybody under every policy", () => {
    for (const policy of ["pairing", "allowlist", "open", "disabled"]) {
      for (const who of [owner, listed, stranger]) {
        const decision = decideDm(rules(policy), who, { ...paired, block: { reason: "spam" } });
        expect(decision).toEqual({ action: "ignore", reason: "blocked", layer: "block" });
      }
    }
  });
});

describe("DM policies [R1.2]", () => {
  test("`pairing` offers a stranger to pair", () => {
    expect(decideDm(rules("pairing"), stranger, facts)).toEqual({
      action: "offer-pairing",
      reason: "not_paired",
      layer: "policy",
    });
  });

  test("`allowlist` is silent, and earlier pairings do not count", () => {
    expect(decideDm(rules("allowlist"), stranger, paired)).toMatchObject({
      action: "ignore",
      reason: "not_allowlisted",
    });
    expect(decideDm(rules("allowlist"), listed, facts).action).toBe("admit");
  });

  test("`open` admits everybody, without an entry `*`, but nobody without an id", () => {
    expect(decideDm(rules("open"), stranger, facts)).toMatchObject({ action: "admit", reason: "dm_open" });
    expect(decideDm(rules("open"), { id: " " }, facts)).toMatchObject({ action: "ignore", reason: "no_identity" });
  });

  test("`disabled`, `closed` and policies that cannot be read let nobody write, owners included", () => {
    for (const policy of ["disabled", "closed", "Pairing", "", "__proto__"]) {
      for (const who of [owner, listed, stranger])
        expect(decideDm(rules(policy), who, paired).reason).toBe("dm_disabled");
    }
  });

  test("the stricter of channel and agent holds", () => {
    expect(decideDm(rules("open", { agentPolicy: "allowlist" }), stranger, facts).action).toBe("ignore");
    expect(decideDm(rules("allowlist", { agentPolicy: "open" }), stranger, facts).action).toBe("ignore");
    expect(decideDm(rules("open", { agentPolicy: "pairing" }), stranger, facts).action).toBe("offer-pairing");
    expect(decideDm(rules("open", { agentPolicy: "secret" }), owner, facts).action).toBe("ignore");
  });

  test("[R3.8] a block holds until its end, and is none from then on", () => {
    const at = (expiresAt: number) => {
      const held = { ...paired, block: { expiresAt } };
      return [decideDm(rules("pairing"), stranger, held).reason, trustOf(rules("pairing"), stranger, held)];
    };
    expect(at(now + 1)).toEqual(["blocked", "blocked"]);
    expect(at(now)).toEqual(["paired", "paired"]);
  });

  test("a pairing holds until its time, and then asks for a new one", () => {
    const at = (expiresAt: number) => decideDm(rules("pairing"), stranger, { ...facts, grant: { expiresAt } });
    expect(at(now + 1)).toMatchObject({ action: "admit", trust: "paired" });
    expect(at(now)).toMatchObject({ action: "offer-pairing", reason: "grant_expired" });
    expect(decideDm(rules("pairing"), stranger, { ...facts, grant: {} }).action).toBe("admit");
  });

  test("an edit or a button of a stranger never leads to pairing", () => {
    const event = { ...facts, mayPair: false };
    expect(decideDm(rules("pairing"), stranger, event)).toMatchObject({ action: "ignore", reason: "may_not_pair" });
    expect(decideDm(rules("pairing"), listed, event).action).toBe("admit");
    expect(decideDm(rules("pairing"), listed, { ...event, grant: { expiresAt: 1 } }).action).toBe("ignore");
  });

  test("the bot does not answer itself", () => {
    expect(decideDm(rules("open"), owner, { ...facts, own: true }).reason).toBe("own_echo");
  });
});

describe("claims [R2.5]", () => {
  const claimant = { id: "9", username: "alice" };
  const claim = { allowed: true, matchKey: "@alice", matchSource: "username" };

  test("under `pairing` a listed username marks the request and admits nobody", () => {
    expect(decideDm(rules("pairing"), claimant, facts)).toEqual({
      action: "offer-pairing",
      reason: "claim_only",
      layer: "allow-from",
      claim,
    });
  });

  test("under `allowlist` the claim is recorded in silence", () => {
    expect(decideDm(rules("allowlist"), claimant, facts)).toMatchObject({
      action: "ignore",
      reason: "claim_only",
      claim,
    });
  });

  test("with name matching on it admits", () => {
    const allow = compileAllowlist(allowFrom, { channel });
    expect(decideDm(rules("pairing", { allow }), claimant, facts)).toMatchObject({ action: "admit", match: claim });
  });
});

describe("explanations [R0.5]", () => {
  test("a decision names the entry, its source and the layer", () => {
    expect(decideDm(rules("pairing"), owner, facts)).toMatchObject({
      layer: "owners",
      match: { matchKey: "telegram:1", matchSource: "prefixed-id" },
    });
    expect(decideDm(rules("allowlist"), listed, facts)).toMatchObject({
      layer: "allow-from",
      match: { matchKey: "2", matchSource: "id" },
    });
  });
});
