export { createTelegramAdapter } from "./adapter.ts";
export type { TelegramOptions, TelegramWebhookOptions } from "./options.ts";
