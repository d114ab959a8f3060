import type { Approval } from "@moltbot/approvals";
import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import { shortLine } from "../../exec/approvals/cards.ts";
import { decisionOf } from "../answer-request.ts";
import type { Piece } from "./layout.ts";
import { askerName } from "./request-card.ts";
import { when } from "./when.ts";

const tones: Readonly<Record<string, "good" | "warn">> = {
  approved: "good",
  voted: "good",
  denied: "good",
  blocked: "good",
  revoked: "good",
};

/** What came of the last click. The address carries a word and an id, never a sentence, so nobody can put one there. */
export function requestNote(note: string | undefined, about: Approval | undefined, now: number): Piece {
  const text = noteText(note, about, now);
  if (text === undefined) return html`<div id="note" data-live></div>`;
  const tone = (note !== undefined && Object.hasOwn(tones, note) && tones[note]) || "warn";
  return html`<div id="note" data-live role="status" class="note ${tone}">${text}</div>`;
}

/** Notes that are about no request. */
const standing: Readonly<Record<string, string>> = {
  missing: "There is no such request.",
  revoked: "Revoked. The command asks again from the next time on.",
  "revoked-before": "Nothing changed: that grant was revoked before.",
  "no-grant": "There is no such grant.",
};

function noteText(note: string | undefined, about: Approval | undefined, now: number): Piece | string | undefined {
  const alone = note !== undefined && Object.hasOwn(standing, note) ? standing[note] : undefined;
  if (alone !== undefined || about === undefined) return alone;
  if (about.kind === "exec") return commandNote(note, about, now);
  if (about.kind === "device") return deviceNote(note, about, now);
  const name = askerName(about);
  switch (note) {
    case "approved":
      return `Approved. ${name} has been told and can talk now.`;
    case "voted":
      return `Your approval counts. ${about.required - about.votes.length} more needed for ${name}.`;
    case "denied":
      return `Denied. ${name} stays outside.`;
    case "blocked":
      return `Blocked. ${name} hears nothing any more.`;
    case "expired":
      return `Too late: the request of ${name} has expired. They can send /pair again.`;
    case "forbidden":
      return `That is not allowed for the request of ${name}.`;
    case "already":
      return alreadyText(about, name, now);
    default:
      return undefined;
  }
}

function deviceNote(note: string | undefined, about: Approval, now: number): Piece | string | undefined {
  const name = plainText(about.payload["clientId"], 64);
  switch (note) {
    case "approved":
      return `Approved. ${name} gets its token when it connects again.`;
    case "voted":
      return `Your approval counts. More people must agree before ${name} comes in.`;
    case "denied":
      return `Turned away: ${name}.`;
    case "expired":
      return `Too late: the request of ${name} has expired. It asks anew when it connects again.`;
    case "forbidden":
      return `That is not allowed for the request of ${name}.`;
    case "already":
      return alreadyText(about, name, now);
    default:
      return undefined;
  }
}

function commandNote(note: string | undefined, about: Approval, now: number): Piece | string | undefined {
  const line = shortLine(about);
  switch (note) {
    case "approved":
      return `Approved: ${line}`;
    case "voted":
      return `Your approval counts. More people must agree before it runs: ${line}`;
    case "denied":
      return `Denied. It does not run: ${line}`;
    case "blocked":
      return `Blocked. Who asked hears nothing any more, and it does not run: ${line}`;
    case "expired":
      return `Too late: nobody answered in time, so it does not run: ${line}`;
    case "refused":
      return `Nothing was decided: the agent's settings do not offer a yes that reaches so far. ${line}`;
    case "forbidden":
      return `You may not decide on this one. ${line}`;
    case "already":
      return alreadyText(about, `"${line}"`, now);
    default:
      return undefined;
  }
}

function alreadyText(about: Approval, name: string, now: number): Piece {
  const { by, what } = decisionOf(about);
  const at = about.decidedAt === undefined ? "" : html` ${when(about.decidedAt, now)}`;
  return html`Nothing changed: the request ${about.kind === "exec" ? "to run" : "of"} ${name} was ${plainText(what)} already by ${plainText(by)}${at}.`;
}
