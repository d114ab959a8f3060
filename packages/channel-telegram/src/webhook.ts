import { createHash, timingSafeEqual } from "node:crypto";
import { createLanes, type WebhookEndpoint, type WebhookResponse } from "@moltbot/channel";
import { type Logger, messageOf } from "@moltbot/core";
import type { Deliver } from "./deliver.ts";
import { type Account, scrub } from "./errors.ts";
import type { TelegramWebhookOptions } from "./options.ts";
import { type Fields, fields } from "./read.ts";
import { laneOf } from "./translate.ts";

/** What arrives by webhook goes here; nothing before `start` and after `stop`. */
export interface WebhookParts {
  readonly options: TelegramWebhookOptions;
  readonly deliver: () => Deliver | undefined;
  readonly log: () => Logger;
  readonly account: Account;
}

/** The endpoint, and how to wait for what it still delivers. */
export interface Webhook {
  readonly endpoint: WebhookEndpoint;
  idle(): Promise<void>;
}

const header = "x-telegram-bot-api-secret-token";
const secretForm = /^[A-Za-z0-9_-]{1,256}$/;

/** Whether Telegram would accept `secret`, and an attacker could not leave it out. */
export function isWebhookSecret(secret: string): boolean {
  return secretForm.test(secret);
}

function digest(value: string): Buffer {
  return createHash("sha256").update(value).digest();
}

function parse(body: Uint8Array): Fields | undefined {
  try {
    return fields(JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8")));
  } catch {
    return undefined;
  }
}

/** The endpoint for one account. Without a proper secret it admits nobody. */
export function createWebhook({ options, deliver, log, account }: WebhookParts): Webhook {
  const expected = isWebhookSecret(options.secret) ? digest(options.secret) : undefined;
  const lanes = createLanes();
  const maxBytes = options.maxBytes ?? 1_048_576;
  const authorize: WebhookEndpoint["authorize"] = (headers) => {
    const given = headers[header];
    return expected !== undefined && given !== undefined && timingSafeEqual(digest(given), expected);
  };
  const hand = async (update: Fields): Promise<WebhookResponse> => {
    const delivery = deliver();
    if (delivery === undefined) return { status: 503 };
    try {
      await delivery(update);
      return { status: 200 };
    } catch (error) {
      log().warn("telegram updates not stored", { account: account.name, error: scrub(messageOf(error), account) });
      return { status: 503 };
    }
  };
  return {
    idle: lanes.idle,
    endpoint: {
      authorize,
      maxBytes,
      async handle({ headers, body }) {
        if (!authorize(headers)) return { status: 401 };
        if (body.byteLength > maxBytes) return { status: 413 };
        const update = parse(body);
        if (update !== undefined) return await lanes.run(laneOf(update), () => hand(update));
        log().warn("telegram webhook body is no JSON object", { account: account.name, bytes: body.byteLength });
        return { status: 400 };
      },
    },
  };
}
