export { createManualClock, type ManualClock } from "./testing/manual-clock.ts";
export { testNonces } from "./testing/nonces-contract.ts";
export type { OpenedTwice } from "./testing/pair.ts";
export { testRateLimiter } from "./testing/rate-limiter-contract.ts";
export { createSeededRandom } from "./testing/seeded-random.ts";
export { testWakeups } from "./testing/wakeups-contract.ts";
