import { type InboundMessage, parseCommand } from "@moltbot/channel";
import { type Config, channelAccounts } from "@moltbot/config";
import type { Profile } from "@moltbot/pairing";
import { knownOf } from "../flow/judge.ts";
import { channelPath } from "../persons/access-place.ts";
import { explainCommand } from "../policy/explain-command.ts";
import { explainTool } from "../policy/explain-tool.ts";
import { accessGates } from "./access-gates.ts";
import type { Explanation, Gate, MessageQuestion } from "./explanation.ts";
import { groupGates } from "./group-gates.ts";
import { type AccountState, channelGate, factsIn, limitGates, sessionGates } from "./session-gates.ts";
import { type Rooms, type Scene, verdictOf } from "./verdict.ts";

/** What is known when a question about a message is answered. */
export interface MessageFacts {
  readonly config: Config;
  readonly scene: Scene;
  /** Whether they ever wrote to the bot. */
  readonly known: boolean;
  /** Whether they may decide about other people. */
  readonly mayControl: boolean;
  /** What the limits of `countedIn` say. */
  readonly rooms: Rooms;
}

/**
 * Why somebody is, or is not, answered (SPEC R0.5, R9.6). Pure: it asks the functions that decide in the message flow, and
 * says for each gate what made it decide. Nothing is counted, stored or sent.
 */
export function explainMessage(question: MessageQuestion, facts: MessageFacts): Explanation {
  const { config, scene } = facts;
  const { who, policy } = scene;
  const verdict = verdictOf(scene, facts);
  const state = accountState(config, scene);
  const channel = channelGate(config, scene, state);
  const gates: readonly Gate[] = [channel, ...gatesOf(facts)].map((gate) =>
    state.kind === "missing" && gate !== channel ? { ...gate, verdict: "unasked" } : gate,
  );
  const deciding = (wanted: Gate["verdict"]): Gate | undefined => gates.find((gate) => gate.verdict === wanted);
  const change = (deciding("stops") ?? deciding("offers"))?.change;
  const asked = factsIn(scene);
  return {
    ...{ channel: who.channel, account: who.account, userId: who.id, known: facts.known },
    ...(question.group === undefined ? {} : { group: question.group }),
    text: question.text,
    outcome: state.kind === "missing" ? "unreached" : verdict.outcome,
    reason: state.kind === "missing" ? "not_connected" : verdict.reason,
    gates,
    ...(change === undefined ? {} : { change }),
    ...(question.tool === undefined ? {} : { tool: explainTool(config, policy, asked, question.tool) }),
    ...(question.command === undefined
      ? {}
      : {
          command: explainCommand(config, policy, question.command, {
            ...(asked.agentId === undefined ? {} : { agentId: asked.agentId }),
          }),
        }),
    policy: policy.version,
  };
}

function gatesOf({ config, scene, mayControl, rooms }: MessageFacts): readonly Gate[] {
  const verdict = verdictOf(scene, { mayControl, rooms });
  const { decision, outcome } = verdict;
  const { policy, who, message, standing } = scene;
  const agent = policy.agentFor(who, knownOf(message.sender, standing));
  const access =
    message.conversation.kind === "group"
      ? groupGates({ config, scene, decision })
      : accessGates({ config, scene, decision, agent });
  if (outcome === "carries-out") {
    const says = "It is a command about other people, and they may decide: it is carried out.";
    return [...access.map(unlessBlocked), { gate: "command", verdict: "admits", says }];
  }
  if (decision.action === "ignore") return access;
  const limits = limitGates(config, scene, { verdict, rooms });
  return [...access, ...limits, ...(outcome === "answers" ? sessionGates(config, scene) : [])];
}

/** Who may decide is heard whatever else the rules say of them. */
function unlessBlocked({ change: _, ...gate }: Gate): Gate {
  return { ...gate, verdict: gate.verdict === "unasked" ? "unasked" : "passes" };
}

function accountState(config: Config, { who }: Scene): AccountState {
  const found = channelAccounts(config).find((one) => one.channel === who.channel && one.account === who.account);
  const path = channelPath(who);
  if (found === undefined) {
    const change = { text: `Add ${path} to the config.`, setting: path };
    return { kind: "missing", says: "the config does not have it, so nothing arrives.", change };
  }
  const { connection } = found;
  if (connection.kind === "off") {
    const change = { text: `Set ${path}.enabled to true.`, setting: `${path}.enabled` };
    return { kind: "missing", says: "it is switched off, so nothing arrives.", change };
  }
  if (connection.kind === "unconfigured") {
    return { kind: "missing", says: `${connection.because}, so nothing arrives.`, change: { text: connection.hint } };
  }
  return { kind: "connected" };
}

/** The message that is asked about, as an adapter would hand it over. */
export function messageOf(question: MessageQuestion, profile: Profile, now: number): InboundMessage {
  const { who, group, text, mention, reply } = question;
  const command = parseCommand(text);
  const at = { channel: who.channel, account: who.account };
  return {
    id: "explain",
    event: "message",
    conversation: group === undefined ? { ...at, kind: "dm", id: who.id } : { ...at, kind: "group", id: group },
    sender: { ...profile, id: who.id, isBot: false },
    text,
    ...(command === undefined ? {} : { command }),
    at: now,
    mentionsBot: mention,
    repliesToBot: reply,
    own: false,
    attachments: [],
  };
}
