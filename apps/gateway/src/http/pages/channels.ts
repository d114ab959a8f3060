import type { LoginState } from "@moltbot/channel";
import { messageOf, plainText } from "@moltbot/core";
import { html, raw } from "hono/html";
import { renderSVG } from "uqr";
import type { ChannelStatus } from "../../app.ts";
import type { HttpParts } from "../parts.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece, page, sendPage } from "./layout.ts";

/** While a code is shown, the page looks again: the phone may have read it, and codes change. */
const refreshSeconds = "5";

/** `/channels`: how the accounts are doing, and linking those that somebody has to link by hand. */
export function channelPages(parts: HttpParts): SignedInRoute[] {
  const { app } = parts;
  return [
    { method: "GET", path: "/channels", access: "signed-in", handle: (c, session) => show(c, parts, session) },
    {
      method: "POST",
      path: "/channels/:channel/:account/login",
      access: "signed-in",
      handle: async (c, session) => {
        try {
          const login = await app.channelLogin(c.req.param("channel") ?? "", c.req.param("account") ?? "");
          await login?.begin();
        } catch (error) {
          return show(c, parts, session, messageOf(error));
        }
        return c.redirect("/channels", 303);
      },
    },
  ];
}

async function show(c: HttpContext, parts: HttpParts, session: Session, problem?: string): Promise<Response> {
  const accounts = await parts.app.channels();
  if (accounts.some(({ login }) => login?.status === "waiting")) c.header("Refresh", refreshSeconds);
  const body = html`<h1>Channels</h1>
${problem === undefined ? "" : html`<p class="note" role="alert">${plainText(problem)}</p>`}
${accounts.map((one) => card(one, session))}
${accounts.every(({ channel }) => channel === "web") ? onlyWeb : ""}`;
  return sendPage(c, page(parts, { title: "Channels", session, tab: "channels", body }));
}

const onlyWeb = html`<section class="empty"><p><strong>Nobody reaches the bot from elsewhere yet.</strong></p>
<p>In a terminal, <code>moltbot onboard telegram</code> connects a bot, step by step; likewise <code>discord</code> and <code>whatsapp</code>. Until then, <a href="/chat">try it in the web chat</a>.</p></section>`;

function card({ channel, account, health, login }: ChannelStatus, session: Session): Piece {
  const detail = health.detail === undefined ? "" : html`<p>${plainText(health.detail, 400)}</p>`;
  return html`<section class="card"><h2>${channel}/${account}</h2>
<p class="muted">${health.status}${login?.status === "linked" ? `, as ${plainText(login.as, 40)}` : ""}</p>
${detail}${login === undefined ? "" : loginPiece(login)}
${mayLink(health.status, login) ? linkForm(channel, account, session) : ""}</section>`;
}

function mayLink(status: ChannelStatus["health"]["status"], login: LoginState | undefined): boolean {
  return login === undefined ? status === "down" : login.status === "unlinked";
}

function linkForm(channel: string, account: string, session: Session): Piece {
  const action = `/channels/${encodeURIComponent(channel)}/${encodeURIComponent(account)}/login`;
  return html`<form method="post" action="${action}">${csrfField(session)}<button>Link or try again</button></form>`;
}

function loginPiece(login: LoginState): Piece {
  if (login.status === "linked") return html``;
  if (login.status === "unlinked") return html`<p>${plainText(login.because)}</p>`;
  if (login.code !== undefined) {
    return html`<p>On the phone: WhatsApp, Linked devices, Link a device, Link with phone number instead. Type:</p>
<p class="mono"><strong>${login.code}</strong></p>`;
  }
  return html`<p>On the phone: WhatsApp, Linked devices, Link a device. Then point it at this:</p>
<div class="qr" role="img" aria-label="QR code to link the phone">${raw(renderSVG(login.qr ?? "", { pixelSize: 4 }))}</div>`;
}
