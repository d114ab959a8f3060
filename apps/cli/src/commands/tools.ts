import { formatPrincipal, plainText } from "@moltbot/core";
import type { ExplainedLayer, SessionFacts, ToolExplanation } from "@moltbot/gateway/policy";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Sink } from "../io.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { showPlace } from "../output/rule-place.ts";
import { paint } from "../output/style.ts";
import { table } from "../output/table.ts";
import { loadCheckedSettings } from "../settings.ts";
import { type SessionOptions, sessionFacts, sessionWords } from "./session-facts.ts";

/** `tools explain`. */
export async function explainOne(context: Context, tool: string, o: SessionOptions): Promise<ExitCode> {
  const { config } = await loadCheckedSettings(context);
  const facts = sessionFacts(config, o);
  const { compilePolicy, explainTool } = await import("@moltbot/gateway/policy");
  const explained = explainTool(config, compilePolicy(config), facts, tool);
  const code = explained.decision.allowed ? exitCodes.ok : exitCodes.failed;
  if (context.json) {
    printJson(context, explained);
    return code;
  }
  const { out } = context.io;
  out.write(`${verdict(out, explained)}\n\n`);
  out.write(layerTable(out, explained.layers));
  if (!explained.known && explained.canonical !== undefined) say(context, unknownTool(explained));
  say(context, `For ${sessionText(explained, facts)}.`);
  return code;
}

/** `tools list`. */
export async function listTools(context: Context, o: SessionOptions): Promise<ExitCode> {
  const { config } = await loadCheckedSettings(context);
  const facts = sessionFacts(config, o);
  const { compilePolicy, explainTools } = await import("@moltbot/gateway/policy");
  const all = explainTools(config, compilePolicy(config), facts);
  if (context.json) {
    printJson(
      context,
      all.map(({ tool, decision, place }) => ({ tool, ...decision, ...(place === undefined ? {} : { place }) })),
    );
    return exitCodes.ok;
  }
  const { out } = context.io;
  out.write(toolTable(out, all));
  const [first] = all;
  if (first !== undefined) say(context, `For ${sessionText(first, facts)}.`);
  sayNext(
    context,
    "tools",
    "explain",
    all.find(({ decision }) => !decision.allowed)?.tool ?? "exec",
    ...sessionWords(o),
  );
  return exitCodes.ok;
}

function verdict(out: Sink, { tool, canonical, decision, place }: ToolExplanation): string {
  const name = plainText(tool, 300);
  const meant = canonical === undefined || canonical === tool ? "" : ` (${canonical})`;
  const { allowed, layer = "name" } = decision;
  const word = allowed
    ? `${paint(out, "green", "allowed")}, no layer refuses it`
    : `${paint(out, "red", "refused")} by the layer "${layer}"`;
  const where = place === undefined ? "" : ` (${showPlace(place)})`;
  return `${name}${meant}: ${word}\n${plainText(decision.because, 1000)}${where}`;
}

function layerTable(to: Sink, layers: readonly ExplainedLayer[]): string {
  return table(
    layers,
    [
      { title: "LAYER", cell: ({ layer }) => layer },
      { title: "SAYS", cell: (one) => one.verdict },
      { title: "RULE", cell: ({ rule = "" }) => rule, shrinkTo: 8 },
      { title: "WHERE", cell: whereText, shrinkTo: 12 },
    ],
    { width: to.columns, title: (line) => paint(to, "bold", line) },
  );
}

function whereText({ place, source = "" }: ExplainedLayer): string {
  return place === undefined ? source : showPlace(place);
}

function toolTable(to: Sink, all: readonly ToolExplanation[]): string {
  return table(
    all,
    [
      { title: "TOOL", cell: ({ tool }) => tool },
      { title: "MAY", cell: ({ decision }) => (decision.allowed ? "yes" : "no") },
      { title: "LAYER", cell: ({ decision }) => decision.layer ?? "" },
      { title: "RULE", cell: ({ decision }) => decision.rule ?? "", shrinkTo: 8, leaveOut: 1 },
      { title: "WHERE", cell: ({ place }) => (place === undefined ? "" : showPlace(place)), shrinkTo: 12, leaveOut: 0 },
    ],
    { width: to.columns, title: (line) => paint(to, "bold", line) },
  );
}

function unknownTool({ tool, suggestion }: ToolExplanation): string {
  const meant = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
  return `"${plainText(tool, 300)}" is not a tool that Moltbot knows; a server of yours may have one.${meant}`;
}

/** Whose session was asked about, in words. */
function sessionText({ session, sandboxMode }: ToolExplanation, facts: SessionFacts): string {
  const { agentId, groupId, provider, model, sandboxed, owner, subagent } = session;
  const who = facts.who === undefined ? "somebody who is no owner" : formatPrincipal(facts.who);
  const why = facts.sandboxed === undefined ? `sandbox.mode is ${sandboxMode}` : "as asked";
  const parts = [
    `agent ${agentId}`,
    `${who}${owner === true ? " (an owner)" : ""}`,
    ...(groupId === undefined
      ? [facts.who === undefined ? "in a direct chat" : "in their direct chat"]
      : [`in group ${groupId}`]),
    ...(provider === undefined ? [] : [`provider ${provider}`]),
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(subagent === true ? ["as a subagent"] : []),
    `${sandboxed === true ? "sandboxed" : "not sandboxed"} (${why})`,
  ];
  return plainText(parts.join(", "), 1000);
}
