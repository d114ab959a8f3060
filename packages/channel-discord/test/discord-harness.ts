import type { Harness, TestPerson, TestPlatform } from "@moltbot/channel/testing";
import { createManualClock } from "@moltbot/core/testing";
import { createDiscordAdapter } from "../src/index.ts";
import { type DiscordEvent, type DiscordServer, startDiscordServer } from "../src/testing.ts";

/** The people and faults of the kit, on a local Discord. */
export function createPlatform(server: DiscordServer): TestPlatform {
  let last: DiscordEvent | undefined;
  const idOf = ({ id, name }: TestPerson): string => server.user(id, { name }).id;
  const remember = (event: DiscordEvent): void => {
    last = event;
  };
  return {
    botName: server.bot.username,
    dm: (from, text) => remember(server.dm(idOf(from), text)),
    group: (from, text, o) => remember(server.guild(idOf(from), text, o)),
    press: (from, payload) => remember(server.press(idOf(from), { button: payload })),
    own: (text) => remember(server.guild(server.bot, text)),
    duplicate() {
      if (last !== undefined) server.again(last);
    },
    unconfirmed: () => server.pending().length,
    disconnect: () => server.disconnect(),
    // Discord's own clock is the test's; discord.js would count a limit of the bot itself by the machine's.
    rateLimit: (seconds) => server.limit(seconds, { scope: "shared" }),
    typing: () => server.count("typing"),
    sent() {
      const latest = new Map(server.sent().map((call) => [call.messageId ?? "", call]));
      return [...latest.values()].map((call) => ({
        conversationId: call.userId ?? call.channelId ?? "",
        text: call.text ?? "",
        payloads: call.buttons.flat().map((button) => button.customId),
      }));
    },
  };
}

/** Real discord.js on a local Discord. */
export async function openDiscord(): Promise<Harness> {
  const clock = createManualClock();
  const server = await startDiscordServer({ clock, heartbeatMs: 250 });
  const wrong = "MTAwMDAwMDAwMDAwMDAwMDAw.test.wrong-token_that_no_server_knows";
  return {
    adapter: createDiscordAdapter({ token: server.token, restApi: server.url }),
    clock,
    secrets: [server.token, wrong],
    rejected: () => createDiscordAdapter({ token: wrong, restApi: server.url }),
    platform: createPlatform(server),
    close: () => server.stop(),
  };
}
