import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import { freePort, type OwnServer, startPostgres, startRedis } from "../../../../test/support/servers.ts";
import { type Api, openApi } from "../support/api.ts";
import { type Bot, createBot, people, requestId } from "../support/bot.ts";

const { owner, john, mallory } = people;
const within = { timeout: 20_000, interval: 50 };

let postgres: OwnServer;
let bot: Bot | undefined;

beforeAll(async () => {
  const started = await startPostgres();
  if (started === undefined) throw new Error("These tests stop a Postgres of their own: install its binaries.");
  postgres = started;
});
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});
afterAll(() => postgres?.stop());

const status = async (url: string, init?: RequestInit): Promise<number> =>
  (await fetch(url, init).catch(() => undefined))?.status ?? 0;
const becomes = (url: string, code: number): Promise<void> => expect.poll(() => status(url), within).toBe(code);

async function start(config: Record<string, unknown> = {}): Promise<{ bot: Bot; url: string; api: Api }> {
  const database = await createTestDatabase(postgres.url);
  const made = await createBot({ config: { database: { url: database.url } }, drop: database.drop }, config);
  bot = made;
  const url = await made.gateway.start();
  return { bot: made, url, api: await openApi(made.gateway.stateDir) };
}

/** Lets John in, so that a test can be about what follows. */
async function pairJohn({ telegram, hears }: Bot, api: Api): Promise<void> {
  telegram.dm(john, "/pair");
  const id = requestId(await hears(owner, "Pairing Request"));
  await hears(john, "Your code:");
  expect((await api.post(`approvals/${id}`, { decision: "approve" })).status).toBe(200);
  await hears(john, "Paired!");
}

/** Resolves when everything said before is handled, and its answers are out. */
async function settled({ telegram, hears, heard }: Bot): Promise<void> {
  await telegram.drained(20_000);
  const before = heard(owner).length;
  telegram.dm(owner, "/help");
  await hears(owner, "What I understand", before);
}

const times = (texts: readonly string[], part: string): number => texts.filter((text) => text.includes(part)).length;

describe("Postgres", () => {
  test("down at the start: alive, not ready, nothing is taken; then it works by itself, as it does later [R0.3] [R0.4]", async () => {
    await postgres.kill();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    bot = await createBot(
      { config: { database: { url: postgres.url } }, drop: async () => {} },
      {
        gateway: { port },
        telegram: { webhook: { secret: "only-telegram-knows-this-one", url: `${url}/webhooks/telegram/default` } },
      },
    );
    const { telegram, gateway, hears } = bot;
    telegram.dm(john, "hello");
    const started = gateway.start();
    started.catch(() => {}); // awaited below
    try {
      await becomes(`${url}/healthz`, 200);
      expect(await status(`${url}/readyz`)).toBe(503);
      for (const path of ["/webhooks/telegram/default", "/api/v1/approvals/x", "/sign-in"]) {
        expect(await status(`${url}${path}`, { method: "POST", body: "{}" }), path).toBe(503);
      }
      expect(gateway.log()).toContain("cannot be reached");
    } finally {
      await postgres.restart();
    }
    expect(new URL(await started).port).toBe(String(port));
    await becomes(`${url}/readyz`, 200);
    await hears(john, "Send: /pair");
    expect(telegram.pending()).toEqual([]);

    await postgres.kill();
    try {
      const update = telegram.dm(mallory, "hello");
      expect(await telegram.postWebhook(update)).toBe(503);
      expect(telegram.pending()).toEqual([update]);
    } finally {
      await postgres.restart();
    }
    await hears(mallory, "Send: /pair");
    await settled(bot);
    expect(bot.heard(mallory)).toHaveLength(1);
  });

  test("killed and restarted: nobody is let in meanwhile, and everything is answered once [R0.3] [R0.4]", async () => {
    const { bot, url, api } = await start();
    const { telegram, hears, heard } = bot;
    await pairJohn(bot, api);
    telegram.dm(mallory, "/pair");
    await expect.poll(() => times(heard(owner), "Pairing Request"), within).toBe(2);
    await hears(mallory, "Your code:");
    const [request] = await api.get<{ id: string }[]>("approvals");
    await settled(bot);

    await postgres.kill();
    try {
      await becomes(`${url}/readyz`, 503);
      expect(await status(`${url}/healthz`)).toBe(200);
      const before = telegram.sent().length;
      telegram.dm(john, "/whoami 1");
      telegram.dm(john, "/whoami 2");
      telegram.dm(people.second, "hello");
      telegram.dm(owner, "/pending");
      expect((await api.post(`approvals/${request?.id}`, { decision: "approve" })).status).toBe(503);
      await expect.poll(() => bot.gateway.log().includes("telegram updates not stored"), within).toBe(true);
      expect(telegram.pending()).toHaveLength(4);
      expect(telegram.sent()).toHaveLength(before);
    } finally {
      await postgres.restart();
    }
    await becomes(`${url}/readyz`, 200);
    await hears(people.second, "Send: /pair");
    await expect.poll(() => times(heard(john), "Trust: paired"), within).toBe(2);
    await settled(bot);
    expect(times(heard(john), "Trust: paired")).toBe(2);
    expect(heard(people.second)).toHaveLength(1);
    expect(times(heard(mallory), "Paired!")).toBe(0);
    const paired = await api.get<{ userId: string }[]>("users?state=paired");
    expect(paired.map((user) => user.userId)).toEqual([String(john)]);
    expect((await api.post(`approvals/${request?.id}`, { decision: "approve" })).status).toBe(200);
    await hears(mallory, "Paired!");
  });
});

