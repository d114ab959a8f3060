import type { GrantScope } from "@moltbot/approvals";
import { MoltbotError } from "@moltbot/core";
import { readScope } from "../../exec/approvals/scopes.ts";
import { refusedText } from "../../exec/approvals/texts.ts";
import type { AnswerOutcome, Verb } from "../answer-request.ts";
import { answerRequest, decisionOf, readVerb } from "../answer-request.ts";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { readLimit, readWord } from "./read-query.ts";
import { grantShape, requestShape } from "./shapes.ts";

/** `/api/v1/approvals`: list, show, answer. */
export function requestRoutes({ app }: HttpParts): OperatorRoute[] {
  return [
    {
      method: "GET",
      path: "/api/v1/approvals",
      access: "operator",
      handle: async (c) => {
        const kind = readWord(c, "kind", ["pairing", "exec"]);
        const pending = await app.stores.approvals.pending({ limit: readLimit(c, 200), ...(kind && { kind }) });
        const now = app.clock.now();
        return c.json(pending.filter((each) => each.expiresAt > now).map(requestShape));
      },
    },
    {
      method: "GET",
      path: "/api/v1/approvals/:id",
      access: "operator",
      handle: async (c) => {
        const approval = await app.stores.approvals.get(c.req.param("id") ?? "");
        if (approval === undefined) throw noSuchRequest();
        return c.json(requestShape(approval));
      },
    },
    {
      method: "POST",
      path: "/api/v1/approvals/:id",
      access: "operator",
      handle: async (c, by, body) => {
        const { verb, ...scope } = readAnswer(body);
        const decider = { kind: "operator", via: by.via } as const;
        const outcome = await answerRequest(app, c.req.param("id") ?? "", verb, { by: decider, ...scope });
        return c.json(outcomeShape(outcome));
      },
    },
  ];
}

function readAnswer(body: Readonly<Record<string, unknown>>): { verb: Verb; scope?: GrantScope } {
  onlyKeys(body, ["decision", "scope"]);
  const verb = readVerb(body["decision"]);
  if (verb === undefined) {
    throw new MoltbotError("invalid", "There is no such decision", { hint: 'Say "approve", "deny" or "block".' });
  }
  const scope = readScope(body["scope"]);
  if (body["scope"] !== undefined && scope === undefined) {
    throw new MoltbotError("invalid", "There is no such scope", { hint: 'Say "once", "session" or "always".' });
  }
  return { verb, ...(scope === undefined ? {} : { scope }) };
}

function noSuchRequest(): MoltbotError {
  return new MoltbotError("not_found", "There is no such request", { hint: "Ids are compared whole: copy all of it." });
}

/**
 * An outcome as the API tells it.
 * @throws MoltbotError when the answer changed nothing
 */
function outcomeShape(outcome: AnswerOutcome) {
  switch (outcome.status) {
    case "approved":
      return { status: "approved", request: requestShape(outcome.approval), ...reachShape(outcome) };
    case "denied":
      return { status: outcome.status, request: requestShape(outcome.approval) };
    case "voted":
      return { status: "voted", have: outcome.have, need: outcome.need, request: requestShape(outcome.approval) };
    case "blocked":
      if (outcome.outcome.status === "forbidden") throw forbidden(outcome.outcome.because);
      return { status: "blocked", request: requestShape(outcome.approval) };
    case "already": {
      const { by, what } = decisionOf(outcome.approval);
      const data = { request: requestShape(outcome.approval) };
      throw new MoltbotError("conflict", `This request is ${what} already, by ${by}`, { data });
    }
    case "expired":
      throw new MoltbotError("expired", "This request has expired", {
        hint: outcome.approval.kind === "exec" ? "The command does not run." : "The person can send /pair again.",
        data: { request: requestShape(outcome.approval) },
      });
    case "not_found":
      throw noSuchRequest();
    case "limited":
      throw new MoltbotError("limited", "Too many ids were tried that do not exist");
    case "forbidden":
      throw forbidden(outcome.because);
    case "refused": {
      const { because, offered } = outcome;
      throw new MoltbotError("denied", refusedText(outcome), { data: { because, offered } });
    }
  }
}

/** How far a yes about a command reaches, and the grant that it left. */
function reachShape(outcome: Extract<AnswerOutcome, { status: "approved" }>) {
  if (!("scope" in outcome)) return {};
  return {
    scope: outcome.scope,
    grant: outcome.grant && "scope" in outcome.grant ? grantShape(outcome.grant) : undefined,
  };
}

const reasons: Readonly<Record<string, string>> = {
  not_approver: "You may not decide on this",
  own_request: "Nobody decides on their own request",
  owner: "An owner cannot be treated like this",
  self: "Nobody does this to themselves",
  blocked: "This person is blocked",
};

/** The error for an act that the rules forbid. */
export function forbidden(because: string): MoltbotError {
  const hint = because === "blocked" ? { hint: "Unblock them first." } : {};
  return new MoltbotError("denied", reasons[because] ?? "This is not allowed", { ...hint, data: { because } });
}
