import type { Standing } from "@moltbot/pairing";
import { html } from "hono/html";
import type { Persona } from "../personas.ts";
import type { WebLine } from "../web-chat.ts";
import type { Piece } from "./layout.ts";

/** The way through the flow, with what is done ticked off. */
export function tour(persona: Persona, standing: Standing, all: readonly WebLine[]): Piece {
  return persona.name === "owner" ? ownerTour() : strangerTour(standing, all);
}

function ownerTour(): Piece {
  return html`<section class="tour"><p><strong>You are the owner.</strong> When a stranger asks to pair, the request arrives here as a message with buttons, as it would on your own Telegram. Press one, or type its command, e.g. <code>/approve pair_…</code> The same request waits under <a href="/approvals">Approvals</a>.</p></section>`;
}

function strangerTour(standing: Standing, all: readonly WebLine[]): Piece {
  if (standing.block) {
    return html`<section class="tour"><p><strong>You are blocked.</strong> The bot stays silent, whatever you send. Unblock this stranger under <a href="/users">People</a>, or start over as somebody new.</p></section>`;
  }
  const said = all.filter((line) => line.from === "person");
  const paired = standing.grant !== undefined;
  const asked = paired || standing.pending !== undefined;
  const talked = said.some((line) => line.at > (standing.grant?.grantedAt ?? Number.POSITIVE_INFINITY));
  const steps: readonly (readonly [boolean, Piece | string])[] = [
    [said.length > 0, html`Say hello. The bot does not know you and says how to ask.`],
    [asked, html`Send <code>/pair</code>. Your request goes to the owner, with a code that both of you see.`],
    [
      paired,
      html`Open <a href="/chat?as=owner" target="_blank" rel="noopener">the owner's tab</a> and approve it there.`,
    ],
    [talked, html`Come back here: the bot has told you. Now talk to it.`],
  ];
  const next = steps.findIndex(([done]) => !done);
  return html`<section class="tour"><p><strong>You are a stranger.</strong> The bot talks only to people whom somebody let in. See how that goes:</p>
<ol class="steps">${steps.map(([done, text], at) => step(done, at === next, text))}</ol></section>`;
}

function step(done: boolean, next: boolean, text: Piece | string): Piece {
  const mark = done ? html`<span class="sr">Done: </span>` : "";
  return html`<li class="${done ? "done" : ""}"${next ? html` aria-current="step"` : ""}>${mark}${text}</li>`;
}
