import type { Migration } from "../migrate.ts";

/** Times, live processes, secrets, nonces. */
export const base: Migration = {
  version: 1,
  name: "base",
  sql: /* sql */ `
-- Times travel as milliseconds since the epoch and rest as timestamptz.
create function ts(ms float8) returns timestamptz language sql immutable strict parallel safe
  return to_timestamp(ms / 1000);
create function ms(at timestamptz) returns float8 language sql immutable strict parallel safe
  return (extract(epoch from at) * 1000)::float8;

-- A process is alive for as long as its session holds the advisory lock (1836018804, its number).
create sequence holders as int;
create view live_holders as
  select objid::int8::int as holder from pg_locks
  where locktype = 'advisory' and classid = 1836018804 and objsubid = 2 and granted
    and database = (select oid from pg_database where datname = current_database());

create table secrets (
  name text primary key,
  value bytea not null,
  created_at timestamptz not null default now()
);

-- Only digests: a used value is of no use to who reads the table.
create table nonces (
  digest bytea primary key check (octet_length(digest) = 32),
  expires_at timestamptz not null
);
create index nonces_by_expiry on nonces (expires_at);

-- Raised by functions when a precondition no longer holds; the driver turns it into a conflict.
create function conflict(because text) returns void language plpgsql as $$
begin
  raise exception using errcode = 'MB409', message = because;
end $$;
`,
};
