import { type AccessDecision, decideGroup, type GroupFacts } from "@moltbot/access";
import { canonicalJson, type Principal, visibleText } from "@moltbot/core";
import type { PairingStore, Standing } from "@moltbot/pairing";
import { judge, knownOf } from "../../flow/judge.ts";
import { groupOfKey } from "../../flow/session-key.ts";
import type { Policy } from "../../policy/policy.ts";
import type { ExecPayload } from "../approvals/payload.ts";
import type { Workplace } from "./workplace.ts";
import type { Workplaces } from "./workplaces.ts";

/** What the check works with. */
export interface MayRunParts {
  readonly people: Pick<PairingStore, "standing">;
  readonly workplaces: Workplaces;
}

/**
 * Asks again, by the rules of this moment, whether an approved command may run (SPEC R9.7): a yes from before does not
 * outlive the right of who asked. Gives the place it runs in, or why it may not.
 */
export async function mayRun(
  d: MayRunParts,
  policy: Policy,
  { who, asked, now }: { who: Principal; asked: ExecPayload; now: number },
): Promise<Workplace | string> {
  const standing = await d.people.standing(who);
  const group = groupOfKey(asked.session);
  if (!mayTalk(policy, { who, session: asked.session }, standing, now)) return "who asked may not talk to me any more";
  const names = knownOf({}, standing);
  const route = policy.agentFor(who, names);
  const laidDown = route.from === "config" || route.from === "choice";
  // A group has an agent of its own.
  if (laidDown && route.id !== asked.agentId && group === undefined) return "another agent answers them now";
  const context = policy.toolSession({ who, agentId: asked.agentId, names, ...(group && { groupId: group.id }) });
  const tool = policy.toolsOf(context).decide("exec");
  if (!tool.allowed) return `the tool policy refuses exec now (${tool.layer ?? "policy"})`;
  const place = await d.workplaces.of({ who, agentId: asked.agentId, key: asked.session }, context.sandboxed === true);
  if (place.where !== asked.where) return "the rules about where it runs have changed";
  const rules = policy.commandsOf(asked.agentId);
  const { decision: verdict, plan } = rules.judge(asked.line, { cwd: place.cwd, workspace: place.cwd });
  if (verdict === "deny" || plan === undefined) return "the command policy denies it now";
  if (plan.digest !== asked.plan.digest) return "it would run something else than what was approved";
  if (plan.kind === "shell" && place.where === "host") return "it needs a shell, and only a sandbox gives one";
  return place;
}

/** Whether somebody may talk to the bot where a session is: in a group its own rules say so, and no pairing. */
export function mayTalk(
  policy: Policy,
  { who, session }: { readonly who: Principal; readonly session: string },
  standing: Standing,
  now: number,
): boolean {
  const group = groupOfKey(session);
  const decision =
    group === undefined
      ? judgeDm(policy, who, standing, now)
      : decideGroup(policy.groupRules(group), who, said(standing, policy.labelsOf(who)));
  return decision.action === "admit";
}

function judgeDm(policy: Policy, who: Principal, standing: Standing, now: number): AccessDecision {
  const conversation = { channel: who.channel, account: who.account, kind: "dm", id: who.id } as const;
  const ingress = { conversation, sender: { id: who.id, isBot: false }, own: false, mayPair: false };
  return judge(policy, who, ingress, standing, now);
}

/** The bot was spoken to when it was asked: what counts now is who may, and where. */
function said({ block }: Standing, labels: readonly string[]): GroupFacts {
  return {
    own: false,
    edit: false,
    fromBot: false,
    forwarded: false,
    mentionsBot: true,
    repliesToBot: false,
    text: "",
    labels,
    ...(block && { block }),
  };
}

/** What differs between what was approved and what is there now, in words; `undefined`: nothing. */
export function changedSince(
  approved: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string | undefined {
  if (canonicalJson(approved) === canonicalJson(now)) return undefined;
  const names = [...new Set([...Object.keys(approved), ...Object.keys(now)])];
  const changed = names.filter((name) => approved[name] !== now[name]).map(visibleText);
  return changed.slice(0, 5).join(", ");
}
