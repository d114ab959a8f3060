import type { Migration } from "../migrate.ts";

/** Commands that run now, so that every process can show and end them, and tell of those that a dead one ran. */
export const jobs: Migration = {
  version: 18,
  name: "jobs",
  sql: /* sql */ `
create table running_jobs (
  id text primary key check (id <> ''),
  who_channel text not null,
  who_account text not null,
  who_id text not null,
  session text not null,
  started_at timestamptz not null,
  payload jsonb not null check (jsonb_typeof(payload) = 'object'),
  holder int not null,
  wished boolean not null default false
);
create index running_jobs_by_session on running_jobs (session, started_at, id);

create function job_json(j running_jobs) returns jsonb language sql stable parallel safe
  return jsonb_build_object('id', j.id, 'who', jsonb_build_object('channel', j.who_channel, 'account', j.who_account, 'id', j.who_id),
    'session', j.session, 'startedAt', ms(j.started_at), 'payload', j.payload);
`,
};
