import type { Migration } from "../migrate.ts";

/** What operators say about identities: labels, links, whom an entry means; and who claims to be whom. */
export const identities: Migration = {
  version: 11,
  name: "identities",
  sql: /* sql */ `
-- Counts the changes of labels and links, which every process keeps a copy of.
create table identity_revision (one boolean primary key default true check (one), revision bigint not null);
insert into identity_revision values (true, 0);

create table identity_labels (
  channel text not null check (channel <> ''), id text not null check (id <> ''),
  label text not null check (label <> ''),
  given_at timestamptz not null,
  given_by text not null,
  primary key (channel, id, label)
);

create table linked_people (
  person text primary key,
  name text unique check (name <> ''),
  linked_at timestamptz not null,
  linked_by text not null
);
create table identity_links (
  channel text not null check (channel <> ''), id text not null check (id <> ''),
  person text not null references linked_people on delete cascade,
  position int not null,
  primary key (channel, id)
);
create index identity_links_by_person on identity_links (person, position);

create table entry_claims (
  channel text not null check (channel <> ''), account text not null, id text not null check (id <> ''),
  entry text not null check (entry <> ''),
  display_name text, username text,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times int not null,
  primary key (channel, account, id, entry)
);
create index entry_claims_of_account on entry_claims (channel, account, last_at desc);
create index entry_claims_by_time on entry_claims (last_at desc);

create table entry_pins (
  channel text not null check (channel <> ''), account text not null, id text not null check (id <> ''),
  entry text not null check (entry <> ''),
  pinned_at timestamptz not null,
  pinned_by text[] not null,
  via text not null,
  primary key (channel, account, id, entry)
);
create index entry_pins_by_entry on entry_pins (channel, account, entry);

create function linked_json(p linked_people) returns jsonb language sql stable parallel safe
  return jsonb_strip_nulls(jsonb_build_object('id', p.person, 'name', p.name, 'linkedAt', ms(p.linked_at),
    'linkedBy', p.linked_by, 'identities', (select jsonb_agg(jsonb_build_object('channel', l.channel, 'id', l.id)
      order by l.position) from identity_links l where l.person = p.person)));

create function label_json(l identity_labels) returns jsonb language sql stable parallel safe
  return jsonb_build_object('identity', jsonb_build_object('channel', l.channel, 'id', l.id), 'label', l.label,
    'givenAt', ms(l.given_at), 'givenBy', l.given_by);

create function claim_json(c entry_claims) returns jsonb language sql stable parallel safe
  return jsonb_strip_nulls(jsonb_build_object('principal', principal_json(c.channel, c.account, c.id), 'entry', c.entry,
    'displayName', c.display_name, 'username', c.username, 'firstAt', ms(c.first_at), 'lastAt', ms(c.last_at),
    'times', c.times));

create function pin_json(p entry_pins) returns jsonb language sql stable parallel safe
  return jsonb_build_object('principal', principal_json(p.channel, p.account, p.id), 'entry', p.entry,
    'pinnedAt', ms(p.pinned_at), 'pinnedBy', to_jsonb(p.pinned_by), 'via', p.via);

create function pin_put(p jsonb) returns void language plpgsql as $$
declare
  who jsonb := p->'principal';
begin
  delete from entry_claims c where (c.channel, c.account, c.id, c.entry)
    = (who->>'channel', who->>'account', who->>'id', p->>'entry');
  insert into entry_pins values (who->>'channel', who->>'account', who->>'id', p->>'entry',
    ts((p->>'pinnedAt')::float8), text_list(p->'pinnedBy'), p->>'via') on conflict do nothing;
end $$;

-- A person whom the operator confirmed claims nothing any more. Of an account the claims seen last stay.
create function claim_note(c jsonb, keep int) returns void language plpgsql as $$
declare
  who jsonb := c->'principal';
begin
  if exists (select from entry_pins p where (p.channel, p.account, p.id, p.entry)
      = (who->>'channel', who->>'account', who->>'id', c->>'entry')) then return; end if;
  insert into entry_claims as o values (who->>'channel', who->>'account', who->>'id', c->>'entry', c->>'displayName',
    c->>'username', ts((c->>'at')::float8), ts((c->>'at')::float8), 1)
  on conflict (channel, account, id, entry) do update set display_name = excluded.display_name,
    username = excluded.username, last_at = greatest(o.last_at, excluded.last_at), times = o.times + 1;
  delete from entry_claims o where o.ctid in (
    select x.ctid from entry_claims x where x.channel = who->>'channel' and x.account = who->>'account'
    order by x.last_at desc offset keep for update skip locked);
end $$;

create function linked_put(p jsonb) returns void language plpgsql as $$
begin
  insert into linked_people values (p->>'id', p->>'name', ts((p->>'linkedAt')::float8), p->>'linkedBy')
    on conflict (person) do update set name = excluded.name;
  delete from identity_links where person = p->>'id';
  insert into identity_links select e->>'channel', e->>'id', p->>'id', ord
    from jsonb_array_elements(p->'identities') with ordinality as x(e, ord);
end $$;

create function identity_change(c jsonb) returns void language plpgsql as $$
begin
  case c->>'type'
  when 'pin' then perform pin_put(c->'pin');
  when 'unpin' then delete from entry_pins p where (p.channel, p.account, p.id, p.entry)
    = (c->'principal'->>'channel', c->'principal'->>'account', c->'principal'->>'id', c->>'entry');
  when 'put-label' then insert into identity_labels values (c->'label'->'identity'->>'channel',
    c->'label'->'identity'->>'id', c->'label'->>'label', ts((c->'label'->>'givenAt')::float8), c->'label'->>'givenBy')
    on conflict do nothing;
  when 'remove-label' then delete from identity_labels l where (l.channel, l.id, l.label)
    = (c->'identity'->>'channel', c->'identity'->>'id', c->>'label');
  when 'put-person' then perform linked_put(c->'person');
  when 'remove-person' then delete from linked_people where person = c->>'id';
  when 'claim' then perform claim_note(c->'claim', (c->>'keep')::int);
  else raise exception 'unknown change %', c->>'type';
  end case;
end $$;

-- All changes and their events, or nothing. Changes of labels and links name the revision that they were decided on;
-- one after the other, since the first of them locks the row.
create function identities_commit(changes jsonb, events jsonb, expected bigint) returns void language plpgsql as $$
declare
  c jsonb;
begin
  if expected is not null then
    update identity_revision set revision = revision + 1 where one and revision = expected;
    if not found then perform conflict('labels or links were changed meanwhile'); end if;
  end if;
  for c in select e from jsonb_array_elements(changes) with ordinality as x(e, ord) order by ord loop
    perform identity_change(c);
  end loop;
  perform audit_append(events);
end $$;

-- What an approval tied to a person goes with what it granted.
alter function person_change(text, jsonb, jsonb) rename to person_change_before_identities;
create function person_change(kind text, who jsonb, c jsonb) returns void language plpgsql as $$
begin
  if kind = 'pin' then
    perform pin_put(c->'pin');
    return;
  end if;
  if kind = 'remove-grant' then
    delete from entry_pins p where (p.channel, p.account, p.id) = (who->>'channel', who->>'account', who->>'id');
  end if;
  perform person_change_before_identities(kind, who, c);
end $$;

create or replace function change_person(c jsonb) returns jsonb language sql immutable parallel safe
  return coalesce(c->'principal', c->'grant'->'principal', c->'block'->'principal', c->'session'->'principal',
    c->'pin'->'principal');
`,
};
