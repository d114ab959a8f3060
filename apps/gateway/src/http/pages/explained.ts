import { formatPrincipal, plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { Explanation, Gate, Outcome } from "../../explain/explanation.ts";
import type { CommandExplanation } from "../../policy/explain-command.ts";
import type { ToolExplanation } from "../../policy/explain-tool.ts";
import { exactName } from "../people.ts";
import { askedHowOften } from "./command-words.ts";
import type { Piece } from "./layout.ts";
import { placePiece } from "./place.ts";
import { toolLayers, toolTable } from "./tool-table.ts";

const outcomes: Readonly<Record<Outcome, readonly ["good" | "warn" | "bad", string]>> = {
  answers: ["good", "is answered"],
  "carries-out": ["good", "is obeyed"],
  "offers-pairing": ["warn", "is asked to pair"],
  notice: ["warn", "hears one line, and no answer"],
  silent: ["bad", "hears nothing"],
  unreached: ["bad", "is not heard"],
};

const verdicts: Readonly<Record<Gate["verdict"], readonly [string, string]>> = {
  passes: ["", "passes"],
  admits: ["good", "lets in"],
  offers: ["warn", "asks to pair"],
  stops: ["bad", "stops"],
  unasked: ["", "not asked"],
};

/** Why somebody is, or is not, answered: what happens, what would change that, and every gate (SPEC R9.6). */
export function explainedPiece(explained: Explanation, tools: readonly ToolExplanation[]): Piece {
  const { channel, account, userId, text, group, outcome, reason, gates, tool, command } = explained;
  const [look, words] = outcomes[outcome];
  const person = { channel, account, id: userId };
  const name = exactName(person);
  const where = group === undefined ? "" : ` in group ${plainText(group, 80)}`;
  return html`<section class="card" aria-labelledby="explained"><header><h2 id="explained"><span class="mono">${plainText(formatPrincipal(person), 200)}</span> ${words}</h2>
<span class="badge ${look}">${plainText(reason, 60)}</span></header>
<p class="muted">Who writes “${plainText(text, 200)}”${where}. ${explained.known ? html`<a href="/users/${encodeURIComponent(name)}">All about them</a>` : "Nothing is kept about them."}</p>
${changePiece(explained)}
<ol class="gates">${gates.map(gateRow)}</ol></section>
${tool === undefined ? "" : toolLayers(tool)}${command === undefined ? "" : commandPiece(command)}
<details class="card"><summary>Tools that the agent may call for them</summary>${toolTable(tools, "Tools for them")}</details>`;
}

function changePiece({ change }: Explanation): Piece {
  if (change === undefined) return html``;
  const { text, command, setting } = change;
  const words = command === undefined ? "" : html` <code>moltbot ${plainText(command.join(" "), 300)}</code>`;
  const where = setting === undefined ? "" : html` <span class="mono small">${plainText(setting, 300)}</span>`;
  return html`<p class="note warn"><strong>What would change that:</strong> ${plainText(text, 500)}${words}${where}</p>`;
}

function gateRow({ gate, verdict, says, place }: Gate): Piece {
  const [look, word] = verdicts[verdict];
  return html`<li class="${verdict}"><strong>${gate}</strong> <span class="badge ${look}">${word}</span>
<span>${plainText(says, 500)}</span> ${placePiece(place)}</li>`;
}

function commandPiece({
  line,
  decision,
  because,
  commands,
  approvalMode,
  requiredApprovals,
}: CommandExplanation): Piece {
  const look = { allow: "good", ask: "warn", deny: "bad" }[decision];
  const people = requiredApprovals === 1 ? "an approver is" : `${requiredApprovals} different approvers are`;
  const asks = decision === "ask" ? `; ${people} asked ${askedHowOften[approvalMode]}` : "";
  return html`<section class="card" aria-label="The command"><header><h2>Command</h2><span class="badge ${look}">${decision}</span></header>
<pre class="command"><code>${plainText(line, 1000)}</code></pre>
<p>${plainText(because, 500)}</p>
<p class="muted small">${commands.length} ${commands.length === 1 ? "command" : "commands"} in it${asks}.</p></section>`;
}
