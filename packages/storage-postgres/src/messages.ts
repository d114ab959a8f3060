import type { Conversation } from "@moltbot/channel";
import type {
  Completion,
  Finished,
  InboxEntry,
  InboxItem,
  MessageStore,
  OutboxEntry,
  Received,
  SentCard,
} from "@moltbot/sessions";
import { auditRows, type StoreDeps } from "./approvals.ts";
import type { Driver, Row } from "./driver.ts";
import { createPlaces } from "./places.ts";
import { goodOnes, isConversation, isFields, isItem, isMessage } from "./records.ts";
import { storable, toJsonb } from "./text.ts";

const isOutboxEntry = (value: unknown): value is OutboxEntry =>
  isFields(value) &&
  typeof value["seq"] === "number" &&
  isConversation(value["conversation"]) &&
  isMessage(value["message"]);
const isPlace = (value: unknown): value is Conversation => isConversation(value);

/** Where an item belongs, and its key. */
function keyed(item: InboxItem): { channel: string; account: string; id: string; conversation: Conversation } {
  const inner = item.kind === "message" ? item.message : item.action;
  const { channel, account } = inner.conversation;
  return {
    channel: storable(channel),
    account: storable(account),
    id: storable(inner.id),
    conversation: inner.conversation,
  };
}

const keyText = (channel: unknown, account: unknown, id: unknown): string => JSON.stringify([channel, account, id]);

/**
 * The durable road in Postgres for one process, `holder`. Each step is one function call of the database, so one round
 * trip and one transaction.
 */
export function createMessageStore(db: Driver, holder: number, o: StoreDeps): MessageStore {
  async function call(text: string, parameters: Parameters<Driver["query"]>[1] = []): Promise<readonly Row[]> {
    return db.query(text, parameters);
  }

  return {
    receive: (items, now) => receive(db, { holder, items, now }),

    async take({ limit }) {
      const rows = await call("select inbox_take($1::int, $2::int) as place", [holder, limit]);
      return goodOnes(rows, { column: "place", table: "conversations", log: o.log, is: isPlace });
    },

    async waiting(conversation, { limit }) {
      for (;;) {
        const rows = await call(
          "select seq::float8 as seq, item, received_at from inbox_waiting($1::int, $2::text::jsonb, $3::int)",
          [holder, toJsonb(conversation), limit],
        );
        const broken = rows.filter((row) => !isItem(row["item"]));
        if (broken.length === 0) return rows.map((row) => entryOf(row, conversation));
        // An entry that nobody can read must not hold up the conversation. It stays in the table for a person to see.
        for (const row of broken) {
          o.log.error("corrupt row skipped", { table: "inbox", id: row["seq"] });
          await call(
            "update inbox set state = 'broken', ended_at = ts($2::float8) where seq = $1::bigint and state = 'waiting'",
            [Number(row["seq"]), o.clock.now()],
          );
        }
      }
    },

    complete: (completions, now) => complete(db, { holder, completions, now, random: o.random }),

    async enqueue(messages, events, now) {
      const places = createPlaces();
      const list = messages.map(({ conversation, ...rest }) => ({ ...rest, at: places.at(conversation) }));
      await call("select outbox_enqueue($1::text::jsonb, $2::text::jsonb, $3::text::jsonb, $4::float8)::text", [
        places.toJsonb(),
        toJsonb(list),
        auditRows(events, o.random),
        now,
      ]);
    },

    async takeOutbox({ limit, now, sending }) {
      const rows = await call("select outbox_take($1::int, $2::int, $3::float8, $4::text::jsonb) as entry", [
        holder,
        limit,
        now,
        sending === undefined ? null : JSON.stringify(sending),
      ]);
      const good = goodOnes(rows, { column: "entry", table: "outbox", log: o.log, is: isOutboxEntry });
      const readable = new Set(good.map((entry) => entry.seq));
      for (const { entry } of rows) {
        const seq = isFields(entry) ? Number(entry["seq"]) : Number.NaN;
        if (!readable.has(seq)) await this.failed(seq, { because: "corrupt", now });
      }
      return good;
    },

    async sent(results, now) {
      if (results.length === 0) return;
      await call("select outbox_sent($1::int, $2::text::jsonb, $3::float8)::text", [holder, toJsonb(results), now]);
    },

    async failed(seq, { because, retryAt, now }) {
      const text = "select outbox_failed($1::int, $2::bigint, $3::text, $4::float8, $5::float8)::text";
      await call(text, [holder, seq, storable(because), retryAt ?? null, now]);
    },

    async cards(card) {
      const rows = await call(
        `select jsonb_build_object('card', k.card, 'conversation', conversation_json(c), 'messageIds', to_jsonb(k.message_ids))
           as sent from cards k join conversations c on c.id = k.conversation where k.card = $1::text order by k.outbox`,
        [storable(card)],
      );
      return rows.map((row) => row["sent"] as SentCard);
    },

    async history(session, { limit }) {
      const rows = await call(
        `select role, text, ms(at) as at from (select * from history where session = $1::text order by seq desc
           limit greatest($2::int, 0)) newest order by seq`,
        [storable(session), limit],
      );
      return rows.map((row) => ({
        session,
        role: row["role"] === "user" ? "user" : "assistant",
        text: String(row["text"]),
        at: Number(row["at"]),
      }));
    },

    async recover(now) {
      const [row] = await call("select freed, unknown from messages_recover($1::float8)", [now]);
      const unknown = Array.isArray(row?.["unknown"]) ? row["unknown"] : [];
      return { conversations: Number(row?.["freed"]), unknown: unknown.filter(isOutboxEntry) };
    },

    async prune(before) {
      const [row] = await call("select messages_prune($1::float8) as rows", [before]);
      // A server vacuums by itself; PGlite has nobody to do it.
      if (db.engine === "pglite") await call("vacuum (analyze) conversations, inbox, outbox, audit_unsealed, nonces");
      return Number(row?.["rows"]);
    },
  };
}

