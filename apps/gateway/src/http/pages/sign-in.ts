import { html } from "hono/html";
import { noCookie, readSessionCookie, writeSessionCookie } from "../cookies.ts";
import { dashboardEvent, noteRefusal } from "../dashboard-events.ts";
import type { HttpParts } from "../parts.ts";
import { bodyText, hasType } from "../request-body.ts";
import type { HttpContext, Route } from "../route.ts";
import { sessionMs } from "../sessions.ts";
import { checkSignIn, type SignInCheck } from "../sign-in-check.ts";
import { type Piece, page, sendPage } from "./layout.ts";

/** `/sign-in` and `/sign-out`. */
export function signInPages(parts: HttpParts): Route[] {
  return [
    {
      method: "GET",
      path: "/sign-in",
      access: "public",
      handle: (c) => showSignIn(c, parts),
    },
    {
      method: "POST",
      path: "/sign-in",
      access: "public",
      handle: (c) => signIn(c, parts),
    },
    {
      method: "POST",
      path: "/sign-out",
      access: "signed-in",
      handle: async (c, session) => {
        const event = dashboardEvent(parts.app.clock.now(), "signed_out", { via: "dashboard" });
        await parts.sessions.end(session.id, [event]);
        parts.live.end(session.id);
        writeSessionCookie(c, parts.options.publicUrl, noCookie);
        return c.redirect("/sign-in", 303);
      },
    },
  ];
}

async function showSignIn(c: HttpContext, parts: HttpParts): Promise<Response> {
  c.header("Referrer-Policy", "no-referrer"); // the address holds the token
  const token = c.req.query("token");
  if (token === undefined) return sendLone(c, parts, 200, howTo());
  const result = await checkSignIn(c, parts, token, "look");
  if (result.status !== "ok") return refuse(c, parts, result);
  return sendLone(
    c,
    parts,
    200,
    html`<h1>Sign in to Moltbot</h1>
<p>This signs in this browser for twelve hours. The link works once.</p>
<form method="post" action="/sign-in"><input type="hidden" name="token" value="${token}">
<button class="primary" autofocus>Sign in</button></form>`,
  );
}

async function signIn(c: HttpContext, parts: HttpParts): Promise<Response> {
  c.header("Referrer-Policy", "no-referrer");
  const text = hasType(c, "application/x-www-form-urlencoded") ? await bodyText(c) : "";
  const result = await checkSignIn(c, parts, new URLSearchParams(text ?? "").get("token") ?? "", "use");
  if (result.status !== "ok") {
    await noteRefusal(parts, "sign_in", result.status);
    return refuse(c, parts, result);
  }
  await parts.app.stores.audit.append([dashboardEvent(parts.app.clock.now(), "signed_in", { via: "dashboard" })]);
  const before = await parts.sessions.read(readSessionCookie(c, parts.options.publicUrl));
  if (before.status === "signed-in") await parts.sessions.end(before.session.id, []);
  const { cookie } = await parts.sessions.open((c.req.header("user-agent") ?? "").slice(0, 300));
  writeSessionCookie(c, parts.options.publicUrl, { value: cookie, forMs: sessionMs });
  parts.app.log.info("browser signed in");
  return c.redirect("/", 303);
}

type Refusal = Exclude<SignInCheck, { status: "ok" }>;

function refuse(c: HttpContext, parts: HttpParts, refusal: Refusal): Response | Promise<Response> {
  if (refusal.status === "limited") {
    c.header("Retry-After", String(Math.ceil(refusal.retryAfterMs / 1000)));
    return sendLone(c, parts, 429, html`<h1>Too many attempts</h1><p>Wait a minute, then open the link again.</p>`);
  }
  const titles = {
    used: "This link was used already",
    expired: "This link has expired",
    forged: "This link is not ours",
  };
  const used = html`<p>If that was not you, somebody else saw the link. Look at the recent decisions, and keep the next one to yourself.</p>`;
  return sendLone(
    c,
    parts,
    refusal.status === "expired" ? 410 : 403,
    html`<h1>${titles[refusal.status]}</h1>${refusal.status === "used" ? used : ""}${newLink()}`,
  );
}

function howTo(): Piece {
  return html`<h1>Sign in</h1>${newLink()}`;
}

function newLink(): Piece {
  return html`<p>On the machine that runs the gateway, run</p>
<p><code class="block">moltbot dashboard</code></p>
<p>and open the link that it prints. Each link works once, within ten minutes.</p>`;
}

function sendLone(c: HttpContext, parts: HttpParts, status: 200 | 403 | 410 | 429, body: Piece) {
  return sendPage(c, page(parts, { title: "Sign in", body: html`<section class="lone">${body}</section>` }), status);
}
