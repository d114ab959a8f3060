import { type AuditQuery, pageSize, readPerson, type StoredAuditRow } from "@moltbot/audit";
import { MoltbotError } from "@moltbot/core";
import { auditColumns, readAuditRow } from "./audit-rows.ts";
import type { Driver, Parameter } from "./driver.ts";
import { storable } from "./text.ts";

function readCursor(cursor: string): string {
  if (/^\d{1,18}$/.test(cursor)) return cursor;
  throw new MoltbotError("invalid", "This is not a cursor of the audit log", { hint: "Start again without a cursor." });
}

const isOther = `(p.subject_id, p.subject_channel, p.subject_account)
  is distinct from (p.actor_id, p.actor_channel, p.actor_account)`;

/** One page of stored rows. Each statement walks an index in the order of the page, so a page costs the same in a long log. */
export async function auditPage(
  db: Driver,
  query: AuditQuery,
): Promise<{ readonly rows: readonly StoredAuditRow[]; readonly next?: string }> {
  const size = pageSize(query.limit);
  const parameters: Parameter[] = [];
  const conditions: string[] = [];
  const add = (value: Parameter): string => `$${parameters.push(value)}`;
  if (query.cursor !== undefined) conditions.push(`e.written < ${add(readCursor(query.cursor))}::text::bigint`);
  if (query.event !== undefined) {
    const name = add(storable(query.event));
    conditions.push(`(e.event = ${name}::text or starts_with(e.event, ${name}::text || '.'))`);
  }
  if (query.since !== undefined) conditions.push(`e.at >= ts(${add(query.since)}::float8)`);
  if (query.until !== undefined) conditions.push(`e.at < ts(${add(query.until)}::float8)`);
  const end = `order by written desc limit ${size + 1}`;
  const where = conditions.map((condition) => `and ${condition}`).join(" ");
  const found =
    query.user === undefined
      ? `select e.written from audit_events e where true ${where} ${end}`
      : ofPerson(storable(query.user), { add, where, end });
  const rows = await db.query(
    `select ${auditColumns} from audit_rows where written in (${found}) order by written desc`,
    parameters,
  );
  // One more than the page holds: only then is there a next one.
  const next = rows.length > size ? rows[size - 1]?.["place"] : undefined;
  return { rows: rows.slice(0, size).map(readAuditRow), ...(typeof next === "string" ? { next } : {}) };
}

/** What they did and what was done about them, each by its own index. */
function ofPerson(user: string, o: { add: (value: Parameter) => string; where: string; end: string }): string {
  const { channel, account, id } = readPerson(user);
  const [who, on] = [o.add(id), o.add(channel)];
  const at = account === undefined ? undefined : o.add(account);
  const of = (role: string): string =>
    [
      `p.${role}_id = ${who}::text`,
      `p.${role}_channel = ${on}::text`,
      ...(at === undefined ? [] : [`p.${role}_account = ${at}::text`]),
    ].join(" and ");
  const from = "from audit_personal p join audit_events e using (written)";
  return `select written from (
    (select p.written ${from} where ${of("actor")} ${o.where} ${o.end})
    union (select p.written ${from} where ${of("subject")} and ${isOther} ${o.where} ${o.end})) f ${o.end}`;
}
