import type { GrantScope } from "@moltbot/approvals";
import { MoltbotError } from "@moltbot/core";
import { readScope } from "../../exec/approvals/scopes.ts";
import { answerRequest, readVerb, type Verb } from "../answer-request.ts";
import { mayAnswer } from "../may-answer.ts";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { noSuchRequest, outcomeShape } from "./outcomes.ts";
import { readLimit, readWord } from "./read-query.ts";
import { requestShape } from "./shapes.ts";

/** `/api/v1/approvals`: list, show, answer. */
export function requestRoutes({ app }: HttpParts): OperatorRoute[] {
  return [
    {
      method: "GET",
      path: "/api/v1/approvals",
      access: "operator",
      scope: "operator.read",
      handle: async (c) => {
        const kind = readWord(c, "kind", ["pairing", "device", "exec"]);
        const pending = await app.stores.approvals.pending({ limit: readLimit(c, 200), ...(kind && { kind }) });
        const now = app.clock.now();
        return c.json(pending.filter((each) => each.expiresAt > now).map(requestShape));
      },
    },
    {
      method: "GET",
      path: "/api/v1/approvals/:id",
      access: "operator",
      scope: "operator.read",
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
      scope: "any",
      handle: async (c, { caller }, body) => {
        const { verb, ...scope } = readAnswer(body);
        const id = c.req.param("id") ?? "";
        mayAnswer(caller, id, verb);
        const outcome = await answerRequest(app, id, verb, { by: caller, ...scope });
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
