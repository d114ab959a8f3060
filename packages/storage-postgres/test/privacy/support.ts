import type { DomainEvent, Principal } from "@moltbot/core";
import type { PersonalPlace } from "@moltbot/pairing/privacy";
import { createPrivacy, type Privacy } from "@moltbot/pairing/privacy";
import type { Driver } from "../../src/driver.ts";
import type { PostgresStorage } from "../../src/storage.ts";
import { deps } from "../support/open.ts";

/** Somebody whose traces are in every table, and somebody beside them who shares what can be shared. */
export const zora = { channel: "telegram", account: "default", id: "777001234" } as const;
export const near = { channel: "telegram", account: "default", id: "7770012345" } as const;
export const profileOfZora = { displayName: "Zora Quill", username: "zoraquill", phone: "+34600777888" };
export const secretText = "ultraviolet marmalade";
/** Anything of her that must not be found any more. */
export const tracesOfZora = /777001234(?!\d)|zora|quill|600777888|ultraviolet marmalade/i;
export const start = 1_767_225_600_000;

/** The verbs over a storage and more places. */
export function privacyOf(storage: PostgresStorage, more: readonly PersonalPlace[] = []): Privacy {
  return createPrivacy({
    journal: storage.privacy.journal,
    places: [...storage.privacy.places, ...more],
    append: (events: readonly DomainEvent[]) => storage.audit.append(events),
    clock: deps.clock,
    random: deps.random,
    ownerPaths: (who: Principal) => (who.id === "1" ? ["owners[0]"] : []),
  });
}

/** Names of all tables, and their columns that can hold text. */
export async function columnsOf(driver: Driver): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await driver.query(
    `select c.table_name::text as name, c.column_name::text as col,
       (c.data_type in ('text', 'jsonb', 'json', 'ARRAY', 'bytea', 'character varying') or c.data_type = 'USER-DEFINED')::text as texty
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`,
  );
  const found = new Map<string, string[]>();
  for (const { name, col, texty } of rows) {
    const list = found.get(String(name)) ?? [];
    found.set(String(name), list);
    if (texty === "true") list.push(String(col));
  }
  return found;
}

/** Every row of every table as text. */
export async function dump(driver: Driver): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const table of (await columnsOf(driver)).keys()) {
    const rows = await driver.query(`select to_jsonb(t)::text as row from "${table}" t`);
    lines.push(...rows.map(({ row }) => `${table} ${row}`).sort());
  }
  return lines;
}
