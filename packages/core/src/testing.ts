export { createManualClock, type ManualClock } from "./testing/manual-clock.ts";
export { createSeededRandom } from "./testing/seeded-random.ts";
