import { basename } from "node:path";
import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { RulePlace } from "../../policy/rule-place.ts";
import type { Piece } from "./layout.ts";

/** `file:line path` of a setting; the path alone where the file does not have it. */
export function placePiece(place: RulePlace | undefined): Piece | "" {
  if (place === undefined) return "";
  const { file, line, path } = place;
  const at = file === undefined || line === undefined ? "" : `${plainText(basename(file), 100)}:${line} `;
  return html`<span class="mono small">${at}${plainText(path, 300)}</span>`;
}
