import type { AuditQuery } from "@moltbot/audit";
import type { Conversation, ConversationMove } from "@moltbot/channel";
import { type Clock, type Logger, messageOf } from "@moltbot/core";
import type { Stores } from "../stores/stores.ts";

/** Where a group is said to be. */
export type GroupPlace = Pick<Conversation, "channel" | "account" | "id">;

/** Groups that go on under another id. The audit log is what remembers them, so that every replica knows. */
export interface Moves {
  /** The id that a group had before; `undefined` for one that never moved. */
  formerOf(at: GroupPlace): string | undefined;
  /** Resolves once the move is written down. The same one again changes nothing. @throws MoltbotError `unavailable` */
  note(move: ConversationMove): Promise<void>;
  /** Learns what other replicas wrote down. Never rejects. */
  look(): Promise<void>;
}

/** What moves are kept with. */
export interface MoveParts {
  readonly stores: Pick<Stores, "audit" | "wakeups">;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The topic of hints that a group moved. */
export const movesTopic = "moved";

const event = "channel.group_moved";
const pageSize = 200;

const keyOf = ({ channel, account, id }: GroupPlace): string => JSON.stringify([channel, account, id]);

/** Reads a move back from the log, which keeps plain data. */
function readMove(data: Readonly<Record<string, unknown>> | undefined): ConversationMove | undefined {
  const [channel, account, from, to] = ["channel", "account", "from", "to"].map((name) => data?.[name]);
  if (typeof channel !== "string" || typeof account !== "string") return undefined;
  return typeof from === "string" && typeof to === "string" ? { channel, account, from, to } : undefined;
}

/** Knows nothing until it has looked. */
export function createMoves({ stores, clock, log }: MoveParts): Moves {
  const former = new Map<string, string>();
  const learn = ({ channel, account, from, to }: ConversationMove): void => {
    const known = former.get(keyOf({ channel, account, id: to }));
    if (known === from) return;
    former.set(keyOf({ channel, account, id: to }), from);
    log.warn("a group has a new id; rules for the old one go on to hold there", {
      channel,
      account,
      from,
      to,
      hint: `Write ${to} in place of ${from} in the config.`,
    });
  };
  let since = 0;
  async function read(): Promise<void> {
    const from = clock.now();
    for (let cursor: string | undefined, more = true; more; ) {
      const query: AuditQuery = { event, order: "oldest", limit: pageSize, ...(since > 0 && { since }) };
      const page = await stores.audit.query(cursor === undefined ? query : { ...query, cursor });
      for (const record of page.records) {
        const move = readMove(record.data);
        if (move !== undefined) learn(move);
      }
      cursor = page.next;
      more = cursor !== undefined;
    }
    // Clocks of replicas differ a little, and so do the moments at which rows can be seen.
    since = from - 600_000;
  }
  return {
    formerOf: (at) => former.get(keyOf(at)),
    async note(move) {
      const { channel, account, from, to } = move;
      if (former.get(keyOf({ channel, account, id: to })) === from) return;
      const data = { channel, account, from, to };
      await stores.audit.append([{ event, at: clock.now(), outcome: "done", actor: { kind: "system" }, data }]);
      learn(move);
      // Until they look, other replicas hold the group for one that nobody named, and another entry may let in more.
      await stores.wakeups
        .publish(movesTopic)
        .catch((error: unknown) => log.debug("other processes could not be told", { error: messageOf(error) }));
    },
    look: () =>
      read().catch((error: unknown) => log.warn("moved groups could not be read", { error: messageOf(error) })),
  };
}
