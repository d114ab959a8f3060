import type { Conversation } from "@moltbot/channel";
import type { Clock } from "@moltbot/core";

/** What shows people that the bot is at work. */
export interface TypingParts {
  readonly clock: Clock;
  /** Shows it once. Never rejects. */
  readonly typing: (at: Conversation) => Promise<void>;
}

// Most answers are there before it: they cost no call. Platforms take the sign away after five seconds or more.
const firstMs = 1000;
const againMs = 4000;

/** Does `work`, and shows in the conversation that the bot is at work when that takes long. Only for admitted people. */
export async function whileTyping<T>(
  { clock, typing }: TypingParts,
  at: Conversation,
  work: () => Promise<T>,
): Promise<T> {
  const show = (): void => {
    cancel = clock.after(againMs, show);
    void typing(at);
  };
  let cancel = clock.after(firstMs, show);
  try {
    return await work();
  } finally {
    cancel();
  }
}
