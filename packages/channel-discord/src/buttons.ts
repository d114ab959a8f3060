import type { Action, OutboundMessage } from "@moltbot/channel";
import { MoltbotError } from "@moltbot/core";
import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from "discord.js";

/** Longest payload of a button, in bytes; Discord counts characters, which are never more. */
export const payloadLimit = 100;
const labelLimit = 80;
const rowLimit = 5;

type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

const styles = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger } as const;

function buttonOf(action: Action): APIButtonComponentWithCustomId {
  const bytes = Buffer.byteLength(action.payload);
  if (bytes < 1 || bytes > payloadLimit) {
    throw new MoltbotError("invalid", `A Discord button carries 1 to ${payloadLimit} bytes, not ${bytes}.`);
  }
  if (action.label.trim() === "") throw new MoltbotError("invalid", "A Discord button needs a label.");
  const label = action.label.length > labelLimit ? `${action.label.slice(0, labelLimit - 1)}…` : action.label;
  return {
    type: ComponentType.Button,
    style: action.style === undefined ? ButtonStyle.Secondary : styles[action.style],
    label: label.replace(/\p{Surrogate}/gu, "\ufffd"),
    custom_id: action.payload,
  };
}

/**
 * The rows of buttons under a message; a row of more than five goes on in the next.
 * @throws MoltbotError `invalid` for buttons that Discord would refuse
 */
export function rowsOf(message: OutboundMessage): Row[] {
  const rows = (message.actions ?? []).flatMap((row) => {
    const buttons = row.map(buttonOf);
    const starts = Array.from({ length: Math.ceil(buttons.length / rowLimit) }, (_, index) => index * rowLimit);
    return starts.map((start) => buttons.slice(start, start + rowLimit));
  });
  const payloads = rows.flat().map((button) => button.custom_id);
  if (rows.length > rowLimit) throw new MoltbotError("invalid", "A Discord message holds at most 5 rows of 5 buttons.");
  if (new Set(payloads).size < payloads.length) {
    throw new MoltbotError("invalid", "Two buttons of one Discord message carry the same payload.");
  }
  return rows.map((components) => ({ type: ComponentType.ActionRow, components }));
}
