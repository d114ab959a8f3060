import { createServer, type IncomingMessage, type Server } from "node:http";
import type { ChannelAdapter } from "@moltbot/channel";
import type { Harness } from "@moltbot/channel/testing";
import { createManualClock } from "@moltbot/core/testing";
import { createTelegramAdapter, type TelegramWebhookOptions } from "../src/index.ts";
import { startTelegramServer } from "../src/testing.ts";
import { createPlatform } from "./telegram-harness.ts";

/** A small web server in front of an endpoint: headers first, then the capped body, as a gateway does it. */
export interface Front {
  readonly url: string;
  adapter: ChannelAdapter | undefined;
  /** Requests refused before their body was read. */
  refused(): number;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Listens on a free port of this machine. */
export async function startFront(): Promise<Front> {
  let refusals = 0;
  const answer = async (request: IncomingMessage): Promise<{ status: number; body?: string }> => {
    const endpoint = front.adapter?.webhook;
    if (endpoint === undefined) return { status: 404 };
    const headers = request.headers as Record<string, string>;
    if (!endpoint.authorize(headers)) {
      refusals++;
      return { status: 401 };
    }
    const body = await readBody(request, endpoint.maxBytes);
    return body === undefined ? { status: 413 } : await endpoint.handle({ headers, body });
  };
  const server: Server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const front: Front = {
    url: `http://127.0.0.1:${port}/webhooks/telegram/default`,
    adapter: undefined,
    refused: () => refusals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return front;
}

/** The secret of the webhooks in tests. */
export const secret = "webhook-secret_of-the-tests";

/** Real grammY in webhook mode, with a web server in front. */
export async function openWebhook(options: Partial<TelegramWebhookOptions> = {}): Promise<Harness> {
  const clock = createManualClock();
  const server = await startTelegramServer({ clock });
  const front = await startFront();
  const webhook = { secret, url: front.url, ...options };
  const wrong = "123456789:AAwrong-token_that_no_server_knows";
  const adapter = createTelegramAdapter({ token: server.token, apiRoot: server.url, webhook });
  front.adapter = adapter;
  return {
    adapter,
    clock,
    secrets: [server.token, server.token.split(":")[1] ?? "", wrong.split(":")[1] ?? "", secret],
    rejected: () => createTelegramAdapter({ token: wrong, apiRoot: server.url, webhook }),
    platform: createPlatform(server),
    close: async () => {
      await Promise.all([server.stop(), front.close()]);
    },
  };
}
