import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { Persona } from "../personas.ts";
import type { Session } from "../sessions.ts";
import type { WebLine } from "../web-chat.ts";
import { csrfField, type Piece } from "./layout.ts";
import { when } from "./when.ts";

/** Untrusted text over several lines, each made harmless. */
export function harmlessLines(text: string): string {
  return text
    .split("\n", 200)
    .map((line) => plainText(line, 4000))
    .join("\n");
}

/** A conversation. The box starts at its end, without a script (see `.transcript` in the style). */
export function transcript(all: readonly WebLine[], persona: Persona, session: Session, now: number): Piece {
  if (all.length === 0) {
    const text =
      persona.name === "owner"
        ? "Nothing yet. Requests to pair arrive here."
        : "Nothing said yet. Write something below, the way a stranger would.";
    return html`<div class="transcript"><p class="muted center">${text}</p></div>`;
  }
  return html`<div class="transcript" tabindex="0" role="log" aria-label="Conversation"><ol>${all.map((line) => bubble(line, persona, session, now))}</ol></div>`;
}

function bubble(line: WebLine, persona: Persona, session: Session, now: number): Piece {
  const who = line.from === "bot" ? "Bot" : "You";
  const rows = (line.actions ?? []).filter((row) => row.length > 0);
  return html`<li class="bubble ${line.from}"><span class="who">${who} <span class="muted">${when(line.at, now)}</span></span>
<p>${harmlessLines(line.text)}</p>${rows.map(
    (row) =>
      html`<div class="row">${row.map(
        (
          action,
        ) => html`<form method="post" action="/chat" data-enhance>${csrfField(session)}<input type="hidden" name="as" value="${persona.name}">
<input type="hidden" name="message" value="${line.id}"><button class="${action.style ?? ""}" name="press" value="${action.payload}">${plainText(action.label, 60)}</button></form>`,
      )}</div>`,
  )}</li>`;
}
