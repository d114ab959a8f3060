export type {
  ChannelAdapter,
  ChannelHealth,
  ChannelHost,
  WebhookEndpoint,
  WebhookRequest,
  WebhookResponse,
} from "./adapter.ts";
export type {
  Action,
  Attachment,
  Command,
  Conversation,
  InboundAction,
  InboundMessage,
  OutboundMessage,
  Sender,
  SentMessage,
} from "./messages.ts";
