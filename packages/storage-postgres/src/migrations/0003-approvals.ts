import type { Migration } from "../migrate.ts";

/** Questions and their votes. */
export const approvals: Migration = {
  version: 3,
  name: "approvals",
  sql: /* sql */ `
create table approvals (
  id text primary key,
  kind text not null check (kind <> ''),
  subject text not null,
  requester_channel text, requester_account text, requester_id text,
  required int not null check (required >= 1),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  status text not null check (status in ('pending', 'approved', 'denied', 'expired', 'cancelled')),
  version int not null check (version >= 1),
  decided_at timestamptz,
  because text,
  payload jsonb not null constraint payload_is_object check (jsonb_typeof(payload) = 'object'),
  check (num_nulls(requester_channel, requester_account, requester_id) in (0, 3))
);
create unique index one_pending_per_subject on approvals (kind, subject) where status = 'pending';
create index approvals_pending on approvals (created_at, id) where status = 'pending';
create index approvals_queue on approvals (requester_channel, requester_account, created_at, id)
  where status = 'pending' and kind = 'pairing';
create index approvals_denied on approvals (kind, subject, decided_at) where status = 'denied';

create table approval_votes (
  approval text not null references approvals (id) on delete cascade,
  position int not null,
  voter text not null,
  decision text not null check (decision in ('approve', 'deny')),
  at timestamptz not null,
  via text not null check (via in ('chat', 'dashboard', 'cli', 'api')),
  scope text check (scope in ('once', 'session', 'always')),
  from_channel text, from_account text, from_id text,
  primary key (approval, voter),
  check (num_nulls(from_channel, from_account, from_id) in (0, 3))
);

create function principal_json(channel text, account text, id text) returns jsonb language sql immutable parallel safe
  return case when id is not null then jsonb_build_object('channel', channel, 'account', account, 'id', id) end;

create view approval_records as
  select a.id, a.kind, a.subject, a.status, a.created_at, a.decided_at, a.requester_channel, a.requester_account,
    jsonb_strip_nulls(jsonb_build_object('id', a.id, 'kind', a.kind, 'subject', a.subject,
      'requester', principal_json(a.requester_channel, a.requester_account, a.requester_id),
      'required', a.required, 'createdAt', ms(a.created_at), 'expiresAt', ms(a.expires_at), 'status', a.status,
      'version', a.version, 'decidedAt', ms(a.decided_at), 'because', a.because,
      'votes', coalesce((select jsonb_agg(jsonb_build_object('by', v.voter, 'decision', v.decision, 'at', ms(v.at),
        'via', v.via, 'scope', v.scope, 'from', principal_json(v.from_channel, v.from_account, v.from_id))
        order by v.position) from approval_votes v where v.approval = a.id), '[]')))
    || jsonb_build_object('payload', a.payload) as record
  from approvals a;

create function approval_write_votes(a jsonb) returns void language plpgsql as $$
begin
  delete from approval_votes where approval = a->>'id';
  insert into approval_votes
    select a->>'id', ord, v->>'by', v->>'decision', ts((v->>'at')::float8), v->>'via', v->>'scope',
      v->'from'->>'channel', v->'from'->>'account', v->'from'->>'id'
    from jsonb_array_elements(a->'votes') with ordinality as e(v, ord);
end $$;

create function approval_file(a jsonb) returns void language plpgsql as $$
begin
  insert into approvals values (a->>'id', a->>'kind', a->>'subject', a->'requester'->>'channel',
    a->'requester'->>'account', a->'requester'->>'id', (a->>'required')::int, ts((a->>'createdAt')::float8),
    ts((a->>'expiresAt')::float8), a->>'status', (a->>'version')::int, ts((a->>'decidedAt')::float8), a->>'because',
    a->'payload') on conflict do nothing;
  if not found then perform conflict('the question exists, or another about the same subject is pending'); end if;
  if jsonb_array_length(a->'votes') > 0 then perform approval_write_votes(a); end if;
end $$;

create function approval_update(a jsonb, expected int) returns void language plpgsql as $$
begin
  update approvals set kind = a->>'kind', subject = a->>'subject', required = (a->>'required')::int,
    expires_at = ts((a->>'expiresAt')::float8), status = a->>'status', version = (a->>'version')::int,
    decided_at = ts((a->>'decidedAt')::float8), because = a->>'because', payload = a->'payload'
  where id = a->>'id' and version = expected;
  if not found then perform conflict('the question was changed meanwhile'); end if;
  perform approval_write_votes(a);
end $$;
`,
};
