import { systemClock } from "@moltbot/core";
import { createFaults } from "./faults.ts";
import { startBotApi } from "./http.ts";
import { methods, type Outcome, type Params } from "./methods.ts";
import { createPeople } from "./people.ts";
import { createRecord } from "./record.ts";
import { TelegramRefusal } from "./refusal.ts";
import { createState, type TelegramState } from "./state.ts";
import type { TelegramServer, TelegramServerOptions, TelegramUser } from "./types.ts";
import { createUpdates, type Updates } from "./updates.ts";
import { createWebhookDelivery, type WebhookDelivery } from "./webhook-delivery.ts";

function drained(state: TelegramState, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      forget();
      if (error === undefined) resolve();
      else reject(error);
    };
    const look = (): void => {
      if (state.queue.size === 0) finish();
    };
    const timer = setTimeout(() => {
      finish(new Error(`${state.queue.size} updates are still unconfirmed after ${timeoutMs} ms.`));
    }, timeoutMs);
    const forget = state.onQueue(look);
    look();
  });
}

function hookMethod(hook: WebhookDelivery, updates: Updates, method: string, params: Params): Outcome | undefined {
  if (method === "setWebhook") {
    hook.set(params);
    updates.readAllowed(params);
    return { result: true };
  }
  if (method === "deleteWebhook") {
    hook.clear(params);
    return { result: true };
  }
  return method === "getWebhookInfo" ? { result: hook.info() } : undefined;
}

/**
 * Starts a server on 127.0.0.1 that speaks the Telegram Bot API: real error shapes, offsets, long polling, webhooks with
 * secret and retries, and the limits that Telegram enforces. Updates wait until the bot confirms them, whatever
 * happens to the bot. Unlike Telegram it accepts plain `http` webhooks.
 *
 * @throws Error when the port is taken
 */
export async function startTelegramServer(options: TelegramServerOptions = {}): Promise<TelegramServer> {
  const clock = options.clock ?? systemClock;
  const token = options.token ?? "123456789:AAtest_token-that_only_this_server_knows";
  const bot: TelegramUser = {
    id: Number.parseInt(token, 10) || 123_456_789,
    isBot: true,
    username: options.username ?? "moltbot_test_bot",
    firstName: "Moltbot",
  };
  const state = createState(bot, clock);
  const faults = createFaults(clock);
  const record = createRecord(clock);
  const updates = createUpdates(state, clock);
  const hook = createWebhookDelivery(state, clock);

  const answer = async (asked: string, method: string, params: Params, gone: AbortSignal): Promise<unknown> => {
    record.count(method);
    if (asked !== token) throw new TelegramRefusal(401, "Unauthorized");
    faults.check(method);
    if (method === "getUpdates") {
      if (hook.current() === undefined) return await updates.get(params, gone);
      throw new TelegramRefusal(409, "Conflict: can't use getUpdates method while webhook is active");
    }
    const outcome = hookMethod(hook, updates, method, params) ?? methods.get(method)?.(state, params);
    if (outcome === undefined) throw new TelegramRefusal(404, "Not Found: method not found");
    record.accepted(method, params, outcome);
    return outcome.result;
  };
  const http = await startBotApi(answer, options.port ?? 0);

  return {
    url: http.url,
    token,
    bot,
    ...createPeople(state),
    ...record.api,
    floodNext: faults.floodNext,
    failNext: faults.failNext,
    pending: () => [...state.queue.values()],
    drained: (timeoutMs = 5000) => drained(state, timeoutMs),
    block: (user) => state.blocked.add(typeof user === "number" ? user : user.id),
    disconnect: http.disconnect,
    setOffline: http.setOffline,
    webhook: hook.current,
    postWebhook: hook.post,
    async stop() {
      hook.stop();
      await http.close();
    },
  };
}
