import { type ChannelHost, createLanes, type InboundMessage } from "@moltbot/channel";
import { messageOf, sleep } from "@moltbot/core";
import { masked } from "./baileys-log.ts";
import type { Vault } from "./vault.ts";

/** A message that was received and decrypted, and is not yet safe with the host. */
export interface InboxEntry {
  readonly seq: number;
  readonly message: InboundMessage;
}

/** What stands between WhatsApp, which forgets a message once it was decrypted, and the host. */
export interface Inbox {
  /** Numbers what comes, so that the order outlives this process. */
  entry(message: InboundMessage): InboxEntry;
  /** Hands over an entry that is stored; removes it when the host has it. Never rejects. */
  deliver(entry: InboxEntry): void;
  /** Hands over what an earlier run stored and did not deliver. */
  resume(): Promise<void>;
  /** Resolves when nothing is being handed over. */
  idle(): Promise<void>;
}

/** The kind of records that hold entries; the id is the message's. */
export const inboxKind = "inbox";

const firstRetryMs = 500;
const longestRetryMs = 5000;

/** Delivers in order within a conversation, and tries again until the host takes a message or `signal` aborts. */
export function createInbox(o: { vault: Vault; host: ChannelHost; account: string; signal: AbortSignal }): Inbox {
  const { vault, host, account, signal } = o;
  const lanes = createLanes();
  let last = 0;
  const attempt = async (message: InboundMessage): Promise<boolean> => {
    try {
      await host.onMessage(message);
      return true;
    } catch (error) {
      host.log.warn("whatsapp message not stored", { account, error: masked(messageOf(error)) });
      return false;
    }
  };
  const handOver = async ({ message }: InboxEntry): Promise<void> => {
    for (let wait = firstRetryMs; !signal.aborted; wait = Math.min(wait * 2, longestRetryMs)) {
      if (!(await attempt(message))) {
        await sleep(host.clock, wait, signal);
        continue;
      }
      // Left behind, it comes again after a restart, under the same id.
      await vault.save([{ kind: inboxKind, id: message.id }]).catch(() => undefined);
      return;
    }
  };
  const deliver = (entry: InboxEntry): void => {
    void lanes.run(entry.message.conversation.id, () => handOver(entry));
  };
  return {
    entry(message) {
      last += 1;
      return { seq: last, message };
    },
    deliver,
    async resume() {
      const entries = (await vault.loadAll(inboxKind)) as InboxEntry[];
      for (const entry of entries.sort((a, b) => a.seq - b.seq)) {
        last = Math.max(last, entry.seq);
        deliver(entry);
      }
    },
    idle: lanes.idle,
  };
}
