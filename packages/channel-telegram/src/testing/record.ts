import type { Clock } from "@moltbot/core";
import { buttonsOf } from "./buttons.ts";
import type { Outcome, Params } from "./methods.ts";
import type { TelegramCall, TelegramServer } from "./types.ts";

/** What the bot called, and who waits for it. */
export interface CallRecord {
  count(method: string): void;
  accepted(method: string, params: Params, outcome: Outcome): void;
  readonly api: Pick<TelegramServer, "sent" | "calls" | "count" | "waitFor" | "onCall">;
}

const silent: ReadonlySet<string> = new Set(["getUpdates", "getMe", "getWebhookInfo", "getMyCommands"]);
const visible: ReadonlySet<string> = new Set(["sendMessage", "editMessageText"]);

/** An empty record. */
export function createRecord(clock: Clock): CallRecord {
  const calls: TelegramCall[] = [];
  const sent: TelegramCall[] = [];
  const counts = new Map<string, number>();
  const waiting = new Set<(call: TelegramCall) => void>();
  return {
    count: (method) => counts.set(method, (counts.get(method) ?? 0) + 1),
    accepted(method, params, { message }) {
      if (silent.has(method)) return;
      const call: TelegramCall = {
        method,
        params,
        chatId: Number(params["chat_id"] ?? 0),
        ...(message === undefined ? {} : { messageId: message.id }),
        ...(typeof params["text"] === "string" ? { text: params["text"] } : {}),
        buttons: buttonsOf(params["reply_markup"]),
        at: clock.now(),
      };
      calls.push(call);
      if (visible.has(method)) sent.push(call);
      for (const tell of [...waiting]) tell(call);
    },
    api: {
      sent: () => sent,
      calls: (method) => (method === undefined ? calls : calls.filter((call) => call.method === method)),
      count: (method) => counts.get(method) ?? 0,
      onCall(listener) {
        waiting.add(listener);
        return () => waiting.delete(listener);
      },
      waitFor(predicate, timeoutMs = 5000) {
        const past = calls.find(predicate);
        if (past !== undefined) return Promise.resolve(past);
        return new Promise((resolve, reject) => {
          const tell = (call: TelegramCall): void => {
            if (!predicate(call)) return;
            done();
            resolve(call);
          };
          const timer = setTimeout(() => {
            done();
            const last = calls.slice(-5).map((call) => `${call.method} → ${call.chatId}: ${call.text ?? ""}`);
            reject(new Error(`No such call within ${timeoutMs} ms. The last ones:\n${last.join("\n") || "(none)"}`));
          }, timeoutMs);
          const done = (): void => {
            clearTimeout(timer);
            waiting.delete(tell);
          };
          waiting.add(tell);
        });
      },
    },
  };
}
