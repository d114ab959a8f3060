import type { Migration } from "../migrate.ts";

/** The steps of the outbox, recovery and pruning. */
export const outbox: Migration = {
  version: 7,
  name: "outbox",
  sql: /* sql */ `
-- list: [{at, message, card?, cause?}]; at: its conversation, counted from 1 in ids. With a holder, the first to each
-- conversation is taken by it unless an earlier one is unfinished.
create function outbox_add(me int, ids bigint[], list jsonb, now_ms float8)
returns table (cause bigint, seq bigint, state text) language plpgsql as $$
#variable_conflict use_column
begin
  if list is null then return; end if;
  return query
    with added as (
      select ord, m, ids[(m->>'at')::int] as place from jsonb_array_elements(list) with ordinality as x(m, ord)),
    placed as (
      select a.*, me is not null and row_number() over (partition by place order by ord) = 1 and not exists (
        select from outbox o where o.conversation = place and o.state in ('queued', 'sending')) as taken from added a)
    insert into outbox (cause, conversation, state, holder, message, card, due_at, created_at)
      select (m->>'cause')::bigint, place, case when taken then 'sending' else 'queued' end, case when taken then me end,
        m->'message', m->>'card', ts(now_ms), ts(now_ms)
      from placed order by ord
    returning outbox.cause, outbox.seq, outbox.state;
end $$;

create function outbox_enqueue(places jsonb, list jsonb, events jsonb, now_ms float8) returns void language plpgsql as $$
begin
  perform outbox_add(null, conversation_ids(places), list, now_ms);
  perform audit_append(events);
end $$;

create function outbox_json(o outbox) returns jsonb language sql stable
  return jsonb_strip_nulls(jsonb_build_object('seq', o.seq, 'attempts', o.attempts, 'card', o.card,
    'conversation', (select conversation_json(c) from conversations c where c.id = o.conversation)))
    || jsonb_build_object('message', o.message);

create function outbox_take(me int, most int, now_ms float8, flying jsonb) returns setof jsonb language plpgsql as $$
declare
  taken bigint[];
begin
  taken := array(
    select o.seq from outbox o
    where o.seq in (select distinct on (h.conversation) h.seq from outbox h where h.state in ('queued', 'sending')
        order by h.conversation, h.seq)
      and ((o.state = 'queued' and o.due_at <= ts(now_ms))
        or (o.state = 'sending' and o.holder = me and not flying @> to_jsonb(o.seq)))
    order by o.seq limit most for update of o skip locked);
  update outbox o set state = 'sending', holder = me where o.seq = any(taken);
  return query select outbox_json(o) from outbox o where o.seq = any(taken) order by o.seq;
end $$;

-- list: [{seq, messageIds}]
create function outbox_sent(me int, list jsonb, now_ms float8) returns void language plpgsql as $$
declare
  seqs bigint[] := array(select (e->>'seq')::bigint from jsonb_array_elements(list) e);
  places bigint[] := array(select distinct o.conversation from outbox o where o.seq = any(seqs));
begin
  perform 1 from conversations where id = any(places) order by id for no key update;
  with gone as (
    delete from outbox o where o.seq = any(seqs) and o.holder = me and o.state in ('sending', 'unknown')
    returning o.seq, o.card, o.conversation)
  insert into cards
    select g.seq, g.card, g.conversation, text_list(e->'messageIds'), ts(now_ms)
    from gone g, jsonb_array_elements(list) e where g.card is not null and (e->>'seq')::bigint = g.seq;
  perform conversations_release(places);
end $$;

create function outbox_failed(me int, which bigint, why text, retry_ms float8, now_ms float8) returns void
language plpgsql as $$
declare
  place bigint;
begin
  select o.conversation into place from outbox o where o.seq = which;
  perform conversations_lock(array[place]);
  update outbox o set attempts = o.attempts + 1, because = why, holder = null,
    state = case when retry_ms is null then 'failed' else 'queued' end, due_at = coalesce(ts(retry_ms), o.due_at),
    ended_at = case when retry_ms is null then ts(now_ms) end
  where o.seq = which and o.holder = me and o.state = 'sending';
  perform conversations_release(array[place]);
end $$;

create function messages_recover(now_ms float8) returns table (freed int, unknown jsonb) language plpgsql as $$
declare
  dead bigint[];
begin
  dead := array(select c.id from conversations c
    where c.holder is not null and c.holder not in (select l.holder from live_holders l)
    order by c.id for no key update skip locked);
  update conversations c set holder = null where c.id = any(dead);
  freed := cardinality(dead);
  with lost as (
    update outbox o set state = 'unknown', ended_at = ts(now_ms)
    where o.seq in (select x.seq from outbox x where x.state = 'sending' and x.holder not in (select l.holder from live_holders l)
      order by x.seq for update skip locked)
    returning o.*)
  select coalesce(jsonb_agg(outbox_json(l::outbox) order by l.seq), '[]') into unknown from lost l;
  return next;
end $$;

create function messages_prune(before_ms float8) returns int language plpgsql as $$
declare
  total int := 0;
  n int;
begin
  delete from inbox where state <> 'waiting' and ended_at < ts(before_ms);
  get diagnostics n = row_count; total := total + n;
  delete from outbox where state in ('unknown', 'failed') and ended_at < ts(before_ms);
  get diagnostics n = row_count; total := total + n;
  delete from cards where sent_at < ts(before_ms);
  get diagnostics n = row_count; return total + n;
end $$;
`,
};
