import { formatPrincipal, type Principal, plainText } from "@moltbot/core";
import type { ErasureMode, Tally } from "@moltbot/pairing/privacy";
import { html } from "hono/html";
import type { HttpParts } from "../parts.ts";
import { exactName, readExactName } from "../people.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { streamOf } from "../stream-of.ts";
import { confirmBody } from "./confirm.ts";
import { csrfField, type Piece, page, sendPage } from "./layout.ts";

const by = "dashboard" as const;

const acts: Readonly<Record<ErasureMode, readonly [string, string]>> = {
  delete: ["Delete", "Everything goes but what the audit log says about them."],
  purge: ["Purge", "Everything goes, and the audit log forgets who it was."],
  anonymize: ["Anonymise", "The conversation stays under a random name. Nothing leads back from it."],
};
const modes = Object.keys(acts) as readonly ErasureMode[];

/** `/users/<who>/privacy`, and the export and erasure of one person. */
export function privacyPages(parts: HttpParts): SignedInRoute[] {
  return [
    {
      method: "GET",
      path: "/users/:who/privacy",
      access: "signed-in",
      handle: (c, session) => overview(c, parts, session),
    },
    { method: "GET", path: "/users/:who/erase", access: "signed-in", handle: (c, session) => ask(c, parts, session) },
    {
      method: "POST",
      path: "/users/:who/export",
      access: "signed-in",
      handle: async (c) => {
        const who = readExactName(c.req.param("who") ?? "");
        if (who === undefined) return c.redirect("/users?note=missing", 303);
        return c.body(await streamOf(c, parts, parts.app.privacy.export(who, { by })), 200, {
          "Content-Type": "application/json; charset=utf-8",
          "Content-Disposition": 'attachment; filename="moltbot-export.json"',
          "Cache-Control": "no-store",
        });
      },
    },
    {
      method: "POST",
      path: "/users/:who/erase",
      access: "signed-in",
      handle: async (c, _session, form) => {
        const who = readExactName(c.req.param("who") ?? "");
        const mode = modes.find((one) => one === form.get("mode"));
        if (who === undefined || mode === undefined) return c.redirect("/users?note=missing", 303);
        const [outcome] = await parts.app.privacy.erase(who, { mode, by });
        parts.app.changed("users");
        parts.app.changed("approvals");
        return c.redirect(`/users?note=${outcome?.status ?? "missing"}`, 303);
      },
    },
  ];
}

async function overview(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const who = readExactName(c.req.param("who") ?? "");
  if (who === undefined) return c.redirect("/users?note=missing", 303);
  const [seen] = await parts.app.privacy.preview(who, "purge");
  if (seen === undefined) return c.redirect("/users?note=missing", 303);
  const path = `/users/${encodeURIComponent(exactName(who))}`;
  const body = html`<div class="title"><h1>Data of ${shown(who)}</h1></div>
${counts(seen.tally)}
${seen.named.length === 0 ? "" : html`<p class="note warn">The configuration names them, and goes on doing so: ${seen.named.map((one) => plainText(one, 80)).join(", ")}</p>`}
<div class="row"><form method="post" action="${path}/export">${csrfField(session)}<button>Export</button></form>
${seen.owner.length > 0 ? html`<p class="muted">Owners are not erased.</p>` : modes.map((mode) => html`<a class="button danger-text" href="${path}/erase?mode=${mode}">${acts[mode][0]}…</a>`)}
<a class="button" href="/users">Back</a></div>`;
  return sendPage(c, page(parts, { title: "Data", session, tab: "users", body }));
}

async function ask(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const who = readExactName(c.req.param("who") ?? "");
  const mode = modes.find((one) => one === c.req.query("mode"));
  if (who === undefined || mode === undefined) return c.redirect("/users?note=missing", 303);
  const [seen] = await parts.app.privacy.preview(who, mode);
  const [word, consequence] = acts[mode];
  const kept = seen?.blocked
    ? "They are blocked: a keyed hash stays, so that they are blocked when they come back. "
    : "";
  const body = confirmBody(session, {
    question: `${word} ${shown(who)}?`,
    what: html`<p>${consequence} ${kept}This cannot be undone. What was sent to other people's chats stays there.</p>${counts(seen?.tally ?? {})}`,
    action: `/users/${encodeURIComponent(exactName(who))}/erase`,
    fields: { mode },
    yes: `${word} for good`,
    back: `/users/${encodeURIComponent(exactName(who))}/privacy`,
  });
  return sendPage(c, page(parts, { title: word, session, tab: "users", body }));
}

const shown = (who: Principal): string => plainText(formatPrincipal(who), 120);

function counts(tally: Tally): Piece {
  const lines = Object.entries(tally).map(([what, n]) => html`<li>${what.replaceAll("_", " ")}: ${n}</li>`);
  return lines.length === 0 ? html`<p>Nothing is kept about them.</p>` : html`<ul>${lines}</ul>`;
}
