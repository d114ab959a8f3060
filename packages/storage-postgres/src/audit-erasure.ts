import { type Erasing, foldAscii, readErasing, type StoredPersonal, withoutPerson } from "@moltbot/audit";
import { textsOf } from "./audit-rows.ts";
import type { Driver, Parameter, Row, Transaction } from "./driver.ts";
import { isFields } from "./records.ts";
import { keyOf, storable, toJsonb } from "./text.ts";

const batch = 500;
/** Rows that one statement looks through for mentions. */
const span = 20_000;

const isThere = "num_nonnulls(e.salt, e.leaves) > 0";

const candidates = `select e.written::text as place, e.commitment, e.personal, e.withheld,
    jsonb_strip_nulls(jsonb_build_object('salt', e.salt, 'leaves', e.leaves,
      'actor', case when e.actor_id is not null then
        jsonb_build_object('channel', e.actor_channel, 'account', e.actor_account, 'id', e.actor_id) end,
      'subject', case when e.subject_id is not null then
        jsonb_build_object('channel', e.subject_channel, 'account', e.subject_account, 'id', e.subject_id) end)) as people
  from audit_events e`;

const theirs = `(e.actor_id = $1::text and e.actor_channel = $2::text and e.actor_account = $3::text)
  or (e.subject_id = $1::text and e.subject_channel = $2::text and e.subject_account = $3::text
    and (e.subject_id, e.subject_channel, e.subject_account)
      is distinct from (e.actor_id, e.actor_channel, e.actor_account))`;

/** The erasing verbs of the log, in transactions of bounded size: what was done stays done when it is interrupted. */
export function createAuditErasure(db: Driver) {
  return async (given: Erasing, dryRun = false): Promise<number> => {
    const erasing = readErasing(given);
    const [channel, account, id] = keyOf(erasing.person);
    const key = [id, channel, account];
    if (dryRun) return countTheirs(db, key, erasing);
    let total = 0;
    for (let changed = batch; changed > 0; total += changed) {
      changed = await db.transaction(async (tx) => {
        const sql = `${candidates} where ${theirs} order by e.written limit ${batch} for update of e`;
        return apply(tx, await tx.query(sql, key), erasing);
      });
    }
    return total + (await eachMention(db, erasing, (tx, rows) => apply(tx, rows, erasing)));
  };
}

async function countTheirs(db: Driver, key: readonly Parameter[], erasing: Erasing): Promise<number> {
  const [row] = await db.query(`select count(*)::int as count from audit_events e where ${theirs}`, key);
  // Records that are theirs anyway count once.
  const others = await eachMention(db, erasing, async (_tx, rows) => {
    const alone = { person: erasing.person };
    return rows
      .filter((each) => withoutPerson(partOf(each), erasing) !== "unchanged")
      .filter((each) => withoutPerson(partOf(each), alone) === "unchanged").length;
  });
  return Number(row?.["count"]) + others;
}

/** Hands over the rows whose texts may hold a mention, span by span. */
async function eachMention(
  db: Driver,
  { mentions = [] }: Erasing,
  use: (tx: Transaction, rows: readonly Row[]) => Promise<number>,
): Promise<number> {
  if (mentions.length === 0) return 0;
  // As the text of jsonb shows them; what exactly counts as a mention is decided by the audit package.
  const wanted = toJsonb(mentions.map((mention) => JSON.stringify(foldAscii(storable(mention))).slice(1, -1)));
  const [ends] = await db.query(
    "select coalesce(min(written), 0)::float8 as first, coalesce(max(written), -1)::float8 as last from audit_events",
  );
  const last = Number(ends?.["last"]);
  let total = 0;
  for (let from = Number(ends?.["first"]); from <= last; from += span) {
    total += await db.transaction(async (tx) => {
      const rows = await tx.query(
        `${candidates} where e.written >= $1::bigint and e.written < $2::bigint and ${isThere}
           and exists (select from jsonb_array_elements_text($3::text::jsonb) m where
             position(m in lower(concat(e.personal, ' ', e.withheld) collate "C")) > 0)
         order by e.written for update of e`,
        [from, from + span, wanted],
      );
      return use(tx, rows);
    });
  }
  return total;
}

interface Candidate {
  readonly commitment?: string;
  readonly personal: StoredPersonal;
}

function partOf(row: Row): Candidate {
  const people = isFields(row["people"]) ? row["people"] : {};
  const commitment = row["commitment"];
  return { personal: { ...people, ...textsOf(row) }, ...(typeof commitment === "string" ? { commitment } : {}) };
}

async function apply(tx: Transaction, rows: readonly Row[], erasing: Erasing): Promise<number> {
  const changed: unknown[] = [];
  for (const row of rows) {
    const left = withoutPerson(partOf(row), erasing);
    if (left !== "unchanged") changed.push({ place: row["place"], ...left });
  }
  if (changed.length > 0) {
    await tx.query(
      `update audit_events e set salt = null, leaves = k->'leaves', personal = null, withheld = null,
         actor_channel = k->'actor'->>'channel', actor_account = k->'actor'->>'account', actor_id = k->'actor'->>'id',
         subject_channel = k->'subject'->>'channel', subject_account = k->'subject'->>'account',
         subject_id = k->'subject'->>'id'
       from jsonb_array_elements($1::text::jsonb) k where e.written = (k->>'place')::bigint`,
      [toJsonb(changed)],
    );
  }
  return changed.length;
}
