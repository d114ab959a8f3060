import { type AllowlistMatch, stableSources, type Target } from "@moltbot/allowlist-match";
import { hasUnsafeText } from "@moltbot/core";
import type { AccessDecision, Activation, Ignore, Layer, ReasonCode, Trust } from "../decision.ts";
import type { GroupFacts, GroupRules } from "./rules.ts";

/**
 * Whether the bot takes up something that was said in a group (SPEC R5.1–R5.3). Pure, and the first of these that fits
 * decides: own echo, no usable id, blocked, group disabled, group not listed, another bot, an edit, a command for another
 * bot, sender not in the group's `allowFrom`, command denied or not allowed, not spoken to → ignore; else admit, within
 * `maxPerHour`. Pairings are no input.
 *
 * A bare command speaks to the bot only when the bot has it and the sender is an owner or named in the group's
 * `allowFrom` by id or by the operator's label; everybody else writes `/help@bot`, a mention or a reply.
 */
export function decideGroup(rules: GroupRules, who: Target, facts: GroupFacts): AccessDecision {
  const event = aboutEvent(rules, who, facts);
  if (event !== undefined) return event;
  const owner = byId(rules.owners.match(who));
  const label = labelled(rules, who, facts);
  const match = label ?? rules.allow?.match(who);
  const named = owner ?? label ?? (match && byId(match));
  if (facts.fromBot && named === undefined) return ignore("other_bot", "event");
  if (facts.edit) return ignore("edited", "event");
  if (facts.command?.addressed === "other") return ignore("addressed_elsewhere", "event");
  if (match?.allowed === false) return notListed(rules, who);
  const command = aboutCommand(rules, facts);
  if (command !== undefined) return ignore(command, "group");
  const activation = activationOf(rules, facts, named !== undefined);
  if (activation === undefined) return ignore("not_mentioned", "group");
  const found = owner ?? match;
  return {
    action: "admit",
    trust: trustIn(owner, match),
    reason: "group_admitted",
    layer: "group",
    activation,
    ...(found !== undefined && { match: found }),
    ...(rules.maxPerHour !== undefined && { maxPerHour: rules.maxPerHour }),
  };
}

function aboutEvent(rules: GroupRules, who: Target, facts: GroupFacts): Ignore | undefined {
  if (facts.own) return ignore("own_echo", "event");
  if (typeof who.id !== "string" || who.id.trim() === "" || hasUnsafeText(who.id))
    return ignore("no_identity", "event");
  if (facts.block !== undefined) return ignore("blocked", "block");
  if (!rules.enabled) return ignore("group_disabled", "group");
  if (!rules.listed) return ignore("group_not_listed", "group");
  return undefined;
}

function aboutCommand(rules: GroupRules, { command }: GroupFacts): ReasonCode | undefined {
  if (command === undefined) return undefined;
  const isIn = (names: readonly string[]): boolean => names.some((name) => bare(name) === bare(command.name));
  // Deny wins (SPEC R5.2).
  if (isIn(rules.deniedCommands)) return "command_denied";
  if (rules.allowedCommands !== undefined && !isIn(rules.allowedCommands)) return "command_not_allowed";
  return undefined;
}

function activationOf(rules: GroupRules, facts: GroupFacts, isNamed: boolean): Activation | undefined {
  if (!facts.forwarded) {
    if (facts.mentionsBot || facts.command?.addressed === "us") return { by: "mention" };
    if (facts.repliesToBot) return { by: "reply" };
    const pattern = rules.mentions.find(facts.text);
    if (pattern !== undefined) return { by: "pattern", pattern };
    if (facts.command?.known && isNamed) return { by: "command" };
  }
  return rules.requireMention ? undefined : { by: "always" };
}

function trustIn(owner: AllowlistMatch | undefined, match: AllowlistMatch | undefined): Exclude<Trust, "blocked"> {
  if (owner !== undefined) return "owner";
  return match === undefined || match.matchSource === "wildcard" ? "unknown" : "allowlisted";
}

function notListed(rules: GroupRules, who: Target): Ignore {
  const claim = rules.claims?.match(who);
  const isClaim = claim?.matchSource !== undefined && !stableSources.includes(claim.matchSource);
  return { ...ignore("group_sender_not_listed", "group"), ...(isClaim && { claim }) };
}

/** The entry that means a label of the operator: nothing that the sender said of themselves. */
function labelled(rules: GroupRules, { id }: Target, { labels = [] }: GroupFacts): AllowlistMatch | undefined {
  const match = labels.length === 0 ? undefined : rules.labels?.match({ id, tags: labels });
  return match?.allowed === true ? match : undefined;
}

/** The match, when it names them by their id: `*` and names make nobody special. */
function byId(match: AllowlistMatch): AllowlistMatch | undefined {
  return match.matchSource === "id" || match.matchSource === "prefixed-id" ? match : undefined;
}

function bare(command: string): string {
  return command.trim().replace(/^\//, "").toLowerCase();
}

function ignore(reason: ReasonCode, layer: Layer): Ignore {
  return { action: "ignore", reason, layer };
}
