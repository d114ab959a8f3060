export { createTelegramAdapter } from "./adapter.ts";
export type { TelegramCommand, TelegramMenu, TelegramOptions, TelegramWebhookOptions } from "./options.ts";
