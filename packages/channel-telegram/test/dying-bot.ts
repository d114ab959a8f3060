import { silentLogger, systemClock } from "@moltbot/core";
import { createTelegramAdapter } from "../src/index.ts";

// A bot for the crash test: it says what it is about to store, and then never gets to it.
const [token = "", apiRoot = ""] = process.argv.slice(2);
const never = (): Promise<never> => new Promise(() => {});
await createTelegramAdapter({ token, apiRoot }).start({
  clock: systemClock,
  log: silentLogger,
  onMessage(message) {
    process.stdout.write(`${message.id}\n`);
    return never();
  },
  onAction: never,
});
