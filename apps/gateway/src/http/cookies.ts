import { getCookie, setCookie } from "hono/cookie";
import { readHost } from "./guards.ts";
import type { HttpContext } from "./route.ts";

function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith("https:") ?? false;
}

// Cookies ignore ports, so two gateways on one machine would overwrite each other's without the port in the name.
function sessionCookieName(c: HttpContext, publicUrl: string | undefined): string {
  return isSecure(publicUrl) ? "__Host-moltbot" : `moltbot_${readHost(c.req.header("host"))?.port || "80"}`;
}

/** What removes it. */
export const noCookie = { value: "", forMs: 0 } as const;

/** The session cookie's value. */
export function readSessionCookie(c: HttpContext, publicUrl: string | undefined): string | undefined {
  return getCookie(c, sessionCookieName(c, publicUrl));
}

/** Sets the session cookie for so long; an empty `value` removes it. */
export function writeSessionCookie(
  c: HttpContext,
  publicUrl: string | undefined,
  { value, forMs }: { readonly value: string; readonly forMs: number },
): void {
  setCookie(c, sessionCookieName(c, publicUrl), value, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    secure: isSecure(publicUrl),
    maxAge: Math.max(0, Math.floor(forMs / 1000)),
  });
}
