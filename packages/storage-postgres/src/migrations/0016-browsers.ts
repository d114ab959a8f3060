import type { Migration } from "../migrate.ts";

/** Browsers that are signed in to the dashboard. */
export const browsers: Migration = {
  version: 16,
  name: "browsers",
  sql: /* sql */ `
-- turn: how often the cookie was replaced. taken: whether a browser showed the newest one.
create table browser_sessions (
  id text primary key check (id ~ '^[0-9a-f]{64}$'),
  agent text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  turn int not null check (turn >= 0),
  turned_at timestamptz not null,
  taken boolean not null
);
create index browser_sessions_by_end on browser_sessions (expires_at);
`,
};
