import { sleep } from "@moltbot/core";
import { createManualClock, createSeededRandom, type ManualClock } from "@moltbot/core/testing";
import { createLoopback, type Loopback, type LoopbackInput, type Sender } from "../src/index.ts";
import type { Harness, TestPerson, TestPlatform } from "../src/testing.ts";

type Deed = () => Promise<unknown>;

interface Page {
  /** Does it, and does it again until it was stored; in order per conversation. */
  act(conversationId: string, deed: Deed): void;
  duplicate(): void;
  unconfirmed(): number;
}

/** A page that sends again what was not stored, in order, as a person would. */
function createPage(clock: ManualClock): Page {
  const waiting = new Map<string, Deed[]>();
  let last: { readonly id: string; readonly deed: Deed } | undefined;
  const flush = async (queue: Deed[]): Promise<void> => {
    for (let deed = queue[0]; deed !== undefined; deed = queue[0]) {
      try {
        await deed();
        queue.shift();
      } catch {
        await sleep(clock, 500);
      }
    }
  };
  const page: Page = {
    act(id, deed) {
      last = { id, deed };
      const queue = waiting.get(id) ?? [];
      waiting.set(id, queue);
      queue.push(deed);
      if (queue.length === 1) void flush(queue);
    },
    duplicate() {
      if (last !== undefined) page.act(last.id, last.deed);
    },
    unconfirmed: () => [...waiting.values()].reduce((sum, queue) => sum + queue.length, 0),
  };
  return page;
}

function createPlatform(loopback: Loopback, clock: ManualClock): TestPlatform {
  const page = createPage(clock);
  const write = (given: LoopbackInput): void => page.act(given.conversation.id, () => loopback.receive(given));
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
    dm: (from, text) => write(input({ id: `dm-${from.id}` }, from, text)),
    group(from, text, o = {}) {
      const replyTo = o.replyToBot ? botEntries("room").at(-1)?.id : undefined;
      const base = input({ id: "room", kind: "group" }, from, text);
      write({ ...base, mention: o.mention ?? false, ...(replyTo === undefined ? {} : { replyTo }) });
    },
    press(from, payload) {
      const press = { id: `in-${next++}`, conversation: { id: `dm-${from.id}` }, by: sender(from), payload };
      page.act(press.conversation.id, () => loopback.press(press));
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
