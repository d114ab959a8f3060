import { html } from "hono/html";
import { type BrowserView, createBrowserDesk, isGone } from "../../devices/browsers.ts";
import type { HttpParts } from "../parts.ts";
import type { SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { confirmBody } from "./confirm.ts";
import { type Piece, page, sendPage } from "./layout.ts";
import { when } from "./when.ts";

/** `/browsers/…`: signing browsers out; they are listed at `/devices`. */
export function browserPages(parts: HttpParts): SignedInRoute[] {
  const desk = createBrowserDesk(parts.app);
  return [
    {
      method: "GET",
      path: "/browsers/:id/sign-out",
      access: "signed-in",
      handle: async (c, session) => {
        const browser = (await desk.list()).find(({ id }) => id === c.req.param("id"));
        if (browser === undefined) return c.redirect("/devices?note=gone", 303);
        const own = browser.id === session.id ? html` <strong>It is the one that you use now.</strong>` : "";
        const body = confirmBody(session, {
          question: `Sign out ${browser.name}?`,
          what: html`<p class="mono muted">${browser.id.slice(0, 16)}…</p><p>Its pages stop at once, and it needs a new link to come back.${own}</p>`,
          action: `/browsers/${browser.id}`,
          fields: {},
          yes: `Sign out ${browser.name}`,
          back: "/devices",
        });
        return sendPage(c, page(parts, { title: "Sign out", session, tab: "devices", body }));
      },
    },
    {
      method: "POST",
      path: "/browsers/:id",
      access: "signed-in",
      handle: async (c) => {
        try {
          await desk.signOut(c.req.param("id") ?? "", "dashboard");
        } catch (error) {
          if (!isGone(error)) throw error;
          return c.redirect("/devices?note=gone", 303);
        }
        return c.redirect("/devices?note=signed-out", 303);
      },
    },
  ];
}

/** Browsers that are signed in to the dashboard, this one among them. */
export function browsersSection(browsers: readonly BrowserView[], session: Session, now: number): Piece {
  return html`<section aria-labelledby="browsers-title"><h2 id="browsers-title" class="apart">Browsers</h2>
<p class="muted">Signed in to this dashboard by a link. Each is signed out by itself after twelve hours.</p>
<ul class="people">${browsers.map((browser) => line(browser, session, now))}</ul></section>`;
}

function line({ id, name, signedInAt, lastSeenAt, expiresAt }: BrowserView, session: Session, now: number): Piece {
  const own = id === session.id ? html`<span class="badge paired">this one</span>` : "";
  const at = (iso: string): Piece => when(Date.parse(iso), now);
  return html`<li class="card person"><header><h2>${name}</h2>${own}<span class="muted push">seen ${at(lastSeenAt)}</span></header>
<p class="muted">signed in ${at(signedInAt)}, ends ${at(expiresAt)}, <span class="mono">${id.slice(0, 16)}…</span></p>
<div class="row"><a class="button danger-text" href="/browsers/${id}/sign-out">Sign out…</a></div></li>`;
}
