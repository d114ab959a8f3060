import { MoltbotError } from "@moltbot/core";
import { hasScope } from "@moltbot/device-pairing";
import { readScope } from "../../exec/approvals/scopes.ts";
import { answerRequest, type PersonVerb, readVerb } from "../../http/answer-request.ts";
import { outcomeShape, personOutcomeShape } from "../../http/api/outcomes.ts";
import { requestShape, sessionShape, userShape } from "../../http/api/shapes.ts";
import { answerScope, mayAnswer } from "../../http/may-answer.ts";
import { noSuchPerson, onePerson } from "../../http/people.ts";
import { lastSeen, lastSeenFirst } from "../../persons/last-seen.ts";
import { asOfNow } from "../../persons/reach.ts";
import { limitOf, type Method, type MethodContext, type Methods, optionalText, type Params, textOf } from "./method.ts";

/** `pairing.*`, `approvals.*`, `users.*`, `sessions.*`. */
export const peopleMethods: Methods = {
  "pairing.list": {
    scope: "operator.pairing",
    params: ["limit"],
    run: async ({ app }, params) => (await app.pairing.pending({ limit: limitOf(params, 200) })).map(requestShape),
  },
  "pairing.approve": answer("approve"),
  "pairing.deny": answer("deny"),
  "pairing.block": {
    scope: "operator.pairing",
    params: ["user", "reason"],
    run: (context, params) => actOn(context, "block", params),
  },
  "approvals.list": {
    scope: undefined,
    params: ["limit"],
    async run({ app, caller }, params) {
      const now = app.clock.now();
      const all = await app.stores.approvals.pending({ limit: limitOf(params, 200) });
      const mine = all.filter(({ kind, expiresAt }) => expiresAt > now && hasScope(caller.scopes, answerScope(kind)));
      return mine.map(requestShape);
    },
  },
  "approvals.resolve": {
    scope: undefined,
    params: ["id", "decision", "scope"],
    async run({ app, caller }, params) {
      const id = textOf(params, "id");
      const verb = readVerb(params["decision"]);
      if (verb === undefined) {
        throw new MoltbotError("invalid", "There is no such decision", { hint: 'Say "approve", "deny" or "block".' });
      }
      const scope = readScope(params["scope"]);
      if (params["scope"] !== undefined && scope === undefined) {
        throw new MoltbotError("invalid", "There is no such scope", { hint: 'Say "once", "session" or "always".' });
      }
      mayAnswer(caller, id, verb);
      return outcomeShape(await answerRequest(app, id, verb, { by: caller, ...(scope && { scope }) }));
    },
  },
  "users.list": {
    scope: "operator.read",
    params: ["state", "channel", "limit"],
    async run({ app }, params) {
      const state = optionalText(params, "state");
      if (state !== undefined && state !== "paired" && state !== "blocked" && state !== "pending") {
        throw new MoltbotError("invalid", "params.state is none", { hint: "Say paired, blocked or pending." });
      }
      const channel = optionalText(params, "channel");
      const users = await app.stores.pairing.users({
        limit: limitOf(params, 200),
        ...(state !== undefined && { state }),
        ...(channel !== undefined && { channel }),
      });
      return (await lastSeenFirst(app.stores, users)).map((user) => userShape(asOfNow(user, app.policy())));
    },
  },
  "users.show": {
    scope: "operator.read",
    params: ["user"],
    async run({ app }, params) {
      const who = await onePerson(app.pairing, textOf(params, "user"));
      const user = await app.stores.pairing.user(who);
      if (user === undefined) throw noSuchPerson(who);
      return userShape(asOfNow(await lastSeen(app.stores, user), app.policy()));
    },
  },
  "users.block": verb("block"),
  "users.unblock": verb("unblock"),
  "users.unpair": verb("unpair"),
  "sessions.list": {
    scope: "operator.read",
    params: ["limit"],
    async run({ app }, params) {
      const users = await app.stores.pairing.users({ state: "paired", limit: limitOf(params, 200) });
      return users.map((user) => sessionShape(asOfNow(user, app.policy()))).filter((session) => session !== undefined);
    },
  },
};

function answer(decision: "approve" | "deny"): Method {
  return {
    scope: "operator.pairing",
    params: ["id"],
    async run({ app, caller }, params) {
      const id = textOf(params, "id");
      mayAnswer(caller, id, decision);
      return outcomeShape(await answerRequest(app, id, decision, { by: caller }));
    },
  };
}

function verb(name: Exclude<PersonVerb, "admit">): Method {
  return {
    scope: "operator.pairing",
    params: name === "block" ? ["user", "reason"] : ["user"],
    run: (context, params) => actOn(context, name, params),
  };
}

async function actOn({ app }: MethodContext, name: Exclude<PersonVerb, "admit">, params: Params) {
  const who = await onePerson(app.pairing, textOf(params, "user"));
  const decider = { kind: "operator", via: "api" } as const;
  const reason = optionalText(params, "reason");
  const outcome =
    name === "block"
      ? await app.pairing.block(who, decider, reason === undefined ? {} : { reason: reason.slice(0, 500) })
      : await app.pairing[name](who, decider);
  app.changed("users");
  app.changed("approvals");
  return personOutcomeShape(outcome);
}
