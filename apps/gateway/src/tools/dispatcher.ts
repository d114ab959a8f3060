import type { AuditLog } from "@moltbot/audit";
import type { Logger } from "@moltbot/core";
import {
  type Clock,
  type DomainEvent,
  isMoltbotError,
  type JsonObject,
  messageOf,
  type NonceStore,
  plainText,
} from "@moltbot/core";
import { isSandboxUnavailable } from "@moltbot/sandbox";
import { guardTools, type ToolDecision } from "@moltbot/tool-policy";
import { maskSecrets } from "../exec/approvals/mask.ts";
import { knownTools } from "../policy/known-tools.ts";
import type { Policy } from "../policy/policy.ts";
import type { Calls } from "./calls.ts";
import { cancelled, type Tool, type ToolArguments, type ToolCall, type ToolResult, type ToolSession } from "./tool.ts";
import { unavailable } from "./unavailable.ts";

/** The one way to tools. */
export interface Dispatcher {
  /** Every tool that this gateway runs. */
  readonly tools: readonly Tool[];
  /**
   * Decides, writes down what it decided, and runs the tool if it may run (SPEC R6.5). What goes wrong is a result.
   * @throws MoltbotError `unavailable` when a store is out of reach: nothing runs without a trace
   */
  call(session: ToolSession, name: string, args: ToolArguments): Promise<ToolResult>;
}

/** Parts that {@link createDispatcher} works with. */
export interface DispatcherParts {
  readonly tools: readonly Tool[];
  readonly policy: () => Policy;
  readonly audit: Pick<AuditLog, "append">;
  readonly nonces: NonceStore;
  readonly calls: Pick<Calls, "begin">;
  readonly clock: Clock;
  readonly log: Logger;
}

// A message that nobody answered for this long is not going to be worked on again.
const claimMs = 30 * 86_400_000;
const longestArguments = 4000;

/** Puts tools behind the policy of the moment. */
export function createDispatcher(d: DispatcherParts): Dispatcher {
  return {
    tools: d.tools,
    async call(session, name, args) {
      const running = d.calls.begin({ who: session.who, session: session.key, tool: plainText(name, 64) });
      try {
        return await called(d, { session, name, args, signal: running.signal });
      } finally {
        running.end();
      }
    },
  };
}

interface Wish {
  readonly session: ToolSession;
  readonly name: string;
  readonly args: ToolArguments;
  readonly signal: AbortSignal;
}

async function called(d: DispatcherParts, { session, name, args, signal }: Wish): Promise<ToolResult> {
  const policy = d.policy();
  const { who, names, agentId, conversation } = session;
  const context = policy.toolSession({
    who,
    agentId,
    ...(names === undefined ? {} : { names }),
    // From the envelope of the message, never from what a caller says.
    ...(conversation.kind === "group" ? { groupId: conversation.id } : {}),
  });
  const call: ToolCall = { session, policy, context, signal, claim: () => claim(d, session, name, args) };
  const compiled = policy.toolsOf(context);
  // Nothing runs inside the guard: it hands out what may run, so that the decision is written down first.
  const guarded = guardTools(
    compiled,
    d.tools.map((tool) => [tool.name, () => () => tool.run(args, call)] as const),
  );
  const answer = guarded.call(name);
  const event = eventOf(d, call, { name, args, canonical: compiled.canonical(name) });
  if (answer.outcome === "refused") {
    await d.audit.append([event("tool.called", "denied", { ...traceOf(answer.decision) })]);
    return refusal(name, answer.decision);
  }
  if (answer.outcome === "unknown") {
    await d.audit.append([event("tool.called", "denied", { reason: "unknown_tool" })]);
    return { outcome: "denied", text: `${plainText(name, 64)}: ${answer.because}` };
  }
  await d.audit.append([event("tool.called", "allowed", traceOf(answer.decision))]);
  const result = signal.aborted ? cancelled : await finished(d, answer.tool, { run: answer.result, signal });
  const { outcome, data = {} } = result;
  const ended = outcome === "waiting" ? "done" : outcome;
  await d.audit
    .append([event("tool.ended", ended, { reason: outcome, data })])
    .catch((error: unknown) => d.log.error("the end of a call is not in the audit log", { error: messageOf(error) }));
  return result;
}

