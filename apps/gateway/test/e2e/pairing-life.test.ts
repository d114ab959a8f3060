import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTelegramServer, type TelegramServer } from "@moltbot/channel-telegram/testing";
import { silentLogger } from "@moltbot/core";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import { type Gateway, startGateway } from "../../src/index.ts";
import { type Api, openApi } from "../support/api.ts";
import { configOf } from "../support/config.ts";
import { createShiftedClock } from "../support/shifted-clock.ts";

const hour = 3_600_000;
const day = 24 * hour;
const [owner, second, boss, dora, john] = [100, 101, 102, 103, 200] as const;
const wait = { timeout: 30_000 };

/** Two gateways in this process, on one Postgres, one Redis, one Telegram and one clock. */
async function openTwo(pairing: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const database = await createTestDatabase(inject("databaseUrl"));
  const redis = { url: inject("redisUrl"), keyPrefix: `test-${randomUUID()}:` };
  const telegram = await startTelegramServer({});
  for (const [id, name] of [
    [owner, "Olga"],
    [second, "Sam"],
    [boss, "Boss"],
    [dora, "Dora"],
    [john, "John"],
  ] as const) {
    telegram.user(id, { name });
  }
  const config = configOf(
    JSON.stringify({
      database: { url: database.url },
      redis,
      owners: [`telegram:${owner}`, `telegram:${second}`],
      channels: { telegram: { botToken: telegram.token, apiRoot: telegram.url } },
      pairing,
      ...more,
    }),
  );
  const clock = createShiftedClock();
  const dirs = [await mkdtemp(join(tmpdir(), "moltbot-life-")), await mkdtemp(join(tmpdir(), "moltbot-life-"))];
  const gateways: Gateway[] = [];
  for (const stateDir of dirs) {
    gateways.push(await startGateway({ config, stateDir, port: 0, clock, log: silentLogger }));
  }
  const apis = await Promise.all(dirs.map(openApi));
  return {
    telegram,
    clock,
    apis,
    async close() {
      for (const gateway of gateways) await gateway.stop();
      await telegram.stop();
      for (const dir of dirs) await rm(dir, { recursive: true, force: true });
      const client = new Redis(redis.url);
      for (const key of await client.keys(`${redis.keyPrefix}*`)) await client.del(key);
      client.disconnect();
      await database.drop();
    },
  };
}

type House = Awaited<ReturnType<typeof openTwo>>;

const heard = (telegram: TelegramServer, who: number): string[] =>
  telegram.calls("sendMessage").flatMap((call) => (call.chatId === who ? [call.text ?? ""] : []));

async function says({ telegram }: House, who: number, text: string, answer: string): Promise<void> {
  const before = heard(telegram, who).length;
  telegram.dm(who, text);
  await expect.poll(() => heard(telegram, who).slice(before).join("\n"), wait).toContain(answer);
}

async function hears({ telegram }: House, who: number, part: string, times = 1): Promise<void> {
  await expect.poll(() => heard(telegram, who).filter((text) => text.includes(part)).length, wait).toBe(times);
}

async function asks(house: House, who: number): Promise<string> {
  await says(house, who, "/pair", "Your code");
  let id = "";
  await expect
    .poll(async () => {
      const [api] = house.apis as [Api];
      const pending = await api.get<{ id: string; userId: string }[]>("approvals?kind=pairing");
      id = pending.find(({ userId }) => userId === String(who))?.id ?? "";
      return id;
    }, wait)
    .not.toBe("");
  return id;
}

const events = async ({ apis }: House, event: string): Promise<readonly Record<string, unknown>[]> =>
  (apis[0] as Api).get<Record<string, unknown>[]>(`audit?event=${event}&limit=100`);

let house: House;
beforeEach(() => {
  house = undefined as never;
});
afterEach(() => house?.close());

