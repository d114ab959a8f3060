export { type Clock, sleep, systemClock } from "./clock.ts";
export type { NonceStore, RateLimit, RateLimiter, RateVerdict, Wakeups } from "./coordination.ts";
export { formatDuration, parseDuration } from "./durations.ts";
export { type ErrorCode, type ErrorDetails, isMoltbotError, MoltbotError, messageOf } from "./errors.ts";
export type { Actor, CommitResult, DomainEvent, EventOutcome } from "./events.ts";
export { type IdPrefix, isId, newCode, newId, newToken } from "./ids.ts";
export { canonicalJson, type Json, type JsonObject } from "./json.ts";
export { type Logger, silentLogger } from "./logger.ts";
export type { Notice } from "./notice.ts";
export { createMemoryNonces, createMemoryRateLimiter, createMemoryWakeups } from "./memory-coordination.ts";
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
