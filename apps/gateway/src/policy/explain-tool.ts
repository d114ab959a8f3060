import { agentSettings, type Config, suggest } from "@moltbot/config";
import type { LayerTrace, ToolContext, ToolDecision } from "@moltbot/tool-policy";
import { knownTools } from "./known-tools.ts";
import type { PermissionRule, Policy, SessionFacts } from "./policy.ts";
import { placeOf, type RulePlace, settingOf } from "./rule-place.ts";

/** What one layer says, and where that stands. */
export interface ExplainedLayer extends LayerTrace {
  /** Absent for what is built in. */
  readonly place?: RulePlace;
}

/** A decision about one tool in one session, with everything that led to it (SPEC R0.5, R9.6). Plain data. */
export interface ToolExplanation {
  /** As asked. */
  readonly tool: string;
  /** The tool that this name means; absent where it can't be a tool's name. */
  readonly canonical?: string;
  /** Whether Moltbot knows a tool of this name. */
  readonly known: boolean;
  /** A known tool with a similar name, where this one is unknown. */
  readonly suggestion?: string;
  readonly session: ToolContext;
  readonly sandboxMode: "off" | "all" | "non-main";
  readonly decision: ToolDecision;
  /** Where the rule that decided stands. */
  readonly place?: RulePlace;
  readonly layers: readonly ExplainedLayer[];
}

/** Asks the policy in force about a tool, without side effects: the code that a call would meet. */
export function explainTool(config: Config, policy: Policy, facts: SessionFacts, tool: string): ToolExplanation {
  const session = policy.toolSession(facts);
  const tools = policy.toolsOf(session);
  const decision = tools.decide(tool);
  const canonical = tools.canonical(tool);
  const known = canonical !== undefined && knownTools.includes(canonical);
  const suggestion = known ? undefined : suggest(tool, knownTools);
  const permissions = policy.permissionRule(facts);
  const layers = tools.explain(tool).map((trace) => withPlace(config, permissions, trace));
  const place = layers.find((one) => one.layer === decision.layer && one.because === decision.because)?.place;
  return {
    tool,
    ...(canonical === undefined ? {} : { canonical }),
    known,
    ...(suggestion === undefined ? {} : { suggestion }),
    session,
    sandboxMode: agentSettings(config, session.agentId).sandbox.mode,
    decision,
    ...(place === undefined ? {} : { place }),
    layers,
  };
}

/** {@link explainTool} for every tool that Moltbot knows. */
export function explainTools(config: Config, policy: Policy, facts: SessionFacts): readonly ToolExplanation[] {
  return knownTools.map((tool) => explainTool(config, policy, facts, tool));
}

function withPlace(config: Config, permissions: PermissionRule, trace: LayerTrace): ExplainedLayer {
  const path = settingOf(config, trace.source, trace.rule) ?? laidDown(permissions, trace);
  const place = path === undefined || trace.verdict === "no rule" ? undefined : placeOf(config, path);
  return place === undefined ? trace : { ...trace, place };
}

/** What is laid down about one person takes the place of the agent's permissions. */
function laidDown({ path }: PermissionRule, { layer, source }: LayerTrace): string | undefined {
  return layer === "permissions" && source?.startsWith("of the session") === true ? path : undefined;
}
