import type { Approval } from "@moltbot/approvals";
import type { Decider, DecisionOutcome, Pairing, PersonOutcome } from "@moltbot/pairing";
import type { App } from "../app.ts";

/** What an operator can answer. */
export type Verb = "approve" | "deny" | "block";

/** What came of an answer: those of pairing, and the block of who asked. */
export type AnswerOutcome =
  | DecisionOutcome
  | { readonly status: "blocked"; readonly approval: Approval; readonly outcome: PersonOutcome };

/** Reads a verb. */
export function readVerb(text: unknown): Verb | undefined {
  return text === "approve" || text === "deny" || text === "block" ? text : undefined;
}

/** Answers a request as the operator; the dashboard and the API both come through here. */
export async function answerRequest(app: App, id: string, verb: Verb, by: Decider): Promise<AnswerOutcome> {
  const outcome = verb === "block" ? await blockRequester(app, id, by) : await app.pairing[verb](id, by);
  app.changed("approvals");
  if (outcome.status !== "voted") app.changed("users");
  return outcome;
}

async function blockRequester(app: App, id: string, by: Decider): Promise<AnswerOutcome> {
  const approval = await app.stores.approvals.get(id);
  if (approval?.requester === undefined) return { status: "not_found" };
  const outcome = await app.pairing.block(approval.requester, by);
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
