export { startTelegramServer } from "./testing/server.ts";
export type {
  TelegramCall,
  TelegramFailure,
  TelegramGroupOptions,
  TelegramMessageOptions,
  TelegramProfile,
  TelegramServer,
  TelegramServerOptions,
  TelegramUpdate,
  TelegramUser,
} from "./testing/types.ts";
