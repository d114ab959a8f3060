import type { Migration } from "../migrate.ts";

/** The road of a message: inbox, conversations and who works on them, outbox, cards, history. */
export const messages: Migration = {
  version: 5,
  name: "messages",
  sql: /* sql */ `
-- holder is not indexed on purpose: it changes with every message, and so stays a cheap update in place.
create table conversations (
  id bigint generated always as identity primary key,
  channel text not null, account text not null,
  kind text not null check (kind in ('dm', 'group')),
  chat text not null,
  thread text not null default '',
  holder int,
  unique (channel, account, chat, kind, thread)
) with (fillfactor = 70);

create table inbox (
  seq bigint generated always as identity primary key,
  channel text not null, account text not null, item_id text not null,
  kind text not null check (kind in ('message', 'action')),
  conversation bigint not null references conversations (id),
  state text not null default 'waiting' check (state in ('waiting', 'done', 'broken')),
  item jsonb,
  received_at timestamptz not null,
  ended_at timestamptz,
  unique (channel, account, item_id),
  check ((state = 'waiting') = (ended_at is null)),
  check (state <> 'waiting' or item is not null)
);
create index inbox_waiting_rows on inbox (conversation, seq) where state = 'waiting';
create index inbox_ended on inbox (ended_at) where state <> 'waiting';

create table outbox (
  seq bigint generated always as identity primary key,
  cause bigint,
  conversation bigint not null references conversations (id),
  state text not null check (state in ('queued', 'sending', 'unknown', 'failed')),
  holder int,
  message jsonb not null,
  card text,
  attempts int not null default 0,
  due_at timestamptz not null,
  because text,
  created_at timestamptz not null,
  ended_at timestamptz,
  check (state <> 'sending' or holder is not null),
  check ((state in ('unknown', 'failed')) = (ended_at is not null))
);
create index outbox_open on outbox (conversation, seq) where state in ('queued', 'sending');
create index outbox_ended on outbox (ended_at) where state in ('unknown', 'failed');

create table cards (
  outbox bigint primary key,
  card text not null,
  conversation bigint not null references conversations (id),
  message_ids text[] not null,
  sent_at timestamptz not null
);
create index cards_by_card on cards (card, outbox);

create table history (
  seq bigint generated always as identity primary key,
  session text not null,
  role text not null check (role in ('user', 'assistant')),
  text text not null,
  at timestamptz not null
);
create index history_of_session on history (session, seq);

create function conversation_json(c conversations) returns jsonb language sql stable parallel safe
  return jsonb_strip_nulls(jsonb_build_object('channel', c.channel, 'account', c.account, 'kind', c.kind, 'id', c.chat,
    'thread', nullif(c.thread, '')));

-- The numbers of conversations (as JSON, in the order given). Missing ones are made, in the order of their key so that
-- two callers never wait for each other.
create function conversation_ids(list jsonb) returns bigint[] language plpgsql as $$
declare
  ids bigint[];
begin
  for attempt in 1..2 loop
    ids := array(select c.id from jsonb_array_elements(list) with ordinality as x(p, ord) left join conversations c
        on c.channel = p->>'channel' and c.account = p->>'account' and c.chat = p->>'id' and c.kind = p->>'kind'
          and c.thread = coalesce(p->>'thread', '') order by ord);
    exit when array_position(ids, null) is null;
    insert into conversations (channel, account, kind, chat, thread)
      select distinct p->>'channel', p->>'account', p->>'kind', p->>'id', coalesce(p->>'thread', '')
      from jsonb_array_elements(list) with ordinality as x(p, ord) where ids[ord] is null order by 1, 2, 3, 4, 5
      on conflict do nothing;
  end loop;
  return ids;
end $$;

-- Locks conversations, in the order of their id. "No key" leaves room for rows that only refer to them.
create function conversations_lock(ids bigint[]) returns void language plpgsql as $$
begin
  perform 1 from conversations where id = any(ids) order by id for no key update;
end $$;

-- Lets go of locked conversations that have nothing left to work on or to send.
create function conversations_release(ids bigint[]) returns void language plpgsql as $$
begin
  update conversations c set holder = null where c.id = any(ids) and c.holder is not null
    and not exists (select from inbox i where i.conversation = c.id and i.state = 'waiting')
    and not exists (select from outbox o where o.conversation = c.id and o.state in ('queued', 'sending'));
end $$;
`,
};
