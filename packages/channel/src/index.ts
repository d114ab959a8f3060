export type {
  ChannelAdapter,
  ChannelHealth,
  ChannelHost,
  WebhookEndpoint,
  WebhookRequest,
  WebhookResponse,
} from "./adapter.ts";
export { parseCommand } from "./command.ts";
export type { ChannelKeys, KeyChange } from "./keys.ts";
export { createLanes, type Lanes } from "./lanes.ts";
export type { ChannelLogin, LoginState } from "./login.ts";
export {
  createLoopback,
  type Loopback,
  type LoopbackInput,
  type LoopbackPlace,
  type LoopbackPress,
} from "./loopback.ts";
export type { LoopbackOptions } from "./loopback-room.ts";
export { createMemoryChannelKeys } from "./memory-keys.ts";
export type {
  Action,
  Attachment,
  Command,
  Conversation,
  ConversationMove,
  InboundAction,
  InboundMessage,
  OutboundMessage,
  Sender,
  SentMessage,
} from "./messages.ts";
export { createResends, type Resends, type SendPart } from "./resends.ts";
export { splitText } from "./split-text.ts";
export type { LoopbackEntry } from "./transcript.ts";
