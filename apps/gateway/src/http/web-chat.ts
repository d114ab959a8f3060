import type { Action } from "@moltbot/channel";

/** Somebody of the web chat. `id` is their stable id on the channel `web`. */
export interface WebPerson {
  readonly id: string;
  readonly displayName: string;
}

/** One line of a web conversation, oldest first. */
export interface WebLine {
  /** The message's id on the channel; an edited message keeps it. */
  readonly id: string;
  readonly from: "person" | "bot";
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly actions?: readonly (readonly Action[])[];
}

/** What the `/chat` page needs of the loopback channel `web`. Its lines live in memory; what was decided does not. */
export interface WebChat {
  /** Says something as this person; resolves when the message is durable. */
  say(who: WebPerson, text: string): Promise<void>;
  /** Presses a button under a message; resolves when the press is durable. */
  press(who: WebPerson, payload: string, messageId: string): Promise<void>;
  /** The last lines of this person's conversation, oldest first. */
  lines(id: string): readonly WebLine[];
}
