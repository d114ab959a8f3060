import { MoltbotError } from "@moltbot/core";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { forbidden } from "./outcomes.ts";
import { readLimit, readWord } from "./read-query.ts";
import { grantShape } from "./shapes.ts";

/** `/api/v1/grants`: commands that run unasked because somebody said so, and how to end that (SPEC R7.5). */
export function grantRoutes({ app }: HttpParts): OperatorRoute[] {
  return [
    {
      method: "GET",
      path: "/api/v1/grants",
      access: "operator",
      handle: async (c) => {
        const all = readWord(c, "all", ["true", "false"]) === "true";
        const grants = await app.exec.grants({ all, limit: readLimit(c, 200) });
        return c.json(grants.map(grantShape));
      },
    },
    {
      method: "POST",
      path: "/api/v1/grants/:id/revoke",
      access: "operator",
      handle: async (c, by, body) => {
        onlyKeys(body, []);
        const outcome = await app.exec.revoke(c.req.param("id") ?? "", { kind: "operator", via: by.via });
        if (outcome.status === "forbidden") throw forbidden("not_approver");
        if (outcome.status === "not_found") {
          const hint = "Ids are compared whole: copy all of it.";
          throw new MoltbotError("not_found", "There is no such grant", { hint });
        }
        app.changed("approvals");
        return c.json({ status: outcome.status, grant: grantShape(outcome.grant) });
      },
    },
  ];
}
