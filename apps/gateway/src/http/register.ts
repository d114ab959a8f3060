import { MoltbotError, messageOf } from "@moltbot/core";
import { hasScope } from "@moltbot/device-pairing";
import { Hono } from "hono";
import { admitBrowser, admitOperator, checkSite, isCsrf } from "./admission.ts";
import { type Problem, problemOf, sendProblem } from "./errors.ts";
import { isWellFormedPath } from "./guards.ts";
import { securityHeaders } from "./headers.ts";
import { problemPage } from "./pages/problem.ts";
import type { HttpParts } from "./parts.ts";
import { bodyText, hasType, maxBody, readJsonObject } from "./request-body.ts";
import type { Answer, HttpContext, OperatorRoute, PublicRoute, Route, SignedInRoute } from "./route.ts";

type Env = { Bindings: NonNullable<HttpContext["env"]> };

const tooLarge: Problem = { status: 413, code: "invalid", message: `The body is larger than ${maxBody} bytes` };
const notForm: Problem = { status: 415, code: "invalid", message: "Send a form" };
const notJson: Problem = {
  status: 415,
  code: "invalid",
  message: "Send JSON",
  hint: "Set Content-Type: application/json.",
};
const noCsrf: Problem = {
  status: 403,
  code: "denied",
  message: "This form is too old",
  hint: "Go back, reload the page and try again.",
};

/**
 * The hono app that serves `routes`, each behind the access it declares.
 * @throws MoltbotError `invalid` when a route declares none
 */
export function register(routes: readonly Route[], parts: HttpParts): Hono<Env> {
  const hono = new Hono<Env>();
  const answer = (c: HttpContext, problem: Problem): Answer =>
    c.req.path.startsWith("/api/") ? sendProblem(c, problem) : problemPage(c, parts, problem);
  hono.use(async (c, next) => {
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value);
    const problem = siteProblem(c, parts);
    if (problem === undefined) return next();
    return answer(c, problem);
  });
  for (const route of routes) {
    if (route.access === "channel-secret") continue;
    const handler = handlerOf(route, parts, answer);
    hono.on(route.method, route.path, (c) => handler(c));
  }
  hono.notFound((c) => answer(c, { status: 404, code: "not_found", message: "There is nothing here" }));
  hono.onError((thrown, c) => {
    const problem = problemOf(thrown);
    if (problem.status >= 500) {
      parts.app.log.error("request failed", { path: c.req.path.slice(0, 200), because: messageOf(thrown) });
    }
    for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value);
    return answer(c, problem);
  });
  return hono;
}

function siteProblem(c: HttpContext, parts: HttpParts): Problem | undefined {
  const path = new URL(c.req.url).pathname;
  if (!isWellFormedPath(path)) return { status: 400, code: "invalid", message: "The address is misspelled" };
  return checkSite(c, parts);
}

type Refuse = (c: HttpContext, problem: Problem) => Answer;

function handlerOf(route: PublicRoute | SignedInRoute | OperatorRoute, parts: HttpParts, refuse: Refuse) {
  switch (route.access) {
    case "public":
      return async (c: HttpContext) => route.handle(c);
    case "signed-in":
      return (c: HttpContext) => forBrowser(c, route, parts, refuse);
    case "operator":
      return (c: HttpContext) => forOperator(c, route, parts, refuse);
    default:
      throw new MoltbotError("invalid", `Route ${JSON.stringify(route)} does not say who may call it`);
  }
}

async function forBrowser(c: HttpContext, route: SignedInRoute, parts: HttpParts, refuse: Refuse): Promise<Response> {
  const admission = await admitBrowser(c, parts);
  if ("problem" in admission) return refuse(c, admission.problem);
  if (route.method === "GET") return route.handle(c, admission.who, new URLSearchParams());
  if (!hasType(c, "application/x-www-form-urlencoded")) return refuse(c, notForm);
  const text = await bodyText(c);
  if (text === undefined) return refuse(c, tooLarge);
  const form = new URLSearchParams(text);
  return isCsrf(admission.who, form.get("csrf")) ? route.handle(c, admission.who, form) : refuse(c, noCsrf);
}

async function forOperator(c: HttpContext, route: OperatorRoute, parts: HttpParts, refuse: Refuse): Promise<Response> {
  const admission = await admitOperator(c, parts);
  if ("problem" in admission) return refuse(c, admission.problem);
  const { scope = "operator.admin" } = route;
  if (scope !== "any" && !hasScope(admission.who.caller.scopes, scope)) {
    return refuse(c, { status: 403, code: "denied", message: `That takes ${scope}`, data: { scope } });
  }
  if (route.method === "GET") return route.handle(c, admission.who, {});
  if (!hasType(c, "application/json")) return refuse(c, notJson);
  const text = await bodyText(c);
  if (text === undefined) return refuse(c, tooLarge);
  return route.handle(c, admission.who, readJsonObject(text));
}
