import type { Logger } from "@moltbot/core";
import type { Delegation, EndingQuery, Grant } from "@moltbot/pairing";
import type { Queries } from "./driver.ts";
import { goodOnes, isFields } from "./records.ts";

const isGrant = (value: unknown): value is Grant =>
  isFields(value) &&
  isFields(value["principal"]) &&
  typeof value["grantedAt"] === "number" &&
  typeof value["via"] === "string" &&
  Array.isArray(value["approvedBy"]);

const isDelegation = (value: unknown): value is Delegation =>
  isFields(value) &&
  isFields(value["from"]) &&
  isFields(value["to"]) &&
  typeof value["madeAt"] === "number" &&
  typeof value["until"] === "number";

/** The grants whose end is near or over, by two indexes: one on their own end, one on when they were last renewed. */
export async function listEnding(db: Queries, query: EndingQuery, log: Logger): Promise<readonly Grant[]> {
  const { before, ttlMs, unreminded = false, limit } = query;
  const text = `select pairing_json(g) as record from grants g
    where g.lapsed_at is null and (not $3::text::boolean or g.reminded_at is null)
      and (g.expires_at < ts($1::float8) or coalesce(g.renewed_at, g.granted_at) < ts($1::float8 - $2::float8))
    order by least(ms(g.expires_at), ms(coalesce(g.renewed_at, g.granted_at)) + $2::float8), g.channel, g.account, g.id
    limit $4::int`;
  const rows = await db.query(text, [before, ttlMs ?? null, String(unreminded), limit]);
  return goodOnes(rows, { column: "record", table: "grants", log, is: isGrant });
}

/** Every delegation there is. */
export async function listDelegations(db: Queries, log: Logger): Promise<readonly Delegation[]> {
  const rows = await db.query(
    "select delegation_json(d) as record from delegations d order by made_at, from_channel, from_id",
    [],
  );
  return goodOnes(rows, { column: "record", table: "delegations", log, is: isDelegation });
}
