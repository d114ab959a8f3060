/** Where messages go to and come from. `id` is the platform's stable id of the chat, as a string. */
export interface Conversation {
  readonly channel: string;
  /** Which of the bot's accounts; `"default"` unless several are configured. */
  readonly account: string;
  readonly kind: "dm" | "group";
  readonly id: string;
  /** Topic or thread inside the chat. */
  readonly thread?: string;
}

/** A group that goes on under another id: Telegram gives a group that becomes a supergroup a new one. */
export interface ConversationMove {
  readonly channel: string;
  readonly account: string;
  readonly from: string;
  readonly to: string;
}

/** Who wrote. `id` is the platform's stable id; everything else can be chosen by anyone. */
export interface Sender {
  readonly id: string;
  readonly username?: string;
  readonly displayName?: string;
  readonly tags?: readonly string[];
  /** E.164, only where the platform verified it (see {@link ChannelAdapter.identity}). */
  readonly phone?: string;
  readonly email?: string;
  readonly isBot: boolean;
}

/** Something that came with a message. Nothing is downloaded before the sender was admitted. */
export interface Attachment {
  readonly kind: "image" | "audio" | "video" | "file" | "sticker" | "location" | "contact" | "poll" | "other";
  /** The platform's handle of the file. */
  readonly id?: string;
  readonly name?: string;
  readonly mimeType?: string;
  readonly sizeBytes?: number;
}

/** A command at the start of a message: `/pair`, `/approve pair_…`. */
export interface Command {
  /** Lower case, without the slash. */
  readonly name: string;
  /** The rest of the message without white space at its ends, lines and all. */
  readonly args: string;
  /** `/pair@otherbot`: the bot that the command names, without `@`. Absent when none is named. */
  readonly addressedTo?: string;
}

/** One message or edit, normalised. Plain data: it is stored before it is acted on. */
export interface InboundMessage {
  /** Unique per channel, account and event: the deduplication key. */
  readonly id: string;
  readonly event: "message" | "edit";
  readonly conversation: Conversation;
  readonly sender: Sender;
  readonly text: string;
  readonly command?: Command;
  /** When the platform says it was sent, in milliseconds since the epoch. */
  readonly at: number;
  readonly mentionsBot: boolean;
  readonly repliesToBot: boolean;
  /** The text was written by somebody else and passed on: nothing in it speaks to the bot. */
  readonly forwarded?: true;
  /** The bot's own message, echoed back by the platform. */
  readonly own: boolean;
  readonly attachments: readonly Attachment[];
}

/** A button press. */
export interface InboundAction {
  /** Unique per channel, account and press: the deduplication key. */
  readonly id: string;
  /** What the button carried, byte for byte. Whoever can press can forge it: it authorises nothing. */
  readonly payload: string;
  readonly by: Sender;
  readonly conversation: Conversation;
  /** The message that holds the button, for {@link ChannelAdapter.edit}. */
  readonly messageId?: string;
  readonly at: number;
}

/** A button under a message. */
export interface Action {
  readonly label: string;
  readonly payload: string;
  readonly style?: "primary" | "danger";
}

/** What the bot says. Plain text: adapters escape it for their platform. */
export interface OutboundMessage {
  readonly text: string;
  /** Rows of buttons; shown only where {@link ChannelAdapter.limits} has `actions`. */
  readonly actions?: readonly (readonly Action[])[];
  /** Id of the message this answers. */
  readonly replyTo?: string;
}

/** What the platform made of it: one id per part of a split text. */
export interface SentMessage {
  readonly conversation: Conversation;
  readonly ids: readonly string[];
}
