import {
  type AuditCount,
  type AuditQuery,
  type EventFilter,
  type PersonFilter,
  pageSize,
  type ReadQuery,
  readQuery,
  readTally,
  type StoredAuditRow,
  type TallyQuery,
} from "@moltbot/audit";
import { MoltbotError } from "@moltbot/core";
import { auditColumns, readAuditRow } from "./audit-rows.ts";
import type { Driver, Parameter } from "./driver.ts";
import { storable } from "./text.ts";

function readCursor(cursor: string): string {
  if (/^\d{1,18}$/.test(cursor)) return cursor;
  throw new MoltbotError("invalid", "This is not a cursor of the audit log", { hint: "Start again without a cursor." });
}

const isOther = `(e.subject_id, e.subject_channel, e.subject_account)
  is distinct from (e.actor_id, e.actor_channel, e.actor_account)`;

/** One page of stored rows. Each statement walks an index in the order of the page, so a page costs the same in a long log. */
export async function auditPage(
  db: Driver,
  query: AuditQuery,
): Promise<{ readonly rows: readonly StoredAuditRow[]; readonly next?: string }> {
  const size = pageSize(query.limit);
  const read = readQuery(storableUser(query));
  const { person } = read;
  const parameters: Parameter[] = [];
  const add = (value: Parameter): string => `$${parameters.push(value)}`;
  const oldest = query.order === "oldest";
  const place = query.cursor === undefined ? undefined : add(readCursor(query.cursor));
  const order = `order by written ${oldest ? "asc" : "desc"}`;
  const end = `${order} limit ${size + 1}`;
  const where = [
    ...(place === undefined ? [] : [`and e.written ${oldest ? ">" : "<"} ${place}::text::bigint`]),
    ...conditionsOf(read, add),
  ].join(" ");
  const found =
    person === undefined
      ? `select e.written from audit_events e where true ${where} ${end}`
      : ofPerson(person, { add, where, end });
  const rows = await db.query(
    `select ${auditColumns} from audit_rows where written in (${found}) ${order}`,
    parameters,
  );
  // One more than the page holds: only then is there a next one.
  const next = rows.length > size ? rows[size - 1]?.["place"] : undefined;
  return { rows: rows.slice(0, size).map(readAuditRow), ...(typeof next === "string" ? { next } : {}) };
}

/** How many rows there are of each outcome, piece of time by piece of time. */
export async function auditTally(db: Driver, query: TallyQuery): Promise<readonly AuditCount[]> {
  const { since, stepMs } = query;
  const read = readTally(storableUser(query));
  const parameters: Parameter[] = [];
  const add = (value: Parameter): string => `$${parameters.push(value)}`;
  const where = conditionsOf(read, add).join(" ");
  const among = read.person === undefined ? "" : `and e.written in (${ofPerson(read.person, { add, where, end: "" })})`;
  const rows = await db.query(
    `select floor((ms(e.at) - ${add(since)}::float8) / ${add(stepMs)}::float8)::int as piece, e.outcome, count(*)::int as count
     from audit_events e where true ${where} ${among} group by 1, 2 order by 1, 2`,
    parameters,
  );
  return rows.map((row) => ({
    at: since + Number(row["piece"]) * stepMs,
    outcome: row["outcome"] as AuditCount["outcome"],
    count: Number(row["count"]),
  }));
}

function storableUser<Query extends Pick<AuditQuery, "user">>(query: Query): Query {
  return query.user === undefined ? query : { ...query, user: storable(query.user) };
}

function conditionsOf({ event, since, until }: ReadQuery, add: (value: Parameter) => string): readonly string[] {
  return [
    ...(event === undefined ? [] : [`and ${ofEvent(event, add)}`]),
    ...(since === undefined ? [] : [`and e.at >= ts(${add(since)}::float8)`]),
    ...(until === undefined ? [] : [`and e.at < ts(${add(until)}::float8)`]),
  ];
}

/** An area and one event have an index; a pattern is looked for within its area, if it begins with one. */
function ofEvent(event: EventFilter, add: (value: Parameter) => string): string {
  const area = (name: string): string => `split_part(e.event, '.', 1) = ${add(name)}::text`;
  if ("pattern" in event) {
    const like = add(event.pattern.map((piece) => piece.replace(/[\\%_]/g, "\\$&")).join("%"));
    const first = /^([^.]+)\./.exec(event.pattern[0] ?? "")?.[1];
    return [`e.event like ${like}::text`, ...(first === undefined ? [] : [area(first)])].join(" and ");
  }
  return event.name.includes(".") ? `e.event = ${add(event.name)}::text` : area(event.name);
}

/** What they did and what was done about them, each by its own index. */
function ofPerson(
  { id, channel, account }: PersonFilter,
  o: { add: (value: Parameter) => string; where: string; end: string },
): string {
  const [who, on] = [o.add(id), o.add(channel)];
  const at = account === undefined ? undefined : o.add(account);
  const of = (role: string): string =>
    [
      `e.${role}_id = ${who}::text`,
      `e.${role}_channel = ${on}::text`,
      ...(at === undefined ? [] : [`e.${role}_account = ${at}::text`]),
    ].join(" and ");
  return `select written from (
    (select e.written from audit_events e where ${of("actor")} ${o.where} ${o.end})
    union (select e.written from audit_events e where ${of("subject")} and ${isOther} ${o.where} ${o.end})) f ${o.end}`;
}
