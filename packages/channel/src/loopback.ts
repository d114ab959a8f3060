import type { ChannelAdapter } from "./adapter.ts";
import { parseCommand } from "./command.ts";
import { createLoopbackAdapter } from "./loopback-adapter.ts";
import { createRoom, type LoopbackOptions, type LoopbackRoom } from "./loopback-room.ts";
import type { Conversation, InboundAction, InboundMessage, Sender } from "./messages.ts";
import type { LoopbackEntry } from "./transcript.ts";

/** Where something happens on a loopback channel. */
export interface LoopbackPlace {
  readonly id: string;
  /** Default `dm`. */
  readonly kind?: "dm" | "group";
}

/** A message typed into a loopback channel. */
export interface LoopbackInput {
  readonly conversation: LoopbackPlace;
  readonly sender: Sender;
  readonly text: string;
  /** The deduplication key. Give the one of a failed attempt to try it again; default a new one. */
  readonly id?: string;
  /** Whether the sender addressed the bot; default false. */
  readonly mention?: boolean;
  /** Id of the entry that this answers. */
  readonly replyTo?: string;
}

/** A button pressed on a loopback channel. */
export interface LoopbackPress {
  readonly conversation: LoopbackPlace;
  readonly by: Sender;
  readonly payload: string;
  /** The entry that holds the button. */
  readonly messageId?: string;
  readonly id?: string;
}

/** A channel without an outside service: the web chat, demos and tests speak through it. */
export interface Loopback {
  readonly adapter: ChannelAdapter;
  /**
   * Hands a message to the host. Resolves once it is durable.
   * @throws MoltbotError `unavailable` when the channel is not running, and whatever the host rejects with
   */
  receive(input: LoopbackInput): Promise<InboundMessage>;
  /** Hands a button press to the host, like {@link Loopback.receive}. */
  press(input: LoopbackPress): Promise<InboundAction>;
  /** Calls `listener` for every entry that is added or changed; returns how to end that. */
  subscribe(conversationId: string, listener: (entry: LoopbackEntry) => void): () => void;
  /** The newest entries of a conversation, oldest first. Bounded, and gone with the process. */
  transcript(conversationId: string): readonly LoopbackEntry[];
}

function conversationOf(room: LoopbackRoom, { id, kind = "dm" }: LoopbackPlace): Conversation {
  return { channel: room.name, account: room.account, kind, id };
}

function messageOf(room: LoopbackRoom, input: LoopbackInput): InboundMessage {
  const command = parseCommand(input.text);
  const { replyTo, conversation } = input;
  const answered = replyTo === undefined ? undefined : room.transcripts.find(conversation.id, replyTo);
  return {
    id: input.id ?? room.newId(),
    event: "message",
    conversation: conversationOf(room, conversation),
    sender: input.sender,
    text: input.text,
    ...(command === undefined ? {} : { command }),
    at: room.clock.now(),
    mentionsBot: input.mention ?? false,
    repliesToBot: answered?.from === "bot",
    own: false,
    attachments: [],
  };
}

async function receive(room: LoopbackRoom, input: LoopbackInput): Promise<InboundMessage> {
  const host = room.host();
  const message = messageOf(room, input);
  const { id, at, sender, text, conversation } = message;
  const entry: LoopbackEntry = { from: "person", id, sender, text, at };
  const known = room.transcripts.find(conversation.id, id) !== undefined;
  // Stands in the transcript before the host knows it, so that no answer can come to stand above it.
  if (!known) room.transcripts.put(conversation.id, entry);
  try {
    await host.onMessage(message);
  } catch (error) {
    if (!known) room.transcripts.remove(conversation.id, id);
    throw error;
  }
  if (!known) room.tell(conversation.id, entry);
  return message;
}

async function press(room: LoopbackRoom, input: LoopbackPress): Promise<InboundAction> {
  const action: InboundAction = {
    id: input.id ?? room.newId(),
    payload: input.payload,
    by: input.by,
    conversation: conversationOf(room, input.conversation),
    ...(input.messageId === undefined ? {} : { messageId: input.messageId }),
    at: room.clock.now(),
  };
  await room.host().onAction(action);
  return action;
}

/** Makes a loopback channel. Messages of one conversation reach the host one after the other. */
export function createLoopback(options: LoopbackOptions): Loopback {
  const room = createRoom(options);
  return {
    adapter: createLoopbackAdapter(room),
    receive: (input) => room.lanes.run(input.conversation.id, () => receive(room, input)),
    press: (input) => room.lanes.run(input.conversation.id, () => press(room, input)),
    subscribe: room.subscribe,
    transcript: room.transcripts.list,
  };
}
