import type { Check } from "./report.ts";

const domainForm = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const phoneForm = /^\+[1-9]\d{3,14}\*$/;

/** Automatic approval is narrow enough to mean something (SPEC R3.7). */
export const checkPairing: Check = (config, report) => {
  const auto = config.pairing?.autoApprove;
  auto?.emailDomains?.forEach((domain, index) => {
    if (domainForm.test(domain)) return;
    report.problem(["pairing", "autoApprove", "emailDomains", String(index)], `"${domain}" is not a domain`, {
      hint: 'Write "@company.com", or "*.company.com" for its subdomains.',
    });
  });
  auto?.phonePatterns?.forEach((pattern, index) => {
    if (phoneForm.test(pattern)) return;
    report.problem(["pairing", "autoApprove", "phonePatterns", String(index)], `"${pattern}" is not a phone pattern`, {
      hint: 'Write + and at least 4 digits, then one * at the end: "+8498*".',
    });
  });
  const { ttl, renewalRequired } = config.pairing ?? {};
  if (renewalRequired === true && ttl === undefined) {
    report.warning("renewal-without-ttl", ["pairing", "renewalRequired"], "has no effect without pairing.ttl", {
      hint: 'Add ttl: "30 days".',
    });
  }
};