describe("two gateways over the life of pairings", () => {
  test("[R3.6] remind once, let lapse at the check, and renew by hand in the same session", {
    timeout: 180_000,
  }, async () => {
    house = await openTwo({ ttl: "10 days", renewalRequired: true, remindBefore: "1 day" });
    const id = await asks(house, john);
    await says(house, owner, `/approve ${id}`, "is paired");
    await hears(house, john, "Paired! You can chat now, until");
    await says(house, john, "/pair", "You are paired already until");
    house.clock.ahead(9 * day + hour);
    await hears(house, john, "Your pairing ends in 22 h");
    const again = await asks(house, john);
    await hears(house, owner, "Renewal: paired now, until");
    await says(house, second, `/approve ${again}`, "is paired");
    await hears(house, john, "Your pairing was renewed");
    house.clock.ahead(10 * day + hour);
    await says(house, john, "hello?", "Your pairing has ended");
    await expect.poll(async () => (await events(house, "pairing.lapsed")).length, wait).toBe(1);
    expect(await events(house, "pairing.reminded")).toHaveLength(1);
    expect(heard(house.telegram, john).filter((text) => text.includes("Your pairing ends in"))).toHaveLength(1);
  });

  test("[R3.6] keep who is active, and tell who is not that a message is enough", { timeout: 180_000 }, async () => {
    house = await openTwo({ ttl: "10 days" });
    await says(house, owner, `/approve ${await asks(house, john)}`, "is paired");
    for (let i = 0; i < 4; i++) {
      house.clock.ahead(6 * day);
      await says(house, john, "/whoami", "Trust: paired");
    }
    expect(await events(house, "pairing.renewed")).toHaveLength(4);
    house.clock.ahead(9 * day + hour);
    await hears(house, john, "any message keeps it");
    house.clock.ahead(day);
    await says(house, john, "/whoami", "Your pairing has ended");
  });

  test("[R3.4] pass requests on once, and let those decide who were told", { timeout: 180_000 }, async () => {
    const rules = { requestTtlMs: "2 days", escalateAfter: "30 min", escalateTo: [`telegram:${boss}`] };
    house = await openTwo(rules);
    const id = await asks(house, john);
    await hears(house, owner, "🔔 Pairing Request");
    house.clock.ahead(31 * 60_000);
    await hears(house, boss, "unanswered for 31 min");
    house.clock.ahead(hour);
    await says(house, boss, "/pending", id);
    await says(house, boss, `/block telegram:${john}`, "Only owners and approvers");
    await says(house, boss, `/approve ${id}`, "is paired");
    await hears(house, john, "Paired!");
    expect(await events(house, "pairing.escalated")).toHaveLength(1);
    expect(heard(house.telegram, boss).filter((text) => text.includes("unanswered for"))).toHaveLength(1);
  });

  test("[R3.5] count a delegate and who delegated as one, until the time is over", { timeout: 180_000 }, async () => {
    house = await openTwo({ requiredApprovals: 2 });
    await says(house, owner, `/delegate telegram:${dora} 2d`, "may answer them for you until");
    await hears(house, dora, `telegram:${owner} lets you answer`);
    const id = await asks(house, john);
    await hears(house, dora, `for you to answer for telegram:${owner}`);
    await says(house, dora, `/approve ${id}`, "1 of 2");
    await says(house, owner, `/approve ${id}`, "1 of 2");
    await says(house, second, `/approve ${id}`, "is paired");
    const [one, other] = house.apis as [Api, Api];
    expect(await one.get("delegations")).toMatchObject([{ from: `telegram:${owner}`, to: `telegram:${dora}` }]);
    expect((await other.post(`delegations/telegram:${owner}/revoke`, {})).body).toMatchObject({ status: "done" });
    await hears(house, dora, "You don't answer pairing requests");
    const vote = { from: `telegram:${second}`, to: `telegram:${dora}`, for: "1 day" };
    expect((await one.post("delegations", vote)).status).toBe(200);
    expect((await one.post("delegations", { ...vote, for: "100 days" })).status).toBe(400);
    house.clock.ahead(day);
    await expect.poll(async () => (await events(house, "pairing.delegation_ended")).length, wait).toBe(2);
    expect(await other.get("delegations")).toEqual([]);
  });

  test("[R3.8] block every identity of a person, for a time, with what they asked to be run", {
    timeout: 180_000,
  }, async () => {
    const exec = { security: "full", approvalMode: "per-session", timeoutMs: "1 day" };
    house = await openTwo(
      {},
      {
        identityLinks: { jo: [`telegram:${john}`, `telegram:${dora}`] },
        agents: { defaults: { permissions: ["read", "exec"], tools: { exec: { ...exec, security: "allowlist" } } } },
      },
    );
    const [one, other] = house.apis as [Api, Api];
    await says(house, owner, `/approve ${await asks(house, john)}`, "is paired");
    await says(house, owner, `/approve ${await asks(house, dora)}`, "is paired");
    await says(house, john, "/run date", "exec_");
    expect(await one.get("approvals?kind=exec")).toHaveLength(1);
    const blocked = await other.post(`users/telegram:${john}/block`, { for: "7 days", reason: "spam" });
    expect(blocked).toMatchObject({ status: 200, body: { status: "done", also: [{ userId: String(dora) }] } });
    expect(await one.get("approvals?kind=exec")).toEqual([]);
    const before = [john, dora].map((who) => heard(house.telegram, who).length);
    for (const who of [john, dora]) house.telegram.dm(who, "/whoami");
    await house.telegram.drained();
    await says(house, owner, "/pending", "No requests are waiting");
    expect([john, dora].map((who) => heard(house.telegram, who).length)).toEqual(before);
    expect(await one.get("users?state=blocked")).toHaveLength(2);
    house.clock.ahead(7 * day + 60_000);
    expect(await one.get("users?state=blocked")).toEqual([]);
    for (const who of [john, dora]) await says(house, who, "hello", "Send: /pair");
  });

  test("[R3.8] unpairing ends the questions and session grants of a person", { timeout: 180_000 }, async () => {
    house = await openTwo(
      {},
      {
        agents: {
          defaults: {
            permissions: ["read", "exec"],
            tools: { exec: { security: "allowlist", approvalMode: "per-session", timeoutMs: "1 day" } },
          },
        },
      },
    );
    const [one, other] = house.apis as [Api, Api];
    await says(house, owner, `/approve ${await asks(house, john)}`, "is paired");
    await says(house, john, "/run date", "exec_");
    const [asked] = await one.get<{ id: string }[]>("approvals?kind=exec");
    expect((await other.post(`approvals/${asked?.id}`, { decision: "approve", scope: "session" })).status).toBe(200);
    await expect.poll(async () => (await one.get<unknown[]>("grants")).length, wait).toBe(1);
    await says(house, john, "/run uptime", "exec_");
    expect((await one.post(`users/telegram:${john}/unpair`, {})).body).toMatchObject({
      cancelled: [expect.any(String)],
    });
    expect(await other.get("approvals?kind=exec")).toEqual([]);
    await expect.poll(async () => (await other.get<unknown[]>("grants")).length, wait).toBe(0);
  });
});
