import { autoApproveProblems, autoApproveRule, decideDm } from "@moltbot/access";
import { compileAllowlist } from "@moltbot/allowlist-match";
import { describe, expect, test } from "vitest";

const rules = { emailDomains: ["@company.com"], phonePatterns: ["+8498*"] };

describe("auto-approve rules", () => {
  test.each(["alice@company.com", "a.b+c@COMPANY.com"])("%s fits the domain", (email) => {
    expect(autoApproveRule(rules, { email })).toBe("emailDomains:@company.com");
  });

  test.each([
    "a@evilcompany.com",
    "a@company.com.evil.net",
    "a@mail.company.com",
    "a@evil.com@company.com",
    '"a@company.com"@evil.com',
    '"a"@company.com',
    "a@company.com.",
    "a@company.com\n",
    "a@сompany.com",
    "a@company.com\u200b",
    "@company.com",
    "company.com",
    "",
  ])("%j does not", (email) => {
    expect(autoApproveRule(rules, { email })).toBeUndefined();
  });

  test("a phone number fits by its beginning", () => {
    expect(autoApproveRule(rules, { phone: "+84987654321" })).toBe("phonePatterns:+8498*");
    for (const phone of ["84987654321", "+84887654321", "+1849876543", "+8498", "+8498x654321", ""]) {
      expect(autoApproveRule(rules, { phone })).toBeUndefined();
    }
  });

  test("rules that are too wide or unreadable fit nobody and are listed", () => {
    const wide = {
      emailDomains: [
        "company",
        "*.company",
        "*company.com",
        "*.*.company.com",
        "*.@company.com",
        "",
        "*",
        "a@company.com",
      ],
      phonePatterns: ["+*", "+849*", "8498*", "*", "+84*98*", "+84987654321"],
    };
    expect(autoApproveRule(wide, { email: "a@company.com", phone: "+84987654321" })).toBeUndefined();
    expect(autoApproveProblems(wide)).toHaveLength(14);
    expect(autoApproveProblems(rules)).toEqual([]);
  });

  test("a rule pairs a verified stranger under `pairing`, and never outranks a block", () => {
    const nobody = compileAllowlist([], { channel: "whatsapp" });
    const facts = { own: false, mayPair: true, now: 0, verified: { phone: "+84987654321" } };
    const decide = (policy: string, more: object = {}) =>
      decideDm({ policy, owners: nobody, allow: nobody, autoApprove: rules }, { id: "9" }, { ...facts, ...more });
    expect(decide("pairing")).toEqual({
      action: "admit",
      trust: "paired",
      reason: "auto_approved",
      layer: "auto-approve",
      grantBy: "phonePatterns:+8498*",
    });
    expect(decide("pairing", { block: {} }).action).toBe("ignore");
    expect(decide("pairing", { verified: {} }).action).toBe("offer-pairing");
    expect(decide("pairing", { mayPair: false }).action).toBe("ignore");
    expect(decide("allowlist").action).toBe("ignore");
  });
});
