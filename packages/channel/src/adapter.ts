import type { Clock, Logger } from "@moltbot/core";
import type { ChannelLogin } from "./login.ts";
import type {
  Conversation,
  ConversationMove,
  InboundAction,
  InboundMessage,
  OutboundMessage,
  SentMessage,
} from "./messages.ts";

/** How a channel is doing, for people. */
export interface ChannelHealth {
  readonly status: "ok" | "starting" | "degraded" | "down";
  /** What is wrong and what to do; never a secret. */
  readonly detail?: string;
}

/** What an adapter calls back into. */
export interface ChannelHost {
  /** Resolves only once the message is durable: acknowledge upstream after that, never before. */
  onMessage(message: InboundMessage): Promise<void>;
  /** Resolves only once the press is durable. */
  onAction(action: InboundAction): Promise<void>;
  /**
   * The platform gave a group another id. Resolves only once that is durable; it may be told several times. Absent: the
   * host does not follow.
   */
  onMoved?(move: ConversationMove): Promise<void>;
  readonly log: Logger;
  readonly clock: Clock;
}

/** A request that a platform posted to `/webhooks/<channel>/<account>`, body already read and capped. */
export interface WebhookRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What to answer the platform. */
export interface WebhookResponse {
  readonly status: number;
  readonly body?: string;
}

/** A channel in webhook mode. The header check comes first, so that an unsigned body is never even read. */
export interface WebhookEndpoint {
  /** Whether the headers prove the sender, compared in constant time. */
  authorize(headers: Readonly<Record<string, string | undefined>>): boolean;
  /** Largest body accepted, in bytes. */
  readonly maxBytes: number;
  handle(request: WebhookRequest): Promise<WebhookResponse>;
}

/** A way for people to reach the bot (DESIGN §4). Adapters translate and nothing else: no policy lives in one. */
export interface ChannelAdapter {
  /** `telegram`, `discord`, … */
  readonly name: string;
  readonly limits: {
    /** Longest text of one platform message, in UTF-16 units. */
    readonly text: number;
    /** Longest button payload, in bytes of UTF-8. */
    readonly actionPayload: number;
    readonly edit: boolean;
    readonly actions: boolean;
    /** Whether {@link ChannelAdapter.typing} is there. */
    readonly typing: boolean;
  };
  /** Which identity fields the platform itself vouches for. */
  readonly identity: {
    readonly username: "unique" | "mutable";
    readonly phone: "verified" | "none";
    readonly email: "verified" | "none";
  };
  /**
   * Resolves when connected.
   * @throws MoltbotError `denied` on bad credentials, `unavailable` otherwise
   */
  start(host: ChannelHost): Promise<void>;
  /**
   * Sends; splits long text itself; waits out the platform's rate limits.
   * @throws MoltbotError `invalid` for a message that cannot be sent at all, `denied` when the platform refused for good,
   * `unavailable` when it could not be reached
   */
  send(to: Conversation, message: OutboundMessage): Promise<SentMessage>;
  edit?(sent: SentMessage, message: OutboundMessage): Promise<void>;
  /**
   * Shows that the bot is at work there. Platforms take the sign away after some seconds, or with the next message: call
   * it again every four seconds. A sign only: it is tried once, no rate limit is waited out, and it never rejects.
   */
  typing?(to: Conversation): Promise<void>;
  /** Present while the adapter runs in webhook mode. */
  readonly webhook?: WebhookEndpoint;
  /** Present where somebody has to link the account by hand before it can speak. */
  readonly login?: ChannelLogin;
  /** Never throws. */
  probe(): Promise<ChannelHealth>;
  /** Idempotent and final: nothing is delivered afterwards. */
  stop(): Promise<void>;
}
