import type { App } from "../app.ts";

/** What the HTTP surface needs. */
export interface HttpOptions {
  readonly app: App;
  /** Address to listen on. */
  readonly host: string;
  /** Port to listen on; 0 picks a free one. */
  readonly port: number;
  /** Where people reach it when a proxy stands in front, e.g. `https://bot.example.org`. Cookies are `Secure` on https. */
  readonly publicUrl?: string;
  /** Addresses and networks of proxies whose `X-Forwarded-For` counts; default none. Read at every request. */
  readonly trustedProxies?: readonly string[];
  /** Origins of pages elsewhere that may open `/ws`; default none. Read at every request. */
  readonly allowedOrigins?: readonly string[];
  /** The secret of the local operator, at least 32 characters. */
  readonly operatorToken: string;
}

/** The running surface. */
export interface Http {
  /**
   * Starts listening.
   * @throws MoltbotError `unavailable` when the address is taken or not ours
   */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Ends live streams, lets running requests finish for five seconds, then cuts them. Idempotent. */
  close(): Promise<void>;
  /** A link that signs one browser in, once, within ten minutes. */
  signInLink(): Promise<string>;
  /** The routes as a `fetch` function, for tests. Webhooks are served by the Node server only. */
  readonly app: { fetch(request: Request): Response | Promise<Response> };
}
