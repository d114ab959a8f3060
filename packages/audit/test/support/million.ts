import type { AuditPage, AuditRecord } from "../../src/index.ts";
import { exportLog } from "../../src/index.ts";

// Exports a million records and prints how many lines and bytes that were. Run it with a small heap.
const [format = "csv"] = process.argv.slice(2);
const million = 1_000_000;

const record = (n: number): AuditRecord => ({
  id: `evt_${String(n).padStart(26, "0")}`,
  at: 1_767_225_600_000 + n,
  event: "tool.called",
  outcome: "allowed",
  actor: `telegram:${n % 1000}`,
  subject: `telegram:${n % 1000}`,
  reason: "allowlist_match",
  data: { tool: "exec", agent: "main" },
  personal: { arguments: '=HYPERLINK("http://evil","x")' },
  seq: n + 1,
  hash: "0".repeat(64),
});

const log = {
  async append() {},
  async query({ cursor = "0", limit = 1000 }: { cursor?: string; limit?: number }): Promise<AuditPage> {
    const from = Number(cursor);
    const records = Array.from({ length: limit }, (_, i) => record(from + i));
    return from + limit < million ? { records, next: String(from + limit) } : { records };
  },
};

let [lines, bytes] = [0, 0];
const by = { kind: "operator", via: "cli" } as const;
for await (const piece of await exportLog(log, { filter: {}, format: format === "csv" ? "csv" : "json", by, now: 1 })) {
  bytes += piece.length;
  for (let at = piece.indexOf("\n"); at !== -1; at = piece.indexOf("\n", at + 1)) lines += 1;
}
console.log(JSON.stringify({ lines, bytes }));
