import { lastSeen, lastSeenFirst } from "../../persons/last-seen.ts";
import { asOfNow } from "../../persons/reach.ts";
import type { PersonVerb } from "../answer-request.ts";
import type { HttpParts } from "../parts.ts";
import { noSuchPerson, onePerson } from "../people.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { readBlockTerms } from "../terms.ts";
import { personOutcomeShape } from "./outcomes.ts";
import { readLimit, readWord } from "./read-query.ts";
import { userShape } from "./shapes.ts";

/** `/api/v1/users` and the verbs on people. */
export function peopleRoutes(parts: HttpParts): OperatorRoute[] {
  const { app } = parts;
  const { pairing, stores } = app;
  return [
    {
      method: "GET",
      path: "/api/v1/users",
      access: "operator",
      scope: "operator.read",
      handle: async (c) => {
        const state = readWord(c, "state", ["paired", "blocked", "pending"]);
        const channel = c.req.query("channel");
        const limit = readLimit(c, 200);
        const users = await stores.pairing.users({ limit, ...(state && { state }), ...(channel && { channel }) });
        return c.json((await lastSeenFirst(stores, users)).map((user) => userShape(asOfNow(user, app.policy()))));
      },
    },
    {
      method: "GET",
      path: "/api/v1/users/:who",
      access: "operator",
      scope: "operator.read",
      handle: async (c) => {
        const who = await onePerson(pairing, c.req.param("who") ?? "");
        const user = await stores.pairing.user(who);
        if (user === undefined) throw noSuchPerson(who);
        return c.json(userShape(asOfNow(await lastSeen(stores, user), app.policy())));
      },
    },
    verbRoute(parts, "/api/v1/users/:who/unpair", "unpair"),
    verbRoute(parts, "/api/v1/users/:who/block", "block"),
    verbRoute(parts, "/api/v1/users/:who/unblock", "unblock"),
    verbRoute(parts, "/api/v1/pairing/:who/admit", "admit"),
  ];
}

function verbRoute({ app }: HttpParts, path: string, verb: PersonVerb): OperatorRoute {
  return {
    method: "POST",
    path,
    access: "operator",
    scope: "operator.pairing",
    handle: async (c, by, body) => {
      onlyKeys(body, verb === "block" ? ["reason", "for"] : []);
      const terms = readBlockTerms(body);
      const who = await onePerson(app.pairing, c.req.param("who") ?? "");
      const decider = { kind: "operator", via: by.via } as const;
      const outcome =
        verb === "block" ? await app.pairing.block(who, decider, terms) : await app.pairing[verb](who, decider);
      app.changed("users");
      app.changed("approvals");
      return c.json(personOutcomeShape(outcome));
    },
  };
}
