import { createBrowserDesk } from "../../devices/browsers.ts";
import type { HttpParts } from "../parts.ts";
import { onlyKeys } from "../request-body.ts";
import type { OperatorRoute } from "../route.ts";

/** `/api/v1/browsers`: who is signed in to the dashboard, and signing them out. */
export function browserRoutes({ app }: HttpParts): OperatorRoute[] {
  const desk = createBrowserDesk(app);
  return [
    {
      method: "GET",
      path: "/api/v1/browsers",
      access: "operator",
      handle: async (c) => c.json(await desk.list()),
    },
    {
      method: "POST",
      path: "/api/v1/browsers/:id/sign-out",
      access: "operator",
      handle: async (c, { via }, body) => {
        onlyKeys(body, []);
        return c.json(await desk.signOut(c.req.param("id") ?? "", via));
      },
    },
  ];
}
