import type { Queries } from "./driver.ts";

/** A row that no sealer will ever see. */
export interface Stray {
  readonly id: string;
  /** The position that it pretends to. */
  readonly seq: number;
}

/**
 * Looks for rows that were put in where a sealer had passed by: they are shown like any other, and in no chain. Every
 * number up to the highest that was seen is that of a sealed event, or in a gap that is looked into again, or nobody's.
 */
export async function findStray(db: Queries): Promise<Stray | undefined> {
  // Counted first, in one statement and so at one moment: finding takes longer.
  const [count] = await db.query(
    `select ((select count(*) from audit_events where written <= high)
        - (select coalesce(sum(count), 0) from audit_seals)
        - (select count(*) from audit_gaps g join audit_events e on e.written between g.low and g.high))::float8 as strays
      from audit_ends`,
  );
  if (Number(count?.["strays"] ?? 0) <= 0) return undefined;
  const [row] = await db.query(
    `select e.id, coalesce(b.seq + b.count, front_seq + 1)::float8 as seq
      from audit_ends join audit_events e on e.written <= audit_ends.high
        left join lateral (select * from audit_seals s where s.written <= e.written order by s.written desc limit 1) b on true
      where (b.written is null or e.written >= b.written + b.count)
        and not exists (select from audit_gaps g where e.written between g.low and g.high)
      order by e.written limit 1`,
  );
  return row === undefined ? undefined : { id: String(row["id"]), seq: Number(row["seq"]) };
}
