// The peer: an echo bot on Chat SDK with its Telegram adapter and its Redis state, run as a process of its own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createIoRedisState } from "@chat-adapter/state-ioredis";
import { createTelegramAdapter } from "@chat-adapter/telegram";
import { type Adapter, Chat, ConsoleLogger } from "chat";

const [apiUrl = "", secretToken = "", redisUrl = "", keyPrefix = ""] = process.argv.slice(2);

const telegram = createTelegramAdapter({
  botToken: "42:bench",
  apiUrl,
  secretToken,
  mode: "webhook",
  logger: new ConsoleLogger("error"),
});
const bot = new Chat({
  userName: "bench_bot",
  logger: new ConsoleLogger("error"),
  state: createIoRedisState({ url: redisUrl, keyPrefix, logger: new ConsoleLogger("error") }),
  // Its types are written without exactOptionalPropertyTypes, which ours are checked with.
  adapters: { telegram: telegram as unknown as Adapter },
});
const receive = bot.webhooks["telegram"];
if (receive === undefined) throw new Error("Chat SDK has no webhook for Telegram");
bot.onDirectMessage(async (thread, message) => {
  await thread.post(`You said: ${message.text}`);
});
await bot.initialize();

const server = createServer((incoming, outgoing) => {
  const parts: Buffer[] = [];
  incoming.on("data", (part: Buffer) => parts.push(part));
  incoming.on("end", () => {
    const request = new Request("http://bot/webhook", {
      method: "POST",
      headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]),
      body: Buffer.concat(parts),
    });
    const running = receive(request, { waitUntil: (task: Promise<unknown>) => void task });
    running.then(
      (response: Response) => outgoing.writeHead(response.status).end(),
      () => outgoing.writeHead(500).end(),
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
});
