import type { Decider } from "@moltbot/pairing";
import type { HistoryLine } from "@moltbot/sessions";
import type { SessionDetail, SessionSummary } from "../../sessions/session-service.ts";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { Operator, OperatorRoute } from "../route.ts";
import { reportShape } from "./person.ts";
import { readLimit, readWord } from "./read-query.ts";
import { iso } from "./shapes.ts";

/** `/api/v1/sessions`, one of them, what was said in it, and beginning it anew. */
export function sessionRoutes({ app }: HttpParts): OperatorRoute[] {
  const by = ({ via }: Operator): Decider => ({ kind: "operator", via });
  return [
    {
      method: "GET",
      path: "/api/v1/sessions",
      access: "operator",
      scope: "operator.read",
      handle: async (c) => {
        const { cursor } = c.req.query();
        const { sessions, next } = await app.sessions.list({ limit: readLimit(c, 200), ...(cursor && { cursor }) });
        if (next !== undefined) c.header("Next-Cursor", next);
        return c.json(sessions.map(summaryShape));
      },
    },
    {
      method: "GET",
      path: "/api/v1/sessions/:name",
      access: "operator",
      handle: async (c) => c.json(detailShape(await app.sessions.show(c.req.param("name") ?? ""))),
    },
    {
      method: "GET",
      path: "/api/v1/sessions/:name/history",
      access: "operator",
      handle: async (c, operator) => {
        const { cursor } = c.req.query();
        const archived = readWord(c, "archived", ["true", "false"]) === "true";
        const wish = { limit: readLimit(c, 50), archived, ...(cursor && { cursor }) };
        const { lines, next } = await app.sessions.history(c.req.param("name") ?? "", by(operator), wish);
        if (next !== undefined) c.header("Next-Cursor", next);
        return c.json(lines.map(lineShape));
      },
    },
    {
      method: "POST",
      path: "/api/v1/sessions/:name/reset",
      access: "operator",
      handle: async (c, operator, body) => {
        onlyKeys(body, []);
        const done = await app.sessions.reset(c.req.param("name") ?? "", by(operator));
        app.changed("chat");
        return c.json(done);
      },
    },
  ];
}

/** A session as the API tells it. */
export function summaryShape({ createdAt, lastAt, ...rest }: SessionSummary) {
  return { ...rest, createdAt: iso(createdAt), lastAt: iso(lastAt) };
}

/** A session and everything that holds in it, as the API tells it. */
export function detailShape({ person, tools, waiting, grants, ...summary }: SessionDetail) {
  const own = { tools, waiting, grants };
  return { ...summaryShape(summary), ...own, person: person && reportShape(person) };
}

/** One line of a conversation as the API tells it. */
export function lineShape({ role, text, at, archivedAt }: HistoryLine) {
  return { role, text, at: iso(at), archivedAt: iso(archivedAt) };
}
