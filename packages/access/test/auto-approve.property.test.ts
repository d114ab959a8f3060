import { autoApproveProblems, autoApproveRule } from "@moltbot/access";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const top = fc.constantFrom("com", "net", "vn", "example");
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), top)
  .map(([labels, end]) => [...labels, end].join("."));
const local = fc.stringMatching(/^[a-zA-Z0-9._+-]{1,12}$/);
const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));

const runs = { numRuns: 5_000 };

/** Ways to make an address of another domain look like one of `of`. */
const spoofs: readonly ((name: string, of: string) => string)[] = [
  (name, of) => `${name}@evil${of}`,
  (name, of) => `${name}@${of}.evil.net`,
  (name, of) => `${name}@mail.${of}`,
  (name, of) => `${name}@${of}.`,
  (name, of) => `${name}@.${of}`,
  (name, of) => `${name}@${of}@evil.net`,
  (name, of) => `${name}@evil.net@${of}`,
  (name, of) => `"${name}"@${of}`,
  (name, of) => `"${name}@${of}"@evil.net`,
  (name, of) => `${name}@${of} `,
  (name, of) => ` ${name}@${of}`,
  (name, of) => `${name}@${of}\n`,
  (name, of) => `${name}@${of}\u0000`,
  (name, of) => `${name}@\u200b${of}`,
  (name, of) => `${name}\u202e@${of}`,
  (name, of) => `<${name}@${of}>`,
  (name, of) =>
    `${name}@${of
      .replace("o", "\u043e")
      .replace("a", "\u0430")
      .replace(/(?<=^[^\u0430\u043e]*)\./, "\u3002")}`,
  (name, of) => `${name}@[${of}]`,
  (name, of) => `${name}(x)@${of}`,
  (name, of) => `${name}@${of}:25`,
  (_, of) => `@${of}`,
  (_, of) => of,
];

describe("auto-approval [R3.7]", () => {
  test("fits an address exactly when its domain is the one of the rule, ASCII case aside", () => {
    fc.assert(
      fc.property(local, domain, domain, fc.boolean(), (name, of, other, at) => {
        const rules = { emailDomains: [at ? `@${of}` : of] };
        const fits = (email: string): boolean => autoApproveRule(rules, { email }) !== undefined;
        expect(fits(`${name}@${of}`)).toBe(true);
        expect(fits(`${name}@${of.toUpperCase()}`)).toBe(true);
        expect(fits(`${name}@${other}`)).toBe(of === other);
        expect(autoApproveProblems(rules)).toEqual([]);
      }),
      runs,
    );
  });

  test("fits no address that only looks like it", () => {
    fc.assert(
      fc.property(local, domain, fc.constantFrom(...spoofs), (name, of, spoof) => {
        const email = spoof(name, of);
        fc.pre(email !== `${name}@${of}`);
        expect(autoApproveRule({ emailDomains: [of] }, { email })).toBeUndefined();
      }),
      runs,
    );
  });

  test("`*.` fits subdomains only", () => {
    fc.assert(
      fc.property(local, domain, label, domain, (name, of, sub, other) => {
        const rules = { emailDomains: [`*.${of}`] };
        expect(autoApproveRule(rules, { email: `${name}@${sub}.${of}` })).toBe(`emailDomains:*.${of}`);
        expect(autoApproveRule(rules, { email: `${name}@${of}` })).toBeUndefined();
        expect(autoApproveRule(rules, { email: `${name}@x${of}` })).toBeUndefined();
        expect(autoApproveRule(rules, { email: `${name}@${of}.${other}` }) !== undefined).toBe(
          `${of}.${other}`.endsWith(`.${of}`),
        );
      }),
      runs,
    );
  });

  test("fits a number exactly when it is E.164 and begins with at least four digits of the rule", () => {
    fc.assert(
      fc.property(digits(1, 8), digits(1, 14), (start, number) => {
        const rules = { phonePatterns: [`+${start}*`] };
        const usable = start.length >= 4 && start[0] !== "0";
        expect(autoApproveProblems(rules)).toHaveLength(usable ? 0 : 1);
        const valid = /^[1-9]\d{6,14}$/.test(number);
        const fits = (phone: string): boolean => autoApproveRule(rules, { phone }) !== undefined;
        expect(fits(`+${number}`)).toBe(usable && valid && number.startsWith(start));
        for (const phone of [number, `00${number}`, `0${number}`, `+${number} `, `+${number}x`, `++${number}`]) {
          expect(fits(phone)).toBe(false);
        }
        // Arabic-Indic and full-width digits are other characters.
        for (const zero of [0x660, 0xff10]) {
          const foreign = number.replace(/\d/g, (one) => String.fromCodePoint(zero + Number(one)));
          expect(fits(`+${foreign}`)).toBe(false);
        }
      }),
      runs,
    );
  });

  test("whatever is written or verified, it answers with a rule of the list or with nothing", () => {
    const anything = fc.anything() as fc.Arbitrary<string>;
    const text = fc.oneof(fc.string(), anything);
    fc.assert(
      fc.property(fc.array(text), fc.array(text), text, text, (emailDomains, phonePatterns, email, phone) => {
        const rule = autoApproveRule({ emailDomains, phonePatterns }, { email, phone });
        if (rule === undefined) return;
        expect([
          ...emailDomains.map((one) => `emailDomains:${one}`),
          ...phonePatterns.map((one) => `phonePatterns:${one}`),
        ]).toContain(rule);
      }),
      runs,
    );
  });
});
