import type { MessageStore, OutboxEntry, SentCard } from "@moltbot/sessions";
import type { Driver } from "./driver.ts";
import { createPlaces } from "./places.ts";
import { auditRows, type StoreDeps } from "./questions.ts";
import { goodOnes, isConversation, isFields, isMessage } from "./records.ts";
import { storable, toJsonb } from "./text.ts";

/** Whether a value is a message to send, with its place. */
export function isOutboxEntry(value: unknown): value is OutboxEntry {
  return (
    isFields(value) &&
    typeof value["seq"] === "number" &&
    isConversation(value["conversation"]) &&
    isMessage(value["message"])
  );
}

/** The half of the road that sends. */
export function createOutbox(
  db: Driver,
  holder: number,
  o: StoreDeps,
): Pick<MessageStore, "enqueue" | "takeOutbox" | "sent" | "failed" | "cards"> {
  const failed: MessageStore["failed"] = async (seq, { because, retryAt, now }) => {
    const text = "select outbox_failed($1::int, $2::bigint, $3::text, $4::float8, $5::float8)::text";
    await db.query(text, [holder, seq, storable(because), retryAt ?? null, now]);
  };
  return {
    failed,

    async enqueue(messages, events, now) {
      const places = createPlaces();
      const list = messages.map(({ conversation, ...rest }) => ({ ...rest, at: places.at(conversation) }));
      await db.query("select outbox_enqueue($1::text::jsonb, $2::text::jsonb, $3::text::jsonb, $4::float8)::text", [
        places.toJsonb(),
        toJsonb(list),
        auditRows(events, o.random),
        now,
      ]);
    },

    async takeOutbox({ limit, now, sending }) {
      const rows = await db.query("select outbox_take($1::int, $2::int, $3::float8, $4::text::jsonb) as entry", [
        holder,
        limit,
        now,
        sending === undefined ? null : JSON.stringify(sending),
      ]);
      const good = goodOnes(rows, { column: "entry", table: "outbox", log: o.log, is: isOutboxEntry });
      const readable = new Set(good.map((entry) => entry.seq));
      for (const { entry } of rows) {
        const seq = isFields(entry) ? Number(entry["seq"]) : Number.NaN;
        if (!readable.has(seq)) await failed(seq, { because: "corrupt", now });
      }
      return good;
    },

    async sent(results, now) {
      if (results.length === 0) return;
      await db.query("select outbox_sent($1::int, $2::text::jsonb, $3::float8)::text", [holder, toJsonb(results), now]);
    },

    async cards(card) {
      const rows = await db.query(
        `select jsonb_build_object('card', k.card, 'conversation', conversation_json(c), 'messageIds', to_jsonb(k.message_ids))
           as sent from cards k join conversations c on c.id = k.conversation where k.card = $1::text order by k.outbox`,
        [storable(card)],
      );
      return rows.map((row) => row["sent"] as SentCard);
    },
  };
}
