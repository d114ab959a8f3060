import type { IncomingMessage } from "node:http";
import type { Caller, Scope } from "@moltbot/device-pairing";
import type { Context } from "hono";
import type { Session } from "./sessions.ts";

/** What hono hands a handler: the Node request, when a server and not a test called. */
export type HttpContext = Context<{ Bindings: { readonly incoming?: IncomingMessage } }>;

/** An answer. */
export type Answer = Response | Promise<Response>;

/** The operator as an API caller: holder of the local token, or a signed-in browser. */
export interface Operator {
  /** How they came, for the audit log only. */
  readonly via: "cli" | "dashboard" | "api";
  /** What they may do: everything, or what was approved for the device they came with. */
  readonly caller: Caller;
}

interface Path {
  readonly method: "GET" | "POST";
  readonly path: string;
}

/** Anyone: says nothing about anybody. */
export interface PublicRoute extends Path {
  readonly access: "public";
  readonly handle: (c: HttpContext) => Answer;
}

/** Browsers that signed in. A `POST` gets the form, whose CSRF token was right. */
export interface SignedInRoute extends Path {
  readonly access: "signed-in";
  readonly handle: (c: HttpContext, session: Session, form: URLSearchParams) => Answer;
}

/** The operator's API. A `POST` gets the JSON object that was sent. */
export interface OperatorRoute extends Path {
  readonly access: "operator";
  /** What a device needs to call it; absent: `operator.admin`. `any`: the handler decides by what is asked. */
  readonly scope?: Scope | "any";
  readonly handle: (c: HttpContext, by: Operator, body: Readonly<Record<string, unknown>>) => Answer;
}

/** Platforms that prove themselves by their channel's own secret; served before all others (`webhooks.ts`). */
export interface ChannelRoute extends Path {
  readonly access: "channel-secret";
}

/** A route and who may call it. There is no default: a route without `access` cannot be written, nor registered. */
export type Route = PublicRoute | SignedInRoute | OperatorRoute | ChannelRoute;
