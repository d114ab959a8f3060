import type { App } from "../../app.ts";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { readLimit, readTime } from "./read-query.ts";
import { auditShape, iso } from "./shapes.ts";

/** `/api/v1/status`, `/api/v1/audit`, `/api/v1/audit/verify`, `/api/v1/sign-in-links`. */
export function systemRoutes(parts: HttpParts): OperatorRoute[] {
  const { app } = parts;
  return [
    {
      method: "GET",
      path: "/api/v1/status",
      access: "operator",
      handle: async (c) => {
        const trouble = await app.trouble();
        const channels = (await app.channels()).map(({ channel, account, health }) => ({
          channel,
          account,
          ...health,
        }));
        const pending = trouble.length > 0 ? undefined : await waiting(app);
        return c.json({ ready: trouble.length === 0, trouble, storage: app.stores.kind, pending, channels });
      },
    },
    {
      method: "GET",
      path: "/api/v1/audit",
      access: "operator",
      handle: async (c) => {
        const since = readTime(c, "since");
        const until = readTime(c, "until");
        const { user, event, cursor } = c.req.query();
        const page = await app.stores.audit.query({
          limit: readLimit(c, 100),
          ...(user && { user }),
          ...(event && { event }),
          ...(cursor && { cursor }),
          ...(since !== undefined && { since }),
          ...(until !== undefined && { until }),
        });
        if (page.next !== undefined) c.header("Next-Cursor", page.next);
        return c.json(page.records.map(auditShape));
      },
    },
    {
      method: "POST",
      path: "/api/v1/audit/verify",
      access: "operator",
      handle: async (c, _by, body) => {
        onlyKeys(body, []);
        return c.json(await app.stores.audit.verify());
      },
    },
    {
      method: "POST",
      path: "/api/v1/sign-in-links",
      access: "operator",
      handle: async (c, _by, body) => {
        onlyKeys(body, []);
        const { url, expiresAt } = await parts.signInLink();
        return c.json({ url, expiresAt: iso(expiresAt) });
      },
    },
  ];
}

/** How many requests wait, of people and of commands. */
async function waiting({ pairing, exec }: App): Promise<number> {
  const [people, commands] = await Promise.all([pairing.pending(), exec.pending()]);
  return people.length + commands.length;
}
