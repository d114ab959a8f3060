import type { Grant, GrantStore } from "@moltbot/approvals";
import { isMoltbotError } from "@moltbot/core";
import type { Queries } from "./driver.ts";
import { auditRows, type StoreDeps } from "./questions.ts";
import { corrupt, goodOnes, isGrant } from "./records.ts";
import { createRunStore } from "./runs.ts";
import { exactly, storable, toJsonb } from "./text.ts";

const table = "command_grants";

/** What a grant is found by: never mended. */
function checkKeys(grant: Pick<Grant, "id" | "agent" | "subject" | "session">): void {
  exactly(grant.id, "grant");
  exactly(grant.agent, "agent");
  exactly(grant.subject, "subject");
  if (grant.session !== undefined) exactly(grant.session, "session");
}

/** Grants and runs in Postgres for one process, `holder`. One live grant of each rests on one unique index. */
export function createGrantStore(db: Queries, holder: number, o: StoreDeps): GrantStore {
  const listed = { column: "record", table, log: o.log, is: isGrant };
  return {
    ...createRunStore(db, holder, o),
    holder: String(holder),

    async get(id) {
      const text = "select grant_json(g) as record from command_grants g where g.id = $1::text";
      const [row] = await db.query(text, [storable(id)]);
      if (row === undefined) return undefined;
      if (!isGrant(row["record"])) throw corrupt(table, id);
      return row["record"];
    },

    async find({ kind, agent, subject, session, now }) {
      const text = `select grant_json(g) as record from command_grants g
        where g.kind = $1::text and g.agent = $2::text and g.subject = $3::text
          and coalesce(g.session, '') in ('', coalesce($4::text, '')) and g.revoked_at is null and not g.replaced
          and (g.expires_at is null or g.expires_at > ts($5::float8))
        order by coalesce(g.session, '') limit 1`;
      const place = session === undefined ? null : exactly(session, "session");
      const rows = await db.query(text, [kind, exactly(agent, "agent"), exactly(subject, "subject"), place, now]);
      return goodOnes(rows, listed)[0];
    },

    async list({ kind, agent, subject, session, live, now, limit }) {
      const text = `select grant_json(g) as record from command_grants g
        where ($1::text is null or g.kind = $1::text) and ($2::text is null or g.agent = $2::text)
          and ($3::text is null or g.subject = $3::text) and ($4::text is null or g.session = $4::text)
          ${live === true ? "and g.revoked_at is null and not g.replaced" : ""}
          ${live === true ? "and (g.expires_at is null or g.expires_at > ts($5::float8))" : "and $5::float8 is not null"}
        order by g.granted_at desc, g.id desc limit $6::int`;
      const key = (value: string | undefined, what: string) => (value === undefined ? null : exactly(value, what));
      const wanted = [kind ?? null, key(agent, "agent"), key(subject, "subject"), key(session, "session")];
      return goodOnes(await db.query(text, [...wanted, now, limit ?? null]), listed);
    },

    async commit({ changes, events }) {
      for (const change of changes) if (change.type === "grant") checkKeys(change.grant);
      try {
        await db.query("select grants_commit($1::text::jsonb, $2::text::jsonb)::text", [
          toJsonb(changes),
          auditRows(events, o.random),
        ]);
        return { status: "committed" };
      } catch (error) {
        if (isMoltbotError(error) && error.code === "conflict") return { status: "conflict", because: error.message };
        throw error;
      }
    },
  };
}
