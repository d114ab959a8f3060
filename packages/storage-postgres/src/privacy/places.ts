import type { AuditLog } from "@moltbot/audit";
import type { PersonalPlace, Subject } from "@moltbot/pairing/privacy";
import type { Driver } from "../driver.ts";
import { tablesPlace } from "./change.ts";
import { exportSection, exportSections } from "./export.ts";
import { historyTables, messageTables, peopleTables, requestTables } from "./tables.ts";

/** Shorter names, and ids of few digits, are words of many texts that have nothing to do with the person. */
const shortestMention = 4;

/** The database as places that hold traces of people, in the order in which they are cleaned. */
export function databasePlaces(db: Driver, audit: AuditLog): readonly PersonalPlace[] {
  return [
    {
      ...tablesPlace(db, "messages", messageTables),
      sections: Object.keys(exportSections),
      export: (section, subject) => exportSection(db, section, subject),
    },
    tablesPlace(db, "history", historyTables),
    tablesPlace(db, "requests", requestTables),
    tablesPlace(db, "people", peopleTables),
    auditPlace(audit),
  ];
}

/** What the log says about them stays when they are deleted: it goes when they are purged or anonymised. */
function auditPlace(audit: AuditLog): PersonalPlace {
  const mentions = ({ words }: Subject): readonly string[] => words.filter((word) => word.length >= shortestMention);
  return {
    name: "audit",
    async count(subject, mode) {
      if (mode === "delete") return {};
      const n = await audit.erase(subject.who, { mentions: mentions(subject), dryRun: true });
      return n === 0 ? {} : { audit_personal: n };
    },
    async erase({ mode, subject, label }) {
      if (mode === "delete") return {};
      const o = { mentions: mentions(subject) };
      const n = mode === "purge" ? await audit.erase(subject.who, o) : await audit.pseudonymise(subject.who, label, o);
      return n === 0 ? {} : { audit_personal: n };
    },
  };
}
