import { plainText } from "@moltbot/core";
import { isRole, type VisibleDevice } from "@moltbot/device-pairing";
import { html } from "hono/html";
import { createBrowserDesk } from "../../devices/browsers.ts";
import { operatorCaller } from "../../devices/callers.ts";
import { deviceShape } from "../../devices/shapes.ts";
import type { HttpParts } from "../parts.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { browsersSection } from "./browsers.ts";
import { confirmBody } from "./confirm.ts";
import { csrfField, type Piece, page, sendPage } from "./layout.ts";
import { when } from "./when.ts";

const by = operatorCaller("dashboard");

const notes: Readonly<Record<string, string>> = {
  done: "Done. Connections that it ends are closed within a second.",
  unchanged: "Nothing changed: it was so already.",
  revoked: "Nothing changed: that was revoked before, and revoked is final.",
  missing: "There is no such device.",
  "signed-out": "Signed out. Its pages stop within a second.",
  gone: "Nothing changed: that browser is signed out already.",
};

const questions = {
  revoke: ["Revoke", "Its token ends now, its connections are closed, and it has to be approved again. This is final."],
  remove: ["Remove", "It is forgotten with everything it asks for. It may ask again, as a stranger."],
} as const;

/** `/devices`: what was let in, what it may do, and how to end that (SPEC R4.2). */
export function devicePages(parts: HttpParts): SignedInRoute[] {
  const { app } = parts;
  return [
    { method: "GET", path: "/devices", access: "signed-in", handle: (c, session) => show(c, parts, session) },
    {
      method: "GET",
      path: "/devices/:id/:verb",
      access: "signed-in",
      handle: (c, session) => ask(c, parts, session),
    },
    {
      method: "POST",
      path: "/devices/:id",
      access: "signed-in",
      handle: async (c, _session, form) => {
        const deviceId = c.req.param("id") ?? "";
        const role = form.get("role");
        const target = { deviceId, role: isRole(role) ? role : "operator" } as const;
        switch (form.get("verb")) {
          case "rotate":
            return back(c, (await app.devices.rotate(target, by)).status);
          case "revoke":
            return back(c, (await app.devices.revoke(target, by)).status);
          case "remove":
            return back(c, (await app.devices.remove(deviceId, by)).status);
          default:
            return back(c, "missing");
        }
      },
    },
  ];
}

function back(c: HttpContext, status: string): Response {
  return c.redirect(`/devices?note=${status === "not_found" ? "missing" : status}`, 303);
}

async function show(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const { app } = parts;
  const now = app.clock.now();
  const [devices, waiting, browsers] = await Promise.all([
    app.devices.list(by),
    app.devices.pending(by),
    createBrowserDesk(app).list(),
  ]);
  const note = c.req.query("note");
  const text = note !== undefined && Object.hasOwn(notes, note) ? notes[note] : undefined;
  const ask =
    waiting.length === 0
      ? ""
      : html`<p><a href="/approvals">${waiting.length === 1 ? "One device waits" : `${waiting.length} devices wait`} to be approved</a></p>`;
  const body = html`<div class="title"><h1>Devices</h1></div>
${text ? html`<div role="status" class="note ${note === "done" || note === "signed-out" ? "good" : "warn"}">${text}</div>` : ""}
<div id="devices" data-live>${ask}${devices.length === 0 ? nothing() : html`<ul class="people">${devices.map((device) => line(device, session, now))}</ul>`}
${browsersSection(browsers, session, now)}</div>`;
  return sendPage(c, page(parts, { title: "Devices", session, tab: "devices", live: true, body }));
}

function nothing(): Piece {
  return html`<section class="empty"><p><strong>No device was let in yet.</strong></p>
<p>A device connects to <code>/ws</code> and asks; you approve it here or by <code>moltbot devices approve</code>. <code>moltbot devices join</code> prints a code for a new one.</p></section>`;
}

const words: Readonly<Record<string, string>> = { active: "active", waiting: "has no token yet", revoked: "revoked" };
const badges: Readonly<Record<string, string>> = { active: "paired", waiting: "pending", revoked: "blocked" };

function line(device: VisibleDevice, session: Session, now: number): Piece {
  const { roles } = deviceShape(device);
  const name = plainText(device.label, 64) || plainText(device.client.id, 64);
  const seen = device.lastSeenAt === undefined ? "never seen" : html`seen ${when(device.lastSeenAt, now)}`;
  const path = `/devices/${device.id}`;
  return html`<li class="card person"><header><h2>${name}</h2><span class="muted push">${seen}</span></header>
<p class="muted">${plainText(device.client.id, 64)} on ${plainText(device.client.platform, 64)}, <span class="mono">${device.id.slice(0, 16)}…</span></p>
${roles.map(
  ({ role, scopes, state }) => html`<p><span class="badge ${badges[state] ?? ""}">${words[state] ?? state}</span>
${role}: ${scopes.length === 0 ? "no scopes" : scopes.join(", ")}</p>
<div class="row">${
    state === "revoked"
      ? ""
      : html`<form method="post" action="${path}">${csrfField(session)}<input type="hidden" name="role" value="${role}"><button name="verb" value="rotate">New token</button></form>
<a class="button danger-text" href="${path}/revoke?role=${role}">Revoke…</a>`
  }</div>`,
)}
<div class="row"><a class="button danger-text" href="${path}/remove">Remove…</a></div></li>`;
}

async function ask(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const verb = c.req.param("verb");
  const device = (await parts.app.devices.list(by)).find(({ id }) => id === c.req.param("id"));
  if (device === undefined || (verb !== "revoke" && verb !== "remove")) return back(c, "missing");
  const [word, consequence] = questions[verb];
  const role = c.req.query("role");
  const name = plainText(device.label, 64) || plainText(device.client.id, 64);
  const body = confirmBody(session, {
    question: `${word} ${name}?`,
    what: html`<p class="mono muted">${device.id.slice(0, 16)}…</p><p>${consequence}</p>`,
    action: `/devices/${device.id}`,
    fields: { verb, role: isRole(role) ? role : "operator" },
    yes: `${word} ${name}`,
    back: "/devices",
  });
  return sendPage(c, page(parts, { title: word, session, tab: "devices", body }));
}
