import type { JobBoard, PostedJob } from "@moltbot/approvals";
import type { Logger } from "@moltbot/core";
import type { Queries, Row } from "./driver.ts";
import { goodOnes, isJob } from "./records.ts";
import { exactly, keyOf, storable, toJsonb } from "./text.ts";

const table = "running_jobs";

/** Running commands in Postgres for one process, `holder`. */
export function createJobBoard(db: Queries, holder: number, { log }: { log: Logger }): JobBoard {
  const jobsIn = (rows: readonly Row[]): readonly PostedJob[] =>
    goodOnes(rows, { column: "job", table, log, is: isJob });
  return {
    async post({ id, who, session, startedAt, payload }) {
      await db.query(
        `insert into running_jobs (holder, id, who_channel, who_account, who_id, session, started_at, payload)
         values ($1::int, $2::text, $3::text, $4::text, $5::text, $6::text, ts($7::float8), $8::text::jsonb)
         on conflict (id) do update set payload = excluded.payload where running_jobs.holder = excluded.holder`,
        [holder, exactly(id, "id of a job"), ...keyOf(who), exactly(session, "session"), startedAt, toJsonb(payload)],
      );
    },
    async remove(id) {
      await db.query("delete from running_jobs where id = $1::text and holder = $2::int", [storable(id), holder]);
    },
    async list(session) {
      const text = `select job_json(j) as job from running_jobs j where j.session = $1::text
        and j.holder in (select l.holder from live_holders l) order by j.started_at, j.id`;
      return jobsIn(await db.query(text, [storable(session)]));
    },
    async wishEnd(id, session) {
      const text = `update running_jobs j set wished = true where j.id = $1::text and j.session = $2::text
        and j.holder in (select l.holder from live_holders l) returning 1 as done`;
      return (await db.query(text, [storable(id), storable(session)])).length > 0;
    },
    async wished() {
      const rows = await db.query("select id from running_jobs where wished and holder = $1::int order by id", [
        holder,
      ]);
      return rows.map((row) => String(row["id"]));
    },
    async takeLost() {
      const text = `with taken as (update running_jobs j set holder = $1::int
          where j.holder not in (select l.holder from live_holders l) returning job_json(j) as job, j.started_at, j.id)
        select job from taken order by started_at, id`;
      return jobsIn(await db.query(text, [holder]));
    },
  };
}
