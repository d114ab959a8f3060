import type { Migration } from "../migrate.ts";

/** Erasures on their way, what keeps out those who were erased while blocked, and the fence around a person who is being erased. */
export const privacy: Migration = {
  version: 14,
  name: "privacy",
  sql: /* sql */ `
-- Who it is about stands here only while it runs.
create table erasures (
  id text primary key,
  mode text not null check (mode in ('delete', 'purge', 'anonymize')),
  state text not null default 'running' check (state in ('running', 'done')),
  channel text, account text, person text,
  subject jsonb,
  label text,
  blocked boolean not null,
  by text not null check (by in ('cli', 'dashboard', 'api')),
  holder int,
  started_at timestamptz not null,
  finished_at timestamptz,
  done text[] not null default '{}',
  tally jsonb not null default '{}',
  check ((state = 'running') = (finished_at is null)),
  check (case state when 'running' then num_nulls(channel, account, person, subject, label) = 0
    else num_nonnulls(channel, account, person, subject, label, holder) = 0 end)
);
create unique index one_erasure_of_each on erasures (channel, account, person) where state = 'running';

-- Keyed hashes of people who were erased while they were blocked: found by who knows the person, told to nobody.
create table suppressed (
  digest bytea primary key check (octet_length(digest) = 32),
  blocked_at timestamptz not null,
  expires_at timestamptz
);

-- Their blocks as those of people who are known; digests stand beside the people they were made from.
create function suppressed_blocks(people jsonb, digests jsonb) returns jsonb language sql stable parallel safe
  return (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('principal', principal_json(w->>0, w->>1, w->>2),
      'blockedAt', ms(s.blocked_at), 'blockedBy', 'operator', 'reason', 'blocked before they were erased',
      'expiresAt', ms(s.expires_at))) order by x.ord)
    from jsonb_array_elements(people) with ordinality as x(w, ord)
      join jsonb_array_elements_text(digests) with ordinality as y(d, at) on at = x.ord
      join suppressed s on s.digest = decode(d, 'hex'));

-- On platforms where a direct chat has an id of its own: whose it is.
alter table conversations add column person text;
create index conversations_by_person on conversations (channel, account, person) where person is not null;
create function conversation_person() returns trigger language plpgsql as $$
begin
  update conversations c set person = coalesce(new.item #>> '{message,sender,id}', new.item #>> '{action,by,id}')
    where c.id = new.conversation and c.kind = 'dm' and c.person is null;
  return null;
end $$;
create trigger inbox_conversation_person after insert on inbox for each row
  when (coalesce(new.item #>> '{message,sender,id}', new.item #>> '{action,by,id}')
    is distinct from coalesce(new.item #>> '{message,conversation,id}', new.item #>> '{action,conversation,id}'))
  execute function conversation_person();

-- Whether a text holds one of these patterns, whatever the case of letters.
create function mentions(what text, patterns jsonb) returns boolean language sql immutable parallel safe
  return exists (select from jsonb_array_elements_text(patterns) p where what ~* p);

-- JSON with another text wherever one of these names stands as a whole.
create function renamed_json(doc jsonb, names jsonb, instead text) returns jsonb language plpgsql immutable parallel safe as $$
declare
  n jsonb;
begin
  for n in select e from jsonb_array_elements(names) e loop
    doc := replace(doc::text, n::text, to_jsonb(instead)::text)::jsonb;
  end loop;
  return doc;
end $$;

-- A text without them, without addresses of e-mail, and without numbers as long as those of telephones.
create function without_words(what text, patterns jsonb) returns text language plpgsql immutable parallel safe as $$
declare
  p text;
begin
  for p in select w from jsonb_array_elements_text(patterns) w order by length(w) desc loop
    what := regexp_replace(what, p, '[erased]', 'gi');
  end loop;
  what := regexp_replace(what, '[^[:space:]@<>]+@[^[:space:]@<>]+[.][[:alnum:]]+', '[erased]', 'g');
  return regexp_replace(what, '[+]?[0-9](?:[ ()./-]{0,2}[0-9]){6,}', '[erased]', 'g');
end $$;

-- In a group: who spoke, or was answered. A direct chat's session says it.
alter table history add column author text;
create index history_by_author on history (author, seq) where author is not null;

-- list: [{seq, redact, history, outbox, events}], every seq once; what its outbox messages say, see outbox_add.
-- Gives back a row per finished entry, and one per message with what became of it.
create or replace function inbox_complete(me int, places jsonb, list jsonb, now_ms float8)
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
  insert into history (session, role, text, at, author)
    select h->>'session', h->>'role', h->>'text', ts((h->>'at')::float8), case when starts_with(h->>'session', '#') then (
      select principal_key(i.channel, i.account, coalesce(i.item #>> '{message,sender,id}', i.item #>> '{action,by,id}'))
      from inbox i where i.seq = (e->>'seq')::bigint) end
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

create index approvals_by_requester on approvals (requester_channel, requester_account, requester_id);
create index approval_votes_by_voter on approval_votes (voter);

-- Writers share this lock until they commit; who raises or lifts the fence has it alone. So a fence that stands was seen
-- by everybody who writes after it, and everything written before it is visible to who raised it.
create function fence_shared() returns boolean language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(1836018807);
  return exists (select from erasures e where e.state = 'running');
end $$;

create function fence_people() returns trigger language plpgsql as $$
begin
  if fence_shared() and exists (select from fresh f join erasures e on e.state = 'running'
      and (e.channel, e.account, e.person) = (f.channel, f.account, f.id)) then
    perform conflict('the person is being erased');
  end if;
  return null;
end $$;
create trigger people_fence after insert on people referencing new table as fresh
  for each statement execute function fence_people();

create function fence_approvals() returns trigger language plpgsql as $$
begin
  if fence_shared() and exists (select from fresh f join erasures e on e.state = 'running'
      and (e.channel, e.account, e.person) = (f.requester_channel, f.requester_account, f.requester_id)) then
    perform conflict('the person is being erased');
  end if;
  return null;
end $$;
create trigger approvals_fence after insert on approvals referencing new table as fresh
  for each statement execute function fence_approvals();

-- What comes from them, or is on its way to them, is dropped.
create function fence_inbox() returns trigger language plpgsql as $$
begin
  if fence_shared() then
    delete from inbox i using fresh f join erasures e on e.state = 'running' and (e.channel, e.account) = (f.channel, f.account)
        and e.person = coalesce(f.item #>> '{message,sender,id}', f.item #>> '{action,by,id}')
      where i.seq = f.seq;
  end if;
  return null;
end $$;
create trigger inbox_fence after insert on inbox referencing new table as fresh
  for each statement execute function fence_inbox();

create function fence_outbox() returns trigger language plpgsql as $$
begin
  if fence_shared() then
    delete from outbox o using fresh f join conversations c on c.id = f.conversation and c.kind = 'dm'
        join erasures e on e.state = 'running' and (e.channel, e.account) = (c.channel, c.account)
        and e.person in (c.chat, c.person)
      where o.seq = f.seq;
  end if;
  return null;
end $$;
create trigger outbox_fence after insert on outbox referencing new table as fresh
  for each statement execute function fence_outbox();

create function fence_history() returns trigger language plpgsql as $$
begin
  if fence_shared() then
    delete from history h using fresh f join erasures e on e.state = 'running' and (e.subject->'sessions' ? f.session
        or f.author = principal_key(e.channel, e.account, e.person))
      where h.seq = f.seq;
  end if;
  return null;
end $$;
create trigger history_fence after insert on history referencing new table as fresh
  for each statement execute function fence_history();

-- A row of the log stands; only whom it is about is not written down.
create function fence_audit() returns trigger language plpgsql as $$
begin
  if fence_shared() then
    delete from audit_personal a using fresh f join erasures e on e.state = 'running' and e.mode <> 'delete'
        and ((e.channel, e.account, e.person) = (f.actor_channel, f.actor_account, f.actor_id)
          or (e.channel, e.account, e.person) = (f.subject_channel, f.subject_account, f.subject_id))
      where a.written = f.written;
  end if;
  return null;
end $$;
create trigger audit_personal_fence after insert on audit_personal referencing new table as fresh
  for each statement execute function fence_audit();

create function fence_claims() returns trigger language plpgsql as $$
begin
  if fence_shared() then
    delete from entry_claims c using fresh f join erasures e on e.state = 'running'
        and (e.channel, e.account, e.person) = (f.channel, f.account, f.id)
      where (c.channel, c.account, c.id, c.entry) = (f.channel, f.account, f.id, f.entry);
  end if;
  return null;
end $$;
create trigger entry_claims_fence after insert on entry_claims referencing new table as fresh
  for each statement execute function fence_claims();

create function erasure_json(e erasures) returns jsonb language sql stable parallel safe
  return jsonb_build_object('id', e.id, 'mode', e.mode, 'subject', e.subject, 'label', e.label, 'startedAt', ms(e.started_at),
    'by', e.by, 'done', to_jsonb(e.done), 'tally', e.tally, 'blocked', e.blocked);

-- Adds up two tallies.
create function tally_sum(a jsonb, b jsonb) returns jsonb language sql immutable parallel safe
  return (select coalesce(jsonb_object_agg(key, n), '{}') from (
    select t.key, sum(t.value::numeric) as n
    from (select * from jsonb_each_text(a) union all select * from jsonb_each_text(b)) as t group by t.key) as sums);

-- wish: {id, mode, who, subject, label, by}. A block that holds becomes a keyed hash in the same step.
create function erasure_begin(me int, wish jsonb, keyed bytea, now_ms float8) returns jsonb language plpgsql as $$
declare
  ch text := wish->'who'->>'channel'; ac text := wish->'who'->>'account'; pid text := wish->'who'->>'id';
  found_one erasures;
begin
  perform pg_advisory_xact_lock(1836018807);
  select * into found_one from erasures e where e.state = 'running' and (e.channel, e.account, e.person) = (ch, ac, pid);
  if found_one.id is not null then return erasure_json(found_one); end if;
  insert into suppressed
    select keyed, b.blocked_at, b.expires_at from blocks b where (b.channel, b.account, b.id) = (ch, ac, pid)
      and (b.expires_at is null or b.expires_at > ts(now_ms))
    on conflict (digest) do update set expires_at = case when suppressed.expires_at is null or excluded.expires_at is null
      then null else greatest(suppressed.expires_at, excluded.expires_at) end;
  delete from suppressed s where s.digest = keyed and s.expires_at <= ts(now_ms);
  insert into erasures (id, mode, channel, account, person, subject, label, blocked, by, holder, started_at)
    values (wish->>'id', wish->>'mode', ch, ac, pid, wish->'subject', wish->>'label',
      exists (select from suppressed s where s.digest = keyed), wish->>'by', me, ts(now_ms))
    returning * into found_one;
  return erasure_json(found_one);
end $$;

create function erasure_claim(me int, which text) returns jsonb language plpgsql as $$
declare
  e erasures;
begin
  update erasures r set holder = me where r.id = which and r.state = 'running'
    and (r.holder is null or r.holder = me or r.holder not in (select l.holder from live_holders l))
    returning * into e;
  return case when e.id is not null then erasure_json(e) end;
end $$;

create function erasure_mark(which text, place text, counts jsonb) returns void language plpgsql as $$
begin
  update erasures e set done = e.done || place, tally = tally_sum(e.tally, counts)
    where e.id = which and e.state = 'running' and not place = any(e.done);
end $$;

create function erasure_end(which text, counts jsonb, now_ms float8) returns jsonb language plpgsql as $$
declare
  all_of_it jsonb;
begin
  update erasures e set state = 'done', finished_at = ts(now_ms), tally = tally_sum(e.tally, counts), channel = null,
      account = null, person = null, subject = null, label = null, holder = null
    where e.id = which and e.state = 'running' returning tally into all_of_it;
  return all_of_it;
end $$;
`,
};
