import type { Approval, GrantScope } from "@moltbot/approvals";
import type { Caller, DeviceDecision } from "@moltbot/device-pairing";
import type { Decider, DecisionOutcome, Pairing, PersonOutcome } from "@moltbot/pairing";
import type { App } from "../app.ts";
import type { ExecDecision } from "../exec/exec-approvals.ts";

/** What an operator can answer. */
export type Verb = "approve" | "deny" | "block";

/** What came of an answer: those of pairing and of commands, and the block of who asked. */
export type AnswerOutcome =
  | DecisionOutcome
  | ExecDecision
  | DeviceDecision
  | { readonly status: "blocked"; readonly approval: Approval; readonly outcome: PersonOutcome };

/** Reads a verb. */
export function readVerb(text: unknown): Verb | undefined {
  return text === "approve" || text === "deny" || text === "block" ? text : undefined;
}

/** Answers a request of any kind as the operator or one of their devices; dashboard, API and socket all come through here. */
export async function answerRequest(
  app: App,
  id: string,
  verb: Verb,
  { by: caller, scope }: { readonly by: Caller; readonly scope?: GrantScope },
): Promise<AnswerOutcome> {
  const by = deciderOf(caller);
  const outcome =
    verb === "block"
      ? await blockRequester(app, id, by)
      : id.startsWith("dev_")
        ? await app.devices[verb === "approve" ? "approve" : "reject"](id, caller)
        : await decide(app, id, verb, { by, ...(scope && { scope }) });
  app.changed("approvals");
  if (outcome.status !== "voted") app.changed("users");
  return outcome;
}

/** The one who decides, as people and commands know them. */
function deciderOf({ principal, via }: Caller): Decider {
  if (principal !== undefined) return { kind: "person", principal, via };
  return { kind: "operator", via: via === "chat" ? "api" : via };
}

function decide(
  app: App,
  id: string,
  verb: "approve" | "deny",
  o: { readonly by: Decider; readonly scope?: GrantScope },
): Promise<DecisionOutcome | ExecDecision> {
  return id.startsWith("exec_") ? app.exec.decide(id, verb, o) : app.pairing[verb](id, o.by);
}

async function blockRequester(app: App, id: string, by: Decider): Promise<AnswerOutcome> {
  const approval = await app.stores.approvals.get(id);
  if (approval?.requester === undefined) return { status: "not_found" };
  const outcome = await app.pairing.block(approval.requester, by);
  // What a blocked person asked to run has ended; an answer writes that down.
  if (approval.kind === "exec" && outcome.status !== "forbidden") await app.exec.decide(id, "deny", { by });
  return { status: "blocked", approval: (await app.stores.approvals.get(id)) ?? approval, outcome };
}

/** The verbs on people. */
export type PersonVerb = Extract<keyof Pairing, "admit" | "unpair" | "block" | "unblock">;

/** Reads a verb on people. */
export function readPersonVerb(text: unknown): PersonVerb | undefined {
  return text === "admit" || text === "unpair" || text === "block" || text === "unblock" ? text : undefined;
}

/** Who answered a request, and how. */
export function decisionOf(approval: Approval): { readonly by: string; readonly what: string } {
  const vote = approval.votes.findLast((each) => approval.status !== "denied" || each.decision === "deny");
  const what = approval.status === "cancelled" ? `closed (${approval.because ?? "cancelled"})` : approval.status;
  return { by: vote?.by ?? "the system", what };
}
