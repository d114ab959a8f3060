import type { Migration } from "../migrate.ts";

/** What channel accounts remember between runs, sealed by their adapters, and who may write it. */
export const channelKeys: Migration = {
  version: 13,
  name: "channel-keys",
  sql: /* sql */ `
-- A claim ends with the process that holds it.
create table channel_claims (
  account text primary key check (account <> ''),
  owner text not null check (owner <> ''),
  holder int not null
);

create table channel_records (
  account text not null check (account <> ''),
  kind text not null check (kind <> ''),
  id text not null,
  value bytea not null,
  primary key (account, kind, id)
);

create function channel_claim(me int, which text, who text) returns boolean language plpgsql as $$
begin
  insert into channel_claims as c values (which, who, me)
    on conflict (account) do update set owner = excluded.owner, holder = excluded.holder
    where c.owner = excluded.owner or c.holder not in (select l.holder from live_holders l);
  return found;
end $$;

-- Held until the end of the transaction: nobody takes the account over meanwhile.
create function channel_owned(which text, who text) returns void language plpgsql as $$
begin
  perform 1 from channel_claims where account = which and owner = who for share;
  if not found then perform conflict('another process speaks for this channel account'); end if;
end $$;

create function channel_write(which text, who text, changes jsonb) returns void language plpgsql as $$
begin
  perform channel_owned(which, who);
  delete from channel_records r using jsonb_array_elements(changes) c
    where r.account = which and r.kind = c->>'kind' and r.id = c->>'id' and not c ? 'value';
  insert into channel_records
    select which, c->>'kind', c->>'id', decode(c->>'value', 'base64') from jsonb_array_elements(changes) c where c ? 'value'
    on conflict (account, kind, id) do update set value = excluded.value;
end $$;

create function channel_clear(which text, who text) returns void language plpgsql as $$
begin
  perform channel_owned(which, who);
  delete from channel_records where account = which;
end $$;
`,
};
