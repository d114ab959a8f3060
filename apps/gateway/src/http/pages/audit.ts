import { type AuditPage, type ExportFilter, exportFormats, exportLog } from "@moltbot/audit";
import { isMoltbotError, type MoltbotError, plainText } from "@moltbot/core";
import { html } from "hono/html";
import { contentTypes } from "../api/audit.ts";
import type { HttpParts } from "../parts.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { streamOf } from "../stream-of.ts";
import { type AuditFields, auditAddress, auditFieldNames, auditFields, readAuditFields } from "./audit-query.ts";
import { auditRows } from "./audit-rows.ts";
import { amount, chart, type Span } from "./chart.ts";
import { csrfField, type Piece, page, sendPage } from "./layout.ts";
import { countsOf, spanOf } from "./traffic.ts";
import { when } from "./when.ts";

const pageSize = 50;

/** `/audit`: who did what, why, and proof that nobody changed it (SPEC R9.3, R9.5). */
export function auditPages(parts: HttpParts): SignedInRoute[] {
  return [
    { method: "GET", path: "/audit", access: "signed-in", handle: (c, session) => show(c, parts, session) },
    {
      method: "POST",
      path: "/audit/verify",
      access: "signed-in",
      handle: async (c) => {
        await parts.app.doctor.examine();
        return c.redirect("/audit", 303);
      },
    },
    {
      method: "POST",
      path: "/audit/export",
      access: "signed-in",
      handle: (c, session, form) => exporting(c, parts, { session, form }),
    },
  ];
}

interface Found {
  readonly filter: ExportFilter;
  readonly page: AuditPage;
}