describe("Redis", () => {
  test("killed: strangers get silence, paired people their answers; then prompts again [R0.3]", async () => {
    const redis = await startRedis();
    if (redis === undefined) throw new Error("This test stops a Redis of its own: install redis-server.");
    try {
      const { bot, url, api } = await start({ redis: { url: redis.url } });
      const { telegram, hears, heard } = bot;
      await pairJohn(bot, api);
      await redis.kill();
      await becomes(`${url}/readyz`, 503);
      telegram.dm(mallory, "hello");
      telegram.dm(mallory, "/pair");
      telegram.dm(john, "/whoami");
      await hears(john, "Trust: paired");
      await settled(bot);
      expect(heard(mallory)).toEqual([]);

      await redis.restart();
      await becomes(`${url}/readyz`, 200);
      telegram.dm(people.second, "hello");
      await hears(people.second, "Send: /pair");
      telegram.dm(mallory, "/pair");
      await hears(mallory, "Pairing request sent");
      telegram.dm(john, "/whoami");
      await expect.poll(() => times(heard(john), "Trust: paired"), within).toBe(2);
    } finally {
      await redis.stop();
    }
  });
});

describe("Telegram", () => {
  test("out of reach for a while: what was said meanwhile arrives once, both ways [R0.4]", async () => {
    const { bot, url, api } = await start();
    const { telegram, hears, heard } = bot;
    telegram.dm(john, "/pair");
    const id = requestId(await hears(owner, "Pairing Request"));
    await hears(john, "Your code:");

    telegram.setOffline(true);
    expect((await api.post(`approvals/${id}`, { decision: "approve" })).status).toBe(200);
    telegram.dm(john, "/whoami");
    telegram.dm(mallory, "hello");
    await expect.poll(() => bot.gateway.log().includes("message not delivered"), within).toBe(true);
    const { channels } = await api.get<{ channels: { channel: string; status: string; detail?: string }[] }>("status");
    expect(channels.find(({ channel }) => channel === "telegram")).toMatchObject({
      status: "degraded",
      detail: expect.stringContaining("could not be reached"),
    });
    expect(await status(`${url}/readyz`)).toBe(200);

    telegram.setOffline(false);
    await hears(john, "Paired!");
    await hears(john, "Trust: paired");
    await hears(mallory, "Send: /pair");
    await settled(bot);
    expect(heard(john).map((text) => text.split("\n")[0])).toHaveLength(3);
    expect(heard(mallory)).toHaveLength(1);
  });
});
