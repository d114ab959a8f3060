import type { ApprovalChange, ApprovalStore } from "@moltbot/approvals";
import { commitScript, findScript, pendingScript } from "./approvals-lua.ts";
import type { Connection } from "./connection.ts";
import { keyPart } from "./keys.ts";
import { readRow, writeRow } from "./rows.ts";

const longestStream = 10_000;
const streamLifeMs = 30 * 86_400_000;

/** Questions kept in Redis alone: compare-and-set in Lua, one round trip for each step. */
export function createApprovalStore(connection: Connection, o: { prefix: string; keepEndedMs: number }): ApprovalStore {
  const record = `${o.prefix}question:`;
  const pendingKey = (kind?: string): string => `${o.prefix}pending${kind === undefined ? "" : `:${keyPart(kind)}`}`;
  const slot = (kind: string, subject: string): string => `${o.prefix}slot:${keyPart(JSON.stringify([kind, subject]))}`;

  const keysOf = ({ approval }: ApprovalChange): string[] => [
    record + approval.id,
    slot(approval.kind, approval.subject),
    pendingKey(approval.kind),
  ];
  const argsOf = (change: ApprovalChange): (string | number)[] => {
    const { approval } = change;
    const lifeMs = Math.ceil(Math.max(0, approval.expiresAt - approval.createdAt) + o.keepEndedMs);
    const expected = change.type === "update" ? change.expectedVersion : "";
    const isPending = approval.status === "pending" ? "1" : "0";
    return [change.type, approval.id, expected, writeRow(approval), isPending, lifeMs, approval.createdAt];
  };

  return {
    async get(id) {
      const row = await connection.command((redis) => redis.get(record + id));
      return row === null ? undefined : readRow(row);
    },
    async findPending(kind, subject) {
      const row = await connection.run(findScript, [slot(kind, subject)], [record]);
      return typeof row === "string" ? readRow(row) : undefined;
    },
    async pending(query = {}) {
      const rows = await connection.run(pendingScript, [pendingKey(query.kind)], [record, query.limit ?? -1]);
      return Array.isArray(rows) ? rows.map((row) => readRow(String(row))) : [];
    },
    async commit({ changes, events }) {
      const because = await connection.run(
        commitScript,
        [`${o.prefix}events`, pendingKey(), ...changes.flatMap(keysOf)],
        [
          record,
          longestStream,
          streamLifeMs,
          changes.length,
          ...changes.flatMap(argsOf),
          ...events.map((event) => JSON.stringify(event)),
        ],
      );
      return because === "" ? { status: "committed" } : { status: "conflict", because: String(because) };
    },
  };
}
