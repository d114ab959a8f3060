import type { Migration } from "../migrate.ts";

/** Waiting questions by time, by indexes that no other question falls for. */
export const queue: Migration = {
  version: 20,
  name: "queue",
  sql: /* sql */ `
-- Where nothing is known about the table yet, reading one of these as a whole looks as cheap as the one entry that is
-- looked for: that was done for every person of a list. created_at is never null; who lists by time says so, and only
-- then these are considered.
drop index approvals_pending;
drop index approvals_queue;
create index approvals_pending on approvals (created_at, id) where status = 'pending' and created_at is not null;
create index approvals_queue on approvals (requester_channel, requester_account, created_at, id)
  where status = 'pending' and kind = 'pairing' and created_at is not null;
`,
};
