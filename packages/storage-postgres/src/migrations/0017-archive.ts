import type { Migration } from "../migrate.ts";

/** Lines of sessions that were begun anew: kept, and no part of the conversation any more. */
export const archive: Migration = {
  version: 17,
  name: "archive",
  sql: /* sql */ `
alter table history add column archived_at timestamptz;
create index history_live on history (session, seq) where archived_at is null;

-- Begins a session anew; its audit rows are written when there was a line to put away.
create function history_archive(key text, events jsonb, now_ms float8) returns int language plpgsql as $$
declare
  n int;
begin
  update history set archived_at = ts(now_ms) where session = key and archived_at is null;
  get diagnostics n = row_count;
  if n > 0 then perform audit_append(events); end if;
  return n;
end $$;

-- The sessions that have lines, the last spoken in first, below a line. Looks up each session once, whatever its length.
create function history_sessions(below bigint, most int)
returns table (session text, newest bigint, at timestamptz, lines int) language sql stable as $$
  with recursive keys as (
    (select h.session from history h where h.archived_at is null order by h.session limit 1)
    union all
    select (select h.session from history h where h.session > k.session and h.archived_at is null order by h.session limit 1)
      from keys k where k.session is not null
  ), page as (
    select k.session, l.seq, l.at from keys k cross join lateral (
      select h.seq, h.at from history h where h.session = k.session and h.archived_at is null order by h.seq desc limit 1) l
    where k.session is not null and l.seq < below order by l.seq desc limit most
  )
  select p.session, p.seq, p.at, (select count(*)::int from (
      select 1 from history h where h.session = p.session and h.archived_at is null limit 1001) as counted)
    from page p order by p.seq desc
$$;
`,
};
