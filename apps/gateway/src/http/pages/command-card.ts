import type { Approval, GrantScope } from "@moltbot/approvals";
import { html } from "hono/html";
import { askedBy, maskNote, placeWords } from "../../exec/approvals/cards.ts";
import { type CommandView, commandView } from "../../exec/approvals/view.ts";
import type { Session } from "../sessions.ts";
import { csrfField, type Piece } from "./layout.ts";
import { votes } from "./request-card.ts";
import { when } from "./when.ts";

const labels: Readonly<Record<GrantScope, string>> = {
  once: "Run once",
  session: "For this session",
  always: "Always",
};

function fact(label: string, value: Piece | string): Piece {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

/** One pending question about a command: all of the command, nothing folded away, and the answers (SPEC R7.4). */
export function commandCard(approval: Approval, session: Session, now: number): Piece {
  const { id } = approval;
  const view = commandView(approval);
  const path = `/approvals/${encodeURIComponent(id)}`;
  return html`<article class="card" id="${id}" data-request tabindex="-1" aria-labelledby="name-${id}">
<header><h2 id="name-${id}">${askedBy(approval)}</h2><span class="muted">asks to run a command</span>
<span class="muted push">asked ${when(approval.createdAt, now)}</span></header>
${view === undefined ? html`<p class="claim">The stored command is damaged: it can only be denied.</p>` : commandPart(view)}
<dl class="facts">
${view === undefined ? "" : facts(view)}
${fact("Becomes a no", when(approval.expiresAt, now))}
${fact("Approvals", votes(approval))}
</dl>
${view === undefined ? "" : html`<p class="small muted">Digest <span class="mono">${view.digest}</span></p>`}
<div class="row">
<form method="post" action="${path}" data-enhance>${csrfField(session)}
${(view?.scopes ?? []).map(yes)}
<button name="decision" value="deny" data-key="d">Deny</button></form>
<a class="button danger-text" href="${path}/block" data-key="b">Block…</a>
<span class="muted push mono small">${id}</span>
</div></article>`;
}

function yes(scope: GrantScope, index: number): Piece {
  return index === 0
    ? html`<button class="primary" name="decision" value="${scope}" data-key="a">${labels[scope]}</button>`
    : html`<button name="decision" value="${scope}">${labels[scope]}</button>`;
}

function commandPart(view: CommandView): Piece {
  const same = view.commands.length === 1 && view.commands[0] === view.line;
  const list = html`<p class="small muted">Every command in it, by its words:</p>
<ol class="argv">${view.commands.map((words) => html`<li><code>${words}</code></li>`)}</ol>`;
  return html`<pre class="command"><code>${view.line}</code></pre>
${same ? html`<p class="small muted">One command; its words are what you see.</p>` : list}
<p class="because"><strong>Why it asks:</strong> ${view.because}</p>
${view.masked ? html`<p class="small muted">${maskNote}</p>` : ""}`;
}

function facts(view: CommandView): Piece {
  return html`${fact("Runs", view.where === "host" ? html`<strong class="danger-text">${placeWords(view)}</strong>` : placeWords(view))}
${fact("Directory", html`<span class="mono">${view.directory}</span>`)}
${fact("Agent", view.agent)}
${fact("Session", html`<span class="mono">${view.session}</span>`)}`;
}
