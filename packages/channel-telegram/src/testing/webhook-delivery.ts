import type { Clock } from "@moltbot/core";
import type { Params } from "./methods.ts";
import { createPoster, type Poster } from "./post.ts";
import { bad } from "./refusal.ts";
import type { TelegramState } from "./state.ts";
import type { TelegramServer, TelegramUpdate } from "./types.ts";

/** Posts updates to the bot's webhook: in order per chat, several chats at once, again and again until a 2xx. */
export interface WebhookDelivery {
  set(params: Params): void;
  clear(params: Params): void;
  info(): Record<string, unknown>;
  readonly current: TelegramServer["webhook"];
  readonly post: TelegramServer["postWebhook"];
  stop(): void;
}

interface Hook {
  readonly url: string;
  readonly secret: string;
  readonly connections: number;
}

/** The chat that an update belongs to; updates of one chat stay in order. */
function laneOf(update: TelegramUpdate): string {
  for (const body of Object.values(update)) {
    const holder = body as { chat?: { id?: unknown }; message?: { chat?: { id?: unknown } } } | null;
    const id = holder?.chat?.id ?? holder?.message?.chat?.id;
    if (id !== undefined) return String(id);
  }
  return "";
}

function readHook(params: Params): Hook {
  const url = params["url"];
  const secret = params["secret_token"] ?? "";
  if (typeof url !== "string" || !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw bad("bad webhook: invalid URL specified");
  if (typeof secret !== "string" || !/^[\w-]{0,256}$/.test(secret)) {
    throw bad("secret token contains unallowed characters");
  }
  return { url, secret, connections: Number(params["max_connections"] ?? 40) };
}

function postTo(poster: Poster, url: string, secret: string | undefined, update: unknown): Promise<number> {
  const body = typeof update === "string" ? update : JSON.stringify(update);
  return poster.post(url, body, secret ? { "x-telegram-bot-api-secret-token": secret } : {});
}

interface Courier {
  hook: Hook | undefined;
  lastError: string | undefined;
  pump(): void;
}

/** Keeps posting what the queue holds, one update per chat at a time. */
function createCourier(state: TelegramState, clock: Clock, poster: Poster): Courier {
  const busy = new Set<string>();
  const deliver = async (hook: Hook, lane: string, update: TelegramUpdate): Promise<void> => {
    const status = await postTo(poster, hook.url, hook.secret, update).catch(() => 0);
    if (status >= 200 && status < 300) {
      busy.delete(lane);
      courier.lastError = undefined;
      state.confirm(update.update_id);
      return;
    }
    courier.lastError = status === 0 ? "Connection failed" : `Wrong response from the webhook: ${status}`;
    clock.after(500, () => {
      busy.delete(lane);
      courier.pump();
    });
  };
  const courier: Courier = {
    hook: undefined,
    lastError: undefined,
    pump() {
      const { hook } = courier;
      if (hook === undefined) return;
      let looked = 0;
      for (const update of state.queue.values()) {
        // A long queue of few chats would otherwise be walked from end to end for every delivery.
        if (busy.size >= hook.connections || looked++ > 1000) return;
        const lane = laneOf(update);
        if (busy.has(lane)) continue;
        busy.add(lane);
        void deliver(hook, lane, update);
      }
    },
  };
  state.onQueue(courier.pump);
  return courier;
}

/** Delivery by webhook; retries wait on `clock`. */
export function createWebhookDelivery(state: TelegramState, clock: Clock): WebhookDelivery {
  const poster = createPoster();
  const courier = createCourier(state, clock, poster);
  const dropIfAsked = (params: Params): void => {
    if (params["drop_pending_updates"] === true) for (const id of [...state.queue.keys()]) state.confirm(id);
  };
  return {
    set(params) {
      courier.hook = params["url"] === "" ? undefined : readHook(params);
      dropIfAsked(params);
      courier.pump();
    },
    clear(params) {
      courier.hook = undefined;
      dropIfAsked(params);
    },
    info: () => ({
      url: courier.hook?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: state.queue.size,
      ...(courier.lastError === undefined
        ? {}
        : { last_error_message: courier.lastError, last_error_date: state.seconds() }),
    }),
    current: () => courier.hook && { url: courier.hook.url, secret: courier.hook.secret },
    async post(update, o = {}) {
      const url = o.url ?? courier.hook?.url;
      if (url === undefined) throw new Error("The bot has set no webhook.");
      const secret = o.secret === undefined ? courier.hook?.secret : (o.secret ?? undefined);
      return await postTo(poster, url, secret, update);
    },
    stop() {
      courier.hook = undefined;
      poster.stop();
    },
  };
}
