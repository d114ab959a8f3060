import { plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { ToolExplanation } from "../../policy/explain-tool.ts";
import type { Piece } from "./layout.ts";
import { placePiece } from "./place.ts";

/** What may be called, and which layer says so, tool by tool. */
export function toolTable(tools: readonly ToolExplanation[], label: string): Piece {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr><th scope="col">Tool</th><th scope="col">May</th><th scope="col">Layer</th><th scope="col">Rule</th><th scope="col">Where</th></tr></thead>
<tbody>${tools.map(
    ({
      tool,
      decision: { allowed, layer, rule },
      place,
    }) => html`<tr><th scope="row" class="mono">${plainText(tool, 60)}</th>
<td><span class="badge ${allowed ? "good" : "bad"}">${allowed ? "yes" : "no"}</span></td><td>${plainText(layer, 60)}</td><td class="mono">${plainText(rule, 80)}</td><td>${placePiece(place)}</td></tr>`,
  )}</tbody></table></div>`;
}

const looks = { pass: "good", deny: "bad", "no rule": "" } as const;

/** What every layer says about one tool, and what that comes to. */
export function toolLayers({ tool, known, suggestion, decision, place, layers }: ToolExplanation): Piece {
  const { allowed, because } = decision;
  const strange = known
    ? ""
    : html`<p class="muted">Moltbot knows no tool of this name${suggestion === undefined ? "" : `. Did you mean ${plainText(suggestion, 60)}?`}</p>`;
  return html`<section class="card" aria-label="The tool"><header><h2>Tool <span class="mono">${plainText(tool, 100)}</span></h2>
<span class="badge ${allowed ? "good" : "bad"}">${allowed ? "allowed" : "refused"}</span></header>
<p>${plainText(because, 500)} ${placePiece(place)}</p>${strange}
<div class="wide" tabindex="0" role="region" aria-label="Layers"><table><thead><tr><th scope="col">Layer</th><th scope="col">Says</th><th scope="col">Rule</th><th scope="col">Where</th></tr></thead>
<tbody>${layers.map(
    (
      one,
    ) => html`<tr><th scope="row">${plainText(one.layer, 60)}</th><td><span class="badge ${looks[one.verdict]}">${one.verdict}</span></td>
<td class="mono">${plainText(one.rule, 80)}</td><td>${one.place === undefined ? plainText(one.source, 200) : placePiece(one.place)}</td></tr>`,
  )}</tbody></table></div></section>`;
}
