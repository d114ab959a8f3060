import type { Migration } from "../migrate.ts";

/** Standing grants of commands, and the one run of each approved command. */
export const commands: Migration = {
  version: 8,
  name: "commands",
  sql: /* sql */ `
-- Whether a run of the question exists: kept here so that what nobody has claimed is found by an index.
alter table approvals add column claimed boolean not null default false;
create index approvals_unclaimed on approvals (kind, decided_at, id) where status = 'approved' and not claimed;

-- replaced: it had expired when another took its place.
create table command_grants (
  id text primary key,
  kind text not null check (kind <> ''),
  agent text not null check (agent <> ''),
  subject text not null check (subject <> ''),
  scope text not null check (scope in ('session', 'always')),
  session text check (session <> ''),
  approval text not null references approvals (id),
  granted_at timestamptz not null,
  granted_by text[] not null,
  expires_at timestamptz,
  payload jsonb not null check (jsonb_typeof(payload) = 'object'),
  revoked_at timestamptz,
  revoked_by text,
  version int not null check (version >= 1),
  replaced boolean not null default false,
  check ((scope = 'session') = (session is not null)),
  check (revoked_by is null or revoked_at is not null)
);
create unique index one_grant_of_each on command_grants (kind, agent, subject, coalesce(session, ''))
  where revoked_at is null and not replaced;
create index command_grants_by_time on command_grants (granted_at, id);
create index command_grants_by_subject on command_grants (kind, agent, subject, granted_at, id);
create index command_grants_by_session on command_grants (session, granted_at, id) where session is not null;

create table command_runs (
  approval text primary key references approvals (id),
  claimed_at timestamptz not null,
  holder int not null,
  finished_at timestamptz,
  outcome text check (outcome in
    ('exited', 'refused', 'timed-out', 'cancelled', 'output-limit', 'failed', 'lost', 'lapsed')),
  code bigint,
  check ((finished_at is null) = (outcome is null)),
  check (code is null or outcome is not null)
);
create index command_runs_open on command_runs (claimed_at, approval) where finished_at is null;

create function grant_json(g command_grants) returns jsonb language sql stable parallel safe
  return jsonb_strip_nulls(jsonb_build_object('id', g.id, 'kind', g.kind, 'agent', g.agent, 'subject', g.subject,
      'scope', g.scope, 'session', g.session, 'approval', g.approval, 'grantedAt', ms(g.granted_at),
      'grantedBy', to_jsonb(g.granted_by), 'expiresAt', ms(g.expires_at), 'revokedAt', ms(g.revoked_at),
      'revokedBy', g.revoked_by, 'version', g.version))
    || jsonb_build_object('payload', g.payload);

create function run_json(r command_runs) returns jsonb language sql stable parallel safe
  return jsonb_strip_nulls(jsonb_build_object('approval', r.approval, 'claimedAt', ms(r.claimed_at),
    'holder', r.holder::text, 'finishedAt', ms(r.finished_at), 'outcome', r.outcome, 'code', r.code));

create function grant_add(g jsonb) returns void language plpgsql as $$
begin
  if not exists (select from approvals a
      where a.id = g->>'approval' and a.kind = g->>'kind' and a.status = 'approved') then
    raise exception 'a grant comes from an approved question of its kind';
  end if;
  update command_grants c set replaced = true
    where c.kind = g->>'kind' and c.agent = g->>'agent' and c.subject = g->>'subject'
      and coalesce(c.session, '') = coalesce(g->>'session', '') and c.revoked_at is null and not c.replaced
      and c.expires_at <= ts((g->>'grantedAt')::float8);
  insert into command_grants values (g->>'id', g->>'kind', g->>'agent', g->>'subject', g->>'scope', g->>'session',
    g->>'approval', ts((g->>'grantedAt')::float8), text_list(g->'grantedBy'), ts((g->>'expiresAt')::float8),
    g->'payload', ts((g->>'revokedAt')::float8), g->>'revokedBy', (g->>'version')::int) on conflict do nothing;
  if not found then perform conflict('the grant exists, or a live one grants the same'); end if;
end $$;

create function grant_change(c jsonb) returns void language plpgsql as $$
begin
  case c->>'type'
  when 'revoke' then
    update command_grants set revoked_at = ts((c->>'at')::float8), revoked_by = c->>'by', version = version + 1
      where id = c->>'id' and version = (c->>'expectedVersion')::int and revoked_at is null;
    if not found then perform conflict('the grant was changed meanwhile'); end if;
  when 'use' then
    perform 1 from command_grants where id = c->>'id' and revoked_at is null and not replaced
      and (expires_at is null or expires_at > ts((c->>'at')::float8));
    if not found then perform conflict('the grant does not hold any more'); end if;
  else raise exception 'unknown change %', c->>'type';
  end case;
end $$;

-- All changes and their events, or nothing. What is there is locked first, in the order of its id, and grants are made
-- last, in the order of their key, so that no two commits wait for each other.
create function grants_commit(changes jsonb, events jsonb) returns void language plpgsql as $$
declare
  ids text[];
  c jsonb;
begin
  ids := array(
    select e->>'id' from jsonb_array_elements(changes) e where e ? 'id'
    union
    select o.id from jsonb_array_elements(changes) e join command_grants o on o.kind = e->'grant'->>'kind'
      and o.agent = e->'grant'->>'agent' and o.subject = e->'grant'->>'subject'
      and coalesce(o.session, '') = coalesce(e->'grant'->>'session', '') and o.revoked_at is null and not o.replaced);
  perform 1 from command_grants where id = any(ids) order by id for no key update;
  for c in select e from jsonb_array_elements(changes) with ordinality as x(e, ord) where e->>'type' <> 'grant' order by ord loop
    perform grant_change(c);
  end loop;
  for c in select e->'grant' as g from jsonb_array_elements(changes) e where e->>'type' = 'grant'
      order by e->'grant'->>'kind', e->'grant'->>'agent', e->'grant'->>'subject', e->'grant'->>'session' loop
    perform grant_add(c);
  end loop;
  perform audit_append(events);
end $$;

create function run_answer(status text, which text) returns jsonb language sql stable
  return jsonb_strip_nulls(jsonb_build_object('status', status,
    'run', (select run_json(r) from command_runs r where r.approval = which)));

-- The one claim of an approved question. skipped: it ends at once, with that outcome. ttl_ms null: at any time.
create function run_claim(me int, which text, now_ms float8, ttl_ms float8, skipped text, events jsonb) returns jsonb
language plpgsql as $$
declare
  a approvals;
begin
  select * into a from approvals where id = which for no key update;
  if a.id is null or a.kind <> 'exec' or a.status <> 'approved' then return run_answer('not_approved', null); end if;
  if a.claimed then return run_answer('already', which); end if;
  if ttl_ms is not null and not coalesce(now_ms < ms(a.decided_at) + ttl_ms, false) then
    return run_answer('too_late', null);
  end if;
  update approvals set claimed = true where id = which;
  insert into command_runs values (which, ts(now_ms), me, case when skipped is not null then ts(now_ms) end, skipped);
  perform audit_append(events);
  return run_answer('claimed', which);
end $$;

-- Only the holder ends its run. What others took for lost while it seemed dead, it may still say.
create function run_finish(me int, which text, how text, exit_code bigint, now_ms float8, events jsonb) returns jsonb
language plpgsql as $$
declare
  r command_runs;
begin
  select * into r from command_runs where approval = which for no key update;
  if r.approval is null then return run_answer('not_claimed', null); end if;
  if r.holder <> me and r.finished_at is null then return run_answer('not_yours', which); end if;
  if r.holder <> me or r.outcome <> 'lost' then return run_answer('already', which); end if;
  update command_runs set finished_at = ts(now_ms), outcome = how, code = exit_code where approval = which;
  perform audit_append(events);
  return run_answer('finished', which);
end $$;

-- Ends the run of a dead process; null when it has an end, or its process lives.
create function run_lose(which text, now_ms float8, events jsonb) returns jsonb language plpgsql as $$
begin
  update command_runs set finished_at = ts(now_ms), outcome = 'lost'
    where approval = which and finished_at is null and holder not in (select l.holder from live_holders l);
  if not found then return null; end if;
  perform audit_append(events);
  return (select run_json(r) from command_runs r where r.approval = which);
end $$;
`,
};
