import { channelAccounts, channelSettings } from "@moltbot/config";
import { isMoltbotError, type MoltbotError, plainText } from "@moltbot/core";
import { html } from "hono/html";
import type { MessageQuestion } from "../../explain/explanation.ts";
import { knownOf } from "../../flow/judge.ts";
import { type AgentSummary, agentSummaries } from "../../policy/agent-summaries.ts";
import { explainTools } from "../../policy/explain-tool.ts";
import { readQuestion } from "../api/explain.ts";
import type { HttpParts } from "../parts.ts";
import type { HttpContext, SignedInRoute } from "../route.ts";
import type { Session } from "../sessions.ts";
import { commandRule } from "./command-words.ts";
import { explainedPiece } from "./explained.ts";
import { type Piece, page, sendPage } from "./layout.ts";
import { toolTable } from "./tool-table.ts";
import { when } from "./when.ts";

/** `/policy`: the rules in force per channel and agent, and why somebody is, or is not, answered (SPEC R9.3, R9.6). */
export function policyPages(parts: HttpParts): SignedInRoute[] {
  return [{ method: "GET", path: "/policy", access: "signed-in", handle: (c, session) => show(c, parts, session) }];
}

async function show(c: HttpContext, parts: HttpParts, session: Session): Promise<Response> {
  if ((c.req.query("who") ?? "").trim() === "") return send(c, parts, session, {});
  try {
    return await send(c, parts, session, { answer: await explained(parts, await readQuestion(c, parts.app.pairing)) });
  } catch (error) {
    if (!isMoltbotError(error) || error.code === "unavailable") throw error;
    return send(c, parts, session, { problem: error });
  }
}

async function explained({ app }: HttpParts, question: MessageQuestion): Promise<Piece> {
  const { who, group } = question;
  const [found, user] = await Promise.all([app.explain(question), app.stores.pairing.user(who)]);
  const names = user === undefined ? {} : { names: knownOf(user.profile, user) };
  const facts = { who, ...names, ...(group === undefined ? {} : { groupId: group }) };
  return explainedPiece(found, explainTools(app.config(), app.policy(), facts));
}

async function send(
  c: HttpContext,
  parts: HttpParts,
  session: Session,
  { answer, problem }: { answer?: Piece; problem?: MoltbotError },
): Promise<Response> {
  const { app } = parts;
  const body = html`<div class="title"><h1>Policy</h1><p class="muted hint">Version <span class="mono">${app.policy().version}</span>, since ${when(app.configState().since, app.clock.now())}</p></div>
${problem === undefined ? "" : html`<div role="alert" class="note warn">${plainText(problem.message, 300)}. ${plainText(problem.hint, 300)}</div>`}
${question(c)}
${answer ?? ""}
${channelsSection(parts)}
${agentsSection(parts)}`;
  return sendPage(c, page(parts, { title: "Policy", session, tab: "policy", body }), problem === undefined ? 200 : 400);
}

const fields = [
  ["who", "Who", "telegram:123"],
  ["text", "Writes", "Hello"],
  ["group", "In group", "-100200300"],
  ["tool", "Tool", "exec"],
  ["command", "Command", "git push"],
] as const;

/** The box that asks why the bot does, or does not, answer. */
function question(c: HttpContext): Piece {
  const typed = (name: string): string => c.req.query(name)?.slice(0, 1000) ?? (name === "text" ? "Hello" : "");
  const box = (name: "mention" | "reply", label: string): Piece =>
    html`<label class="check"><input type="checkbox" name="${name}" value="true"${c.req.query(name) === "true" ? html` checked` : ""}> ${label}</label>`;
  return html`<form method="get" action="/policy" class="card fields" aria-labelledby="ask-title"><h2 id="ask-title">Why does it answer, or not?</h2>
${fields.map(
  ([name, label, hint]) =>
    html`<label>${label}<input name="${name}" value="${typed(name)}" placeholder="${hint}" maxlength="1000" autocapitalize="off" spellcheck="false"${name === "who" ? html` required` : ""}></label>`,
)}
<div class="row">${box("mention", "it mentions the bot")}${box("reply", "it answers the bot")}</div>
<div class="row"><button class="primary">Explain</button><span class="muted small">Nothing is sent, counted or changed. In a terminal: <code>moltbot explain</code></span></div></form>`;
}

