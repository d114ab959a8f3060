import type { ManualClock } from "@moltbot/core/testing";
import type { ChannelAdapter } from "../adapter.ts";

/** Somebody on the platform. The same `id` is always the same person. */
export interface TestPerson {
  /** In the platform's own form. */
  readonly id: string;
  /** What they call themselves: any text at all. */
  readonly name: string;
}

/** What a test does to a message in a group. */
export interface TestGroupOptions {
  /** Addresses the bot the way the platform marks it. */
  readonly mention?: boolean;
  /** Answers the bot's last message there. */
  readonly replyToBot?: boolean;
}

/** What people on the platform got from the bot. */
export interface PlatformMessage {
  readonly conversationId: string;
  readonly text: string;
  /** The payloads of its buttons, in order. */
  readonly payloads: readonly string[];
}

/** The other end: people, and the faults of networks. Updates are delivered again until the adapter confirms them. */
export interface TestPlatform {
  /** What a mention calls the bot, without marks around it. */
  readonly botName: string;
  /** What the adapter calls `person`; absent: their `id`. */
  senderId?(person: TestPerson): string;
  dm(from: TestPerson, text: string): void | Promise<void>;
  /** All in one group. */
  group(from: TestPerson, text: string, o?: TestGroupOptions): void | Promise<void>;
  /** Presses the button that carries `payload` under the bot's last message to `from`. */
  press(from: TestPerson, payload: string): void | Promise<void>;
  /** The platform echoes a message of the bot itself. */
  own(text: string): void | Promise<void>;
  /** Delivers the last update once more. */
  duplicate(): void | Promise<void>;
  /** How many updates the adapter has not confirmed. */
  unconfirmed(): number;
  /** Cuts the connection; the platform stays reachable. */
  disconnect(): void | Promise<void>;
  /** The bot must not send for so long. */
  rateLimit(seconds: number): void | Promise<void>;
  /** How often the bot showed that it is at work; absent where the platform has no such sign. */
  typing?(): number;
  /** Every message that the bot sent, as it stands after edits, oldest first. */
  sent(): readonly PlatformMessage[];
}

/** One adapter connected to one platform, fresh for each test. */
export interface Harness {
  readonly adapter: ChannelAdapter;
  /** Which account the adapter was made for; absent: `"default"`. */
  readonly account?: string;
  readonly platform: TestPlatform;
  /** The clock of host and platform. */
  readonly clock: ManualClock;
  /** What must never be seen in a log or an error. */
  readonly secrets: readonly string[];
  /** An adapter that is the same but for bad credentials. */
  rejected(): ChannelAdapter;
  close(): Promise<void>;
}
