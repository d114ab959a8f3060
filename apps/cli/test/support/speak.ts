import type { Stores } from "@moltbot/gateway";

type Item = Parameters<Stores["messages"]["receive"]>[0][number];
type Message = Extract<Item, { kind: "message" }>["message"];

/** Puts lines into a session, as the message flow does at the end of its work. */
export async function speak(
  { messages }: Pick<Stores, "messages">,
  session: string,
  texts: readonly string[],
  at = Date.UTC(2026, 5, 1, 12),
): Promise<void> {
  const message: Message = {
    id: `test ${session} ${texts.join()}`,
    event: "message",
    conversation: { channel: "test", account: "default", kind: "dm", id: session },
    sender: { id: session, isBot: false },
    text: "",
    at,
    mentionsBot: false,
    repliesToBot: false,
    own: false,
    attachments: [],
  };
  const [received] = await messages.receive([{ kind: "message", message }], at);
  if (received?.status !== "held") throw new Error(`not held: ${JSON.stringify(received)}`);
  const history = texts.map((text, i) => ({
    session,
    role: i % 2 === 0 ? ("user" as const) : ("assistant" as const),
    text,
    at,
  }));
  await messages.complete([{ seq: received.seq, redact: true, history, outbox: [], events: [] }], at);
}
