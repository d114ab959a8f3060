import { Redis } from "ioredis";
import postgres from "postgres";
import { expect, inject, test } from "vitest";
import { createTestDatabase } from "./support/databases.ts";
import { postgresTrouble, redisTrouble, startPostgres, startRedis } from "./support/servers.ts";

test("the run has a Postgres on which databases can be made and dropped", async () => {
  const database = await createTestDatabase(inject("databaseUrl"));
  expect(await postgresTrouble(database.url)).toBeUndefined();
  await database.drop();
  expect(await postgresTrouble(database.url)).toMatch(/does not exist/);
});

test("the run has a Redis", async () => {
  expect(await redisTrouble(inject("redisUrl"))).toBeUndefined();
});

test("a Postgres of our own starts without any running server and survives a crash", async () => {
  const server = await startPostgres();
  if (server === undefined) throw new Error("install it with: apt-get install -y postgresql");
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  await sql`create table kept (n int)`;
  await sql`insert into kept values (7)`;
  await sql.end();
  await server.kill();
  expect(await postgresTrouble(server.url)).toBeDefined();
  await server.restart();
  const again = postgres(server.url, { max: 1 });
  expect(await again`select n from kept`).toEqual([{ n: 7 }]);
  await again.end();
  await server.stop();
  expect(await postgresTrouble(server.url)).toBeDefined();
});

test("a Redis of our own starts without any running server and keeps what it was asked to keep", async () => {
  const server = await startRedis({ appendOnly: true });
  if (server === undefined) throw new Error("install it with: apt-get install -y redis-server");
  const redis = new Redis(server.url);
  redis.on("error", () => {});
  await redis.set("kept", "7");
  await server.kill();
  await server.restart();
  expect(await redis.get("kept")).toBe("7");
  redis.disconnect();
  await server.stop();
  expect(await redisTrouble(server.url)).toBeDefined();
});
