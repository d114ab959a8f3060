import { createHash } from "node:crypto";
import { type Clock, type DomainEvent, formatPrincipal, type JsonObject } from "@moltbot/core";
import type { Erasure } from "./erasure.ts";
import type { PersonWish } from "./privacy.ts";
import type { ErasureJournal, ExportRow, PersonalPlace } from "./store.ts";

/** Name and version of the document that an export is; `docs/person-export.schema.json` describes it. */
export const exportFormat = { format: "moltbot-person-export", version: 1 } as const;

/** What one section of an export holds. */
export interface SectionDigest {
  readonly section: string;
  readonly count: number;
  /** Hex SHA-256 over the section's rows, each as it stands in the document and followed by a line feed. */
  readonly sha256: string;
}

interface ExportParts {
  readonly journal: ErasureJournal;
  readonly places: readonly PersonalPlace[];
  readonly append: (events: readonly DomainEvent[]) => Promise<void>;
  readonly clock: Clock;
}

/** Writes the document: a row a line, grouped by section, the manifest last. */
export async function* exportPeople(
  o: ExportParts,
  people: readonly PersonWish[],
  { by, without }: { readonly by: Erasure["by"]; readonly without: readonly string[] },
): AsyncIterable<string> {
  const exportedAt = new Date(o.clock.now()).toISOString();
  const names = people.map(({ who }) => formatPrincipal(who));
  yield `{"format":${JSON.stringify(exportFormat.format)},"version":${exportFormat.version},`;
  yield `"exportedAt":"${exportedAt}","people":${JSON.stringify(names)},"sections":{`;
  const manifest: SectionDigest[] = [];
  for await (const piece of sections(rowsOf(o, people, without), manifest)) yield piece;
  yield `\n},"manifest":${JSON.stringify(manifest)}}\n`;
  await o.append(people.map(({ who }) => exported(who, { at: o.clock.now(), by, manifest })));
}

async function* sections(rows: AsyncIterable<ExportRow>, manifest: SectionDigest[]): AsyncIterable<string> {
  let open: { readonly name: string; count: number; readonly hash: ReturnType<typeof createHash> } | undefined;
  const close = (): void => {
    if (open !== undefined) manifest.push({ section: open.name, count: open.count, sha256: open.hash.digest("hex") });
  };
  for await (const { section, row } of rows) {
    if (open?.name !== section) {
      close();
      yield `${open === undefined ? "" : "]"}${manifest.length === 0 ? "" : ","}\n${JSON.stringify(section)}:[`;
      open = { name: section, count: 0, hash: createHash("sha256") };
    }
    const line = JSON.stringify(row);
    open.hash.update(`${line}\n`);
    yield `${open.count === 0 ? "" : ","}\n${line}`;
    open.count += 1;
  }
  close();
  if (open !== undefined) yield "]";
}

/** Section by section, and in each one person after the other: a section is written once. */
async function* rowsOf(
  o: ExportParts,
  people: readonly PersonWish[],
  without: readonly string[],
): AsyncIterable<ExportRow> {
  for (const place of o.places) {
    if (place.export === undefined) continue;
    for (const section of place.sections ?? []) {
      if (without.includes(section)) continue;
      for (const { who, names = [] } of people) {
        const subject = await o.journal.subject(who, { names });
        for await (const row of place.export(section, subject)) yield { section, row: withPerson(row, who, people) };
      }
    }
  }
}

/** Rows of several identities say whose they are. */
function withPerson(row: JsonObject, who: PersonWish["who"], people: readonly PersonWish[]): JsonObject {
  return people.length < 2 ? row : { person: formatPrincipal(who), ...row };
}

function exported(
  who: PersonWish["who"],
  o: { at: number; by: Erasure["by"]; manifest: readonly SectionDigest[] },
): DomainEvent {
  const counts = Object.fromEntries(o.manifest.map(({ section, count }) => [section, count]));
  return {
    event: "user.exported",
    at: o.at,
    outcome: "done",
    actor: { kind: "operator", via: o.by },
    subject: who,
    data: counts,
  };
}
