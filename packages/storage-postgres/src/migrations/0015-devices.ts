import type { Migration } from "../migrate.ts";

/** Devices, where their tokens lead, and join codes. */
export const devices: Migration = {
  version: 15,
  name: "devices",
  sql: /* sql */ `
create table devices (
  id text primary key check (id ~ '^[0-9a-f]{64}$'),
  version int not null check (version >= 1),
  created_at timestamptz not null,
  last_seen_at timestamptz,
  record jsonb not null constraint record_is_object check (jsonb_typeof(record) = 'object')
);
create index devices_by_age on devices (created_at, id);

-- Where the hash of a token leads: no two devices ever share one.
create table device_tokens (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  device text not null references devices (id) on delete cascade
);
create index device_tokens_by_device on device_tokens (device);

create table device_join_codes (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  expires_at timestamptz not null,
  record jsonb not null
);
create index device_join_codes_by_end on device_join_codes (expires_at);

create function device_put(d jsonb, expected int) returns void language plpgsql as $$
begin
  if expected = 0 then
    insert into devices values (d->>'id', (d->>'version')::int, ts((d->>'createdAt')::float8),
      ts((d->>'lastSeenAt')::float8), d - 'lastSeenAt') on conflict do nothing;
  else
    update devices set version = (d->>'version')::int, record = d - 'lastSeenAt'
    where id = d->>'id' and version = expected;
  end if;
  if not found then perform conflict('the device was changed meanwhile'); end if;
  delete from device_tokens where device = d->>'id';
  insert into device_tokens
    select r->'token'->>'hash', d->>'id' from jsonb_array_elements(d->'roles') as e(r) where r->'token' is not null;
end $$;

create function device_change(c jsonb) returns void language plpgsql as $$
begin
  case c->>'type'
  when 'file' then perform approval_file(c->'approval');
  when 'update' then perform approval_update(c->'approval', (c->>'expectedVersion')::int);
  when 'put-device' then perform device_put(c->'device', (c->>'expectedVersion')::int);
  when 'remove-device' then
    delete from devices where id = c->>'id' and version = (c->>'expectedVersion')::int;
    if not found then perform conflict('the device was changed meanwhile'); end if;
  when 'put-join-code' then
    insert into device_join_codes values (c->'code'->>'hash', ts((c->'code'->>'expiresAt')::float8), c->'code');
  when 'use-join-code' then
    delete from device_join_codes where hash = c->>'hash';
    if not found then perform conflict('the code was used'); end if;
  else raise exception 'unknown change %', c->>'type';
  end case;
end $$;

-- All changes, their events and the messages they owe, or nothing. Questions are locked before devices, each in the order of its
-- key, so that no two commits wait for each other.
create function commit_device_changes(changes jsonb, events jsonb, places jsonb, owed jsonb, now_ms float8) returns void language plpgsql as $$
declare
  c jsonb;
begin
  perform 1 from approvals where id in (select e->'approval'->>'id' from jsonb_array_elements(changes) e)
    order by id for update;
  perform 1 from devices where id in (
      select coalesce(e->'device'->>'id', e->>'id') from jsonb_array_elements(changes) e)
    order by id for update;
  for c in select e from jsonb_array_elements(changes) e loop
    perform device_change(c);
  end loop;
  perform audit_append(events);
  if jsonb_array_length(owed) > 0 then perform outbox_enqueue(places, owed, '[]', now_ms); end if;
end $$;
`,
};
