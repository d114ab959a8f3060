import { checkRateLimit, MoltbotError, type RateLimiter, type RateVerdict } from "@moltbot/core";
import { type Connection, script } from "./connection.ts";
import { keyPart } from "./keys.ts";

// Clocks of several replicas differ: a key outlives its window by this much.
const slackMs = 60_000;

// One member per hit that passed, scored by its time. Times never fall, so a lagging clock cannot reopen a window.
// The key lives for one and a half windows, so that it is enough to say so once per half a window.
// Answers with one number, the cheapest reply there is: how many are left, or below zero how long to wait.
// ARGV: now, limit, window (all whole milliseconds or counts)
const hit = script(`
local key, call = KEYS[1], redis.call
local now, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local newest = tonumber(call('ZRANGE', key, -1, -1, 'WITHSCORES')[2] or -1)
local at = math.max(now, newest)
call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', at - window))
local count = call('ZCARD', key)
if count < limit then
  local score = string.format('%.0f', at)
  local twin = newest == at and call('ZCOUNT', key, score, score) or 0
  call('ZADD', key, score, score .. ':' .. twin)
  local half = window / 2
  if count == 0 or math.floor(newest / half) ~= math.floor(at / half) then
    call('PEXPIRE', key, math.ceil(window * 1.5) + ${slackMs})
  end
  return limit - count - 1
end
local opening = call('ZRANGE', key, count - limit, count - limit, 'WITHSCORES')[2]
return -math.max(1, tonumber(opening or at) + window - now)
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
      const args = [Math.floor(now), limit.limit, Math.ceil(limit.windowMs)];
      const reply = await connection.run(hit, [keyOf(key)], args);
      if (typeof reply !== "number") throw new MoltbotError("unavailable", "Redis gave an answer that is none");
      if (reply < 0) return { allowed: false, remaining: 0, retryAfterMs: -reply };
      return { allowed: true, remaining: reply, retryAfterMs: 0 };
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
