import type { HttpParts } from "./parts.ts";
import type { PublicRoute } from "./route.ts";

/** `/healthz` (the process answers) and `/readyz` (all parts do). They say only ok or not. */
export function healthRoutes({ app }: HttpParts): PublicRoute[] {
  return [
    { method: "GET", path: "/healthz", access: "public", handle: (c) => c.text("ok\n") },
    {
      method: "GET",
      path: "/readyz",
      access: "public",
      handle: async (c) => {
        const trouble = await app.trouble().catch(() => ["unknown"]);
        return trouble.length === 0 ? c.text("ok\n") : c.text("not ready\n", 503);
      },
    },
  ];
}
