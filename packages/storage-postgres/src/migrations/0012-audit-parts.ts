import type { Migration } from "../migrate.ts";

/** Personal parts that go one by one, pages of one person by index, both ends of the chain, removal from its front. */
export const auditParts: Migration = {
  version: 12,
  name: "audit parts",
  sql: /* sql */ `
-- salt: nothing is gone yet. leaves: what is left to check each part by. withheld: fields that could name somebody.
alter table audit_personal alter column salt drop not null;
alter table audit_personal add column leaves jsonb, add column withheld jsonb,
  add constraint salt_or_leaves check ((salt is null) <> (leaves is null));

drop index audit_personal_by_actor;
drop index audit_personal_by_subject;
create index audit_personal_by_actor on audit_personal (actor_id, actor_channel, written);
-- Most people act on themselves: one index entry is enough for them.
create index audit_personal_by_subject on audit_personal (subject_id, subject_channel, written)
  where (subject_id, subject_channel, subject_account) is distinct from (actor_id, actor_channel, actor_account);
drop index audit_events_by_event;
create index audit_events_by_event on audit_events (event, written);
create index audit_events_by_area on audit_events (split_part(event, '.', 1), written);

-- Where the chain begins and ends. One row.
create table audit_ends (
  one_row boolean primary key default true check (one_row),
  front_seq bigint not null default 0,
  front_hash text not null default repeat('0', 64),
  head_seq bigint not null default 0,
  head_hash text not null default repeat('0', 64)
);
insert into audit_ends (head_seq, head_hash) select seq, hash from audit_seals order by seq desc limit 1;
insert into audit_ends default values on conflict do nothing;

-- Rows leave from the front only, in the transaction that says so in the log and moves the front.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('moltbot.audit_front', true) = 'moves' then return old; end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

-- Writes rows (StoredAuditRow as JSON), in order, inside the caller's transaction.
create or replace function audit_append(list jsonb) returns void language plpgsql as $$
begin
  if list is null or jsonb_array_length(list) = 0 then return; end if;
  -- One statement: the events, their place in the sealing queue, and beside them whom they are about.
  with given as (
    select r, ord from jsonb_array_elements(list) with ordinality as e(r, ord)),
  stored as (
    insert into audit_events (id, at, event, outcome, actor, ref, reason, policy, data, commitment)
      select r->>'id', ts((r->>'at')::float8), r->>'event', r->>'outcome', r->>'actor', r->>'ref', r->>'reason',
        r->>'policy', r->'data', r->>'commitment'
      from given order by ord
    returning written, id),
  queued as (insert into audit_unsealed select written from stored)
  insert into audit_personal (written, salt, actor_channel, actor_account, actor_id,
      subject_channel, subject_account, subject_id, personal, withheld)
    select s.written, p->>'salt', p->'actor'->>'channel', p->'actor'->>'account', p->'actor'->>'id',
      p->'subject'->>'channel', p->'subject'->>'account', p->'subject'->>'id', p->'personal', p->'withheld'
    from given join stored s on s.id = r->>'id', lateral (select r->'personal' as p) q
    where p is not null;
end $$;

create or replace view audit_rows as
  select e.written, e.at, e.event, s.seq, p.actor_channel, p.actor_account, p.actor_id,
    p.subject_channel, p.subject_account, p.subject_id,
    jsonb_strip_nulls(jsonb_build_object('id', e.id, 'at', ms(e.at), 'event', e.event, 'outcome', e.outcome,
      'actor', e.actor, 'ref', e.ref, 'reason', e.reason, 'policy', e.policy, 'commitment', e.commitment,
      'seq', s.seq, 'hash', s.hash)) as row, e.data,
    case when p.written is not null then jsonb_strip_nulls(jsonb_build_object('salt', p.salt, 'leaves', p.leaves,
      'actor', case when p.actor_id is not null then
        jsonb_build_object('channel', p.actor_channel, 'account', p.actor_account, 'id', p.actor_id) end,
      'subject', case when p.subject_id is not null then
        jsonb_build_object('channel', p.subject_channel, 'account', p.subject_account, 'id', p.subject_id) end)) end as people,
    p.personal, p.withheld
  from audit_events e left join audit_seals s using (written) left join audit_personal p using (written);
`,
};
