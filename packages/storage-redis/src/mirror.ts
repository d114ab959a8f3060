import { type Approval, type PendingMirror, selectPending } from "@moltbot/approvals";
import { type Connection, script } from "./connection.ts";
import { readRow, writeRow } from "./rows.ts";

// One hash holds everything, so that it is lost as a whole or not at all: `#revision`, `#until`, and one row per question.
const lifeMs = 86_400_000;

// ARGV: lifetime, then id and row in turn
const put = script(`
for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('HINCRBY', KEYS[1], '#revision', 1)
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
`);

// ARGV: lifetime, then the fields to remove
const remove = script(`
for i = 2, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end
redis.call('HINCRBY', KEYS[1], '#revision', 1)
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
`);

// ARGV: lifetime, revision that was read, valid until, then id and row in turn
const rebuild = script(`
local revision = redis.call('HGET', KEYS[1], '#revision') or '0'
if revision ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], '#revision', revision, '#until', ARGV[3])
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`);

const rowsOf = (approvals: readonly Approval[]): string[] => approvals.flatMap((one) => [one.id, writeRow(one)]);

/** A copy of pending questions for lists; the truth, and every decision, is elsewhere. */
export function createMirror(connection: Connection, prefix: string): PendingMirror {
  const key = `${prefix}mirror`;
  return {
    async put(approvals) {
      await connection.run(put, [key], [lifeMs, ...rowsOf(approvals)]);
    },
    async remove(ids) {
      await connection.run(remove, [key], [lifeMs, ...ids]);
    },
    async invalidate() {
      await connection.run(remove, [key], [lifeMs, "#until"]);
    },
    async list({ now, ...query }) {
      const stored = await connection.command((redis) => redis.hgetall(key));
      const { "#until": until, "#revision": _revision, ...rows } = stored;
      if (until === undefined || now >= Number(until)) return undefined;
      return selectPending(Object.values(rows).map(readRow), query);
    },
    async revision() {
      return Number((await connection.command((redis) => redis.hget(key, "#revision"))) ?? 0);
    },
    async rebuild(all, o) {
      const args = [lifeMs, o.revision, o.validUntil, ...rowsOf(all)];
      return (await connection.run(rebuild, [key], args)) === 1;
    },
  };
}