const policies = {
  pairing: "strangers are asked to pair",
  allowlist: "only who is on the list",
  open: "everybody",
  disabled: "nobody",
} as const;

function channelsSection({ app }: HttpParts): Piece {
  const config = app.config();
  const accounts = channelAccounts(config).map(({ channel, account }) => channelSettings(config, channel, account));
  if (accounts.length === 0) {
    return html`<section class="empty"><p><strong>No channel is connected but the built-in web chat.</strong></p>
<p>Write one into the config: <code>moltbot init</code> asks what it needs to know.</p></section>`;
  }
  return html`<section aria-labelledby="channels-title"><h2 id="channels-title" class="apart">Who may talk</h2>
<ul class="people">${accounts.map(accountCard)}</ul></section>`;
}

function accountCard({ channel, account, dmPolicy, allowFrom, groups }: ReturnType<typeof channelSettings>): Piece {
  const listed = groups === undefined ? "any group, as its rules say" : `${Object.keys(groups).length} listed`;
  const list = allowFrom.slice(0, 20).map((entry) => plainText(entry, 80));
  const more = allowFrom.length > list.length ? ` and ${allowFrom.length - list.length} more` : "";
  return html`<li class="card person"><header><h2>${plainText(channel, 40)}/${plainText(account, 60)}</h2><span class="badge ${dmPolicy === "open" ? "bad" : ""}">${dmPolicy}</span></header>
<dl class="facts"><div><dt>Direct messages</dt><dd>${policies[dmPolicy]}</dd></div>
<div><dt>Allow list</dt><dd>${list.length === 0 ? "empty" : html`<span class="mono">${list.join(", ")}</span>${more}`}</dd></div>
<div><dt>Groups</dt><dd>${listed}</dd></div></dl></li>`;
}

function agentsSection({ app }: HttpParts): Piece {
  const [config, policy] = [app.config(), app.policy()];
  return html`<section aria-labelledby="agents-title"><h2 id="agents-title" class="apart">What agents may do</h2>
<p class="muted">For somebody who is no owner, in a direct chat. What holds for one person stands on their page, or ask above.</p>
<ul class="people">${agentSummaries(config, policy).map((agent) => agentCard(agent, toolTable(explainTools(config, policy, { agentId: agent.id }), `Tools of the agent ${plainText(agent.id, 60)}`)))}</ul></section>`;
}

const agentFiles = { none: "no files of the agent", ro: "the agent's files to read", rw: "the agent's files" } as const;

function agentCard(agent: AgentSummary, tools: Piece): Piece {
  const { id, described, model, permissions, sandbox, exec, elevated, bindings } = agent;
  const rows: readonly (readonly [string, string])[] = [
    ["Model", model ?? "none: the built-in agent answers"],
    ["Own DM policy", agent.dmPolicy ?? ""],
    ["Permissions", permissions.join(", ") || "none"],
    ["Sandbox", `${sandbox.mode}, one for each ${sandbox.scope}, ${agentFiles[sandbox.workspaceAccess]}`],
    ["Commands", commandRule(exec)],
    ["Elevated", elevated ? "allowed" : ""],
    ["Answers for", bindings.join(", ")],
  ];
  return html`<li class="card person"><header><h2>${plainText(id, 60)}</h2>${described ? "" : html`<span class="badge warn">not described</span>`}</header>
<dl class="facts">${rows.map(([name, text]) => (text === "" ? "" : html`<div><dt>${name}</dt><dd>${plainText(text, 500)}</dd></div>`))}</dl>
<details><summary>Tools, and which layer decides</summary>${tools}</details></li>`;
}
