import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { SessionSummary } from "../../sessions/session-service.ts";
import type { HttpParts } from "../parts.ts";
import { exactName } from "../people.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { amount } from "./chart.ts";
import { type Piece, page, sendPage } from "./layout.ts";
import { when } from "./when.ts";

const pageSize = 50;

/** `/sessions`: every conversation with the bot, the last spoken in first (SPEC R9.3). */
export function sessionsPages(parts: HttpParts): SignedInRoute[] {
  return [
    { method: "GET", path: "/sessions", access: "signed-in", handle: (c, session) => showSessions(c, parts, session) },
  ];
}

const notes: Readonly<Record<string, string>> = {
  done: "Begun anew. What was said is kept apart, and permissions for the session ended.",
  unchanged: "Nothing changed: nothing was said there, and nothing was permitted.",
  missing: "There is no such session.",
};

async function showSessions(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const { app } = parts;
  const cursor = c.req.query("cursor");
  const { sessions, next } = await app.sessions.list({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
  const names = await Promise.all(sessions.map((one) => nameOf(parts, one)));
  const now = app.clock.now();
  const note = c.req.query("note");
  const text = note !== undefined && Object.hasOwn(notes, note) ? notes[note] : undefined;
  const rows = sessions.map((one, at) => row(one, names[at] ?? one.key, now));
  const body = html`<div class="title"><h1>Sessions</h1></div>
${text === undefined ? "" : html`<div role="status" class="note ${note === "done" ? "good" : "warn"}">${text}</div>`}
<div id="sessions" data-live>${sessions.length === 0 ? nothing() : html`<ul class="people">${rows}</ul>`}</div>
${pagesOf(cursor, next)}`;
  const live = cursor === undefined;
  return sendPage(c, page(parts, { title: "Sessions", session, tab: "sessions", live, body }));
}

function pagesOf(cursor: string | undefined, next: string | undefined): Piece {
  if (cursor === undefined && next === undefined) return html``;
  return html`<nav class="row pages" aria-label="Pages of sessions">${cursor === undefined ? "" : html`<a class="button" href="/sessions">Newest</a>`}
${next === undefined ? "" : html`<a class="button" href="/sessions?cursor=${next}">Older</a>`}</nav>`;
}

function nothing(): Piece {
  return html`<section class="empty"><p><strong>Nobody talks to the bot yet.</strong></p>
<p>A session begins when somebody who was let in writes. <a href="/approvals">See who waits</a>, or <a href="/chat">try it in the web chat</a>.</p></section>`;
}

/** Whom to show for a session: the person's name, or the group. */
export async function nameOf({ app }: HttpParts, one: SessionSummary): Promise<string> {
  const who = { channel: one.channel, account: one.account, id: one.userId ?? "" };
  const user = one.userId === undefined ? undefined : await app.stores.pairing.user(who);
  const { displayName, username } = user?.profile ?? {};
  const thread = one.thread === undefined ? "" : `, topic ${plainText(one.thread, 40)}`;
  const fallback = one.groupId === undefined ? plainText(one.key, 80) : `Group ${plainText(one.groupId, 80)}${thread}`;
  return plainText(displayName, 80) || plainText(username, 80) || fallback;
}

/** The address of a session's page: its person in full, or the group's key. */
export function sessionPath({ channel, account, userId, key }: SessionSummary): string {
  const name = userId === undefined ? key : exactName({ channel, account, id: userId });
  return `/sessions/${encodeURIComponent(name)}`;
}

/** How many lines there are, in words. */
export function linesText(lines: number): string {
  if (lines > 1000) return "more than 1,000 lines";
  return lines === 1 ? "one line" : `${amount(lines)} lines`;
}

function row(one: SessionSummary, name: string, now: number): Piece {
  const seen = one.lastAt === undefined ? "said nothing yet" : html`last spoken in ${when(one.lastAt, now)}`;
  const rights = one.permissions.length === 0 ? "no permissions" : one.permissions.join(", ");
  return html`<li class="card person"><header><h2><a href="${sessionPath(one)}">${name}</a></h2>
<span class="badge">${one.kind === "dm" ? "direct" : "group"}</span><span class="muted push">${seen}</span></header>
<p class="muted"><span class="mono">${plainText(one.key, 120)}</span>, ${linesText(one.lines)}, agent ${plainText(one.agent, 40)}: ${plainText(rights, 200)}</p></li>`;
}
