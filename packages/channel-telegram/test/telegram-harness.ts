import type { Harness, PlatformMessage, TestPerson, TestPlatform } from "@moltbot/channel/testing";
import { createManualClock } from "@moltbot/core/testing";
import { createTelegramAdapter } from "../src/index.ts";
import { startTelegramServer, type TelegramServer, type TelegramUpdate, type TelegramUser } from "../src/testing.ts";

/** Every message of the bot as it stands now: an edit takes the place of what it changed. */
function standing(server: TelegramServer): PlatformMessage[] {
  const messages = new Map<string, PlatformMessage>();
  for (const call of server.sent()) {
    messages.set(`${call.chatId}:${call.messageId}`, {
      conversationId: String(call.chatId),
      text: call.text ?? "",
      payloads: call.buttons.flat().map((button) => button.data ?? ""),
    });
  }
  return [...messages.values()];
}

/** People on a Telegram server, in the words of the conformance kit. */
export function createPlatform(server: TelegramServer): TestPlatform {
  let last: TelegramUpdate | undefined;
  const user = (person: TestPerson): TelegramUser => server.user(Number(person.id), { name: person.name });
  const keep = (update: TelegramUpdate): void => {
    last = update;
  };
  return {
    botName: server.bot.username ?? "",
    dm: (from, text) => keep(server.dm(user(from), text)),
    group: (from, text, o) => keep(server.group(user(from), text, o)),
    press: (from, payload) => keep(server.press(user(from), { button: payload })),
    own: (text) => keep(server.group(server.bot, text)),
    duplicate() {
      if (last !== undefined) server.again(last);
    },
    unconfirmed: () => server.pending().length,
    disconnect: server.disconnect,
    rateLimit: (seconds) => server.floodNext(seconds),
    typing: () => server.calls("sendChatAction").length,
    sent: () => standing(server),
  };
}

/** Real grammY, polling a local server. */
export async function openPolling(): Promise<Harness> {
  const clock = createManualClock();
  const server = await startTelegramServer({ clock });
  const wrong = "123456789:AAwrong-token_that_no_server_knows";
  return {
    adapter: createTelegramAdapter({ token: server.token, apiRoot: server.url }),
    clock,
    secrets: [server.token, server.token.split(":")[1] ?? "", wrong.split(":")[1] ?? ""],
    rejected: () => createTelegramAdapter({ token: wrong, apiRoot: server.url }),
    platform: createPlatform(server),
    close: server.stop,
  };
}
