import type { Migration } from "../migrate.ts";

/** What operators chose for single people's sessions. */
export const choices: Migration = {
  version: 9,
  name: "choices",
  sql: /* sql */ `
create table user_choices (
  channel text, account text, id text,
  agent text check (agent <> ''),
  permissions text[],
  chosen_at timestamptz not null,
  chosen_by text not null,
  primary key (channel, account, id),
  foreign key (channel, account, id) references people on delete cascade,
  check (agent is not null or permissions is not null)
);

create function choice_of(ch text, ac text, pid text) returns jsonb language sql stable parallel safe
  return (select jsonb_strip_nulls(jsonb_build_object('agent', c.agent, 'permissions', to_jsonb(c.permissions),
      'chosenAt', ms(c.chosen_at), 'chosenBy', c.chosen_by))
    from user_choices c where (c.channel, c.account, c.id) = (ch, ac, pid));

alter function person_change(text, jsonb, jsonb) rename to person_change_before_choices;
create function person_change(kind text, who jsonb, c jsonb) returns void language plpgsql as $$
declare
  ch text := who->>'channel'; ac text := who->>'account'; pid text := who->>'id';
begin
  if kind in ('choose', 'remove-session') then
    delete from user_choices u where (u.channel, u.account, u.id) = (ch, ac, pid);
  end if;
  if kind <> 'choose' then
    perform person_change_before_choices(kind, who, c);
  elsif c ? 'choice' then
    insert into user_choices values (ch, ac, pid, c->'choice'->>'agent', text_list(c->'choice'->'permissions'),
      ts((c->'choice'->>'chosenAt')::float8), c->'choice'->>'chosenBy');
  end if;
end $$;

-- A person for whom something was chosen is known.
alter function request_discard(jsonb, int) rename to request_discard_before_choices;
create function request_discard(a jsonb, expected int) returns void language plpgsql as $$
begin
  if exists (select from user_choices u where (u.channel, u.account, u.id) =
      (a->'requester'->>'channel', a->'requester'->>'account', a->'requester'->>'id')) then
    delete from approvals where id = a->>'id' and version = expected and status = 'pending';
    if not found then perform conflict('the question was changed meanwhile'); end if;
  else
    perform request_discard_before_choices(a, expected);
  end if;
end $$;
`,
};
