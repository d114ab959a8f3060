import { exportLog } from "@moltbot/audit";
import type { AuditFilter, AuditPageView, Backend } from "./backend.ts";
import type { Opened } from "./opened.ts";
import { auditView } from "./to-view.ts";

/** What `moltbot audit` asks of a stopped gateway's store. */
export function storeAudit({
  stores,
  clock,
}: Opened): Pick<Backend, "audit" | "auditPage" | "auditHead" | "verify" | "exportAudit"> {
  const { audit } = stores;
  async function auditPage({ limit, after, oldestFirst, ...filter }: AuditFilter): Promise<AuditPageView> {
    const query = { ...filter, ...(oldestFirst === true ? { order: "oldest" as const } : {}) };
    const records: AuditPageView["records"][number][] = [];
    let next = after;
    do {
      const size = Math.min(1000, limit - records.length);
      const page = await audit.query({ ...query, limit: size, ...(next === undefined ? {} : { cursor: next }) });
      records.push(...page.records.map(auditView));
      next = page.next;
    } while (next !== undefined && records.length < limit);
    return { records, ...(next === undefined ? {} : { next }) };
  }
  return {
    auditPage,
    audit: async (filter) => (await auditPage(filter)).records,
    async auditHead() {
      await audit.seal();
      return audit.head();
    },
    verify: (remembered) => audit.verify(remembered === undefined ? {} : { remembered }),
    exportAudit: (o) => exportLog(audit, { ...o, by: { kind: "operator", via: "cli" }, now: clock.now() }),
  };
}
