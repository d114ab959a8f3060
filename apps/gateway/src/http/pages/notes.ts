import type { Approval } from "@moltbot/approvals";
import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import { decisionOf } from "../answer-request.ts";
import type { Piece } from "./layout.ts";
import { askerName } from "./request-card.ts";
import { when } from "./when.ts";

const tones: Readonly<Record<string, "good" | "warn">> = {
  approved: "good",
  voted: "good",
  denied: "good",
  blocked: "good",
};

/** What came of the last click. The address carries a word and an id, never a sentence, so nobody can put one there. */
export function requestNote(note: string | undefined, about: Approval | undefined, now: number): Piece {
  const text = noteText(note, about, now);
  if (text === undefined) return html`<div id="note" data-live></div>`;
  const tone = (note !== undefined && Object.hasOwn(tones, note) && tones[note]) || "warn";
  return html`<div id="note" data-live role="status" class="note ${tone}">${text}</div>`;
}

function noteText(note: string | undefined, about: Approval | undefined, now: number): Piece | string | undefined {
  if (note === "missing") return "There is no such request.";
  if (about === undefined) return undefined;
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

function alreadyText(about: Approval, name: string, now: number): Piece {
  const { by, what } = decisionOf(about);
  const at = about.decidedAt === undefined ? "" : html` ${when(about.decidedAt, now)}`;
  return html`Nothing changed: the request of ${name} was ${plainText(what)} already by ${plainText(by)}${at}.`;
}
