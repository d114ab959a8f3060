import type { ChannelKeys, KeyChange } from "@moltbot/channel";
import type { Queries, Row } from "./driver.ts";
import { exactly, toJsonb } from "./text.ts";

function recordsIn(rows: readonly Row[]): ReadonlyMap<string, Uint8Array> {
  return new Map(
    rows.map((row) => [String(row["id"]), Uint8Array.from(Buffer.from(String(row["value"]), "base64"))] as const),
  );
}

/** Of several changes to one record the last counts. */
function lastOfEach(changes: readonly KeyChange[]): readonly KeyChange[] {
  const last = new Map<string, KeyChange>();
  for (const change of changes) last.set(JSON.stringify([change.kind, change.id]), change);
  return [...last.values()];
}

function rowOf({ kind, id, value }: KeyChange): Record<string, string> {
  const key = { kind: exactly(kind, "kind of record"), id: exactly(id, "id of a record") };
  return value === undefined ? key : { ...key, value: Buffer.from(value).toString("base64") };
}

/** Channel accounts in Postgres for one process, `holder`. Every write checks the claim in its own transaction. */
export function createChannelKeys(db: Queries, holder: number): ChannelKeys {
  return {
    async claim(account, owner) {
      const text = "select channel_claim($1::int, $2::text, $3::text) as held";
      const [row] = await db.query(text, [holder, exactly(account, "account"), exactly(owner, "owner")]);
      return row?.["held"] === true;
    },
    async release(account, owner) {
      await db.query("delete from channel_claims where account = $1::text and owner = $2::text", [account, owner]);
    },
    async read(account, kind, ids) {
      const text = `select r.id, encode(r.value, 'base64') as value from jsonb_array_elements_text($3::text::jsonb) wanted
        join channel_records r on r.account = $1::text and r.kind = $2::text and r.id = wanted`;
      return recordsIn(await db.query(text, [account, kind, toJsonb(ids)]));
    },
    async list(account, kind) {
      const text = `select id, encode(value, 'base64') as value from channel_records
        where account = $1::text and kind = $2::text order by id`;
      return recordsIn(await db.query(text, [account, kind]));
    },
    async write(account, owner, changes) {
      const rows = lastOfEach(changes).map(rowOf);
      await db.query("select channel_write($1::text, $2::text, $3::text::jsonb)::text", [
        account,
        owner,
        toJsonb(rows),
      ]);
    },
    async clear(account, owner) {
      await db.query("select channel_clear($1::text, $2::text)::text", [account, owner]);
    },
  };
}
