export { allowMatch } from "./allow.ts";
export {
  type AutoApproveProblem,
  type AutoApproveRules,
  autoApproveProblems,
  autoApproveRule,
} from "./auto-approve.ts";
export { decideDm } from "./decide-dm.ts";
export type { AccessDecision, Activation, Admit, Ignore, Layer, OfferPairing, ReasonCode, Trust } from "./decision.ts";
export { decideGroup } from "./group/decide-group.ts";
export { type CompiledMentions, compileMentions, type MentionProblem } from "./group/mentions.ts";
export type { GroupFacts, GroupRules } from "./group/rules.ts";
export {
  channelPolicy,
  type DmPolicy,
  dmPolicies,
  effectivePolicy,
  type PolicyConfig,
  readDmPolicy,
} from "./policy.ts";
export {
  type AgentRoute,
  type AgentRouter,
  createAgentRouter,
  type Routed,
  type RouteOptions,
  routeAgent,
} from "./route-agent.ts";
export type { DmRules, Facts } from "./rules.ts";
export { trustOf } from "./trust.ts";
