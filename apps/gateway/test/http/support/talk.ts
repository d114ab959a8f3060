import { arrive, ending, sampleItem } from "@moltbot/sessions/testing";
import type { TestApp } from "./app.ts";

let spoken = 0;

/** A conversation that took place: what the person said, and what the bot answered, in turns. */
export async function talked({ app, clock }: TestApp, session: string, texts: readonly string[]): Promise<void> {
  spoken += 1;
  const [seq = 0] = await arrive(app.stores.messages, sampleItem(`talk${spoken}`));
  const history = texts.map((text, at) => ({
    session,
    role: at % 2 === 0 ? ("user" as const) : ("assistant" as const),
    text,
    at: clock.now(),
  }));
  await app.stores.messages.complete([ending(seq, { history })], clock.now());
}
