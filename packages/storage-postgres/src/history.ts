import type { HistoryEntry, MessageStore, SessionLines } from "@moltbot/sessions";
import type { Driver } from "./driver.ts";
import type { StoreDeps } from "./questions.ts";
import { auditRows } from "./questions.ts";
import { storable, toJsonb } from "./text.ts";

const beyond = Number.MAX_SAFE_INTEGER;

/** What was said in sessions, for those that look back. */
export function createHistory(
  db: Driver,
  o: StoreDeps,
): Pick<MessageStore, "history" | "sessions" | "lastSpoken" | "lines" | "archive"> {
  return {
    async history(session, { limit }) {
      const rows = await db.query(
        `select role, text, ms(at) as at from (select * from history where session = $1::text and archived_at is null
           order by seq desc limit greatest($2::int, 0)) newest order by seq`,
        [storable(session), limit],
      );
      return rows.map((row) => lineOf(session, row));
    },

    async sessions({ limit, below = beyond }) {
      const rows = await db.query(
        "select session, newest::float8 as newest, ms(at) as at, lines from history_sessions($1::float8::bigint, $2::int)",
        [below, Math.max(0, limit)],
      );
      return rows.map(
        (row): SessionLines => ({
          session: String(row["session"]),
          newest: Number(row["newest"]),
          lastAt: Number(row["at"]),
          lines: Number(row["lines"]),
        }),
      );
    },

    lastSpoken: (sessions) => lastSpoken(db, sessions),

    async lines(session, { limit, below = beyond, archived = false }) {
      const rows = await db.query(
        `select seq::float8 as seq, role, text, ms(at) as at, ms(archived_at) as archived from (
           select * from history where session = $1::text and seq < $2::float8::bigint and ($3::int = 1 or archived_at is null)
           order by seq desc limit greatest($4::int, 0)) newest order by seq`,
        [storable(session), below, archived ? 1 : 0, limit],
      );
      return rows.map((row) => ({
        ...lineOf(session, row),
        seq: Number(row["seq"]),
        ...(row["archived"] === null ? {} : { archivedAt: Number(row["archived"]) }),
      }));
    },

    async archive(session, events, now) {
      const [row] = await db.query("select history_archive($1::text, $2::text::jsonb, $3::float8) as n", [
        storable(session),
        auditRows(events, o.random),
        now,
      ]);
      return Number(row?.["n"]);
    },
  };
}

function lineOf(session: string, row: Readonly<Record<string, unknown>>): HistoryEntry {
  return {
    session,
    role: row["role"] === "user" ? "user" : "assistant",
    text: String(row["text"]),
    at: Number(row["at"]),
  };
}

async function lastSpoken(db: Driver, sessions: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (sessions.length === 0) return new Map();
  const rows = await db.query(
    `select s.session, ms(h.at) as at from jsonb_array_elements_text($1::text::jsonb) s(session) cross join lateral (
       select at from history where session = s.session and role = 'user' order by seq desc limit 1) h`,
    [toJsonb(sessions)],
  );
  return new Map(rows.map((row) => [String(row["session"]), Number(row["at"])]));
}
