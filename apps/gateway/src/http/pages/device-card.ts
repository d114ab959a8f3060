import type { Approval } from "@moltbot/approvals";
import { plainText } from "@moltbot/core";
import { readRequest } from "@moltbot/device-pairing";
import { html } from "hono/html";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece } from "./layout.ts";
import { votes } from "./request-card.ts";
import { when } from "./when.ts";

const reasons: Readonly<Record<string, string>> = {
  unknown_device: "It was never here before.",
  new_role: "It is known, and asks for another role.",
  wider_scopes: "It is known, and asks for more than it has.",
  changed_client: "Its key is known, but it calls itself something else now.",
  revoked: "It was revoked before.",
};

/** One device that waits, with what it would be allowed to do. */
export function deviceCard(approval: Approval, session: Session, now: number): Piece {
  const request = readRequest(approval);
  if (request === undefined) return html``;
  const { deviceId, clientId, platform, role, scopes, because, code, joinCode } = request;
  const name = plainText(clientId, 64);
  return html`<article class="card" id="${approval.id}" data-request tabindex="-1" aria-labelledby="name-${approval.id}">
<header><h2 id="name-${approval.id}">${name}</h2><span class="muted">a device, ${plainText(platform, 64)}</span>
<span class="muted push">asked ${when(approval.createdAt, now)}</span></header>
<p>${reasons[because] ?? ""} ${joinCode === undefined ? "" : "It came with a join code that was made here."}</p>
<dl class="facts">
<div><dt>Code</dt><dd><span class="code">${plainText(code, 16)}</span></dd></div>
<div><dt>Role</dt><dd>${role}</dd></div>
<div><dt>May then</dt><dd>${scopes.length === 0 ? "nothing but prove itself" : scopes.join(", ")}</dd></div>
<div><dt>Device</dt><dd><span class="mono">${deviceId.slice(0, 16)}…</span></dd></div>
<div><dt>Expires</dt><dd>${when(approval.expiresAt, now)}</dd></div>
<div><dt>Approvals</dt><dd>${votes(approval)}</dd></div>
</dl>
<div class="row">
<form method="post" action="/approvals/${approval.id}" data-enhance>${csrfField(session)}
<button class="primary" name="decision" value="approve" data-key="a">Approve</button>
<button name="decision" value="deny" data-key="d">Deny</button></form>
<span class="muted push mono small">${approval.id}</span>
</div></article>`;
}
