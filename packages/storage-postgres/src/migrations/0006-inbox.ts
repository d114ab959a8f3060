import type { Migration } from "../migrate.ts";

/** The steps of the inbox, one function and one round trip each. */
export const inbox: Migration = {
  version: 6,
  name: "inbox",
  sql: /* sql */ `
-- list: [{channel, account, id, kind, at, item}], every key once; at: its conversation, counted from 1 in places.
create function inbox_receive(me int, places jsonb, list jsonb, now_ms float8)
returns table (channel text, account text, item_id text, seq bigint, held boolean, after bigint) language plpgsql as $$
#variable_conflict use_column
declare
  ids bigint[] := conversation_ids(places);
  fresh bigint[];
  used bigint[];
begin
  perform 1 from conversations where id = any(ids) order by id for no key update;
  with stored as (
    insert into inbox (channel, account, item_id, kind, conversation, item, received_at)
      select e->>'channel', e->>'account', e->>'id', e->>'kind', ids[(e->>'at')::int], e->'item', ts(now_ms)
      from jsonb_array_elements(list) with ordinality as x(e, ord) order by ord
    on conflict (channel, account, item_id) do nothing
    returning seq, conversation)
  select array_agg(s.seq), array_agg(s.conversation) into fresh, used from stored s;
  update conversations c set holder = me where c.id = any(used) and c.holder is null;
  return query
    select i.channel, i.account, i.item_id, i.seq, c.holder = me,
      (select max(p.seq) from inbox p where p.conversation = i.conversation and p.state = 'waiting' and p.seq < i.seq)
    from inbox i join conversations c on c.id = i.conversation where i.seq = any(fresh);
end $$;

create function inbox_take(me int, most int) returns setof jsonb language plpgsql as $$
declare
  taken bigint[];
begin
  taken := array(
    select c.id from (select i.conversation, min(i.seq) as first from inbox i where i.state = 'waiting' group by 1) b
      join conversations c on c.id = b.conversation
    where c.holder is null or c.holder = me or c.holder not in (select l.holder from live_holders l)
    order by b.first limit most for no key update of c skip locked);
  update conversations c set holder = me where c.id = any(taken) and c.holder is distinct from me;
  return query select conversation_json(c) from conversations c join unnest(taken) with ordinality as t(id, ord)
    on t.id = c.id order by t.ord;
end $$;

create function inbox_waiting(me int, place jsonb, most int)
returns table (seq bigint, item jsonb, received_at float8) language plpgsql as $$
#variable_conflict use_column
declare
  mine bigint := (conversation_ids(jsonb_build_array(place)))[1];
begin
  select c.id into mine from conversations c where c.id = mine and c.holder = me for no key update;
  if mine is null then return; end if;
  perform conversations_release(array[mine]);
  return query select i.seq, i.item, ms(i.received_at) from inbox i
    where i.conversation = mine and i.state = 'waiting' order by i.seq limit most;
end $$;

-- list: [{seq, redact, history, outbox, events}], every seq once; what its outbox messages say, see outbox_add.
-- Gives back a row per finished entry, and one per message with what became of it.
create function inbox_complete(me int, places jsonb, list jsonb, now_ms float8)
returns table (cause bigint, outbox bigint, state text) language plpgsql as $$
#variable_conflict use_column
declare
  targets bigint[] := conversation_ids(places);
  seqs bigint[] := array(select (e->>'seq')::bigint from jsonb_array_elements(list) e);
  redacted bigint[] := array(select (e->>'seq')::bigint from jsonb_array_elements(list) e where (e->>'redact')::boolean);
  mine bigint[];
  held bigint[];
  done bigint[];
begin
  mine := array(select distinct i.conversation from inbox i where i.seq = any(seqs));
  -- Locked in the order of their id, like everywhere; the rows come back as they are once locked.
  held := array(select l.id from (
    select c.id, c.holder from conversations c where c.id = any(mine) order by c.id for no key update) l where l.holder = me);
  with ended as (
    update inbox i set state = 'done', ended_at = ts(now_ms), item = case when i.seq = any(redacted) then null else i.item end
    where i.seq = any(seqs) and i.state = 'waiting' and i.conversation = any(held)
    returning i.seq)
  select coalesce(array_agg(x.seq), '{}') into done from ended x;
  insert into history (session, role, text, at)
    select h->>'session', h->>'role', h->>'text', ts((h->>'at')::float8)
    from jsonb_array_elements(list) with ordinality as x(e, eo), jsonb_array_elements(e->'history') with ordinality as y(h, ho)
    where (e->>'seq')::bigint = any(done) order by eo, ho;
  perform audit_append((select jsonb_agg(a order by eo, ao)
    from jsonb_array_elements(list) with ordinality as x(e, eo), jsonb_array_elements(e->'events') with ordinality as y(a, ao)
    where (e->>'seq')::bigint = any(done)));
  return query
    select d.seq, null::bigint, 'done' from unnest(done) as d(seq)
    union all
    select a.cause, a.seq, a.state from outbox_add(me, targets, (select jsonb_agg(o || jsonb_build_object('cause', e->'seq') order by eo, oo)
      from jsonb_array_elements(list) with ordinality as x(e, eo), jsonb_array_elements(e->'outbox') with ordinality as y(o, oo)
      where (e->>'seq')::bigint = any(done)), now_ms) a;
  update conversations c set holder = null where c.id = any(mine) and c.holder is not null
    and not exists (select from outbox o where o.conversation = c.id and o.state in ('queued', 'sending'))
    and not exists (select from inbox i where i.conversation = c.id and i.state = 'waiting');
end $$;
`,
};
