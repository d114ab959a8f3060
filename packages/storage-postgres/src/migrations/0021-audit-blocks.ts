import type { Migration } from "../migrate.ts";

/** One row for an event and whom it is about, one for the seals of neighbouring events, and no queue beside the log. */
export const auditBlocks: Migration = {
  version: 21,
  name: "audit blocks",
  sql: /* sql */ `
-- Nobody writes meanwhile: what is written below is all there is.
lock table audit_seals in access exclusive mode;
lock table audit_events, audit_personal, audit_unsealed in exclusive mode;

-- Events with the numbers written, written + 1, … hold the positions seq, seq + 1, … and their 32-byte hashes stand in
-- that order.
alter table audit_seals rename to audit_seals_before;
create table audit_seals (
  seq bigint primary key check (seq > 0),
  written bigint not null unique,
  count int not null check (count between 1 and 1000),
  hashes bytea not null check (octet_length(hashes) = count * 32)
);
-- Parts of it are read without the rest.
alter table audit_seals alter column hashes set storage external;
insert into audit_seals
  select min(seq), min(written), count(*), string_agg(decode(hash, 'hex'), '' order by seq)
  from (select *, (row_number() over (partition by run order by seq) - 1) / 1000 as piece
    from (select *, count(*) filter (where begins) over (order by seq) as run
      from (select seq, written, hash,
          (lag(seq, 1, 0::bigint) over chain, lag(written, 1, 0::bigint) over chain) is distinct from (seq - 1, written - 1) as begins
        from audit_seals_before window chain as (order by seq)) s) r) p
  group by run, piece;

-- high: the highest number that a sealer has seen.
alter table audit_ends add column high bigint not null default 0;
update audit_ends set high = (select coalesce(max(written), 0) from audit_events);

-- Numbers below it that had no event yet when a sealer passed by: their transactions were on their way, or failed. Once
-- every transaction before "until" has ended there is nothing more to wait for.
create table audit_gaps (
  low bigint primary key,
  high bigint not null check (high >= low),
  until xid8 not null
);
insert into audit_gaps select written, written, pg_current_xact_id() from audit_unsealed;

-- Whom a row is about moves into the row, where one insert writes it: it may change and go, the rest may not. salt or
-- leaves: there is such a part. digest: what the chain knows of the row; rows of before have none and are sealed whole.
alter table audit_events
  add column digest bytea check (octet_length(digest) = 32),
  add column salt text, add column leaves jsonb,
  add column actor_channel text, add column actor_account text, add column actor_id text,
  add column subject_channel text, add column subject_account text, add column subject_id text,
  add column personal jsonb, add column withheld jsonb,
  add check (num_nulls(actor_channel, actor_account, actor_id) in (0, 3)),
  add check (num_nulls(subject_channel, subject_account, subject_id) in (0, 3)),
  add check (num_nonnulls(salt, leaves) = 1 or num_nonnulls(salt, leaves, actor_id, subject_id, personal, withheld) = 0);
drop trigger audit_events_append_only on audit_events;
update audit_events e set salt = p.salt, leaves = p.leaves, personal = p.personal, withheld = p.withheld,
    actor_channel = p.actor_channel, actor_account = p.actor_account, actor_id = p.actor_id,
    subject_channel = p.subject_channel, subject_account = p.subject_account, subject_id = p.subject_id
  from audit_personal p where p.written = e.written;
create trigger audit_events_keeps before delete on audit_events
  for each row execute function refuse_change();
create trigger audit_events_append_only before update on audit_events for each row
  when ((old.written, old.id, old.at, old.event, old.outcome, old.actor, old.ref, old.reason, old.policy, old.data, old.commitment, old.digest)
    is distinct from
    (new.written, new.id, new.at, new.event, new.outcome, new.actor, new.ref, new.reason, new.policy, new.data, new.commitment, new.digest))
  execute function refuse_change();

drop view audit_rows;
drop table audit_personal;
drop function fence_audit();
create index audit_events_by_actor on audit_events (actor_id, actor_channel, written) where actor_id is not null;
-- Most people act on themselves: one index entry is enough for them.
create index audit_events_by_subject on audit_events (subject_id, subject_channel, written)
  where (subject_id, subject_channel, subject_account) is distinct from (actor_id, actor_channel, actor_account);

create view audit_rows as
  select e.written, e.at, e.event, s.seq, e.actor_channel, e.actor_account, e.actor_id,
    e.subject_channel, e.subject_account, e.subject_id,
    jsonb_strip_nulls(jsonb_build_object('id', e.id, 'at', ms(e.at), 'event', e.event, 'outcome', e.outcome,
      'actor', e.actor, 'ref', e.ref, 'reason', e.reason, 'policy', e.policy, 'commitment', e.commitment,
      'digest', encode(e.digest, 'hex'), 'seq', s.seq, 'hash', s.hash)) as row, e.data,
    case when num_nonnulls(e.salt, e.leaves) > 0 then jsonb_strip_nulls(jsonb_build_object('salt', e.salt, 'leaves', e.leaves,
      'actor', case when e.actor_id is not null then
        jsonb_build_object('channel', e.actor_channel, 'account', e.actor_account, 'id', e.actor_id) end,
      'subject', case when e.subject_id is not null then
        jsonb_build_object('channel', e.subject_channel, 'account', e.subject_account, 'id', e.subject_id) end)) end as people,
    e.personal, e.withheld
  from audit_events e
    left join lateral (
      select b.seq + e.written - b.written as seq,
        encode(substr(b.hashes, (e.written - b.written)::int * 32 + 1, 32), 'hex') as hash
      from (select * from audit_seals below where below.written <= e.written order by below.written desc limit 1) b
      where e.written < b.written + b.count) s on true;

drop table audit_seals_before, audit_unsealed;
create trigger audit_seals_append_only before update or delete on audit_seals
  for each row execute function refuse_change();
create trigger audit_seals_no_truncate before truncate on audit_seals
  for each statement execute function refuse_change();

-- Removes the events up to a position of the chain; a block that this divides goes on without its first part.
create function audit_leave(upto bigint) returns void language plpgsql as $$
declare
  b audit_seals;
  leaving int;
begin
  perform set_config('moltbot.audit_front', 'moves', true);
  for b in select * from audit_seals where seq <= upto order by seq loop
    leaving := least(b.count, upto - b.seq + 1);
    delete from audit_events where written >= b.written and written < b.written + leaving;
    delete from audit_seals where seq = b.seq;
    if leaving < b.count then
      insert into audit_seals values
        (b.seq + leaving, b.written + leaving, b.count - leaving, substr(b.hashes, leaving * 32 + 1));
    end if;
  end loop;
  perform set_config('moltbot.audit_front', '', true);
end $$;

-- Writes rows (lists as auditRow of the program makes them), in order, inside the caller's transaction.
create or replace function audit_append(list jsonb) returns void language plpgsql as $$
begin
  if list is null or jsonb_array_length(list) = 0 then return; end if;
  -- Before a number is taken: so every number belongs to a transaction that a sealer can wait for.
  perform pg_current_xact_id();
  insert into audit_events (id, at, event, outcome, actor, ref, reason, policy, data, commitment, digest,
      salt, actor_channel, actor_account, actor_id, subject_channel, subject_account, subject_id, personal, withheld)
    select r->>0, ts((r->>1)::float8), r->>2, r->>3, r->>4, r->>5, r->>6, r->>7, nullif(r->8, 'null'), r->>9, decode(r->>10, 'hex'),
      r->>11, r->>12, r->>13, r->>14, r->>15, r->>16, r->>17, nullif(r->18, 'null'), nullif(r->19, 'null')
    from jsonb_array_elements(list) r;
  -- Whoever is being erased meanwhile is not written down; that something happened is.
  if fence_shared() then
    update audit_events a set salt = null, leaves = null, personal = null, withheld = null,
        actor_channel = null, actor_account = null, actor_id = null,
        subject_channel = null, subject_account = null, subject_id = null
      from erasures e where e.state = 'running' and e.mode <> 'delete'
        and a.id in (select r->>0 from jsonb_array_elements(list) r)
        and ((e.channel, e.account, e.person) = (a.actor_channel, a.actor_account, a.actor_id)
          or (e.channel, e.account, e.person) = (a.subject_channel, a.subject_account, a.subject_id));
  end if;
end $$;
`,
};
