import { formatPrincipal, plainText } from "@moltbot/core";
import { html } from "hono/html";
import { readPersonVerb } from "../answer-request.ts";
import type { HttpParts } from "../parts.ts";
import { exactName, readExactName } from "../people.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { confirmBody } from "./confirm.ts";
import { page, sendPage } from "./layout.ts";
import { showPeople, userName } from "./people.ts";

const by = { kind: "operator", via: "dashboard" } as const;

const questions = {
  block: ["Block", "They get no answer any more, whatever they send. What they have pending ends."],
  unpair: ["Unpair", "From their next message on they are a stranger again. They can ask to pair anew."],
} as const;

/** `/users` and the acts on people. */
export function peoplePages(parts: HttpParts): SignedInRoute[] {
  return [
    { method: "GET", path: "/users", access: "signed-in", handle: (c, session) => showPeople(c, parts, session) },
    {
      method: "GET",
      path: "/users/:who/block",
      access: "signed-in",
      handle: (c, session) => ask(c, parts, session, "block"),
    },
    {
      method: "GET",
      path: "/users/:who/unpair",
      access: "signed-in",
      handle: (c, session) => ask(c, parts, session, "unpair"),
    },
    {
      method: "POST",
      path: "/users/:who",
      access: "signed-in",
      handle: async (c, _session, form) => {
        const who = readExactName(c.req.param("who") ?? "");
        const verb = readPersonVerb(form.get("verb"));
        if (who === undefined || verb === undefined) return c.redirect("/users?note=missing", 303);
        const outcome = await parts.app.pairing[verb](who, by);
        parts.app.changed("users");
        parts.app.changed("approvals");
        return c.redirect(`/users?note=${outcome.status}`, 303);
      },
    },
  ];
}

async function ask(
  c: HttpContext,
  parts: HttpParts,
  session: Session,
  verb: keyof typeof questions,
): Promise<Response> {
  const who = readExactName(c.req.param("who") ?? "");
  const user = who && (await parts.app.stores.pairing.user(who));
  if (user === undefined) return c.redirect("/users?note=missing", 303);
  const [word, consequence] = questions[verb];
  const name = userName(user);
  const body = confirmBody(session, {
    question: `${word} ${name}?`,
    what: html`<p class="mono muted">${plainText(formatPrincipal(user.principal), 120)}</p><p>${consequence}</p>`,
    action: `/users/${encodeURIComponent(exactName(user.principal))}`,
    fields: { verb },
    yes: `${word} ${name}`,
    back: "/users",
  });
  return sendPage(c, page(parts, { title: word, session, tab: "users", body }));
}
