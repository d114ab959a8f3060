import { html } from "hono/html";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece } from "./layout.ts";

/** A question before something that hurts. */
export interface Confirmation {
  readonly question: string;
  readonly what: Piece;
  readonly action: string;
  /** Fields of the form besides the CSRF token. */
  readonly fields: Readonly<Record<string, string>>;
  /** What else the form asks. */
  readonly terms?: Piece;
  readonly yes: string;
  readonly back: string;
}

/** The question as a page of its own, so that it needs no script. */
export function confirmBody(session: Session, o: Confirmation): Piece {
  const fields = Object.entries(o.fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<section class="lone"><h1>${o.question}</h1>
${o.what}
<form method="post" action="${o.action}" class="row">${csrfField(session)}${fields}${o.terms ?? ""}
<button class="danger" autofocus>${o.yes}</button><a class="button" href="${o.back}">Cancel</a></form></section>`;
}
