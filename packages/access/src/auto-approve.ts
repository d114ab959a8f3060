/** Who is paired without asking, by what the platform verified about them (SPEC R3.7). */
export interface AutoApproveRules {
  /**
   * Whole domains, with or without `@`: `company.com` fits neither `evilcompany.com` nor `mail.company.com`;
   * `*.company.com` fits every subdomain and not `company.com` itself.
   */
  readonly emailDomains?: readonly string[];
  /** E.164 beginnings with at least four digits and a `*`: `+8498*`. */
  readonly phonePatterns?: readonly string[];
}

/** A rule that fits nobody because of how it is written. */
export interface AutoApproveProblem {
  /** As `emailDomains:company` or `phonePatterns:+*`. */
  readonly rule: string;
  readonly reason: string;
  readonly instead: string;
}

const domainForm = /^@?((?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d])$/i;
const subdomainsForm = /^@?\*\.(.+)$/;
const patternForm = /^(\+[1-9]\d{3,13})\*$/;
const e164 = /^\+[1-9]\d{6,14}$/;
// One @, nothing quoted, no white space: whatever else e-mail allows is not worth a guess.
const addressForm = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([a-z\d.-]{1,253})$/i;

/**
 * The first rule that fits, as `emailDomains:@company.com` or `phonePatterns:+8498*`, or `undefined`. Pass only
 * identities that the platform verified. Rules that {@link autoApproveProblems} lists fit nobody.
 */
export function autoApproveRule(
  rules: AutoApproveRules,
  verified: { readonly phone?: string; readonly email?: string },
): string | undefined {
  const domain = domainOf(verified.email);
  if (domain !== undefined) {
    const rule = rules.emailDomains?.find((text) => fitsDomain(domain, text));
    if (rule !== undefined) return `emailDomains:${rule}`;
  }
  const { phone } = verified;
  if (typeof phone !== "string" || !e164.test(phone)) return undefined;
  const rule = rules.phonePatterns?.find((text) => fitsPattern(phone, text));
  return rule === undefined ? undefined : `phonePatterns:${rule}`;
}

/** The rules that are written so that they fit nobody, each with what to write instead (SPEC R3.7). */
export function autoApproveProblems(rules: AutoApproveRules): readonly AutoApproveProblem[] {
  const domains = (rules.emailDomains ?? []).filter(
    (text) => domainOfRule(text) === undefined && parentOfRule(text) === undefined,
  );
  const patterns = (rules.phonePatterns ?? []).filter((text) => !patternForm.test(String(text)));
  return [
    ...domains.map((text) => ({
      rule: `emailDomains:${text}`,
      reason: "That is not a domain in ASCII letters.",
      instead: "Write a whole domain, such as @company.com, or *.company.com for its subdomains.",
    })),
    ...patterns.map((text) => ({
      rule: `phonePatterns:${text}`,
      reason: "A pattern is a plus, at least four digits, and one * at the end.",
      instead: "Write a longer beginning, such as +8498*.",
    })),
  ];
}

function domainOf(email: unknown): string | undefined {
  const parts = typeof email === "string" ? addressForm.exec(email) : null;
  return parts?.[1] === undefined ? undefined : domainOfRule(parts[1]);
}

function domainOfRule(text: unknown): string | undefined {
  return typeof text === "string" ? domainForm.exec(text)?.[1]?.toLowerCase() : undefined;
}

/** The domain whose subdomains a rule means. */
function parentOfRule(text: unknown): string | undefined {
  const parent = typeof text === "string" ? subdomainsForm.exec(text)?.[1] : undefined;
  return parent === undefined || parent.startsWith("@") ? undefined : domainOfRule(parent);
}

function fitsDomain(domain: string, rule: unknown): boolean {
  const parent = parentOfRule(rule);
  return parent === undefined ? domainOfRule(rule) === domain : domain.endsWith(`.${parent}`);
}

function fitsPattern(phone: string, pattern: unknown): boolean {
  const start = typeof pattern === "string" ? patternForm.exec(pattern)?.[1] : undefined;
  return start !== undefined && phone.startsWith(start);
}
