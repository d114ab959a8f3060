import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { MoltbotError, messageOf } from "@moltbot/core";
import { serveWs, type WsServer } from "../ws/server.ts";
import type { Http, HttpOptions } from "./options.ts";
import { createParts } from "./parts.ts";
import { register } from "./register.ts";
import { makeRoutes } from "./routes.ts";
import { watchSignOuts } from "./sign-outs.ts";
import { serveWebhook, webhookPrefix } from "./webhooks.ts";

const graceMs = 5000;

/**
 * The HTTP surface: health, dashboard, API, web chat, webhooks (DESIGN §5).
 * @throws MoltbotError `invalid` when the operator token is too short
 */
export function createHttp(options: HttpOptions): Http {
  if (options.operatorToken.length < 32) {
    throw new MoltbotError("invalid", "The operator token is too short", { hint: "Use 32 random characters or more." });
  }
  let port = options.port;
  const base = (): string => options.publicUrl?.replace(/\/+$/, "") ?? `http://${shownHost(options.host)}:${port}`;
  const parts = createParts(options, base);
  const hono = register(makeRoutes(parts), parts);
  const pages = getRequestListener(hono.fetch, { overrideGlobalObjects: false });
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const run = request.url?.startsWith(webhookPrefix)
      ? serveWebhook(request, response, parts)
      : pages(request, response);
    run.catch((thrown: unknown) => {
      options.app.log.error("request failed", { because: messageOf(thrown) });
      response.destroy();
    });
  };
  // Slow or endless requests are cut: headers within 10 s, the whole request within 30 s.
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000, maxHeaderSize: 16_384 },
    serve,
  );
  server.keepAliveTimeout = 65_000; // longer than common proxies keep theirs
  let closing: Promise<void> | undefined;
  let ws: WsServer | undefined;
  let stopWatching: (() => Promise<void>) | undefined;
  const close = async (): Promise<void> => {
    parts.live.close();
    await ws?.close();
    await stopWatching?.();
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      const cancel = options.app.clock.after(graceMs, () => server.closeAllConnections());
      server.close(() => {
        cancel();
        resolve();
      });
      server.closeIdleConnections();
    });
  };
  return {
    app: { fetch: (request) => hono.fetch(request) },
    async listen() {
      ws = await serveWs(server, parts);
      stopWatching = await watchSignOuts(parts);
      port = await listenOn(server, options);
      return { url: base(), port };
    },
    close() {
      closing ??= close();
      return closing;
    },
    signInLink: async () => (await parts.signInLink()).url,
  };
}

function shownHost(host: string): string {
  if (["127.0.0.1", "0.0.0.0", "::1", "::", "localhost"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function listenOn(server: ReturnType<typeof createServer>, o: HttpOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      const hint = taken
        ? "Is another gateway running? Else set gateway.port."
        : "Check gateway.host and gateway.port.";
      const message = taken ? `Port ${o.port} is taken` : `Cannot listen on ${o.host}:${o.port}`;
      reject(new MoltbotError("unavailable", message, { hint, cause: error }));
    });
    server.listen(o.port, o.host, () => {
      server.removeAllListeners("error");
      resolve((server.address() as AddressInfo).port);
    });
  });
}
