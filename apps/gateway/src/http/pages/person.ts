import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import { reportSections } from "../../persons/lines.ts";
import { reportShape } from "../api/person.ts";
import type { HttpParts } from "../parts.ts";
import { exactName, readExactName } from "../people.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { auditAddress } from "./audit-query.ts";
import { type Piece, page, sendPage } from "./layout.ts";
import { relative, when } from "./when.ts";

/** `/users/<channel/account:id>`: everything that holds for one person, with the reason for each. */
export function personPages(parts: HttpParts): SignedInRoute[] {
  return [
    {
      method: "GET",
      path: "/users/:who",
      access: "signed-in",
      handle: (c, session) => showPerson(c, parts, session),
    },
  ];
}

async function showPerson(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const { persons, clock } = parts.app;
  const who = await named(parts, c.req.param("who") ?? "");
  if (who === undefined) return c.redirect("/users?note=missing", 303);
  const view = reportShape(await persons.describe(who));
  const now = clock.now();
  const inWords = (iso: string): string =>
    `${relative(Date.parse(iso), now)} (${iso.slice(0, 16).replace("T", " ")} UTC)`;
  const name = plainText(view.displayName, 80) || plainText(view.username, 80) || plainText(view.userId, 80);
  const body = html`<div class="title"><h1>${name}</h1></div>
<p><a href="/users">All people</a></p>
<div id="person" data-live>
${reportSections(view, inWords).map(
  ({ title, lines }) =>
    html`<section class="card"><h2>${title}</h2><dl class="facts">${lines.map(line)}</dl></section>`,
)}
<section class="card"><h2>Audit log</h2>${view.audit.length === 0 ? html`<p>It says nothing about them.</p>` : html`${records(view, now)}<p class="small"><a href="${auditAddress({ user: exactName(who) })}">All of it</a></p>`}</section>
</div>
<div class="row"><a class="button" href="/sessions/${encodeURIComponent(exactName(who))}">Session</a>
<a class="button" href="/policy?who=${encodeURIComponent(exactName(who))}">Why are they answered?</a>
<a class="button" href="/users/${encodeURIComponent(exactName(who))}/${view.block === undefined ? "block" : "privacy"}">${view.block === undefined ? "Block…" : "Data…"}</a></div>`;
  return sendPage(c, page(parts, { title: name, session, tab: "users", live: true, body }));
}

/** `channel/account:id`, or `channel:id` where that is one person. */
async function named({ app }: HttpParts, text: string) {
  const exact = readExactName(text);
  if (exact !== undefined) return exact;
  const found = await app.pairing.find(text);
  return found.status === "one" ? found.user.principal : found.status === "new" ? found.principal : undefined;
}

function line([name, text]: readonly [string, string | undefined]): Piece {
  if (text === undefined || text === "") return html``;
  const isLong = text.length > 60;
  return html`<div${isLong ? html` class="long"` : ""}><dt>${name}</dt><dd>${plainText(text, 4000)}</dd></div>`;
}

function records({ audit }: ReturnType<typeof reportShape>, now: number): Piece {
  return html`<ul class="log">${audit.map(({ at, event, outcome, reason, actor }) => {
    const because = reason === undefined ? "" : `: ${plainText(reason, 200)}`;
    const time = at === undefined ? "" : when(Date.parse(at), now);
    return html`<li><span class="verb">${plainText(event, 64)}</span> <span>${outcome}${because}</span>
<span class="muted">by ${plainText(actor, 80)}</span><span class="muted push">${time}</span></li>`;
  })}</ul>`;
}
