import { formatPrincipal, isMoltbotError, type Principal, plainText } from "@moltbot/core";
import type { PersonOutcome } from "@moltbot/pairing";
import { html } from "hono/html";
import { type PersonVerb, readPersonVerb } from "../answer-request.ts";
import type { HttpParts } from "../parts.ts";
import { exactName, readExactName } from "../people.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { readBlockTerms } from "../terms.ts";
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
        const outcome = await act(parts, { who, verb, time: form.get("for") ?? "" });
        if (outcome === undefined) return c.redirect("/users?note=no-time", 303);
        parts.app.changed("users");
        parts.app.changed("approvals");
        return c.redirect(`/users?note=${outcome.status}`, 303);
      },
    },
  ];
}

const terms = html`<label>For <select name="for"><option value="">good</option>${["1 hour", "1 day", "7 days", "30 days"].map((time) => html`<option>${time}</option>`)}</select></label>`;

/** `undefined`: the time is none, and nothing was done. */
async function act(
  { app }: HttpParts,
  { who, verb, time }: { who: Principal; verb: PersonVerb; time: string },
): Promise<PersonOutcome | undefined> {
  if (verb !== "block") return app.pairing[verb](who, by);
  try {
    return await app.pairing.block(who, by, readBlockTerms({ for: time }));
  } catch (error) {
    if (isMoltbotError(error) && error.code === "invalid") return undefined;
    throw error;
  }
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
    ...(verb === "block" ? { terms } : {}),
    back: "/users",
  });
  return sendPage(c, page(parts, { title: word, session, tab: "users", body }));
}
