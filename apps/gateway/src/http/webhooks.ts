import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebhookEndpoint } from "@moltbot/channel";
import { messageOf } from "@moltbot/core";
import { problemOf, statusOf } from "./errors.ts";
import type { HttpParts } from "./parts.ts";
import { discardBody, readBody } from "./read-body.ts";

/** Where platforms post to, `<channel>/<account>` following. */
export const webhookPrefix = "/webhooks/";

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Serves `/webhooks/<channel>/<account>` straight on Node: this is the road of every message in webhook mode. The
 * channel's secret is checked before a byte of the body is read.
 */
export async function serveWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  parts: HttpParts,
): Promise<void> {
  const refuse = (status: number, retryAfterMs?: number): void => {
    if (retryAfterMs !== undefined) response.setHeader("Retry-After", Math.ceil(retryAfterMs / 1000));
    finish(response, status);
    discardBody(request);
  };
  const endpoint = endpointOf(request.url ?? "", parts);
  if (endpoint === undefined) return refuse(404);
  if (request.method !== "POST") return refuse(405);
  // Lower-case by Node; only set-cookie is ever a list, and no platform signs with that.
  const headers = request.headers as Headers;
  if (!endpoint.authorize(headers)) return refuseStranger(request, parts, refuse);
  const reading = await readBody(request, endpoint.maxBytes);
  if (reading.status === "too-large") return refuse(413);
  if (reading.status === "broken") return;
  try {
    const answer = await endpoint.handle({ headers, body: reading.body });
    finish(response, answer.status, answer.body);
  } catch (thrown) {
    parts.app.log.error("webhook failed", { path: request.url?.slice(0, 200), because: messageOf(thrown) });
    const { code, status } = problemOf(thrown);
    finish(response, status === 500 ? status : statusOf[code]);
  }
}

// A right secret is always let through: behind a proxy all clients share one address, and noise must not silence a
// channel. The limit is on guessing.
async function refuseStranger(
  request: IncomingMessage,
  parts: HttpParts,
  refuse: (status: number, retryAfterMs?: number) => void,
): Promise<void> {
  const client = parts.clientOf(request);
  const wait = parts.penalties.wait("webhook", client) || (await parts.penalties.wrong("webhook", client));
  return wait > 0 ? refuse(429, wait) : refuse(401);
}

function endpointOf(url: string, parts: HttpParts): WebhookEndpoint | undefined {
  const end = url.indexOf("?");
  const path = url.slice(webhookPrefix.length, end === -1 ? undefined : end);
  const slash = path.indexOf("/");
  // Names need no escapes, so an escaped path is nobody's.
  return slash < 1 ? undefined : parts.app.webhooks(path.slice(0, slash), path.slice(slash + 1));
}

function finish(response: ServerResponse, status: number, body = ""): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  });
  response.end(body);
}