/**
 * Calls for one message. An agent may make the same call twice, and the message may be worked on twice: the first of equal
 * calls is the same one then, whatever comes between.
 */
export function callsFor(
  dispatcher: Dispatcher,
  session: ToolSession,
): (name: string, args: ToolArguments) => Promise<ToolResult> {
  const made = new Map<string, number>();
  return (name, args) => {
    const key = JSON.stringify([name, args]);
    const nth = (made.get(key) ?? 0) + 1;
    made.set(key, nth);
    return dispatcher.call({ ...session, nth }, name, args);
  };
}

/** One claim for each message, tool and arguments. */
function claim(d: DispatcherParts, session: ToolSession, name: string, args: ToolArguments): Promise<boolean> {
  const { channel, account } = session.who;
  const value = JSON.stringify(["tool", channel, account, session.origin, session.nth ?? 1, name, args]);
  return d.nonces.use(value, claimMs, d.clock.now());
}

async function finished(
  d: DispatcherParts,
  tool: string,
  { run, signal }: { run: () => Promise<ToolResult>; signal: AbortSignal },
): Promise<ToolResult> {
  try {
    return await run();
  } catch (error) {
    if (signal.aborted) return cancelled;
    if (isSandboxUnavailable(error)) return unavailable(error.message, error.hint);
    if (isMoltbotError(error)) {
      // A store is out of reach: the message is worked on again when it is back.
      if (error.code === "unavailable") throw error;
      const hint = error.hint === undefined ? "" : ` ${error.hint}`;
      return {
        outcome: "failed",
        text: plainText(`${tool} failed: ${error.message}.${hint}`, 500),
        data: { error: error.code },
      };
    }
    d.log.error("a tool broke", { tool, error: messageOf(error) });
    return {
      outcome: "failed",
      text: `${tool} failed for a reason that it does not know. The log of the gateway has more.`,
    };
  }
}

function refusal(name: string, { layer, because }: ToolDecision): ToolResult {
  const by = layer === undefined ? "by the tool policy" : `by the layer "${plainText(layer, 64)}"`;
  return { outcome: "denied", text: `The tool ${plainText(name, 64)} is refused ${by}: ${plainText(because, 300)}` };
}

function traceOf({ layer, rule }: ToolDecision): { reason: string; data: JsonObject } {
  const decided = [layer, rule].filter((part) => part !== undefined).join(": ");
  return {
    reason: plainText(decided === "" ? "no rule" : decided),
    data: { ...(layer === undefined ? {} : { layer }), ...(rule === undefined ? {} : { rule }) },
  };
}

function eventOf(
  d: DispatcherParts,
  { session, policy, context }: ToolCall,
  called: { name: string; args: ToolArguments; canonical: string | undefined },
) {
  const { name, args, canonical = "" } = called;
  // A name that nobody knows may hold anything, and what `data` holds is kept for good.
  const known = knownTools.includes(canonical) || d.tools.some((tool) => tool.name === canonical);
  return (event: string, outcome: DomainEvent["outcome"], o: { reason: string; data?: JsonObject }): DomainEvent => ({
    event,
    at: d.clock.now(),
    outcome,
    actor: { kind: "person", principal: session.who },
    subject: session.who,
    ref: session.origin,
    reason: o.reason,
    policy: policy.version,
    data: {
      ...(known ? { tool: canonical } : {}),
      agent: session.agentId,
      sandboxed: context.sandboxed === true,
      ...o.data,
    },
    personal: {
      session: session.key,
      ...(known ? {} : { tool: plainText(name) }),
      ...(event === "tool.called" ? { arguments: plainText(maskSecrets(JSON.stringify(args)), longestArguments) } : {}),
    },
  });
}
