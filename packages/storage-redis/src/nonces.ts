import { type Clock, type Logger, messageOf, type NonceStore, newToken, type Random } from "@moltbot/core";
import { type Connection, script } from "./connection.ts";
import { keyPart } from "./keys.ts";

// The epoch is a random value that Redis loses together with the used nonces, which is how a loss is noticed.
// KEYS: epoch, nonce (optional). ARGV: epoch to start with, its lifetime, lifetime of the nonce
const use = script(`
local epoch = redis.call('GET', KEYS[1]) or ARGV[1]
redis.call('SET', KEYS[1], epoch, 'PX', ARGV[2])
local first = KEYS[2] and redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[3])
return {epoch, first and 1 or 0}
`);

const epochLifeMs = 400 * 86_400_000;

/**
 * Single-use values, shared by every process on this Redis. A Redis that lost its data would let used values pass again:
 * a process that notices the loss refuses every value until those used before it are over.
 */
export function createNonces(
  connection: Connection,
  o: { prefix: string; clock: Clock; random: Random; log: Logger },
): NonceStore {
  const epochKey = `${o.prefix}epoch`;
  let epoch: string | undefined;
  let lostAt = Number.NEGATIVE_INFINITY;

  function learn(current: string, now: number): void {
    if (epoch !== undefined && epoch !== current) {
      lostAt = Math.max(lostAt, now);
      o.log.warn("Redis lost its data: single-use values are refused until the lost ones are over");
    }
    epoch = current;
  }

  async function call(keys: readonly string[], lifeMs: number, now: number): Promise<boolean> {
    const reply = await connection.run(use, [epochKey, ...keys], [newToken(o.random, 16), epochLifeMs, lifeMs]);
    const [current, first] = Array.isArray(reply) ? (reply as readonly unknown[]) : [];
    learn(String(current), now);
    return first === 1;
  }

  connection.onReady(() => {
    call([], 1, o.clock.now()).catch((error: unknown) => {
      o.log.warn("Could not read the epoch of Redis", { error: messageOf(error) });
    });
  });

  return {
    async use(value, ttlMs, now) {
      const lifeMs = Math.max(1, Math.ceil(ttlMs));
      const isFirst = await call([`${o.prefix}nonce:${keyPart(value)}`], lifeMs, now);
      return isFirst && now >= lostAt + lifeMs;
    },
  };
}