function entryOf(row: Row, conversation: Conversation): InboxEntry {
  return {
    seq: Number(row["seq"]),
    conversation,
    item: row["item"] as InboxItem, // checked by isItem
    receivedAt: Number(row["received_at"]),
  };
}

async function receive(
  db: Driver,
  { holder, items, now }: { holder: number; items: readonly InboxItem[]; now: number },
): Promise<readonly Received[]> {
  if (items.length === 0) return [];
  const places = createPlaces();
  const list = new Map<string, unknown>();
  const keys = items.map((item) => {
    const { conversation, ...key } = keyed(item);
    const text = keyText(key.channel, key.account, key.id);
    if (list.has(text)) return undefined; // twice in one batch
    list.set(text, { ...key, at: places.at(conversation), kind: item.kind, item });
    return text;
  });
  const rows = await db.query(
    `select channel, account, item_id, seq::float8 as seq, held, after::float8 as after
       from inbox_receive($1::int, $2::text::jsonb, $3::text::jsonb, $4::float8)`,
    [holder, places.toJsonb(), toJsonb([...list.values()]), now],
  );
  const stored = new Map(rows.map((row) => [keyText(row["channel"], row["account"], row["item_id"]), row]));
  return keys.map((key) => {
    const row = key === undefined ? undefined : stored.get(key);
    if (row === undefined) return { status: "duplicate" };
    const seq = Number(row["seq"]);
    if (row["held"] !== true) return { status: "queued", seq };
    return row["after"] === null ? { status: "held", seq } : { status: "held", seq, after: Number(row["after"]) };
  });
}

async function complete(
  db: Driver,
  o: { holder: number; completions: readonly Completion[]; now: number; random: StoreDeps["random"] },
): Promise<readonly Finished[]> {
  if (o.completions.length === 0) return [];
  const first = new Map<number, Completion>();
  for (const completion of o.completions) if (!first.has(completion.seq)) first.set(completion.seq, completion);
  const places = createPlaces();
  const list = [...first.values()].map(({ events, outbox, ...rest }) => ({
    ...rest,
    outbox: outbox.map(({ conversation, ...message }) => ({ ...message, at: places.at(conversation) })),
    events: JSON.parse(auditRows(events, o.random)) as unknown,
  }));
  const rows = await db.query(
    `select cause::float8 as cause, outbox::float8 as outbox, state
       from inbox_complete($1::int, $2::text::jsonb, $3::text::jsonb, $4::float8)`,
    [o.holder, places.toJsonb(), toJsonb(list), o.now],
  );
  const done = new Set(rows.filter((row) => row["state"] === "done").map((row) => Number(row["cause"])));
  const answered = new Set<number>();
  return o.completions.map((completion) => {
    const { seq } = completion;
    if (!done.has(seq) || answered.has(seq)) return { seq, status: "lost", outbox: [] };
    answered.add(seq);
    return { seq, status: "done", outbox: takenOf(completion, rows) };
  });
}

/** The messages of a completion that came back taken. Their rows were made in the order of its list. */
function takenOf(completion: Completion, rows: readonly Row[]): readonly OutboxEntry[] {
  return rows
    .filter((row) => row["state"] !== "done" && Number(row["cause"]) === completion.seq)
    .sort((a, b) => Number(a["outbox"]) - Number(b["outbox"]))
    .flatMap((row, at) => {
      const message = completion.outbox[at];
      if (message === undefined || row["state"] !== "sending") return [];
      return [{ seq: Number(row["outbox"]), ...message, attempts: 0 }];
    });
}