async function show(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const fields = auditFields((name) => c.req.query(name));
  const cursor = c.req.query("cursor");
  try {
    const filter = await readAuditFields(fields, parts.app.clock.now(), parts.app.pairing);
    const query = { ...filter, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    return sendAudit(c, parts, { session, fields, found: { filter, page: await parts.app.stores.audit.query(query) } });
  } catch (error) {
    return refuse(c, parts, { session, fields, error });
  }
}

/** Shows the page with what was wrong about its fields; anything else is a failure. */
function refuse(
  c: HttpContext,
  parts: HttpParts,
  o: { session: Session; fields: AuditFields; error: unknown },
): Promise<Response> {
  if (!isMoltbotError(o.error) || o.error.code === "unavailable") throw o.error;
  return sendAudit(c, parts, { ...o, problem: o.error });
}

async function sendAudit(
  c: HttpContext,
  parts: HttpParts,
  o: { session: Session; fields: AuditFields; found?: Found; problem?: MoltbotError },
): Promise<Response> {
  const { session, fields, found, problem } = o;
  const now = parts.app.clock.now();
  const body = html`<div class="title"><h1>Audit log</h1></div>
${problem === undefined ? "" : html`<div role="alert" class="note warn">${plainText(problem.message, 300)}. ${plainText(problem.hint, 300)}</div>`}
${filterForm(fields)}
<div id="records" data-live>${found === undefined ? "" : await listOf(parts, { ...found, fields, now, isFirst: c.req.query("cursor") === undefined })}</div>
${exportForm(session, fields)}
<div id="proof" data-live>${proof(parts, session, now)}</div>`;
  const live = found !== undefined && c.req.query("cursor") === undefined;
  return sendPage(c, page(parts, { title: "Audit log", session, tab: "audit", live, body }), problem ? 400 : 200);
}

const hints = {
  user: ["Person", "telegram:123, @ana"],
  event: ["Event", "pairing, *.refused"],
  since: ["Since", "1 week, 2026-01-31"],
  until: ["Until", "1 day"],
} as const;

function filterForm(fields: AuditFields): Piece {
  const some = auditFieldNames.some((name) => fields[name] !== "");
  return html`<form method="get" action="/audit" class="card fields roomy" role="search">${auditFieldNames.map(
    (name) =>
      html`<label>${hints[name][0]}<input name="${name}" value="${fields[name]}" placeholder="${hints[name][1]}" maxlength="200" autocapitalize="off" spellcheck="false"></label>`,
  )}
<div class="row"><button class="primary">Show</button>${some ? html`<a class="button" href="/audit">All</a>` : ""}</div></form>`;
}

async function listOf(
  parts: HttpParts,
  o: Found & { readonly fields: AuditFields; readonly now: number; readonly isFirst: boolean },
): Promise<Piece> {
  const { records, next } = o.page;
  if (records.length === 0 && o.isFirst) return nothing(o.fields);
  return html`${o.isFirst ? await countsSection(parts, o) : ""}
${auditRows(records, o.now)}
<nav class="row pages" aria-label="Pages of the log">${o.isFirst ? "" : html`<a class="button" href="${auditAddress(o.fields)}">Newest</a>`}
${next === undefined ? html`<span class="muted">That is the end of it.</span>` : html`<a class="button" href="${auditAddress(o.fields, next)}">Older</a>`}</nav>`;
}

function nothing(fields: AuditFields): Piece {
  const filtered = auditFieldNames.some((name) => fields[name] !== "");
  return html`<section class="empty"><p><strong>${filtered ? "Nothing in the log fits." : "The log is empty."}</strong></p>
<p>${filtered ? html`Leave out a filter to see more, or <a href="/audit">see all of it</a>.` : html`Every decision is written down here once somebody talks to the bot. <a href="/chat">Try it in the web chat</a>`}</p></section>`;
}

const day = 86_400_000;

/** What the filter's time spans; a month where it does not say when to begin. */
function chartSpan({ since, until }: ExportFilter, now: number): Span {
  if (since === undefined && until === undefined) return spanOf("month", now);
  const end = until ?? now + 1;
  const begin = since ?? end - 30 * day;
  return { since: begin, until: Math.max(end, begin + 1), stepMs: Math.max(60_000, Math.ceil((end - begin) / 48)) };
}

async function countsSection({ app }: HttpParts, { filter, now }: Found & { readonly now: number }): Promise<Piece> {
  const span = chartSpan(filter, now);
  const { user, event } = filter;
  const found = await app.stores.audit.tally({ ...span, ...(user && { user }), ...(event && { event }) });
  const series = [
    { name: "done or allowed", look: "good", counts: countsOf(found, ["allowed", "done"]) },
    { name: "denied or failed", look: "bad", counts: countsOf(found, ["denied", "failed"]) },
  ] as const;
  return html`<section class="card" aria-label="Records over time">${chart({ label: "Records over time", span, series, now })}</section>`;
}

function exportForm(session: Session, fields: AuditFields): Piece {
  const hidden = auditFieldNames.map((name) => html`<input type="hidden" name="${name}" value="${fields[name]}">`);
  return html`<form method="post" action="/audit/export" class="row">${csrfField(session)}${hidden}
<span>Export what fits:</span><button name="format" value="csv">CSV</button><button name="format" value="json">JSON</button>
<span class="muted small">That you export is written down, too.</span></form>`;
}

/** Whether the log is whole, as far as it was looked at last. */
function proof({ app }: HttpParts, session: Session, now: number): Piece {
  const found = app.doctor.latest();
  const again = html`<form method="post" action="/audit/verify">${csrfField(session)}<button>Check it now</button></form>`;
  if (found?.audit === undefined) {
    return html`<section class="card row"><span>Nobody has checked yet whether the log is whole.</span>${again}</section>`;
  }
  const { verdict, at } = found.audit;
  const text = verdict.ok
    ? html`The log is whole: ${amount(verdict.checked)} ${verdict.checked === 1 ? "record fits" : "records fit"} together`
    : html`<strong class="danger-text">The log was changed: record ${amount(verdict.brokenAt)} does not fit.</strong> ${plainText(verdict.because, 300)}`;
  return html`<section class="card row"><span>${text}, looked at ${when(at, now)}.</span>${again}</section>`;
}

async function exporting(
  c: HttpContext,
  parts: HttpParts,
  { session, form }: { session: Session; form: URLSearchParams },
): Promise<Response> {
  const { app } = parts;
  const fields = auditFields((name) => form.get(name));
  const format = exportFormats.find((one) => one === form.get("format")) ?? "csv";
  const now = app.clock.now();
  try {
    const filter = await readAuditFields(fields, now, app.pairing);
    const pieces = await exportLog(app.stores.audit, {
      format,
      filter,
      by: { kind: "operator", via: "dashboard" },
      now,
    });
    const stream = await streamOf(c, parts, pieces);
    const name = `audit-${new Date(now).toISOString().slice(0, 10)}.${format}`;
    c.header("Content-Type", contentTypes[format]);
    c.header("Content-Disposition", `attachment; filename="${name}"`);
    return c.body(stream);
  } catch (error) {
    return refuse(c, parts, { session, fields, error });
  }
}
