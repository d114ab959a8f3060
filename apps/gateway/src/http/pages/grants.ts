import type { Grant } from "@moltbot/approvals";
import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import { placeWords } from "../../exec/approvals/cards.ts";
import { grantView } from "../../exec/approvals/view.ts";
import type { HttpParts } from "../parts.ts";
import type { HttpContext } from "../route.ts";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece } from "./layout.ts";
import { when } from "./when.ts";

const by = { kind: "operator", via: "dashboard" } as const;

/** Commands that run unasked because somebody said so, each with the way to end that (SPEC R7.5). */
export function grantsSection(grants: readonly Grant[], session: Session, now: number): Piece {
  if (grants.length === 0) return html``;
  return html`<section aria-labelledby="granted"><h2 id="granted">Grants</h2>
<p class="muted">These commands run unasked, because somebody said so. Revoked ones ask again.</p>
<ul class="people">${grants.map((grant) => line(grant, session, now))}</ul></section>`;
}

function line(grant: Grant, session: Session, now: number): Piece {
  const view = grantView(grant);
  const people = grant.grantedBy.map((name) => plainText(name, 60)).join(" and ");
  const place = view === undefined ? "" : `, ${placeWords(view)}, from ${view.directory}`;
  const path = `/grants/${encodeURIComponent(grant.id)}/revoke`;
  return html`<li class="card grant" id="${grant.id}"><pre class="command"><code>${view?.line ?? "a damaged command"}</code></pre>
<p class="muted">${reach(grant, now)}, agent ${plainText(grant.agent, 60)}${place}; granted ${when(grant.grantedAt, now)} by ${people}</p>
<div class="row"><form method="post" action="${path}" data-enhance>${csrfField(session)}
<button class="danger-text" aria-label="Revoke ${plainText(view?.line ?? grant.id, 80)}">Revoke</button></form>
<span class="muted push mono small">${grant.id}</span></div></li>`;
}

function reach(grant: Grant, now: number): Piece {
  const end = grant.expiresAt === undefined ? "" : html`, ends ${when(grant.expiresAt, now)}`;
  return grant.session === undefined
    ? html`For good${end}`
    : html`For session <span class="mono">${plainText(grant.session, 120)}</span>${end}`;
}

/** Ends a grant as the operator. */
export async function revoke(c: HttpContext, { app }: HttpParts): Promise<Response> {
  const { status } = await app.exec.revoke(c.req.param("id") ?? "", by);
  app.changed("approvals");
  const note = status === "revoked" ? "revoked" : status === "already" ? "revoked-before" : "no-grant";
  return c.redirect(`/approvals?note=${note}`, 303);
}
