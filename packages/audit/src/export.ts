import type { Actor } from "@moltbot/core";
import { csvColumns, csvLine, csvRecord } from "./csv.ts";
import type { AuditLog, AuditQuery, AuditRecord } from "./log.ts";

/** Forms of an export. */
export const exportFormats = ["csv", "json"] as const;

/** `csv`: RFC 4180 with a header. `json`: one array, a record a line, times in ISO 8601. Both UTF-8. */
export type ExportFormat = (typeof exportFormats)[number];

/** What to export: the filters of a query, oldest record first. */
export type ExportFilter = Pick<AuditQuery, "user" | "event" | "since" | "until">;

/** Every record that fits, page by page, in constant memory. Rows written meanwhile may or may not be among them. */
export async function* readRecords(log: Pick<AuditLog, "query">, query: AuditQuery): AsyncGenerator<AuditRecord> {
  let cursor = query.cursor;
  const read = () => log.query({ ...query, limit: query.limit ?? 1000, ...(cursor === undefined ? {} : { cursor }) });
  for (let page = read(); ; ) {
    const { records, next } = await page;
    cursor = next;
    if (next !== undefined) page = read();
    // Whoever stops early hears nothing of a page that nobody asked for.
    page.catch(() => undefined);
    yield* records;
    if (next === undefined) return;
  }
}

/**
 * Writes down that somebody exports the log (`audit.exported`), then gives the export as pieces of text, never more than a page
 * in memory: ask for the next piece when the one before was taken. An export that breaks off has no end: no `]` in JSON.
 * @throws MoltbotError `invalid` for a filter that cannot be meant, before anything is given; `unavailable`
 */
export async function exportLog(
  log: Pick<AuditLog, "query" | "append">,
  o: { readonly filter: ExportFilter; readonly format: ExportFormat; readonly by: Actor; readonly now: number },
): Promise<AsyncGenerator<string>> {
  const { user, ...filter } = o.filter;
  await log.query({ ...o.filter, limit: 1 });
  await log.append([
    {
      event: "audit.exported",
      at: o.now,
      outcome: "done",
      actor: o.by,
      data: { format: o.format, ...filter },
      ...(user === undefined ? {} : { personal: { user } }),
    },
  ]);
  const records = readRecords(log, { ...o.filter, order: "oldest" });
  return inPieces(o.format === "csv" ? csvLines(records) : jsonLines(records));
}

async function* csvLines(records: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  yield csvLine(csvColumns);
  for await (const record of records) yield csvRecord(record);
}

async function* jsonLines(records: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  let before = "[\n";
  for await (const record of records) {
    yield `${before}${JSON.stringify({ ...record, at: new Date(record.at).toISOString() })}`;
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

const pieceSize = 64 * 1024;

/** Lines gathered to pieces that are worth a write. */
async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = "";
  for await (const line of lines) {
    piece += line;
    if (piece.length < pieceSize) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
