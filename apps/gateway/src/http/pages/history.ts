import type { HistoryLine } from "@moltbot/sessions";
import { html } from "hono/html";
import type { Piece } from "./layout.ts";
import { harmlessLines } from "./transcript.ts";
import { when } from "./when.ts";

/** Where a page of a conversation stands. */
interface Place {
  readonly path: string;
  /** Whether lines from before the last new beginning are shown, too. */
  readonly archived: boolean;
  readonly now: number;
  /** Leads to the lines before. */
  readonly next?: string;
}

/** A page of what was said, oldest first, with the way to what was said before. */
export function history(lines: readonly HistoryLine[], o: Place): Piece {
  const flag = o.archived ? "archived=true&" : "";
  const before =
    o.next === undefined
      ? ""
      : html`<a class="button" href="${o.path}/history?${flag}cursor=${o.next}">Before that</a>`;
  const other = o.archived
    ? html`<a class="button" href="${o.path}/history">Only since the last beginning</a>`
    : html`<a class="button" href="${o.path}/history?archived=true">Also what was put away</a>`;
  return html`<nav class="row pages" aria-label="Pages of the conversation">${before}${other}</nav>
${lines.length === 0 ? nothing(o.archived) : html`<div class="transcript all"><ol>${lines.map((line) => bubble(line, o.now))}</ol></div>`}`;
}

function nothing(archived: boolean): Piece {
  return html`<section class="empty"><p><strong>Nothing was said here${archived ? "" : " since the last beginning"}.</strong></p>
<p>Lines show up once somebody who was let in writes, and the agent answers.</p></section>`;
}

function bubble({ role, text, at, archivedAt }: HistoryLine, now: number): Piece {
  const away = archivedAt === undefined ? "" : html`, put away ${when(archivedAt, now)}`;
  return html`<li class="bubble ${role === "assistant" ? "bot" : "person"}"><span class="who">${role === "assistant" ? "Bot" : "They"} <span class="muted">${when(at, now)}${away}</span></span>
<p>${harmlessLines(text)}</p></li>`;
}
