import type { AuditCount, AuditLog } from "@moltbot/audit";
import { html } from "hono/html";
import { chart, type Series, type Span } from "./chart.ts";
import type { Piece } from "./layout.ts";

const hour = 3_600_000;
const day = 24 * hour;

const spans = {
  day: { label: "24 hours", lengthMs: day, stepMs: hour / 2 },
  week: { label: "7 days", lengthMs: 7 * day, stepMs: 6 * hour },
  month: { label: "30 days", lengthMs: 30 * day, stepMs: day },
} as const;

/** How far back a chart goes. */
export type SpanName = keyof typeof spans;

/** Reads it; anything else is a day. */
export function readSpan(text: string | undefined): SpanName {
  return text === "week" || text === "month" ? text : "day";
}

/** The pieces of time that end with the one that holds `now`. */
export function spanOf(name: SpanName, now: number): Span {
  const { lengthMs, stepMs } = spans[name];
  const until = (Math.floor(now / stepMs) + 1) * stepMs;
  return { since: until - lengthMs, until, stepMs };
}

/** What was let in and what was refused, by the audit log (SPEC R9.3). */
export async function trafficSection(audit: AuditLog, name: SpanName, now: number): Promise<Piece> {
  const span = spanOf(name, now);
  const [admitted, all] = await Promise.all([audit.tally({ ...span, event: "access.admitted" }), audit.tally(span)]);
  const series: readonly Series[] = [
    { name: "let in", look: "good", counts: countsOf(admitted, ["allowed"]) },
    { name: "refused", look: "bad", counts: countsOf(all, ["denied"]) },
  ];
  const links = (Object.keys(spans) as SpanName[]).map(
    (each) => html`<a href="/?span=${each}"${each === name ? html` aria-current="true"` : ""}>${spans[each].label}</a>`,
  );
  return html`<section class="card" aria-labelledby="traffic-title"><header><h2 id="traffic-title">Traffic</h2>
<nav class="filters push" aria-label="How far back">${links}</nav></header>
${chart({ label: "Messages let in, and everything refused", span, series, now })}
<p class="small muted">Strangers who are ignored count once an hour. <a href="/audit?event=access">Look into it</a></p></section>`;
}

/** The counts of some outcomes, by the beginning of their piece. */
export function countsOf(found: readonly AuditCount[], outcomes: readonly string[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { at, outcome, count } of found) {
    if (outcomes.includes(outcome)) counts.set(at, (counts.get(at) ?? 0) + count);
  }
  return counts;
}
