import type { AuditVerdict, ChainHead } from "@moltbot/audit";
import { MoltbotError } from "@moltbot/core";
import type { ApiClient } from "./api-client.ts";
import type { AuditFilter, AuditPageView, Backend } from "./backend.ts";
import type { AuditView } from "./views.ts";

/** What `moltbot audit` asks of a running gateway. */
export function apiAudit(
  api: ApiClient,
): Pick<Backend, "audit" | "auditPage" | "auditHead" | "verify" | "exportAudit"> {
  async function auditPage({ limit, after, oldestFirst, ...filter }: AuditFilter): Promise<AuditPageView> {
    const records: AuditView[] = [];
    let next = after;
    do {
      const page = await api.get("/api/v1/audit", {
        ...inWords(filter),
        order: oldestFirst === true ? "oldest" : undefined,
        limit: String(Math.min(1000, limit - records.length)),
        cursor: next,
      });
      if (!Array.isArray(page.body)) throw new MoltbotError("unavailable", "the gateway sent no audit records");
      records.push(...(page.body as readonly AuditView[]));
      next = page.next;
    } while (next !== undefined && records.length < limit);
    return { records, ...(next === undefined ? {} : { next }) };
  }
  return {
    auditPage,
    audit: async (filter) => (await auditPage(filter)).records,
    auditHead: async () => (await api.get("/api/v1/audit/head")).body as ChainHead,
    async verify(remembered) {
      const wish = remembered === undefined ? {} : { head: remembered };
      // A long log takes minutes, and the answer comes at the end.
      return (await api.post("/api/v1/audit/verify", wish, { timeoutMs: 3_600_000 })).body as AuditVerdict;
    },
    exportAudit: async ({ filter, format }) =>
      textOf(await api.stream("/api/v1/audit/export", { format, ...inWords(filter) })),
  };
}

/** Filters as the API reads them. */
function inWords({ user, event, since, until }: Omit<AuditFilter, "limit">) {
  return { user, event, since: iso(since), until: iso(until) };
}

async function* textOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for await (const piece of pieces) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
