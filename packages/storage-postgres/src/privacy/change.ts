import type { Erasure, ErasureMode, PersonalPlace, Subject, Tally } from "@moltbot/pairing/privacy";
import type { Driver, Queries } from "../driver.ts";
import { placeJson, subjectJson } from "./fragments.ts";
import { batch, type PersonalTable } from "./tables.ts";

/** The parameters that a statement names: a database refuses others. */
const used = (text: string, parameters: readonly string[]): readonly string[] =>
  text.includes("$2") ? parameters : parameters.slice(0, text.includes("$1") ? 1 : 0);

const statementsOf = (table: PersonalTable, mode: ErasureMode): readonly string[] =>
  mode === "anonymize" ? (table.anonymize ?? table.erase) : table.erase;

/** Runs a table's statements until nothing is left for them to do; says how many rows they touched. */
export async function cleanTable(db: Queries, table: PersonalTable, erasure: Erasure): Promise<number> {
  const parameters = [subjectJson(erasure.subject), placeJson(erasure)];
  let touched = 0;
  for (const text of statementsOf(table, erasure.mode)) {
    for (;;) {
      const [row] = await db.query(text, used(text, parameters));
      const n = Number(row?.["n"]);
      touched += n;
      if (n < batch) break;
    }
  }
  return touched;
}

/** {@link cleanTable} for several, in order. */
export async function cleanTables(db: Queries, tables: readonly PersonalTable[], erasure: Erasure): Promise<Tally> {
  const tally: Record<string, number> = {};
  for (const table of tables) {
    const n = await cleanTable(db, table, erasure);
    if (n > 0) tally[table.table] = n;
  }
  return tally;
}

/** A group of tables as one place. */
export function tablesPlace(
  db: Driver,
  name: string,
  tables: readonly PersonalTable[],
): Pick<PersonalPlace, "name" | "count" | "erase"> {
  return {
    name,
    async count(subject: Subject) {
      const tally: Record<string, number> = {};
      for (const { table, count } of tables) {
        const [row] = await db.query(count, [subjectJson(subject)]);
        const n = Number(row?.["n"]);
        if (n > 0) tally[table] = n;
      }
      return tally;
    },
    erase: (erasure) => cleanTables(db, tables, erasure),
  };
}
