import type { App } from "../../app.ts";
import { dashboardEvent } from "../dashboard-events.ts";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";
import { configShape } from "./config-shape.ts";
import { iso } from "./shapes.ts";

/** `/api/v1/status`, `/api/v1/sign-in-links`. */
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
        return c.json({
          ready: trouble.length === 0,
          trouble,
          storage: app.stores.kind,
          pending,
          channels,
          config: configShape(app.configState()),
        });
      },
    },
    {
      method: "POST",
      path: "/api/v1/sign-in-links",
      access: "operator",
      handle: async (c, by, body) => {
        onlyKeys(body, []);
        const { url, expiresAt } = await parts.signInLink();
        await app.stores.audit.append([dashboardEvent(app.clock.now(), "link_made", { via: by.via })]);
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
