import { isMoltbotError, parseDuration, plainText } from "@moltbot/core";
import type { Delegation } from "@moltbot/pairing";
import { html } from "hono/html";
import type { HttpParts } from "../parts.ts";
import { onePerson } from "../people.ts";
import type { SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece } from "./layout.ts";
import { when } from "./when.ts";

const by = { kind: "operator", via: "dashboard" } as const;

/** Votes of approvers that somebody else holds for a time, with a way to hand over and to take back. */
export function delegationsSection(list: readonly Delegation[], session: Session, now: number): Piece {
  return html`<section aria-labelledby="votes"><h2 id="votes" class="apart">Votes in other hands</h2>
<p class="muted">An approver can let somebody else answer pairing requests for them. Together they count as one.</p>
${list.length === 0 ? "" : html`<ul class="log">${list.map((one) => line(one, session, now))}</ul>`}
<form method="post" action="/delegations" class="row" data-enhance>${csrfField(session)}
<label>Vote of <input name="from" required placeholder="telegram:1" size="16" maxlength="300"></label>
<label>to <input name="to" required placeholder="discord:77" size="16" maxlength="300"></label>
<label>for <input name="for" required placeholder="2 days" size="8" maxlength="64"></label>
<button>Hand over</button></form></section>`;
}

function line({ from, to, until }: Delegation, session: Session, now: number): Piece {
  const [whose, whom] = [from, to].map(({ channel, id }) => plainText(`${channel}:${id}`, 120));
  return html`<li><span class="mono">${whom}</span> <span>answers for</span> <span class="mono">${whose}</span>
<span class="muted">until ${when(until, now)}</span>
<form method="post" action="/delegations/revoke" class="push" data-enhance>${csrfField(session)}
<input type="hidden" name="from" value="${from.channel}:${from.id}"><button>Take back</button></form></li>`;
}

/** The forms of that section. */
export function delegationPages({ app }: HttpParts): SignedInRoute[] {
  const named = async (text: string | null) => {
    const { channel, id } = await onePerson(app.pairing, text ?? "");
    return { channel, id };
  };
  const noteOf = async (act: () => Promise<{ readonly status: string }>): Promise<string> => {
    try {
      return (await act()).status;
    } catch (error) {
      // Somebody nobody knows, several people, a time that is none: said like that, on the page they came from.
      if (!isMoltbotError(error) || error.code === "unavailable") throw error;
      return error.code === "invalid" ? "no-time" : "missing";
    }
  };
  return [
    {
      method: "POST",
      path: "/delegations",
      access: "signed-in",
      handle: async (c, _session, form) => {
        const note = await noteOf(async () => {
          const [from, to] = [await named(form.get("from")), await named(form.get("to"))];
          return app.pairing.delegate(from, to, parseDuration(form.get("for") ?? ""), by);
        });
        app.changed("users");
        return c.redirect(`/users?note=${note}`, 303);
      },
    },
    {
      method: "POST",
      path: "/delegations/revoke",
      access: "signed-in",
      handle: async (c, _session, form) => {
        const note = await noteOf(async () => app.pairing.undelegate(await named(form.get("from")), by));
        app.changed("users");
        return c.redirect(`/users?note=${note}`, 303);
      },
    },
  ];
}
