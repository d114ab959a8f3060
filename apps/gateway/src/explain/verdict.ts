import type { AccessDecision } from "@moltbot/access";
import type { InboundMessage } from "@moltbot/channel";
import type { Principal, RateVerdict } from "@moltbot/core";
import type { Standing } from "@moltbot/pairing";
import { controlCommands } from "../flow/control.ts";
import { messageLimit } from "../flow/converse.ts";
import type { FlowDeps } from "../flow/deps.ts";
import { capNoticeLimit, groupLimit, isControl, isOverheard, judgeGroup, privateNoticeLimit } from "../flow/group.ts";
import { forUs, ingressOf } from "../flow/handle.ts";
import { judge } from "../flow/judge.ts";
import type { Counted } from "../flow/limit.ts";
import { asksToPair, promptLimits } from "../flow/stranger.ts";
import type { Policy } from "../policy/policy.ts";
import type { Outcome } from "./explanation.ts";

/** A message, and everything known about who writes it. */
export interface Scene {
  readonly policy: Policy;
  readonly who: Principal;
  readonly message: InboundMessage;
  readonly standing: Standing;
  readonly vouches: FlowDeps["vouches"];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What limits say without being counted, by their keys; absent: out of reach. */
export type Rooms = ReadonlyMap<string, RateVerdict>;

/** What the bot would do. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly decision: AccessDecision;
  /** The limit that stopped it. */
  readonly full?: Counted;
}

/** Asks the decision that the flow asks. */
export function decisionIn({ policy, who, message, standing, now, ...d }: Scene): AccessDecision {
  if (message.conversation.kind === "dm") return judge(policy, who, ingressOf(d, message), standing, now);
  const unread = judgeGroup(policy, message);
  return isOverheard(unread) ? unread : judgeGroup(policy, message, standing.block);
}

/** Every limit that stands in the way of the answer to this decision, in the order of the flow. */
export function countedIn({ policy, who, message }: Scene, decision: AccessDecision): readonly Counted[] {
  if (decision.action === "offer-pairing") {
    return asksToPair(policy, message) ? [] : promptLimits(policy, who, decision);
  }
  if (decision.action !== "admit") return [];
  if (message.conversation.kind === "dm") return present(messageLimit(policy, who));
  const last = isControl(message) ? privateNoticeLimit(who) : messageLimit(policy, who);
  return present(groupLimit(message.conversation, decision), last);
}

/** What else is counted: how often a group hears that its cap is reached. */
export function noticesIn({ message }: Scene): readonly Counted[] {
  return message.conversation.kind === "group" ? [capNoticeLimit(message.conversation)] : [];
}

function present(...counted: readonly (Counted | undefined)[]): readonly Counted[] {
  return counted.filter((one) => one !== undefined);
}

/** What becomes of the message. `mayControl`: whether they may decide about other people. */
export function verdictOf(scene: Scene, o: { mayControl: boolean; rooms: Rooms }): Verdict {
  const decision = decisionIn(scene);
  const { message } = scene;
  const { reason } = decision;
  const isGroup = message.conversation.kind === "group";
  if (!isGroup && o.mayControl && controlCommands.has(forUs(message)?.name ?? "")) {
    return { outcome: "carries-out", reason: "may_decide", decision };
  }
  if (decision.action === "ignore") return { outcome: "silent", reason, decision };
  const full = fullIn(scene, decision, o.rooms);
  if (full !== undefined) return limited(scene, { decision, full, rooms: o.rooms });
  if (decision.action === "offer-pairing") return { outcome: "offers-pairing", reason, decision };
  return { outcome: isGroup && isControl(message) ? "notice" : "answers", reason, decision };
}

/** The first limit without room. The messages of one person are counted in the process when the store is away. */
function fullIn(scene: Scene, decision: AccessDecision, rooms: Rooms): Counted | undefined {
  const own = messageLimit(scene.policy, scene.who)?.key;
  return countedIn(scene, decision).find(({ key }) => !(rooms.get(key)?.allowed ?? key === own));
}

function limited(scene: Scene, o: { decision: AccessDecision; full: Counted; rooms: Rooms }): Verdict {
  const { decision, full, rooms } = o;
  const said = { decision, full };
  if (decision.action === "offer-pairing") return { outcome: "silent", reason: "prompt_limited", ...said };
  if (full.key === messageLimit(scene.policy, scene.who)?.key) {
    return { outcome: "silent", reason: "rate_limited", ...said };
  }
  if (full.key === privateNoticeLimit(scene.who).key) return { outcome: "silent", reason: "notice_limited", ...said };
  const tells = noticesIn(scene).some(({ key }) => rooms.get(key)?.allowed === true);
  return { outcome: tells ? "notice" : "silent", reason: "group_limited", ...said };
}
