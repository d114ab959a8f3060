import { createTelegramAdapter } from "@moltbot/channel-telegram";
import { startTelegramServer, type TelegramServer } from "@moltbot/channel-telegram/testing";
import { Bot } from "grammy";
import { type Contender, createCounter, type Stage } from "./contender.ts";
import { echoing } from "./echo.ts";

const people = 50;

function on(server: TelegramServer, name: string, end: () => Promise<void>): Contender {
  const echoes = createCounter();
  server.onCall((call) => {
    if (call.method === "sendMessage") echoes.one();
  });
  return {
    name,
    async run(total) {
      const all = echoes.reach(total);
      for (let turn = 0; turn < total; turn++) server.dm(1000 + (turn % people), `message ${turn}`);
      await all;
      await server.drained(60_000);
    },
    async stop() {
      await end();
      await server.stop();
    },
  };
}

/** Long polling on a server of one's own each: grammY by itself, and our adapter on grammY. */
export async function openTelegram(): Promise<Stage> {
  const [first, second] = [await startTelegramServer(), await startTelegramServer()];
  const adapter = createTelegramAdapter({ token: first.token, apiRoot: first.url });
  await adapter.start(echoing(adapter));
  const bot = new Bot(second.token, { client: { apiRoot: second.url } });
  bot.on("message:text", async (context) => {
    await context.reply(context.message.text);
  });
  await new Promise<void>((resolve) => void bot.start({ onStart: () => resolve() }));
  return {
    library: "grammY",
    total: 2000,
    ours: on(first, "@moltbot/channel-telegram", () => adapter.stop()),
    bare: on(second, "grammY", () => bot.stop()),
  };
}
