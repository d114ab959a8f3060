import { isMoltbotError, plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { SessionDetail } from "../../sessions/session-service.ts";
import type { HttpParts } from "../parts.ts";
import { exactName } from "../people.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { confirmBody } from "./confirm.ts";
import { history } from "./history.ts";
import { type Piece, page, sendPage } from "./layout.ts";
import { linesText, nameOf, sessionPath } from "./sessions.ts";
import { when } from "./when.ts";

const by = { kind: "operator", via: "dashboard" } as const;

/** `/sessions/<name>`: one session, what was said in it, and beginning it anew (SPEC R9.3). */
export function sessionPages(parts: HttpParts): SignedInRoute[] {
  return [
    { method: "GET", path: "/sessions/:name", access: "signed-in", handle: (c, session) => show(c, parts, session) },
    {
      method: "GET",
      path: "/sessions/:name/history",
      access: "signed-in",
      handle: (c, session) => showHistory(c, parts, session),
    },
    {
      method: "GET",
      path: "/sessions/:name/reset",
      access: "signed-in",
      handle: (c, session) => ask(c, parts, session),
    },
    {
      method: "POST",
      path: "/sessions/:name",
      access: "signed-in",
      handle: async (c) => {
        const found = await find(c, parts);
        if (found === undefined) return missing(c);
        const { status } = await parts.app.sessions.reset(found.key, by);
        parts.app.changed("chat");
        parts.app.changed("approvals");
        return c.redirect(`/sessions?note=${status}`, 303);
      },
    },
  ];
}

function missing(c: HttpContext): Response {
  return c.redirect("/sessions?note=missing", 303);
}

/** The session that the address names; `undefined` where it names none, or several. */
async function find(c: HttpContext, parts: HttpParts): Promise<SessionDetail | undefined> {
  try {
    return await parts.app.sessions.show(c.req.param("name") ?? "");
  } catch (error) {
    if (isMoltbotError(error) && error.code !== "unavailable") return undefined;
    throw error;
  }
}

async function show(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const found = await find(c, parts);
  if (found === undefined) return missing(c);
  const name = await nameOf(parts, found);
  const path = sessionPath(found);
  const body = html`<div class="title"><h1>${name}</h1></div>
<p><a href="/sessions">All sessions</a></p>
<div id="session" data-live>${factsCard(found, parts.app.clock.now())}</div>
<div class="row"><a class="button" href="${path}/history">What was said</a>
<a class="button" href="/policy?${explainQuery(found)}">Why is it answered?</a>
${found.userId === undefined ? "" : html`<a class="button" href="/users/${encodeURIComponent(personOf(found))}">The person</a>`}
<a class="button danger-text" href="${path}/reset">Begin anew…</a></div>`;
  return sendPage(c, page(parts, { title: name, session, tab: "sessions", live: true, body }));
}

function personOf({ channel, account, userId = "" }: SessionDetail): string {
  return exactName({ channel, account, id: userId });
}

function explainQuery(found: SessionDetail): string {
  if (found.userId !== undefined) return new URLSearchParams({ who: personOf(found) }).toString();
  return new URLSearchParams({ group: found.groupId ?? "" }).toString();
}

/** Facts that want a line of their own. */
const long: ReadonlySet<string> = new Set(["Tools", "Files"]);

function factsCard(found: SessionDetail, now: number): Piece {
  const list = (items: readonly string[]): string => items.map((item) => plainText(item, 120)).join(", ");
  const links = (ids: readonly string[]): Piece[] =>
    ids.map((id) => html` <a class="mono" href="/approvals#${id}">${plainText(id, 60)}</a>`);
  const rows: readonly (readonly [string, Piece | string])[] = [
    ["Session", html`<span class="mono">${plainText(found.key, 200)}</span>`],
    ["Agent", plainText(found.agent, 60)],
    ["Permissions", list(found.permissions) || "none"],
    ["Commands run", found.sandboxed ? "in a sandbox" : "outside a sandbox"],
    ["Tools", list(found.tools) || "none"],
    ["Files", html`<span class="mono">${plainText(found.directory, 400)}</span>`],
    ["Said", linesText(found.lines)],
    ["Last", found.lastAt === undefined ? "never" : when(found.lastAt, now)],
    ["Paired", found.createdAt === undefined ? "" : when(found.createdAt, now)],
    ["Waits for a yes", found.waiting.length === 0 ? "" : html`${links(found.waiting)}`],
    ["Permitted here only", found.grants.length === 0 ? "" : html`${links(found.grants)}`],
  ];
  return html`<section class="card"><dl class="facts">${rows.map(([name, value]) => (value === "" ? "" : html`<div${long.has(name) ? html` class="long"` : ""}><dt>${name}</dt><dd>${value}</dd></div>`))}</dl></section>`;
}

async function ask(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const found = await find(c, parts);
  if (found === undefined) return missing(c);
  const name = await nameOf(parts, found);
  const body = confirmBody(session, {
    question: `Begin the session of ${name} anew?`,
    what: html`<p class="mono muted">${plainText(found.key, 200)}</p>
<p>The agent forgets what was said (${linesText(found.lines)}); it is kept apart, and you can still read it. Permissions that hold in this session only end. The pairing and the files stay.</p>`,
    action: sessionPath(found),
    fields: {},
    yes: "Begin anew",
    back: sessionPath(found),
  });
  return sendPage(c, page(parts, { title: "Begin anew", session, tab: "sessions", body }));
}

const pageSize = 50;

async function showHistory(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const found = await find(c, parts);
  if (found === undefined) return missing(c);
  const cursor = c.req.query("cursor");
  const archived = c.req.query("archived") === "true";
  const wish = { limit: pageSize, archived, ...(cursor === undefined ? {} : { cursor }) };
  const { lines, next } = await parts.app.sessions.history(found.key, by, wish);
  const name = await nameOf(parts, found);
  const path = sessionPath(found);
  const now = parts.app.clock.now();
  const body = html`<div class="title"><h1>${name}</h1></div>
<p><a href="${path}">Back to the session</a></p>
<p class="muted small">That you read this is written down in the <a href="/audit?event=session">audit log</a>.</p>
${history(lines, { path, archived, now, ...(next === undefined ? {} : { next }) })}`;
  return sendPage(c, page(parts, { title: `What was said: ${name}`, session, tab: "sessions", body }));
}
