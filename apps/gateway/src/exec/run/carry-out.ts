import type { AuditLog } from "@moltbot/audit";
import type { Conversation } from "@moltbot/channel";
import type { CommandPlan } from "@moltbot/command-policy";
import {
  type Clock,
  type DomainEvent,
  isMoltbotError,
  type Logger,
  messageOf,
  type Principal,
  plainText,
  sleep,
} from "@moltbot/core";
import { isSandboxUnavailable } from "@moltbot/sandbox";
import { chatText } from "../../tools/chat-text.ts";
import type { ToolResult } from "../../tools/tool.ts";
import { unavailable } from "../../tools/unavailable.ts";
import { maskSecrets } from "../approvals/mask.ts";
import type { Job, Jobs } from "./jobs.ts";
import { reportOf } from "./report.ts";
import type { SharedJobs } from "./shared-jobs.ts";
import type { Workplace } from "./workplace.ts";

/** A command that may run: decided about, and claimed. */
export interface Order {
  readonly who: Principal;
  readonly session: string;
  readonly agentId: string;
  readonly line: string;
  readonly plan: CommandPlan;
  /** Why it may run: `allowed`, or the id of a grant or question. */
  readonly permit: string;
  readonly place: Workplace;
  /** Version of the policy in force. */
  readonly policy: string;
}

/** What running commands works with. */
export interface CarryOutParts {
  readonly jobs: Jobs;
  readonly shared: Pick<SharedJobs, "watch" | "promise" | "kept">;
  readonly audit: Pick<AuditLog, "append">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Queues a message for a conversation. */
  readonly post: (to: Conversation, text: string) => Promise<void>;
}

/** What became of an order: `busy` when nothing was begun. */
export type Begun = { readonly job: Job; readonly ended: Promise<ToolResult> } | "busy";

/** Runs an order as a job and writes down how it ended. The result never rejects. */
export function carryOut(d: CarryOutParts, order: Order): Begun {
  const { who, session, line, place } = order;
  const wish = { who, session, line, where: place.where };
  const started = d.jobs.start(wish, async (signal) => {
    const from = d.clock.now();
    await d.audit.append([event(d, order, "exec.started", "allowed", { reason: order.permit })]);
    const result = await outcomeOf(d, order, { signal, from });
    const ended = result.outcome === "waiting" ? "done" : result.outcome;
    // It ran, and whoever waits for it hears how it ended, whatever becomes of this line.
    await d.audit
      .append([event(d, order, "exec.ended", ended, { data: result.data ?? {} })])
      .catch((error: unknown) =>
        d.log.error("the end of a command is not in the audit log", { error: messageOf(error) }),
      );
    return result;
  });
  if (started === undefined) return "busy";
  const ended = started.ended.catch((error: unknown) => broken(d, error));
  d.jobs.follow(d.shared.watch(started.job, ended));
  return { job: started.job, ended };
}

/**
 * Waits for a job so long as a chat can wait. What takes longer answers with its id, and with the rest when it has ended.
 */
export async function patiently(
  d: CarryOutParts,
  begun: Exclude<Begun, "busy">,
  o: { to: Conversation; patienceMs: number },
): Promise<ToolResult> {
  const { job, ended } = begun;
  const bell = new AbortController();
  const first = await Promise.race([ended, sleep(d.clock, o.patienceMs, bell.signal).then(() => undefined)]);
  bell.abort();
  if (first !== undefined) return first;
  // Written before it is said: whoever is told to wait is not forgotten.
  await d.shared.promise(job, o.to);
  const told = ended.then((result) => tell(d, o.to, `${job.id}: ${chatText(result)}`));
  d.jobs.follow(told.then(() => d.shared.kept(job)));
  const text = `It is still running as ${job.id}. /ps shows it, /kill ${job.id} ends it, and I tell you when it ends.`;
  return { outcome: "waiting", text, data: { job: job.id } };
}

async function tell(d: CarryOutParts, to: Conversation, text: string): Promise<void> {
  try {
    await d.post(to, text);
  } catch (error) {
    d.log.error("the end of a command could not be told", { error: messageOf(error) });
  }
}

async function outcomeOf(
  d: CarryOutParts,
  { place, plan }: Order,
  { signal, from }: { signal: AbortSignal; from: number },
): Promise<ToolResult> {
  try {
    const result = await place.run(plan, { signal });
    return reportOf(result, { where: place.where, tookMs: d.clock.now() - from });
  } catch (error) {
    return broken(d, error);
  }
}

/** An error as a result. */
export function broken(d: Pick<CarryOutParts, "log">, error: unknown): ToolResult {
  if (isSandboxUnavailable(error)) return unavailable(error.message, error.hint);
  if (!isMoltbotError(error)) d.log.error("a command could not be run", { error: messageOf(error) });
  const hint = isMoltbotError(error) ? (error.hint ?? "") : "The log of the gateway has more.";
  const text = plainText(`It could not be run: ${messageOf(error)}. ${hint}`, 500);
  return { outcome: "failed", text, data: { error: isMoltbotError(error) ? error.code : "unexpected" } };
}

function event(
  d: CarryOutParts,
  { who, session, agentId, plan, place, line, permit, policy }: Order,
  name: string,
  outcome: DomainEvent["outcome"],
  o: Pick<DomainEvent, "reason" | "data">,
): DomainEvent {
  return {
    event: name,
    at: d.clock.now(),
    outcome,
    actor: { kind: "person", principal: who },
    subject: who,
    ...(o.reason === undefined ? {} : { reason: o.reason }),
    policy,
    data: { agent: agentId, where: place.where, digest: plan.digest, permit, ...o.data },
    personal: { session, line: plainText(maskSecrets(line), 4000) },
  };
}
