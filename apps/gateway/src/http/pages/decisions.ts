import type { AuditLog, AuditRecord } from "@moltbot/audit";
import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { Piece } from "./layout.ts";
import { when } from "./when.ts";

const words: Readonly<Record<string, string>> = {
  "pairing.approved": "approved",
  "pairing.vote": "voted for",
  "pairing.denied": "denied",
  "pairing.forced": "paired by hand",
  "pairing.expired": "ran out",
  "pairing.lapsed": "ended the pairing of",
  "pairing.escalated": "passed on",
  "pairing.delegated": "handed a vote to",
  "pairing.delegation_ended": "took a vote back from",
  "pairing.refused": "refused",
  "exec.approved": "approved",
  "exec.vote": "voted for",
  "exec.denied": "denied",
  "exec.expired": "ran out",
  "exec.cancelled": "closed",
  "exec.refused": "refused",
  "exec.grant_revoked": "revoked",
  "device.approved": "let in the device",
  "device.denied": "turned away the device",
  "device.expired": "ran out",
  "device.token_revoked": "revoked the device",
  "device.removed": "removed the device",
  "user.blocked": "blocked",
  "user.unblocked": "unblocked",
  "user.unpaired": "unpaired",
  "user.refused": "refused",
};

// What commands do fills the log of their area, so each kind of decision about them is asked for by its name.
const asked = ["pairing", "user", "device", ...Object.keys(words).filter((event) => event.startsWith("exec."))];

/** The latest decisions about people and commands, newest first. A vote that decided shows as its decision only. */
export async function recentDecisions(audit: AuditLog, limit = 10): Promise<readonly AuditRecord[]> {
  const pages = await Promise.all(asked.map((event) => audit.query({ event, limit: limit * 4 })));
  return pages
    .flatMap((page) => page.records)
    .filter((record) => Object.hasOwn(words, record.event))
    .filter((record) => !record.event.endsWith(".vote") || record.data?.["have"] !== undefined)
    .sort((a, b) => b.at - a.at)
    .slice(0, limit);
}

/** Decisions as a list, each with the rule that decided (SPEC R0.5). */
export function decisionsSection(records: readonly AuditRecord[], now: number): Piece {
  if (records.length === 0) return html``;
  return html`<section aria-labelledby="recent"><h2 id="recent">Recent decisions</h2>
<ul class="log">${records.map((record) => line(record, now))}</ul></section>`;
}

function line(record: AuditRecord, now: number): Piece {
  const word = words[record.event] ?? record.event;
  // That enough people agreed is what the word says already.
  const reason = record.reason === "quorum" ? "" : plainText(record.reason, 80).replaceAll("_", " ");
  const device = record.event.startsWith("device.") ? plainText(record.data?.["device"], 12) : "";
  const who = plainText(record.subject, 80) || device || plainText(record.ref, 80);
  const command = record.event.startsWith("exec.") && record.event !== "exec.grant_revoked";
  const what = command ? `a command of ${who}` : who;
  const about = record.ref === undefined ? "" : html` data-about="${plainText(record.ref, 80)}"`;
  return html`<li${about}><span class="verb">${word}</span> ${what === "" ? "" : html`<span>${what}</span>`}
<span class="muted">by ${plainText(record.actor, 80)}${reason ? `: ${reason}` : ""}</span>
<span class="muted push">${when(record.at, now)}</span></li>`;
}
