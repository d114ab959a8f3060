import { createSeededRandom } from "@moltbot/core/testing";
import { createMemoryAudit, type StoredAuditRow } from "../src/index.ts";
import { besideOf } from "../src/memory.ts";
import { testAuditLog } from "../src/testing.ts";

testAuditLog("Memory", async () => {
  const rows: StoredAuditRow[] = [];
  const at = (id: string): number => rows.findIndex((row) => row.id === id);
  const edit = (id: string, change: (row: StoredAuditRow) => StoredAuditRow): void => {
    rows.splice(at(id), 1, ...rows.slice(at(id), at(id) + 1).map(change));
  };
  return {
    a: createMemoryAudit({ random: createSeededRandom(1), rows }),
    b: createMemoryAudit({ random: createSeededRandom(2), rows }),
    dump: async () => rows,
    close: async () => {},
    tamper: {
      async change(id, reason) {
        edit(id, (row) => ({ ...row, reason }));
      },
      async remove(id) {
        rows.splice(at(id), 1);
      },
      async swap(one, other) {
        const [first, second] = [rows[at(one)], rows[at(other)]];
        const place = (row: StoredAuditRow | undefined) => ({ seq: row?.seq ?? 0, hash: row?.hash ?? "" });
        edit(one, (row) => ({ ...row, ...place(second) }));
        edit(other, (row) => ({ ...row, ...place(first) }));
      },
      async moveFront(front) {
        besideOf(rows).front = front;
      },
      async changeSubject(id, subjectId, channel) {
        edit(id, (row) => {
          const subject = row.personal?.subject;
          if (row.personal === undefined || subject === undefined) return row;
          return {
            ...row,
            personal: { ...row.personal, subject: { ...subject, id: subjectId, ...(channel && { channel }) } },
          };
        });
      },
    },
  };
});
