import { type Erasing, foldAscii, readErasing, type StoredPersonal, withoutPerson } from "@moltbot/audit";
import { textsOf } from "./audit-rows.ts";
import type { Driver, Parameter, Row, Transaction } from "./driver.ts";
import { isFields } from "./records.ts";
import { keyOf, storable, toJsonb } from "./text.ts";

const batch = 500;
/** Rows that one statement looks through for mentions. */
const span = 20_000;

const candidates = `select p.written::text as place, e.commitment, p.personal, p.withheld,
    jsonb_strip_nulls(jsonb_build_object('salt', p.salt, 'leaves', p.leaves,
      'actor', case when p.actor_id is not null then
        jsonb_build_object('channel', p.actor_channel, 'account', p.actor_account, 'id', p.actor_id) end,
      'subject', case when p.subject_id is not null then
        jsonb_build_object('channel', p.subject_channel, 'account', p.subject_account, 'id', p.subject_id) end)) as people
  from audit_personal p join audit_events e using (written)`;

const theirs = `(p.actor_id = $1::text and p.actor_channel = $2::text and p.actor_account = $3::text)
  or (p.subject_id = $1::text and p.subject_channel = $2::text and p.subject_account = $3::text
    and (p.subject_id, p.subject_channel, p.subject_account)
      is distinct from (p.actor_id, p.actor_channel, p.actor_account))`;

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
        const sql = `${candidates} where ${theirs} order by p.written limit ${batch} for update of p`;
        return apply(tx, await tx.query(sql, key), erasing);
      });
    }
    return total + (await eachMention(db, erasing, (tx, rows) => apply(tx, rows, erasing)));
  };
}

async function countTheirs(db: Driver, key: readonly Parameter[], erasing: Erasing): Promise<number> {
  const [row] = await db.query(`select count(*)::int as count from audit_personal p where ${theirs}`, key);
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
    "select coalesce(min(written), 0)::float8 as first, coalesce(max(written), -1)::float8 as last from audit_personal",
  );
  const last = Number(ends?.["last"]);
  let total = 0;
  for (let from = Number(ends?.["first"]); from <= last; from += span) {
    total += await db.transaction(async (tx) => {
      const rows = await tx.query(
        `${candidates} where p.written >= $1::bigint and p.written < $2::bigint
           and exists (select from jsonb_array_elements_text($3::text::jsonb) m where
             position(m in lower(concat(p.personal, ' ', p.withheld) collate "C")) > 0)
         order by p.written for update of p`,
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
  const gone: unknown[] = [];
  const kept: unknown[] = [];
  for (const row of rows) {
    const left = withoutPerson(partOf(row), erasing);
    if (left === "unchanged") continue;
    if (left === undefined) gone.push(row["place"]);
    else kept.push({ place: row["place"], ...left });
  }
  if (gone.length > 0) {
    await tx.query(
      `delete from audit_personal where written in
         (select value::bigint from jsonb_array_elements_text($1::text::jsonb))`,
      [toJsonb(gone)],
    );
  }
  if (kept.length > 0) {
    await tx.query(
      `update audit_personal p set salt = null, leaves = k->'leaves', personal = null, withheld = null,
         actor_channel = k->'actor'->>'channel', actor_account = k->'actor'->>'account', actor_id = k->'actor'->>'id',
         subject_channel = k->'subject'->>'channel', subject_account = k->'subject'->>'account',
         subject_id = k->'subject'->>'id'
       from jsonb_array_elements($1::text::jsonb) k where p.written = (k->>'place')::bigint`,
      [toJsonb(kept)],
    );
  }
  return gone.length + kept.length;
}
