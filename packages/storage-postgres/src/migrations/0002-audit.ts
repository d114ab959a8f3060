import type { Migration } from "../migrate.ts";

/** The audit log: what happened (append-only), who it was (erasable), and the chain of seals (append-only). */
export const audit: Migration = {
  version: 2,
  name: "audit",
  sql: /* sql */ `
create table audit_events (
  written bigint generated always as identity primary key,
  id text not null unique,
  at timestamptz not null,
  event text not null check (event <> ''),
  outcome text not null check (outcome in ('allowed', 'denied', 'done', 'failed')),
  actor text not null,
  ref text,
  reason text,
  policy text,
  data jsonb,
  commitment text
);
create index audit_events_by_event on audit_events (event text_pattern_ops, written);
create index audit_events_by_time on audit_events (at);

create table audit_personal (
  written bigint primary key references audit_events (written),
  salt text not null,
  actor_channel text, actor_account text, actor_id text,
  subject_channel text, subject_account text, subject_id text,
  personal jsonb,
  check (num_nulls(actor_channel, actor_account, actor_id) in (0, 3)),
  check (num_nulls(subject_channel, subject_account, subject_id) in (0, 3))
);
create index audit_personal_by_actor on audit_personal (actor_channel, actor_id);
create index audit_personal_by_subject on audit_personal (subject_channel, subject_id);

create table audit_seals (
  seq bigint primary key check (seq > 0),
  written bigint not null unique references audit_events (written),
  hash text not null check (length(hash) = 64)
);

-- Events that wait for their seal: a queue, so that sealing never searches the whole log.
create table audit_unsealed (written bigint primary key references audit_events (written));

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_events_append_only before update or delete on audit_events
  for each row execute function refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events
  for each statement execute function refuse_change();
create trigger audit_seals_append_only before update or delete on audit_seals
  for each row execute function refuse_change();
create trigger audit_seals_no_truncate before truncate on audit_seals
  for each statement execute function refuse_change();

-- Writes rows (StoredAuditRow as JSON), in order, inside the caller's transaction.
create function audit_append(list jsonb) returns void language plpgsql as $$
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
  insert into audit_personal
    select s.written, p->>'salt', p->'actor'->>'channel', p->'actor'->>'account', p->'actor'->>'id',
      p->'subject'->>'channel', p->'subject'->>'account', p->'subject'->>'id', p->'personal'
    from given join stored s on s.id = r->>'id', lateral (select r->'personal' as p) q
    where p is not null;
end $$;

create view audit_rows as
  select e.written, e.at, e.event, s.seq, p.actor_channel, p.actor_account, p.actor_id,
    p.subject_channel, p.subject_account, p.subject_id,
    jsonb_strip_nulls(jsonb_build_object('id', e.id, 'at', ms(e.at), 'event', e.event, 'outcome', e.outcome,
      'actor', e.actor, 'ref', e.ref, 'reason', e.reason, 'policy', e.policy, 'commitment', e.commitment,
      'seq', s.seq, 'hash', s.hash)) as row, e.data,
    case when p.written is not null then jsonb_strip_nulls(jsonb_build_object('salt', p.salt,
      'actor', case when p.actor_id is not null then
        jsonb_build_object('channel', p.actor_channel, 'account', p.actor_account, 'id', p.actor_id) end,
      'subject', case when p.subject_id is not null then
        jsonb_build_object('channel', p.subject_channel, 'account', p.subject_account, 'id', p.subject_id) end)) end as people,
    p.personal
  from audit_events e left join audit_seals s using (written) left join audit_personal p using (written);
`,
};
