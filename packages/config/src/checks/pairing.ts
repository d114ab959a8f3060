import type { Config } from "../schema/config.ts";
import { pairingSettings } from "../views/pairing.ts";
import type { Check, Report } from "./report.ts";

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
  const { ttl, renewalRequired, remindBefore } = config.pairing ?? {};
  if (remindBefore !== undefined && remindBefore > 0 && ttl === undefined) {
    report.warning("reminder-without-ttl", ["pairing", "remindBefore"], "has no effect without pairing.ttl", {
      hint: 'Add ttl: "30 days".',
    });
  }
  if (remindBefore !== undefined && ttl !== undefined && remindBefore >= ttl) {
    report.problem(["pairing", "remindBefore"], "is as long as pairing.ttl: people would be told at once, each time", {
      hint: "Make it shorter than ttl; 0 turns reminders off.",
    });
  }
  checkEscalation(config, report);
  if (renewalRequired === true && ttl === undefined) {
    report.warning("renewal-without-ttl", ["pairing", "renewalRequired"], "has no effect without pairing.ttl", {
      hint: 'Add ttl: "30 days".',
    });
  }
};

/** A request is passed on while it still waits, and to somebody. */
function checkEscalation(config: Config, report: Report): void {
  const { escalateAfter, escalateTo } = config.pairing ?? {};
  if (escalateAfter === undefined) {
    if (escalateTo === undefined) return;
    report.warning(
      "escalation-without-time",
      ["pairing", "escalateTo"],
      "has no effect without pairing.escalateAfter",
      {
        hint: 'Add escalateAfter: "20 min".',
      },
    );
    return;
  }
  const { requestTtlMs, escalateTo: told } = pairingSettings(config);
  if (escalateAfter >= requestTtlMs) {
    report.problem(["pairing", "escalateAfter"], "is not before the end of a request, so nobody would ever be told", {
      hint: "Make it shorter than pairing.requestTtlMs, which is 1 hour unless it is set.",
    });
  }
  if (told.length === 0) {
    report.problem(["pairing", "escalateTo"], "names nobody, and there are no owners: nobody could be told", {
      hint: "Add a channel:id, or name owners.",
    });
  }
}
