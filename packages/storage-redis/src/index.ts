export { openRedis, type RedisOptions, type RedisStorage } from "./open.ts";
export type { RedisSubject, RedisTraces } from "./privacy.ts";
