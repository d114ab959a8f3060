import { sleep } from "@moltbot/core";
import { createManualClock, createSeededRandom, type ManualClock } from "@moltbot/core/testing";
import { createLoopback, type Loopback, type LoopbackInput, type Sender } from "../src/index.ts";
import type { Harness, TestPerson, TestPlatform } from "../src/testing.ts";

interface Page {
  write(input: LoopbackInput): void;
  duplicate(): void;
  unconfirmed(): number;
}

/** A page that sends again what was not stored, in order, as a person would. */
function createPage(loopback: Loopback, clock: ManualClock): Page {
  const waiting = new Map<string, LoopbackInput[]>();
  let last: LoopbackInput | undefined;
  const flush = async (queue: LoopbackInput[]): Promise<void> => {
    for (let input = queue[0]; input !== undefined; input = queue[0]) {
      try {
        await loopback.receive(input);
        queue.shift();
      } catch {
        await sleep(clock, 500);
      }
    }
  };
  const page: Page = {
    write(input) {
      last = input;
      const queue = waiting.get(input.conversation.id) ?? [];
      waiting.set(input.conversation.id, queue);
      queue.push(input);
      if (queue.length === 1) void flush(queue);
    },
    duplicate() {
      if (last !== undefined) page.write(last);
    },
    unconfirmed: () => [...waiting.values()].reduce((sum, queue) => sum + queue.length, 0),
  };
  return page;
}

function createPlatform(loopback: Loopback, clock: ManualClock): TestPlatform {
  const page = createPage(loopback, clock);
  const seen = new Set<string>();
  let next = 1;
  const sender = ({ id, name }: TestPerson): Sender => ({ id, displayName: name, isBot: false });
  const input = (conversation: LoopbackInput["conversation"], from: TestPerson, text: string): LoopbackInput => {
    seen.add(conversation.id);
    return { id: `in-${next++}`, conversation, sender: sender(from), text };
  };
  const botEntries = (id: string) => loopback.transcript(id).filter((entry) => entry.from === "bot");
  return {
    botName: "moltbot",
    dm: (from, text) => page.write(input({ id: `dm-${from.id}` }, from, text)),
    group(from, text, o = {}) {
      const replyTo = o.replyToBot ? botEntries("room").at(-1)?.id : undefined;
      const base = input({ id: "room", kind: "group" }, from, text);
      page.write({ ...base, mention: o.mention ?? false, ...(replyTo === undefined ? {} : { replyTo }) });
    },
    async press(from, payload) {
      await loopback.press({ conversation: { id: `dm-${from.id}` }, by: sender(from), payload });
    },
    own: () => {},
    duplicate: page.duplicate,
    unconfirmed: page.unconfirmed,
    disconnect: () => {},
    rateLimit: () => {},
    sent: () =>
      [...seen].flatMap((conversationId) =>
        botEntries(conversationId).map(({ text, actions }) => ({
          conversationId,
          text,
          payloads: actions.flat().map((action) => action.payload),
        })),
      ),
  };
}

/** A fresh loopback channel and its page. */
export async function openLoopback(): Promise<Harness> {
  const clock = createManualClock();
  const loopback = createLoopback({ clock, random: createSeededRandom() });
  return {
    adapter: loopback.adapter,
    clock,
    secrets: [],
    rejected: () => loopback.adapter,
    platform: createPlatform(loopback, clock),
    close: async () => {},
  };
}
