import { createDiscordAdapter } from "@moltbot/channel-discord";
import { type DiscordServer, startDiscordServer } from "@moltbot/channel-discord/testing";
import { Client, GatewayIntentBits, Partials } from "discord.js";
import type { Contender, Stage } from "./contender.ts";
import { echoing } from "./echo.ts";

const people = 50;
// What discord.js allows itself on the real Discord would be all that is measured.
const requestsPerSecond = 1_000_000;

function on(server: DiscordServer, name: string, end: () => Promise<void>): Contender {
  return {
    name,
    async run(total) {
      const before = server.count("createMessage");
      for (let turn = 0; turn < total; turn++) {
        server.dm(String(80_310_000_000_000_000n + BigInt(turn % people)), `message ${turn}`);
      }
      while (server.count("createMessage") < before + total) await new Promise((resolve) => setTimeout(resolve, 2));
    },
    async stop() {
      await end();
      await server.stop();
    },
  };
}

/** A gateway and REST of one's own each: discord.js by itself, and our adapter on discord.js. */
export async function openDiscord(): Promise<Stage> {
  const [first, second] = [await startDiscordServer(), await startDiscordServer()];
  const adapter = createDiscordAdapter({ token: first.token, restApi: first.url, requestsPerSecond });
  await adapter.start(echoing(adapter));
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages, GatewayIntentBits.MessageContent],
    partials: [Partials.Channel],
    rest: { api: second.url, globalRequestsPerSecond: requestsPerSecond },
  });
  client.on("messageCreate", (message) => {
    if (!message.author.bot && message.channel.isSendable()) void message.channel.send(message.content);
  });
  const ready = new Promise<void>((resolve) => client.once("clientReady", () => resolve()));
  await client.login(second.token);
  await ready;
  return {
    library: "discord.js",
    total: 1000,
    ours: on(first, "@moltbot/channel-discord", () => adapter.stop()),
    bare: on(second, "discord.js", () => client.destroy()),
  };
}
