import { silentLogger, systemClock } from "@moltbot/core";
import { createDiscordAdapter, createFileCursors } from "../src/index.ts";

// A bot for the crash test: it says what it is about to store, and stores the first message only.
const [token = "", restApi = "", path = ""] = process.argv.slice(2);
const never = (): Promise<never> => new Promise(() => {});
await createDiscordAdapter({ token, restApi, cursors: createFileCursors(path) }).start({
  clock: systemClock,
  log: silentLogger,
  async onMessage(message) {
    process.stdout.write(`${message.id}\n`);
    if (message.text !== "stored") await never();
  },
  onAction: never,
});
process.stdout.write("ready\n");
