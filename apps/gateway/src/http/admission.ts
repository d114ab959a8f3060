import { deviceCaller, operatorCaller } from "../devices/callers.ts";
import { noCookie, readSessionCookie, writeSessionCookie } from "./cookies.ts";
import { noteRefusal } from "./dashboard-events.ts";
import type { Problem } from "./errors.ts";
import { isOwnSite } from "./guards.ts";
import type { HttpParts } from "./parts.ts";
import type { HttpContext, Operator } from "./route.ts";
import { sameSecret } from "./secret-compare.ts";
import type { Session } from "./sessions.ts";

/** Somebody let in, or the reason they are not. */
export type Admission<Who> = { readonly who: Who } | { readonly problem: Problem };

/** The client as limits count it. */
export function clientOf(c: HttpContext, parts: Pick<HttpParts, "clientOf">): string {
  return parts.clientOf(c.env?.incoming);
}

/** What a client hears that knocked wrongly too often. */
export function tooMany(retryAfterMs: number): Problem {
  return { status: 429, code: "limited", message: "Too many wrong attempts", hint: "Wait a minute.", retryAfterMs };
}

const signInHint = "Run `moltbot dashboard` and open the link that it prints.";

/** Checks that hold for every request, before anything else is looked at. */
export function checkSite(c: HttpContext, parts: HttpParts): Problem | undefined {
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  if (!parts.isOurHost(host)) {
    const hint = "Open it by localhost, or set gateway.publicUrl to the address you use.";
    return { status: 421, code: "denied", message: "This host name is not ours", hint };
  }
  if (c.req.method === "GET" || c.req.method === "HEAD") return undefined;
  const sent = c.req.header("origin");
  // The sign-in form sends `Origin: null`, as its page hides its address. It carries its own proof and no cookie.
  const origin = sent === "null" && c.req.path === "/sign-in" ? undefined : sent;
  const facts = { host, origin, fetchSite: c.req.header("sec-fetch-site") };
  if (isOwnSite(facts, parts.options.publicUrl)) return undefined;
  return { status: 403, code: "denied", message: "This request comes from another site" };
}

/** Reads the session of a browser. A forged cookie counts as a wrong attempt and is taken away. */
export async function admitBrowser(c: HttpContext, parts: HttpParts): Promise<Admission<Session>> {
  const publicUrl = parts.options.publicUrl;
  const cookie = readSessionCookie(c, publicUrl);
  const nobody: Problem = { status: 401, code: "denied", message: "You are not signed in", hint: signInHint };
  if (cookie === undefined) return { problem: nobody };
  const wait = parts.penalties.wait("cookie", clientOf(c, parts));
  if (wait > 0) return { problem: tooMany(wait) };
  const reading = await parts.sessions.read(cookie);
  if (reading.status === "signed-in") {
    const { session, cookie: value } = reading;
    if (value !== undefined)
      writeSessionCookie(c, publicUrl, { value, forMs: session.expiresAt - parts.app.clock.now() });
    return { who: session };
  }
  writeSessionCookie(c, publicUrl, noCookie);
  if (reading.status === "none") return { problem: nobody };
  if (reading.status === "copied") {
    return { problem: { ...nobody, message: "This browser was signed out: a copy of its cookie was used" } };
  }
  await noteRefusal(parts, "cookie", "forged");
  const closed = await parts.penalties.wrong("cookie", clientOf(c, parts));
  return { problem: closed > 0 ? tooMany(closed) : nobody };
}

/** Whether a browser's CSRF token is the session's. */
export function isCsrf(session: Session, token: string | null | undefined): boolean {
  return sameSecret(token ?? undefined, session.csrf);
}

/** Lets in the holder of the operator token, a device by its token, or a signed-in browser that sends its CSRF token. */
export async function admitOperator(c: HttpContext, parts: HttpParts): Promise<Admission<Operator>> {
  const via = c.req.header("moltbot-client") === "cli" ? "cli" : "api";
  const authorization = c.req.header("authorization");
  if (authorization === undefined) {
    const admission = await admitBrowser(c, parts);
    if ("problem" in admission) return admission;
    if (isCsrf(admission.who, c.req.header("x-csrf-token"))) return { who: operatorBy("dashboard") };
    return { problem: { status: 403, code: "denied", message: "The X-CSRF-Token header is missing or wrong" } };
  }
  const wait = parts.penalties.wait("bearer", clientOf(c, parts));
  if (wait > 0) return { problem: tooMany(wait) };
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization)?.[1];
  if (sameSecret(token, parts.options.operatorToken)) return { who: operatorBy(via) };
  const session = await parts.app.devices.authenticate(token ?? "");
  if (session !== undefined) return { who: { via: "api", caller: deviceCaller(session) } };
  await noteRefusal(parts, "token", "wrong");
  const closed = await parts.penalties.wrong("bearer", clientOf(c, parts));
  const hint = "Send the token from gateway.json in the state directory.";
  return {
    problem: closed > 0 ? tooMany(closed) : { status: 401, code: "denied", message: "The token is wrong", hint },
  };
}

function operatorBy(via: Operator["via"]): Operator {
  return { via, caller: operatorCaller(via) };
}
