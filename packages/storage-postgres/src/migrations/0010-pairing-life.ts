import type { Migration } from "../migrate.ts";

/** Pairings that are renewed, reminded of and lapse; blocks with an end; votes in other hands. */
export const pairingLife: Migration = {
  version: 10,
  name: "pairing-life",
  sql: /* sql */ `
alter table grants add column renewed_at timestamptz, add column reminded_at timestamptz, add column lapsed_at timestamptz;
create index grants_by_end on grants (expires_at) where lapsed_at is null;
create index grants_by_renewal on grants (coalesce(renewed_at, granted_at)) where lapsed_at is null;
alter table blocks add column expires_at timestamptz;

create table delegations (
  from_channel text not null check (from_channel <> ''), from_id text not null check (from_id <> ''),
  to_channel text not null check (to_channel <> ''), to_id text not null check (to_id <> ''),
  made_at timestamptz not null,
  until timestamptz not null,
  made_by text not null,
  primary key (from_channel, from_id)
);

create function delegation_json(d delegations) returns jsonb language sql stable parallel safe
  return jsonb_build_object('from', jsonb_build_object('channel', d.from_channel, 'id', d.from_id),
    'to', jsonb_build_object('channel', d.to_channel, 'id', d.to_id), 'madeAt', ms(d.made_at), 'until', ms(d.until),
    'madeBy', d.made_by);

create function pairing_json(g grants) returns jsonb language sql stable parallel safe
  return jsonb_strip_nulls(jsonb_build_object('principal', principal_json(g.channel, g.account, g.id),
    'grantedAt', ms(g.granted_at), 'expiresAt', ms(g.expires_at), 'renewedAt', ms(g.renewed_at),
    'remindedAt', ms(g.reminded_at), 'lapsedAt', ms(g.lapsed_at), 'via', g.via, 'approvedBy', to_jsonb(g.approved_by)));

create function block_json(b blocks) returns jsonb language sql stable parallel safe
  return jsonb_strip_nulls(jsonb_build_object('principal', principal_json(b.channel, b.account, b.id),
    'blockedAt', ms(b.blocked_at), 'blockedBy', b.blocked_by, 'reason', b.reason, 'expiresAt', ms(b.expires_at)));

create or replace view user_records as
  select p.channel, p.account, p.id, p.username, p.last_seen_at, g.id is not null as paired, b.id is not null as blocked,
    jsonb_strip_nulls(jsonb_build_object(
      'principal', w.who,
      'profile', jsonb_build_object('displayName', p.display_name, 'username', p.username, 'phone', p.phone),
      'firstSeenAt', ms(p.first_seen_at), 'lastSeenAt', ms(p.last_seen_at),
      'grant', case when g.id is not null then pairing_json(g) end,
      'block', case when b.id is not null then block_json(b) end,
      'session', case when s.id is not null then jsonb_build_object('principal', w.who, 'agent', s.agent,
        'permissions', to_jsonb(s.permissions), 'createdAt', ms(s.created_at)) end)) as record,
    (select a.record from approval_records a where a.kind = 'pairing' and a.status = 'pending'
      and a.subject = principal_key(p.channel, p.account, p.id)) as pending
  from people p
    cross join lateral (select principal_json(p.channel, p.account, p.id) as who) w
    left join grants g using (channel, account, id)
    left join blocks b using (channel, account, id)
    left join user_sessions s using (channel, account, id);

create function grant_put(g jsonb) returns void language plpgsql as $$
declare
  ch text := g->'principal'->>'channel'; ac text := g->'principal'->>'account'; pid text := g->'principal'->>'id';
begin
  if exists (select from blocks b where (b.channel, b.account, b.id) = (ch, ac, pid)
      and (b.expires_at is null or b.expires_at > ts((coalesce(g->>'renewedAt', g->>'grantedAt'))::float8))) then
    perform conflict('the person is blocked');
  end if;
  insert into grants (channel, account, id, granted_at, expires_at, renewed_at, reminded_at, lapsed_at, via, approved_by)
    values (ch, ac, pid, ts((g->>'grantedAt')::float8), ts((g->>'expiresAt')::float8), ts((g->>'renewedAt')::float8),
      ts((g->>'remindedAt')::float8), ts((g->>'lapsedAt')::float8), g->>'via', text_list(g->'approvedBy'))
  on conflict (channel, account, id) do update set granted_at = excluded.granted_at, expires_at = excluded.expires_at,
    renewed_at = excluded.renewed_at, reminded_at = excluded.reminded_at, lapsed_at = excluded.lapsed_at,
    via = excluded.via, approved_by = excluded.approved_by;
end $$;

create function grant_replace(g jsonb, before jsonb) returns void language plpgsql as $$
begin
  update grants o set granted_at = ts((g->>'grantedAt')::float8), expires_at = ts((g->>'expiresAt')::float8),
    renewed_at = ts((g->>'renewedAt')::float8), reminded_at = ts((g->>'remindedAt')::float8),
    lapsed_at = ts((g->>'lapsedAt')::float8), via = g->>'via', approved_by = text_list(g->'approvedBy')
  where (o.channel, o.account, o.id)
      = (g->'principal'->>'channel', g->'principal'->>'account', g->'principal'->>'id')
    and o.granted_at = ts((before->>'grantedAt')::float8)
    and o.renewed_at is not distinct from ts((before->>'renewedAt')::float8)
    and o.reminded_at is not distinct from ts((before->>'remindedAt')::float8)
    and o.lapsed_at is not distinct from ts((before->>'lapsedAt')::float8);
  if not found then perform conflict('the grant was changed'); end if;
end $$;

-- A block that had ended makes room for another.
create function block_put(b jsonb) returns void language plpgsql as $$
begin
  insert into blocks as o (channel, account, id, blocked_at, blocked_by, reason, expires_at)
    values (b->'principal'->>'channel', b->'principal'->>'account', b->'principal'->>'id',
      ts((b->>'blockedAt')::float8), b->>'blockedBy', b->>'reason', ts((b->>'expiresAt')::float8))
  on conflict (channel, account, id) do update set blocked_at = excluded.blocked_at, blocked_by = excluded.blocked_by,
    reason = excluded.reason, expires_at = excluded.expires_at
    where o.expires_at <= excluded.blocked_at;
  if not found then perform conflict('the person is blocked already'); end if;
end $$;

create function delegation_put(d jsonb) returns void language sql
begin atomic
  insert into delegations values (d->'from'->>'channel', d->'from'->>'id', d->'to'->>'channel', d->'to'->>'id',
    ts((d->>'madeAt')::float8), ts((d->>'until')::float8), d->>'madeBy')
  on conflict (from_channel, from_id) do update set to_channel = excluded.to_channel, to_id = excluded.to_id,
    made_at = excluded.made_at, until = excluded.until, made_by = excluded.made_by;
end;

create function delegation_remove(d jsonb) returns void language plpgsql as $$
begin
  delete from delegations o where o.from_channel = d->'from'->>'channel' and o.from_id = d->'from'->>'id'
    and o.made_at = ts((d->>'madeAt')::float8);
  if not found then perform conflict('the delegation is not there any more'); end if;
end $$;

alter function person_change(text, jsonb, jsonb) rename to person_change_before_pairing_life;
create function person_change(kind text, who jsonb, c jsonb) returns void language plpgsql as $$
begin
  case kind
  when 'put-grant' then perform grant_put(c->'grant');
  when 'change-grant' then perform grant_replace(c->'grant', c->'before');
  when 'put-block' then perform block_put(c->'block');
  when 'put-delegation' then perform delegation_put(c->'delegation');
  when 'remove-delegation' then perform delegation_remove(c->'delegation');
  else perform person_change_before_pairing_life(kind, who, c);
  end case;
end $$;
`,
};
