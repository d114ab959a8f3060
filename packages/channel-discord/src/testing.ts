export { startDiscordServer } from "./testing/server.ts";
export type {
  DiscordCall,
  DiscordCallName,
  DiscordEvent,
  DiscordFailure,
  DiscordGuildOptions,
  DiscordMessageOptions,
  DiscordProfile,
  DiscordServer,
  DiscordServerOptions,
  DiscordUser,
} from "./testing/types.ts";
