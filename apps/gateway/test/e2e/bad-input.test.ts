import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { hasUnsafeText } from "@moltbot/core";
import postgres from "postgres";
import { afterEach, describe, expect, inject, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test/support/databases.ts";
import { freePort } from "../../../../test/support/servers.ts";
import { type Api, openApi } from "../support/api.ts";
import { type Bot, createBot, people, requestId } from "../support/bot.ts";
import { hostilePeople } from "../support/hostile-people.ts";
import { openPage } from "../support/open-page.ts";

const { owner, john, mallory } = people;
const within = { timeout: 20_000, interval: 50 };
const tenMegabytes = 10_485_760;

let database: TestDatabase;
let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

async function create(config: Record<string, unknown> = {}): Promise<Bot> {
  database = await createTestDatabase(inject("databaseUrl"));
  bot = await createBot({ config: { database: { url: database.url } }, drop: database.drop }, config);
  return bot;
}

async function start(config: Record<string, unknown> = {}): Promise<{ bot: Bot; url: string; api: Api }> {
  const made = await create(config);
  const url = await made.gateway.start();
  return { bot: made, url, api: await openApi(made.gateway.stateDir) };
}

async function sql(statement: string, ...parameters: string[]): Promise<void> {
  const client = postgres(database.url, { max: 1, onnotice: () => {} });
  try {
    await client.unsafe(`set search_path to moltbot`);
    await client.unsafe(statement, parameters);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** What no output line may hold; a line feed ends the line. */
const unsafeIn = (text: string): string[] => text.split("\n").filter(hasUnsafeText);

/** Every text in a JSON value, as who parses it gets it. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

describe("A wrong Telegram token", () => {
  test("is named with its account and the remedy, and nothing else stops", async () => {
    const { bot, url, api } = await start({ telegram: { botToken: "1:wrong" } });
    const remedy = "Get a token from @BotFather";
    const line =
      bot.gateway
        .log()
        .split("\n")
        .find((one) => one.includes("channel is down")) ?? "{}";
    expect(JSON.parse(line)).toMatchObject({
      channel: "telegram",
      account: "default",
      hint: expect.stringContaining(remedy),
    });
    expect(bot.gateway.log()).not.toContain("1:wrong");
    const { channels } = await api.get<{ channels: unknown[] }>("status");
    expect(channels).toContainEqual(
      expect.objectContaining({
        channel: "telegram",
        account: "default",
        status: "down",
        detail: expect.stringContaining(remedy),
      }),
    );
    expect(channels).toContainEqual(expect.objectContaining({ channel: "web", status: "ok" }));
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const page = await openPage(api);
    expect(await page.say("hello")).toContain("Please pair first");
  });
});

const nonsense: readonly Record<string, unknown>[] = [
  { message: null },
  { message: 5 },
  { message: {} },
  { message: { message_id: "x", date: "now", chat: [], from: {} } },
  { message: { message_id: 9, date: 1, chat: { id: 200, type: "wormhole" }, from: { id: 200 }, text: "hi" } },
  { message: { message_id: 9, date: 1, chat: { id: 200, type: "private" }, from: { id: 2e300 }, text: "hi" } },
  { message: { message_id: 9, date: -1e99, chat: { id: 200, type: "private" }, from: { id: 200 }, text: "hi" } },
  {
    message: {
      message_id: 10,
      date: 1,
      chat: { id: 200, type: "private" },
      from: { id: 200, first_name: {} },
      text: [],
    },
  },
  {
    message: {
      message_id: 11,
      date: 1,
      chat: { id: 200, type: "private" },
      from: { id: 200 },
      photo: "none",
      entities: 7,
    },
  },
  { edited_message: [] },
  { edited_message: { message_id: 1 } },
  { callback_query: {} },
  { callback_query: { id: 5, from: null, data: {} } },
  { callback_query: { id: "7", from: { id: 200 }, data: "m1:approve:pair_\u0000", message: { chat: { id: 200 } } } },
  { channel_post: "\u0000" },
];

describe("Updates of Telegram", () => {
  test("of unknown kinds and of no form at all are confirmed and harmless [R0.4]", async () => {
    const { bot, url } = await start();
    const { telegram, hears } = bot;
    telegram.dm(john, "before");
    // Not among the kinds that the bot asked for: Telegram would keep it back, so it is queued past that filter.
    telegram.again(telegram.unknownUpdate());
    for (const body of nonsense) telegram.unknownUpdate(body);
    telegram.dm(john, "\u0000/pair \ud800");
    telegram.dm(mallory, "after");
    await hears(john, "Send: /pair");
    await hears(mallory, "Send: /pair");
    await telegram.drained(10_000);
    telegram.dm(owner, "/help");
    await hears(owner, "What I understand");
    expect(bot.heard(john)).toHaveLength(1);
    expect(bot.gateway.log()).toContain("malformed");
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test("with ten megabytes of text, by polling: stored or refused, and the next one is answered [R0.4]", async () => {
    const { bot } = await start();
    const { telegram, hears, heard } = bot;
    telegram.dm(mallory, "y".repeat(tenMegabytes));
    await hears(mallory, "Send: /pair");
    telegram.dm(owner, "x".repeat(tenMegabytes));
    telegram.dm(owner, `/${"z".repeat(tenMegabytes)}`);
    telegram.dm(owner, "/help");
    await hears(owner, "What I understand");
    telegram.dm(mallory, `/pair ${"w".repeat(tenMegabytes)}`);
    const card = await hears(owner, "Pairing Request");
    expect(card.text?.length).toBeLessThan(1000);
    expect(telegram.pending()).toEqual([]);
    expect(heard(owner).every((text) => text.length < 4097)).toBe(true);
  });

  test("with ten megabytes of text, by webhook: refused, and the next one is answered", async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/webhooks/telegram/default`;
    const { bot } = await start({
      gateway: { port },
      telegram: { webhook: { secret: "only-telegram-knows-this-one", url } },
    });
    const { telegram, hears } = bot;
    const update = telegram.dm(john, "hello");
    await hears(john, "Send: /pair");
    const big = { ...update, update_id: update.update_id + 1000, padding: "x".repeat(tenMegabytes) };
    // A sender that goes on after the refusal is cut off, perhaps before it has read it.
    expect([0, 413]).toContain(await telegram.postWebhook(big).catch(() => 0));
    telegram.dm(mallory, "hello");
    await hears(mallory, "Send: /pair");
  });
});

describe("Hostile names", () => {
  test("come out inert on cards, in HTML, JSON, the terminal and the log", async () => {
    const { bot, api } = await start();
    const { telegram, hears, gateway } = bot;
    for (const [id, profile] of hostilePeople) {
      telegram.user(id, profile);
      telegram.dm(id, `/pair ${profile.name}`);
      const card = await hears(owner, `Id: telegram:${id}`);
      const text = card.text ?? "";
      expect(unsafeIn(text)).toEqual([]);
      expect(text.split("\n").map((line) => line.split(" ")[0]?.slice(0, 9))).toEqual(
        ["🔔", "", "From:", "Platform:", "Id:", "Code:", "First", "", "Reply:", "/approve", "/deny", "/block"].map(
          (word) => word.slice(0, 9),
        ),
      );
      expect(text.length).toBeLessThan(800);
    }
    const html = await (await openPage(api)).read("/approvals");
    expect(unsafeIn(html)).toEqual([]);
    expect(html).toContain("&lt;script&gt;alert(1)");
    for (const tag of ["<script>alert", "<img", "<b>x", '"onfocus=']) expect(html).not.toContain(tag);
    expect(html.length).toBeLessThan(60_000);

    for (const list of ["approvals", "users", "audit"]) {
      const said = textsOf(await api.get(list));
      expect(said.length).toBeGreaterThan(20);
      expect(said.filter(hasUnsafeText), list).toEqual([]);
    }

    for (const args of [["pairing", "pending"], ["users", "list"], ["pairing", "pending", "--json"], ["audit"]]) {
      const out = await moltbot(gateway.stateDir, args);
      expect(unsafeIn(out), args.join(" ")).toEqual([]);
      expect(out).toContain("alert(1)".slice(0, args[0] === "audit" ? 0 : 5));
    }
    expect(gateway.log()).not.toBe("");
    expect(unsafeIn(gateway.log())).toEqual([]);
  });
});

const cli = fileURLToPath(new URL("../../../cli/src/main.ts", import.meta.url));

/** What the CLI prints for these arguments, standard error included. */
async function moltbot(stateDir: string, args: readonly string[]): Promise<string> {
  const all = [
    "--conditions=@moltbot/source",
    cli,
    ...args,
    "--state-dir",
    stateDir,
    "--config",
    `${stateDir}/moltbot.json5`,
  ];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, all);
  return stdout + stderr;
}

describe("A corrupt row", () => {
  test("of a request hides neither the others nor the person who is next [R0.3]", async () => {
    const { bot, api } = await start();
    const { telegram, hears, gateway } = bot;
    const ids: string[] = [];
    for (const id of [john, mallory, people.second]) {
      telegram.dm(id, "/pair");
      ids.push(requestId(await hears(owner, `Id: telegram:${id}`)));
    }
    const [broken = "", good = "", hollow = ""] = ids;
    await sql("alter table approvals drop constraint payload_is_object");
    await sql(`update approvals set payload = '"broken"' where id = $1`, broken);
    await sql(`update approvals set payload = '{"displayName": {"no": "name"}, "channel": 7}' where id = $1`, hollow);

    const listed = await api.get<{ id: string }[]>("approvals");
    expect(listed.map(({ id }) => id)).toEqual([good, hollow]);
    expect(gateway.log()).toContain("corrupt row skipped");
    await sql("select pg_notify('moltbot', $1)", JSON.stringify(["decided", broken])); // a hint about it harms nobody
    telegram.dm(owner, "/pending");
    await hears(owner, good, 3);
    expect(await (await openPage(api)).read("/approvals")).toContain(good);
    expect(await moltbot(gateway.stateDir, ["pairing", "pending"])).toContain(good);
    expect((await api.post(`approvals/${broken}`, { decision: "approve" })).status).toBeGreaterThanOrEqual(400);
    telegram.dm(owner, `/approve ${broken}`);
    expect((await hears(owner, "corrupt")).text).toContain(broken);
    // Nobody can answer the broken one, so John may ask again, and it is not spelled out again and again.
    telegram.dm(john, "/pair");
    const again = requestId(await hears(owner, `Id: telegram:${john}`, 4));
    expect([broken, good, hollow]).not.toContain(again);
    expect(gateway.log().split("corrupt row skipped")).toHaveLength(2);
    expect(await api.get("audit?event=approval.cancelled")).toMatchObject([{ ref: broken, reason: "corrupt_row" }]);
    expect(await api.post(`approvals/${good}`, { decision: "approve" })).toMatchObject({ status: 200 });
    await hears(mallory, "Paired!");
    telegram.dm(mallory, "/whoami");
    await hears(mallory, "Trust: paired");
    telegram.dm(owner, "/whoami");
    await hears(owner, `telegram:${owner}`);
    const paired = await api.get<{ userId: string }[]>("users?state=paired");
    expect(paired.map((user) => user.userId)).toEqual([String(mallory)]);
  });

  test("of the inbox is skipped; its conversation and the others go on [R0.4]", async () => {
    const { bot } = await start();
    const { telegram, hears, gateway } = bot;
    telegram.dm(john, "hello");
    await hears(john, "Send: /pair");
    await gateway.stop();
    await sql(`insert into inbox (channel, account, item_id, kind, conversation, item, received_at)
      select channel, account, 'broken' || n, kind, conversation, broken::jsonb, now()
      from inbox, (values (1, '{"kind": "message"}'), (2, '[]'), (3, '{"kind": "message", "message": {"id": 5}}')) as b(n, broken)`);
    telegram.dm(john, "/pair");
    telegram.dm(mallory, "hello");
    await gateway.start();
    await hears(john, "Your code:");
    await hears(mallory, "Send: /pair");
    await expect.poll(() => gateway.log().split("corrupt row skipped").length - 1, within).toBe(3);
  });
});
