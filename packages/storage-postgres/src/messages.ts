import type { MessageStore } from "@moltbot/sessions";
import type { Driver } from "./driver.ts";
import { createHistory } from "./history.ts";
import { createInbox } from "./inbox.ts";
import { createOutbox, isOutboxEntry } from "./outbox.ts";
import type { StoreDeps } from "./questions.ts";

/**
 * The durable road in Postgres for one process, `holder`. Each step is one function call of the database, so one round
 * trip and one transaction.
 */
export function createMessageStore(db: Driver, holder: number, o: StoreDeps): MessageStore {
  return {
    ...createInbox(db, holder, o),
    ...createOutbox(db, holder, o),
    ...createHistory(db, o),

    async recover(now) {
      const [row] = await db.query("select freed, unknown from messages_recover($1::float8)", [now]);
      const unknown = Array.isArray(row?.["unknown"]) ? row["unknown"] : [];
      return { conversations: Number(row?.["freed"]), unknown: unknown.filter(isOutboxEntry) };
    },

    async prune(before) {
      const [row] = await db.query("select messages_prune($1::float8) as rows", [before]);
      // A server vacuums by itself; PGlite has nobody to do it.
      if (db.engine === "pglite") await db.query("vacuum (analyze) conversations, inbox, outbox, nonces");
      return Number(row?.["rows"]);
    },
  };
}
