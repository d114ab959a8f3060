import { MoltbotError } from "@moltbot/core";
import type { Delegation, DelegationOutcome } from "@moltbot/pairing";
import { delegationText } from "../../flow/delegation-text.ts";
import type { HttpParts } from "../parts.ts";
import { onePerson } from "../people.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { readTerm } from "../terms.ts";
import { iso } from "./shapes.ts";

/** `/api/v1/delegations`: votes that approvers handed to somebody else. */
export function delegationRoutes({ app }: HttpParts): OperatorRoute[] {
  const { pairing } = app;
  const named = async (text: unknown) => {
    if (typeof text !== "string") throw new MoltbotError("invalid", "Say from whom and to whom, as channel:id");
    const { channel, id } = await onePerson(pairing, text);
    return { channel, id };
  };
  return [
    {
      method: "GET",
      path: "/api/v1/delegations",
      access: "operator",
      scope: "operator.read",
      handle: async (c) => c.json((await pairing.delegations()).map(delegationShape)),
    },
    {
      method: "POST",
      path: "/api/v1/delegations",
      access: "operator",
      scope: "operator.pairing",
      handle: async (c, by, body) => {
        onlyKeys(body, ["from", "to", "for"]);
        const [from, to] = [await named(body["from"]), await named(body["to"])];
        const outcome = await pairing.delegate(from, to, readTerm(body["for"]) ?? 0, { kind: "operator", via: by.via });
        if (outcome.status === "forbidden") throw refused(outcome.because);
        app.changed("users");
        return c.json(outcome.status === "done" ? delegationShape(outcome.delegation) : {});
      },
    },
    {
      method: "POST",
      path: "/api/v1/delegations/:from/revoke",
      access: "operator",
      scope: "operator.pairing",
      handle: async (c, by, body) => {
        onlyKeys(body, []);
        const from = await named(c.req.param("from"));
        const outcome = await pairing.undelegate(from, { kind: "operator", via: by.via });
        if (outcome.status === "forbidden") throw refused(outcome.because);
        app.changed("users");
        return c.json({ status: outcome.status, from: `${from.channel}:${from.id}` });
      },
    },
  ];
}

type Because = Extract<DelegationOutcome, { status: "forbidden" }>["because"];

function refused(because: Because): MoltbotError {
  const code = because === "duration" ? "invalid" : "denied";
  return new MoltbotError(code, delegationText({ status: "forbidden", because }, "delegate"), { data: { because } });
}

/** A delegation as the API tells it. */
export function delegationShape({ from, to, madeAt, until, madeBy }: Delegation) {
  return {
    from: `${from.channel}:${from.id}`,
    to: `${to.channel}:${to.id}`,
    madeAt: iso(madeAt),
    until: iso(until),
    madeBy,
  };
}
