import { html } from "hono/html";
import type { HttpParts } from "../parts.ts";
import { type Persona, readPersona } from "../personas.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { waitForAnswer } from "../wait-for-answer.ts";
import { csrfField, type Piece, page, sendPage } from "./layout.ts";
import { tour } from "./tour.ts";
import { transcript } from "./transcript.ts";

const longestText = 4000;

/** `/chat`: the operator plays a stranger in one tab and the owner in another, on the loopback channel `web`. */
export function chatPages(parts: HttpParts): SignedInRoute[] {
  return [
    { method: "GET", path: "/chat", access: "signed-in", handle: (c, session) => showChat(c, parts, session) },
    { method: "POST", path: "/chat", access: "signed-in", handle: (c, _session, form) => act(c, parts, form) },
    {
      method: "POST",
      path: "/chat/anew",
      access: "signed-in",
      handle: (c, _session, form) => {
        const persona = personaOf(c, parts, form.get("as") ?? "", true);
        return c.redirect(`/chat?as=${persona?.name ?? "stranger"}`, 303);
      },
    },
  ];
}

function personaOf(c: HttpContext, parts: HttpParts, name: string, anew = false): Persona | undefined {
  const secure = parts.options.publicUrl?.startsWith("https:") ?? false;
  return readPersona(c, parts.app.random, name, { anew, secure });
}

async function showChat(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  const { app } = parts;
  const persona = personaOf(c, parts, c.req.query("as") ?? "");
  if (persona === undefined) return c.redirect("/chat?as=stranger", 303);
  const now = app.clock.now();
  const all = app.chat.lines(persona.person.id);
  const standing = await app.stores.pairing.standing({ channel: "web", account: "default", id: persona.person.id });
  const body = html`<div class="title"><h1>Chat</h1>${personas(persona)}</div>
<div id="tour" data-live>${tour(persona, standing, all)}</div>
<div id="transcript" data-live>${transcript(all, persona, session, now)}</div>
${composer(persona, session, standing.grant !== undefined)}
${footer(persona, session)}`;
  return sendPage(c, page(parts, { title: `Chat as ${persona.name}`, session, tab: "chat", live: true, body }));
}

function personas(current: Persona): Piece {
  const names = current.name === "owner" ? ["stranger", "owner"] : [current.name, "owner"];
  const links = names.map(
    (name) => html`<a href="/chat?as=${name}"${name === current.name ? html` aria-current="true"` : ""}>${name}</a>`,
  );
  return html`<nav class="filters push" aria-label="Who you are"><span class="muted">You are the</span> ${links}</nav>`;
}

function hidden(persona: Persona, session: Session): Piece {
  return html`${csrfField(session)}<input type="hidden" name="as" value="${persona.name}">`;
}

function composer(persona: Persona, session: Session, paired: boolean): Piece {
  const insider = persona.name === "owner" || paired;
  const chips = insider ? ["hello", "/whoami", "/tools", "/help"] : ["hello", "/pair", "/whoami"];
  return html`<form method="post" action="/chat" class="row composer" data-enhance data-reset>${hidden(persona, session)}
<label class="sr" for="text">Message</label>
<input id="text" name="text" maxlength="${longestText}" autocomplete="off" placeholder="Write as the ${persona.name}" required autofocus>
<button class="primary">Send</button></form>
<div id="chips" data-live><form method="post" action="/chat" class="row chips" data-enhance>${hidden(persona, session)}<span class="muted">Or send</span>
${chips.map((text) => html`<button name="text" value="${text}">${text}</button>`)}</form></div>`;
}

function footer(persona: Persona, session: Session): Piece {
  const other = persona.name === "owner" ? "stranger" : "owner";
  return html`<div class="row foot"><a href="/chat?as=${other}" target="_blank" rel="noopener">Open the ${other}'s tab</a>
<noscript><a href="/chat?as=${persona.name}">Look for new messages</a></noscript>
${persona.name === "owner" ? "" : html`<form method="post" action="/chat/anew">${hidden(persona, session)}<button class="link">Start over as somebody new</button></form>`}</div>`;
}

async function act(c: HttpContext, parts: HttpParts, form: URLSearchParams): Promise<Response> {
  const { chat } = parts.app;
  const persona = personaOf(c, parts, form.get("as") ?? "");
  if (persona === undefined) return c.redirect("/chat", 303);
  const text = (form.get("text") ?? "").trim().slice(0, longestText);
  const press = form.get("press");
  const act = async (): Promise<void> => {
    if (press !== null)
      await chat.press(persona.person, press.slice(0, 256), (form.get("message") ?? "").slice(0, 128));
    else if (text !== "") await chat.say(persona.person, text);
  };
  // A page with scripts hears of the answer; one without would show itself too early.
  if (c.req.header("x-live") === "1") await act();
  else await waitForAnswer(parts.app, persona.person.id, act);
  return c.redirect(`/chat?as=${persona.name}`, 303);
}
