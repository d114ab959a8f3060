import type { BrowserSession, BrowserStore } from "@moltbot/device-pairing";
import type { Queries, Row } from "./driver.ts";
import { auditRows, type StoreDeps } from "./questions.ts";
import { storable } from "./text.ts";

const columns = `id, agent, ms(created_at) as created_at, ms(seen_at) as seen_at, ms(expires_at) as expires_at, turn,
  ms(turned_at) as turned_at, taken`;

function readBrowser(row: Row): BrowserSession {
  return {
    id: String(row["id"]),
    agent: String(row["agent"]),
    createdAt: Number(row["created_at"]),
    seenAt: Number(row["seen_at"]),
    expiresAt: Number(row["expires_at"]),
    turn: Number(row["turn"]),
    turnedAt: Number(row["turned_at"]),
    taken: row["taken"] === true,
  };
}

/** Signed-in browsers in Postgres. */
export function createBrowserStore(db: Queries, o: Pick<StoreDeps, "random">): BrowserStore {
  return {
    async add(browser) {
      await db.query(
        `with old as (delete from browser_sessions where expires_at <= ts($3::float8))
         insert into browser_sessions values ($1::text, $2::text, ts($3::float8), ts($4::float8), ts($5::float8), $6::int,
           ts($7::float8), $8::text::boolean)`,
        [
          browser.id,
          storable(browser.agent),
          browser.createdAt,
          browser.seenAt,
          browser.expiresAt,
          browser.turn,
          browser.turnedAt,
          String(browser.taken),
        ],
      );
    },
    async browser(id) {
      const [row] = await db.query(`select ${columns} from browser_sessions where id = $1::text`, [storable(id)]);
      return row === undefined ? undefined : readBrowser(row);
    },
    async browsers(now) {
      const text = `select ${columns} from browser_sessions where expires_at > ts($1::float8)
        order by browser_sessions.created_at desc, id`;
      return (await db.query(text, [now])).map(readBrowser);
    },
    async step(from, to) {
      const rows = await db.query(
        `update browser_sessions set turn = $4::int, turned_at = ts($5::float8), taken = $6::text::boolean, seen_at = ts($7::float8)
         where id = $1::text and turn = $2::int and taken = $3::text::boolean returning 1 as done`,
        [storable(from.id), from.turn, String(from.taken), to.turn, to.turnedAt, String(to.taken), to.seenAt],
      );
      return rows.length > 0;
    },
    async alive(ids, now) {
      if (ids.length === 0) return [];
      const text = `select id from browser_sessions where expires_at > ts($2::float8)
        and id in (select jsonb_array_elements_text($1::text::jsonb))`;
      return (await db.query(text, [JSON.stringify(ids.map(storable)), now])).map((row) => String(row["id"]));
    },
    async remove(id, events) {
      const text = `with ended as (delete from browser_sessions where id = $1::text returning id)
        select audit_append($2::text::jsonb)::text as done from ended`;
      return (await db.query(text, [storable(id), auditRows(events, o.random)])).length > 0;
    },
  };
}
