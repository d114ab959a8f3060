import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import { type ClaimView, createIdentityDesk } from "../../identities/desk.ts";
import type { HttpParts } from "../parts.ts";
import { readExactName } from "../people.ts";
import type { SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece } from "./layout.ts";
import { when } from "./when.ts";

const by = { kind: "operator", via: "dashboard" } as const;

/** What the buttons beside claims do. */
export function claimPages(parts: HttpParts): SignedInRoute[] {
  return [
    {
      method: "POST",
      path: "/users/:who/pin",
      access: "signed-in",
      handle: async (c, _session, form) => {
        const text = c.req.param("who") ?? "";
        const entry = form.get("entry") ?? "";
        if (readExactName(text) === undefined || entry === "") return c.redirect("/users?note=missing", 303);
        const { status } = await createIdentityDesk(parts.app).pin("pin", text, entry, by);
        parts.app.changed("users");
        return c.redirect(`/users?note=${status}`, 303);
      },
    },
  ];
}

/** Which keys work off the claims; shown where scripts run. */
export const keysHint = html`<p class="muted hint" data-script-only hidden>Keys: <kbd>j</kbd> <kbd>k</kbd> move, <kbd>a</kbd> it is them, <button class="link" data-open-help>more (<kbd>?</kbd>)</button></p>`;

/** People who are called what an entry of an allowlist names; nothing when there are none. */
export function claimsSection(claims: readonly ClaimView[], session: Session, now: number): Piece {
  if (claims.length === 0) return html``;
  return html`<section id="claims"><h2>Who says to be on your allowlist</h2>
<p class="muted">Names can be borrowed, so they let nobody in. Confirm somebody only if you know it is them: their id gets in from then on, whatever they are called.</p>
<ul class="people">${claims.map((claim) => line(claim, session, now))}</ul></section>`;
}

function line(claim: ClaimView, session: Session, now: number): Piece {
  const { channel, account, userId, entry, pinnedTo, times } = claim;
  const who = encodeURIComponent(`${channel}/${account}:${userId}`);
  const path = `/users/${who}/pin`;
  const id = `claim-${who}-${encodeURIComponent(entry)}`;
  const name = plainText(claim.displayName, 80) || plainText(claim.username, 80) || plainText(userId, 80);
  const pinned =
    pinnedTo.length === 0
      ? ""
      : html`<p class="claim"><strong>Already pinned to ${plainText(pinnedTo.join(", "), 300)}</strong>: this is somebody else.</p>`;
  return html`<li class="card person" id="${id}" data-request tabindex="-1"><header><h3>${name}</h3><span class="badge pending">claims ${plainText(entry, 80)}</span>
<span class="muted push">seen ${when(Date.parse(claim.lastSeenAt), now)}, noted ${String(times)}×</span></header>
<p class="muted"><span class="mono">${plainText(`${channel}:${userId}`, 120)}</span></p>${pinned}
<div class="row"><form method="post" action="${path}" data-enhance>${csrfField(session)}<input type="hidden" name="entry" value="${entry}"><button data-key="a">It is them</button></form></div></li>`;
}
