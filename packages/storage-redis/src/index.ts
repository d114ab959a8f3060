export { openRedis, type RedisOptions, type RedisStorage } from "./open.ts";
