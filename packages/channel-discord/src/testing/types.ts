import type { Clock } from "@moltbot/core";

/** Someone with a Discord account on the test server. */
export interface DiscordUser {
  readonly id: string;
  readonly username: string;
  readonly globalName?: string;
  readonly isBot: boolean;
}

/** One event, exactly as the gateway sends it. */
export interface DiscordEvent {
  readonly t: string;
  readonly d: Readonly<Record<string, unknown>>;
}

/** The calls that the server knows, by what they do. */
export type DiscordCallName =
  | "getGateway"
  | "getMe"
  | "openDirect"
  | "getChannel"
  | "listMessages"
  | "createMessage"
  | "typing"
  | "editMessage"
  | "deleteMessage"
  | "answerInteraction"
  | "deleteAnswer"
  | "listCommands"
  | "createCommand";

/** One call of the bot that the server accepted. */
export interface DiscordCall {
  readonly name: DiscordCallName;
  /** What the bot sent, as it came over the wire. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The channel that it is about. */
  readonly channelId?: string;
  /** The person, when the channel is a direct conversation. */
  readonly userId?: string;
  /** The message that it made or changed. */
  readonly messageId?: string;
  /** The interaction that it answers. */
  readonly interactionId?: string;
  /** The text as people see it, its markup applied. */
  readonly text?: string;
  /** The buttons under the message, row by row. */
  readonly buttons: readonly (readonly { readonly label: string; readonly customId: string }[])[];
  /** Milliseconds since the epoch, by the server's clock. */
  readonly at: number;
}

/** What {@link DiscordServer.user} may say about someone. */
export interface DiscordProfile {
  /** Default `user<id>`. */
  readonly username?: string;
  /** The name shown; default none. */
  readonly name?: string;
  readonly isBot?: boolean;
}

/** What may accompany a message. */
export interface DiscordMessageOptions {
  /** Merged into the message last: `{ attachments: […] }`, `{ webhook_id: "5" }`, or nonsense. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The message id that this one answers. */
  readonly replyTo?: string;
}

/** What may accompany a message in a guild. */
export interface DiscordGuildOptions extends DiscordMessageOptions {
  /** Channel or thread; default the test guild's first channel. */
  readonly channelId?: string;
  /** Puts `<@bot> ` in front of the text. */
  readonly mention?: boolean;
  /** Answers the bot's last message in that channel. */
  readonly replyToBot?: boolean;
}

/** How a call is made to fail. */
export interface DiscordFailure {
  /** Default any call. */
  readonly name?: DiscordCallName;
  /** HTTP status; `0` cuts the connection instead. Default 500. */
  readonly status?: number;
  /** Discord's error code in the body. */
  readonly code?: number;
  readonly message?: string;
  /** How many calls fail; default 1. */
  readonly times?: number;
  /** Whether the call takes effect before it fails: only its answer is lost. */
  readonly after?: boolean;
}

/** Settings of {@link startDiscordServer}. */
export interface DiscordServerOptions {
  /** The token that the server accepts; default a made-up one. */
  readonly token?: string;
  /** Default the system's clock. */
  readonly clock?: Clock;
  /** Default any free port. */
  readonly port?: number;
  /** How often clients must beat, in milliseconds of real time; default 41,250 as Discord does. */
  readonly heartbeatMs?: number;
  /** Whether Message Content Intent is switched on; default true. */
  readonly messageContent?: boolean;
}

/** A Discord on this machine: REST and gateway, close enough for discord.js. */
export interface DiscordServer {
  /** What `restApi` of the adapter must be. */
  readonly url: string;
  readonly token: string;
  readonly bot: DiscordUser;
  readonly guildId: string;
  /** The first channel of the guild. */
  readonly channelId: string;
  /** The role that Discord made for the bot in the guild. */
  readonly botRoleId: string;
  /** Registers someone or returns who has that id. */
  user(id: string, profile?: DiscordProfile): DiscordUser;
  /** A new thread in the guild's first channel. `hidden`: its creation is not announced. */
  thread(o?: { hidden?: boolean }): string;
  /** Somebody writes to the bot. */
  dm(from: DiscordUser | string, text: string, options?: DiscordMessageOptions): DiscordEvent;
  /** Somebody writes in a guild. */
  guild(from: DiscordUser | string, text: string, options?: DiscordGuildOptions): DiscordEvent;
  /** Somebody edits their message. */
  edit(event: DiscordEvent, text: string): DiscordEvent;
  /**
   * Somebody presses a button. Default: the first button of the last message with buttons in their own conversation.
   * `button` is a label or payload; `customId` forges a payload.
   */
  press(
    from: DiscordUser | string,
    o?: { channelId?: string; messageId?: string; button?: string; customId?: string },
  ): DiscordEvent;
  /** Somebody uses a slash command; in a direct conversation unless `channelId` says where. */
  slash(
    from: DiscordUser | string,
    name: string,
    options?: Readonly<Record<string, string>>,
    o?: { channelId?: string },
  ): DiscordEvent;
  /** Sends any event at all. */
  dispatch(t: string, d: unknown): DiscordEvent;
  /** Sends an event once more, under a new number. */
  again(event: DiscordEvent): void;
  /** Messages and interactions of the last session that no heartbeat confirmed, oldest first. */
  pending(): readonly DiscordEvent[];
  /** Resolves when there are none. @throws Error after `timeoutMs` (default 5,000) */
  drained(timeoutMs?: number): Promise<void>;
  /** Messages that the bot sent or edited, oldest first. */
  sent(): readonly DiscordCall[];
  calls(name?: DiscordCallName): readonly DiscordCall[];
  /** How often a call was made, refused ones included. */
  count(name: DiscordCallName): number;
  /** Resolves with the first accepted call, past or future, for which `predicate` holds. @throws Error after `timeoutMs` (default 5,000) */
  waitFor(predicate: (call: DiscordCall) => boolean, timeoutMs?: number): Promise<DiscordCall>;
  failNext(failure?: DiscordFailure): void;
  /** Calls of `name` (default `createMessage`) answer 429 for `seconds` by the server's clock. */
  limit(seconds: number, o?: { name?: DiscordCallName; scope?: "user" | "shared" | "global" }): void;
  /** From now on they take no direct messages: 50007. */
  closeDirect(user: DiscordUser | string): void;
  /** How often clients identified and resumed, and the intents of the last one that identified. */
  handshakes(): { readonly identified: number; readonly resumed: number; readonly intents: number };
  /** Connections that are open now. */
  connections(): number;
  /** Tells clients to reconnect (op 7). */
  askReconnect(): void;
  /** Ends the session (op 9). `resumable`: the client may try to resume first. */
  invalidate(resumable: boolean): void;
  /** Closes every gateway connection with a close code. */
  close(code: number): void;
  /** While on, heartbeats are not answered. */
  freeze(on: boolean): void;
  /** While on, new connections are not greeted. */
  mute(on: boolean): void;
  /** Forgets all sessions: nothing can be resumed. */
  forgetSessions(): void;
  setMessageContent(allowed: boolean): void;
  /** Cuts every open connection. */
  disconnect(): void;
  /** While offline, every connection is cut at once. */
  setOffline(offline: boolean): void;
  stop(): Promise<void>;
}
