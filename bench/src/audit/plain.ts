import type { DomainEvent } from "@moltbot/core";
import postgres from "postgres";

/** The same records in one table, nothing hashed, nothing kept apart. */
export interface PlainLog {
  append(events: readonly DomainEvent[]): Promise<void>;
  close(): Promise<void>;
}

const columns = `id text, at timestamptz, event text, outcome text, actor text, actor_channel text, actor_account text,
  actor_id text, subject_channel text, subject_account text, subject_id text, reason text, policy text, data jsonb, personal jsonb`;

/** Makes the table, with the indexes that the same questions need, or with its key alone. */
export async function createPlainLog(
  url: string,
  o: { readonly table: string; readonly indexed: boolean },
): Promise<PlainLog> {
  const sql = postgres(url, { max: 16, onnotice: () => {} });
  const { table } = o;
  await sql.unsafe(`create table ${table} (written bigint generated always as identity primary key, ${columns})`);
  if (o.indexed) {
    await sql.unsafe(`create unique index on ${table} (id); create index on ${table} (event, written);
      create index on ${table} (split_part(event, '.', 1), written); create index on ${table} (at); create index on ${table} (actor_id, actor_channel, written);
      create index on ${table} (subject_id, subject_channel, written)
        where (subject_id, subject_channel, subject_account) is distinct from (actor_id, actor_channel, actor_account)`);
  }
  const text = `insert into ${table} (id, at, event, outcome, actor, actor_channel, actor_account, actor_id, subject_channel,
      subject_account, subject_id, reason, policy, data, personal)
    select id, to_timestamp(at / 1000), event, outcome, actor, channel, account, person, channel, account, person, reason, policy,
      data::jsonb, personal::jsonb
    from unnest($1::text[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::text[], $11::text[], $12::text[]) as t(id, at, event, outcome, actor, channel, account, person, reason, policy, data, personal)`;
  return {
    async append(events) {
      const list = <T>(pick: (event: DomainEvent) => T): T[] => events.map(pick);
      const parameters = [
        list(() => crypto.randomUUID()),
        list((event) => event.at),
        list((event) => event.event),
        list((event) => event.outcome),
        list((event) => event.actor.kind),
        list((event) => event.subject?.channel ?? ""),
        list((event) => event.subject?.account ?? ""),
        list((event) => event.subject?.id ?? ""),
        list((event) => event.reason ?? ""),
        list((event) => event.policy ?? ""),
        list((event) => JSON.stringify(event.data)),
        list((event) => JSON.stringify(event.personal)),
      ];
      await sql.unsafe(text, parameters, { prepare: true });
    },
    async close() {
      await sql.end();
    },
  };
}
