import { getCookie, setCookie } from "hono/cookie";
import { readHost } from "./guards.ts";
import type { HttpContext } from "./route.ts";
import { sessionMs } from "./sessions.ts";

function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith("https:") ?? false;
}

// Cookies ignore ports, so two gateways on one machine would overwrite each other's without the port in the name.
function sessionCookieName(c: HttpContext, publicUrl: string | undefined): string {
  return isSecure(publicUrl) ? "__Host-moltbot" : `moltbot_${readHost(c.req.header("host"))?.port || "80"}`;
}

/** The session cookie's value. */
export function readSessionCookie(c: HttpContext, publicUrl: string | undefined): string | undefined {
  return getCookie(c, sessionCookieName(c, publicUrl));
}

/** Sets the session cookie; an empty `value` removes it. */
export function writeSessionCookie(c: HttpContext, publicUrl: string | undefined, value: string): void {
  setCookie(c, sessionCookieName(c, publicUrl), value, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    secure: isSecure(publicUrl),
    maxAge: value === "" ? 0 : sessionMs / 1000,
  });
}
