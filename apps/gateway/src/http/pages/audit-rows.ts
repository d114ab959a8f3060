import type { AuditRecord } from "@moltbot/audit";
import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import { auditAddress } from "./audit-query.ts";
import type { Piece } from "./layout.ts";
import { when } from "./when.ts";

const looks: Readonly<Record<AuditRecord["outcome"], string>> = {
  allowed: "good",
  done: "",
  denied: "bad",
  failed: "warn",
};

/** Records as a list; each opens to everything that was written down. */
export function auditRows(records: readonly AuditRecord[], now: number): Piece {
  return html`<ol class="records">${records.map((record) => html`<li>${row(record, now)}</li>`)}</ol>`;
}

function row(record: AuditRecord, now: number): Piece {
  const { event, outcome, at, actor, subject, reason } = record;
  const who = plainText(actor, 80);
  const whom = subject === undefined || subject === actor ? "" : plainText(subject, 80);
  return html`<details><summary><span class="badge ${looks[outcome]}">${outcome}</span>
<strong>${plainText(event, 64)}</strong> <span class="who">${who}${whom === "" ? "" : ` → ${whom}`}</span>
${reason === undefined ? "" : html`<span class="muted">${plainText(reason, 100)}</span>`}
<span class="muted push">${when(at, now)}</span></summary>
<dl class="facts">${facts(record)}</dl>
<p class="small"><a href="${auditAddress({ event })}">All ${plainText(event, 64)}</a>${[...new Set([actor, subject])].map(personLink)}</p></details>`;
}

function personLink(name: string | undefined): Piece {
  // The operator, the system and who was erased are nobody's id.
  if (name === undefined || !/^[a-z][a-z0-9-]*(?:\/[^:]+)?:./.test(name)) return html``;
  return html` · <a href="${auditAddress({ user: name })}">All of ${plainText(name, 60)}</a>`;
}

function facts({ id, ref, policy, seq, hash, data, personal, reason, at }: AuditRecord): readonly Piece[] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["At", new Date(at).toISOString()],
    ["Reason", reason],
    ["About", ref],
    ["Policy", policy],
    ...Object.entries({ ...data, ...personal }).map(([name, value]) => [name, textOf(value)] as const),
    ["Place in the chain", seq === undefined ? "not sealed yet" : String(seq)],
    ["Hash", hash],
    ["Record", id],
  ];
  return rows.flatMap(([name, text]) =>
    text === undefined
      ? []
      : [html`<div><dt>${plainText(name, 60)}</dt><dd class="mono">${plainText(text, 2000)}</dd></div>`],
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
