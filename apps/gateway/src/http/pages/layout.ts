import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { HttpParts } from "../parts.ts";
import type { HttpContext } from "../route.ts";
import type { Session } from "../sessions.ts";

/** A piece of a page. Whatever is put into it is escaped, unless it is a piece itself. */
export type Piece = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page's frame. */
export interface PageFrame {
  readonly title: string;
  readonly body: Piece;
  /** Absent: nobody is signed in, so there is nothing to navigate. */
  readonly session?: Session;
  /** Which tab is current. */
  readonly tab?: (typeof tabs)[number][0];
  /** The page has parts that follow changes. */
  readonly live?: boolean;
  /** The list that single keys work off. */
  readonly keys?: keyof typeof keyLists;
}

const keyLists = {
  requests: [
    ["j", "next request"],
    ["k", "previous request"],
    ["a", "approve the selected request"],
    ["d", "deny it"],
    ["b", "block the person (asks first)"],
    ["?", "this list"],
  ],
  claims: [
    ["j", "next claim"],
    ["k", "previous claim"],
    ["a", "say that the selected claim is true"],
    ["?", "this list"],
  ],
} as const;

const tabs = [
  ["overview", "/", "Overview"],
  ["approvals", "/approvals", "Approvals"],
  ["users", "/users", "People"],
  ["devices", "/devices", "Devices"],
  ["sessions", "/sessions", "Sessions"],
  ["channels", "/channels", "Channels"],
  ["audit", "/audit", "Audit"],
  ["policy", "/policy", "Policy"],
  ["doctor", "/doctor", "Doctor"],
  ["chat", "/chat", "Chat"],
] as const;

/** A whole page. */
export function page(parts: HttpParts, frame: PageFrame): Piece {
  const { style, script, icon } = parts.assets;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${frame.title} · Moltbot</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${icon.path}" type="image/svg+xml">
<link rel="stylesheet" href="${style.path}">
<script src="${script.path}" defer></script>
</head>
<body${frame.live ? html` data-live-page` : ""}>
<a class="skip" href="#main">Skip to the content</a>
${frame.session ? header(frame.session, frame.tab) : ""}
<main id="main" tabindex="-1">
${frame.body}
</main>
${frame.session && frame.keys ? shortcuts(frame.keys) : ""}
</body>
</html>`;
}

function header(session: Session, current: PageFrame["tab"]): Piece {
  const links = tabs.map(
    ([name, path, label]) => html`<a href="${path}"${name === current ? html` aria-current="page"` : ""}>${label}</a>`,
  );
  return html`<header class="bar"><div class="inner">
<span class="brand">Moltbot</span>
<nav aria-label="Pages">${links}</nav>
<span class="connection" data-connection role="status" hidden>Offline: reconnecting…</span>
<form method="post" action="/sign-out">${csrfField(session)}<button class="quiet">Sign out</button></form>
</div></header>`;
}

function shortcuts(list: keyof typeof keyLists): Piece {
  return html`<dialog data-help aria-labelledby="help-title">
<h2 id="help-title">Keyboard</h2>
<dl class="keys">${keyLists[list].map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
<p><label><input type="checkbox" data-keys-on checked> Use single-key shortcuts</label></p>
<form method="dialog"><button>Close</button></form>
</dialog>`;
}

/** The hidden field that proves a form came from our own page. */
export function csrfField(session: Session): Piece {
  return html`<input type="hidden" name="csrf" value="${session.csrf}">`;
}

/** Sends a page. */
export function sendPage(
  c: HttpContext,
  piece: Piece,
  status: 200 | 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 421 | 429 | 500 | 503 = 200,
): Response | Promise<Response> {
  return c.html(piece, status);
}
