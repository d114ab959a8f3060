import { checkRateLimit, MoltbotError, type RateLimiter, type RateVerdict } from "@moltbot/core";
import { type Connection, script } from "./connection.ts";
import { keyPart } from "./keys.ts";

// One member per hit that passed, scored by its time. Times never fall, so a lagging clock cannot reopen a window.
// ARGV: now, limit, window, lifetime of the key (all whole milliseconds or counts)
const hit = script(`
local now, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
local at = math.max(now, tonumber(newest or now))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', at - window))
local count = redis.call('ZCARD', KEYS[1])
if count < limit then
  local score = string.format('%.0f', at)
  redis.call('ZADD', KEYS[1], score, score .. ':' .. redis.call('ZCOUNT', KEYS[1], score, score))
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  return {1, limit - count - 1, 0}
end
local opening = redis.call('ZRANGE', KEYS[1], count - limit, count - limit, 'WITHSCORES')[2]
return {0, 0, math.max(1, tonumber(opening or at) + window - now)}
`);

// The same question without an answer that stays. ARGV: now, limit, window
const peek = script(`
local now, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
local at = math.max(now, tonumber(newest or now))
local count = redis.call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', at - window), '+inf')
if count < limit then return {1, limit - count, 0} end
local first = redis.call('ZCARD', KEYS[1]) - limit
local opening = redis.call('ZRANGE', KEYS[1], first, first, 'WITHSCORES')[2]
return {0, 0, math.max(1, tonumber(opening or at) + window - now)}
`);

// Clocks of several replicas differ: a key outlives its window by this much.
const slackMs = 60_000;

function isVerdict(reply: unknown): reply is [number, number, number] {
  return Array.isArray(reply) && reply.length === 3 && reply.every((part) => typeof part === "number");
}

function verdictOf(reply: unknown): RateVerdict {
  if (!isVerdict(reply)) throw new MoltbotError("unavailable", "Redis gave an answer that is none");
  const [allowed, remaining, retryAfterMs] = reply;
  return { allowed: allowed === 1, remaining, retryAfterMs };
}

/** Exact sliding windows, shared by every process on this Redis. */
export function createRateLimiter(connection: Connection, prefix: string): RateLimiter {
  const keyOf = (key: string): string => `${prefix}rate:${keyPart(key)}`;
  return {
    async hit(key, limit, now) {
      checkRateLimit(limit);
      const windowMs = Math.ceil(limit.windowMs);
      const args = [Math.floor(now), limit.limit, windowMs, windowMs + slackMs];
      return verdictOf(await connection.run(hit, [keyOf(key)], args));
    },
    async peek(key, limit, now) {
      checkRateLimit(limit);
      const args = [Math.floor(now), limit.limit, Math.ceil(limit.windowMs)];
      return verdictOf(await connection.run(peek, [keyOf(key)], args));
    },
    async reset(key) {
      await connection.command((redis) => redis.del(keyOf(key)));
    },
  };
}
