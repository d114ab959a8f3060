import type { Migration } from "../migrate.ts";

/** The same rows as before, written without looking up what was written a moment ago. */
export const auditSpeed: Migration = {
  version: 19,
  name: "audit speed",
  sql: /* sql */ `
-- All three are filled in the transaction that wrote or read the event, which is never deleted before them; the chain
-- shows a row that is gone. Checking each once more costs time at every append.
alter table audit_unsealed drop constraint audit_unsealed_written_fkey;
alter table audit_personal drop constraint audit_personal_written_fkey;
alter table audit_seals drop constraint audit_seals_written_fkey;

-- Writes rows (StoredAuditRow as JSON), in order, inside the caller's transaction.
create or replace function audit_append(list jsonb) returns void language plpgsql as $$
begin
  if list is null or jsonb_array_length(list) = 0 then return; end if;
  -- One statement: the events, their place in the sealing queue, and beside them whom they are about. Numbered first, so
  -- that nothing has to be joined.
  with given as materialized (
    select r, r->'personal' as p, nextval('audit_events_written_seq') as n
      from jsonb_array_elements(list) as e(r)),
  stored as (
    insert into audit_events (written, id, at, event, outcome, actor, ref, reason, policy, data, commitment)
      overriding system value
      select n, r->>'id', ts((r->>'at')::float8), r->>'event', r->>'outcome', r->>'actor', r->>'ref', r->>'reason',
        r->>'policy', r->'data', r->>'commitment'
      from given),
  queued as (insert into audit_unsealed select n from given)
  insert into audit_personal (written, salt, actor_channel, actor_account, actor_id,
      subject_channel, subject_account, subject_id, personal, withheld)
    select n, p->>'salt', p->'actor'->>'channel', p->'actor'->>'account', p->'actor'->>'id',
      p->'subject'->>'channel', p->'subject'->>'account', p->'subject'->>'id', p->'personal', p->'withheld'
    from given where p is not null;
end $$;
`,
};
