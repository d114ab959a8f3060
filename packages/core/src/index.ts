export { type Clock, sleep, systemClock } from "./clock.ts";
export {
  checkRateLimit,
  type NonceStore,
  type RateLimit,
  type RateLimiter,
  type RateVerdict,
  type Wakeups,
} from "./coordination.ts";
export { formatDuration, parseDuration } from "./durations.ts";
export { type ErrorCode, type ErrorDetails, isMoltbotError, MoltbotError, messageOf } from "./errors.ts";
export type { Actor, CommitResult, DomainEvent, EventOutcome } from "./events.ts";
export { type IdPrefix, isId, newCode, newId, newToken } from "./ids.ts";
export { canonicalJson, type Json, type JsonObject } from "./json.ts";
export { type Logger, silentLogger } from "./logger.ts";
export { createMemoryRateLimiter } from "./memory-limiter.ts";
export { createMemoryNonces } from "./memory-nonces.ts";
export { createMemoryWakeups } from "./memory-wakeups.ts";
export type { Notice } from "./notice.ts";
export {
  type Address,
  formatPrincipal,
  isChannelName,
  type Principal,
  parseAddress,
  principalKey,
  samePrincipal,
} from "./principal.ts";
export { type Random, systemRandom } from "./random.ts";
export { hasUnsafeText, plainText, visibleText } from "./safe-text.ts";
