import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { inject, test } from "vitest";
import { runReadme } from "../../../test/support/readme.ts";

test("the README's examples run and print what they say", async () => {
  const url = inject("redisUrl");
  const prefix = `readme-${randomBytes(6).toString("hex")}:`;
  await runReadme(new URL("../README.md", import.meta.url), { REDIS_URL: url, REDIS_PREFIX: prefix });
  const redis = new Redis(url);
  const left = await redis.keys(`${prefix}*`);
  if (left.length > 0) await redis.del(...left);
  redis.disconnect();
});
