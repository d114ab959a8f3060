import type { AuditRecord } from "@moltbot/audit";
import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { Piece } from "./layout.ts";
import { when } from "./when.ts";

const words: Readonly<Record<string, string>> = {
  "pairing.approved": "approved",
  "pairing.voted": "voted for",
  "pairing.denied": "denied",
  "pairing.blocked": "blocked",
  "pairing.unblocked": "unblocked",
  "pairing.unpaired": "unpaired",
  "pairing.admitted": "paired by hand",
  "pairing.expired": "ran out",
  "pairing.refused": "refused",
};

/** What was decided lately, newest first, with the rule that decided (SPEC R0.5). */
export function decisionsSection(records: readonly AuditRecord[], now: number): Piece {
  const shown = records.filter((record) => record.event !== "pairing.requested").slice(0, 10);
  if (shown.length === 0) return html``;
  return html`<section aria-labelledby="recent"><h2 id="recent">Recent decisions</h2>
<ul class="log">${shown.map((record) => line(record, now))}</ul></section>`;
}

function line(record: AuditRecord, now: number): Piece {
  const word = Object.hasOwn(words, record.event) ? words[record.event] : record.event.replace(/^pairing\./, "");
  const reason = plainText(record.reason, 80);
  return html`<li><span class="verb">${word}</span> <span>${plainText(record.subject, 80) || plainText(record.ref, 80)}</span>
<span class="muted">by ${plainText(record.actor, 80)}${reason ? html` (${reason})` : ""}</span>
<span class="muted push">${when(record.at, now)}</span></li>`;
}
