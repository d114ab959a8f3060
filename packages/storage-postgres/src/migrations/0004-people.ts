import type { Migration } from "../migrate.ts";

/** People, what they were granted, blocks, sessions; and the one function that commits changes of pairing and approvals. */
export const people: Migration = {
  version: 4,
  name: "people",
  sql: /* sql */ `
create table people (
  channel text not null check (channel <> ''), account text not null, id text not null check (id <> ''),
  display_name text, username text, phone text,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (channel, account, id)
);
create index people_by_id on people (id);
create function bare_name(name text) returns text language sql immutable strict parallel safe
  return lower(case when starts_with(name, '@') then substr(name, 2) else name end collate "C");
create index people_by_username on people (bare_name(username)) where username is not null;
create index people_by_last_seen on people (last_seen_at desc);

create table grants (
  channel text, account text, id text,
  granted_at timestamptz not null,
  expires_at timestamptz,
  via text not null,
  approved_by text[] not null,
  primary key (channel, account, id),
  foreign key (channel, account, id) references people on delete cascade
);
create table blocks (
  channel text, account text, id text,
  blocked_at timestamptz not null,
  blocked_by text not null,
  reason text,
  primary key (channel, account, id),
  foreign key (channel, account, id) references people on delete cascade
);
create table user_sessions (
  channel text, account text, id text,
  agent text not null,
  permissions text[] not null,
  created_at timestamptz not null,
  primary key (channel, account, id),
  foreign key (channel, account, id) references people on delete cascade
);

-- A person's key as the program writes it (JSON of the three parts, without spaces).
create function principal_key(channel text, account text, id text) returns text language sql immutable parallel safe
  return '[' || to_json(channel)::text || ',' || to_json(account)::text || ',' || to_json(id)::text || ']';

create view user_records as
  select p.channel, p.account, p.id, p.username, p.last_seen_at, g.id is not null as paired, b.id is not null as blocked,
    jsonb_strip_nulls(jsonb_build_object(
      'principal', w.who,
      'profile', jsonb_build_object('displayName', p.display_name, 'username', p.username, 'phone', p.phone),
      'firstSeenAt', ms(p.first_seen_at), 'lastSeenAt', ms(p.last_seen_at),
      'grant', case when g.id is not null then jsonb_build_object('principal', w.who, 'grantedAt', ms(g.granted_at),
        'expiresAt', ms(g.expires_at), 'via', g.via, 'approvedBy', to_jsonb(g.approved_by)) end,
      'block', case when b.id is not null then jsonb_build_object('principal', w.who, 'blockedAt', ms(b.blocked_at),
        'blockedBy', b.blocked_by, 'reason', b.reason) end,
      'session', case when s.id is not null then jsonb_build_object('principal', w.who, 'agent', s.agent,
        'permissions', to_jsonb(s.permissions), 'createdAt', ms(s.created_at)) end)) as record,
    (select a.record from approval_records a where a.kind = 'pairing' and a.status = 'pending'
      and a.subject = principal_key(p.channel, p.account, p.id)) as pending
  from people p
    cross join lateral (select principal_json(p.channel, p.account, p.id) as who) w
    left join grants g using (channel, account, id)
    left join blocks b using (channel, account, id)
    left join user_sessions s using (channel, account, id);

create function text_list(list jsonb) returns text[] language sql immutable strict parallel safe
  return array(select value from jsonb_array_elements_text(list) with ordinality as e(value, ord) order by ord);

create function person_change(kind text, who jsonb, c jsonb) returns void language plpgsql as $$
declare
  ch text := who->>'channel'; ac text := who->>'account'; pid text := who->>'id';
begin
  case kind
  when 'put-user' then
    insert into people values (ch, ac, pid, c->'profile'->>'displayName', c->'profile'->>'username',
      c->'profile'->>'phone', ts((c->>'seenAt')::float8), ts((c->>'seenAt')::float8))
    on conflict (channel, account, id) do update set display_name = excluded.display_name,
      username = excluded.username, phone = excluded.phone, last_seen_at = excluded.last_seen_at
      where people.last_seen_at <= excluded.last_seen_at;
  when 'put-grant' then
    if exists (select from blocks b where (b.channel, b.account, b.id) = (ch, ac, pid)) then
      perform conflict('the person is blocked');
    end if;
    insert into grants values (ch, ac, pid, ts((c->'grant'->>'grantedAt')::float8),
      ts((c->'grant'->>'expiresAt')::float8), c->'grant'->>'via', text_list(c->'grant'->'approvedBy'))
    on conflict (channel, account, id) do update set granted_at = excluded.granted_at,
      expires_at = excluded.expires_at, via = excluded.via, approved_by = excluded.approved_by;
  when 'put-block' then
    insert into blocks values (ch, ac, pid, ts((c->'block'->>'blockedAt')::float8), c->'block'->>'blockedBy',
      c->'block'->>'reason') on conflict do nothing;
    if not found then perform conflict('the person is blocked already'); end if;
  when 'put-session' then
    insert into user_sessions values (ch, ac, pid, c->'session'->>'agent', text_list(c->'session'->'permissions'),
      ts((c->'session'->>'createdAt')::float8))
    on conflict (channel, account, id) do update set agent = excluded.agent, permissions = excluded.permissions,
      created_at = excluded.created_at;
  when 'remove-grant' then delete from grants g where (g.channel, g.account, g.id) = (ch, ac, pid);
  when 'remove-block' then delete from blocks b where (b.channel, b.account, b.id) = (ch, ac, pid);
  when 'remove-session' then delete from user_sessions s where (s.channel, s.account, s.id) = (ch, ac, pid);
  else raise exception 'unknown change %', kind;
  end case;
end $$;

-- Removes a pending question, and who asked when nothing else is known of them.
create function request_discard(a jsonb, expected int) returns void language plpgsql as $$
begin
  delete from approvals where id = a->>'id' and version = expected and status = 'pending';
  if not found then perform conflict('the question was changed meanwhile'); end if;
  delete from people p
  where (p.channel, p.account, p.id) = (a->'requester'->>'channel', a->'requester'->>'account', a->'requester'->>'id')
    and not exists (select from grants g where (g.channel, g.account, g.id) = (p.channel, p.account, p.id))
    and not exists (select from blocks b where (b.channel, b.account, b.id) = (p.channel, p.account, p.id))
    and not exists (select from user_sessions s where (s.channel, s.account, s.id) = (p.channel, p.account, p.id))
    and not exists (select from approvals o where o.kind = a->>'kind' and o.subject = a->>'subject');
end $$;

-- The person a change is about; null for questions.
create function change_person(c jsonb) returns jsonb language sql immutable parallel safe
  return coalesce(c->'principal', c->'grant'->'principal', c->'block'->'principal', c->'session'->'principal');

-- All changes, their events and the messages they owe, or nothing. Rows are locked first, questions before people, each in the order of its key,
-- so that no two commits wait for each other.
create function commit_changes(changes jsonb, events jsonb, places jsonb, owed jsonb, now_ms float8) returns void language plpgsql as $$
declare
  c jsonb;
begin
  perform 1 from approvals where id in (select e->'approval'->>'id' from jsonb_array_elements(changes) e)
    order by id for update;
  perform 1 from people p where (p.channel, p.account, p.id) in (
      select w->>'channel', w->>'account', w->>'id'
      from jsonb_array_elements(changes) e, lateral change_person(e) as w where w is not null)
    order by p.channel, p.account, p.id for no key update;
  for c in select e from jsonb_array_elements(changes) e loop
    case c->>'type'
    when 'file' then perform approval_file(c->'approval');
    when 'update' then perform approval_update(c->'approval', (c->>'expectedVersion')::int);
    when 'discard' then perform request_discard(c->'approval', (c->>'expectedVersion')::int);
    else perform person_change(c->>'type', change_person(c), c);
    end case;
  end loop;
  perform audit_append(events);
  if jsonb_array_length(owed) > 0 then perform outbox_enqueue(places, owed, '[]', now_ms); end if;
end $$;
`,
};
