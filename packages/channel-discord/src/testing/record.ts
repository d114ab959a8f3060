import type { Clock } from "@moltbot/core";
import { text } from "../read.ts";
import { buttonsOf } from "./buttons.ts";
import type { Outcome } from "./routes.ts";
import { shownText } from "./shown.ts";
import type { Wire } from "./state.ts";
import type { DiscordCall, DiscordCallName, DiscordServer } from "./types.ts";

/** What the bot called, and who waits for it. */
export interface CallRecord {
  count(name: DiscordCallName): void;
  accepted(name: DiscordCallName, body: Wire, outcome: Outcome): void;
  readonly api: Pick<DiscordServer, "sent" | "calls" | "count" | "waitFor">;
}

const visible: ReadonlySet<DiscordCallName> = new Set(["createMessage", "editMessage"]);

function callOf(
  name: DiscordCallName,
  body: Wire,
  { channel, message, interactionId }: Outcome,
  at: number,
): DiscordCall {
  const content = text(body["content"]);
  return {
    name,
    body,
    ...(channel === undefined ? {} : { channelId: channel.id }),
    ...(channel?.userId === undefined ? {} : { userId: channel.userId }),
    ...(message === undefined ? {} : { messageId: message.id }),
    ...(interactionId === undefined ? {} : { interactionId }),
    ...(content === undefined ? {} : { text: shownText(content) }),
    buttons: buttonsOf(body["components"]),
    at,
  };
}

/** An empty record. */
export function createRecord(clock: Clock): CallRecord {
  const calls: DiscordCall[] = [];
  const counts = new Map<DiscordCallName, number>();
  const waiting = new Set<(call: DiscordCall) => void>();
  return {
    count: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    accepted(name, body, outcome) {
      const call = callOf(name, body, outcome, clock.now());
      calls.push(call);
      for (const tell of [...waiting]) tell(call);
    },
    api: {
      sent: () => calls.filter((call) => visible.has(call.name)),
      calls: (name) => (name === undefined ? calls : calls.filter((call) => call.name === name)),
      count: (name) => counts.get(name) ?? 0,
      waitFor(predicate, timeoutMs = 5000) {
        const past = calls.find(predicate);
        if (past !== undefined) return Promise.resolve(past);
        return new Promise((resolve, reject) => {
          const tell = (call: DiscordCall): void => {
            if (!predicate(call)) return;
            done();
            resolve(call);
          };
          const timer = setTimeout(() => {
            done();
            const last = calls
              .slice(-5)
              .map((call) => `${call.name} → ${call.userId ?? call.channelId}: ${call.text ?? ""}`);
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
