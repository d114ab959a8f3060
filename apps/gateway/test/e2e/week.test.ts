import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { startTelegramServer, type TelegramServer } from "@moltbot/channel-telegram/testing";
import { silentLogger, systemRandom } from "@moltbot/core";
import { expect, test } from "vitest";
import { createWorkspaceNames, directoriesOf, type Gateway, openStores, startGateway } from "../../src/index.ts";
import { type Api, openApi } from "../support/api.ts";
import { requestId } from "../support/bot.ts";
import { configOf } from "../support/config.ts";
import { type House, openHouse } from "../support/house.ts";
import { createShiftedClock } from "../support/shifted-clock.ts";

const day = 86_400_000;
const [owner, second, zora] = [100, 101, 777001234] as const;
const secret = "ultraviolet marmalade";
const names = /777001234|zora|quill|600777888/i;
const path = `users/telegram%3A${zora}`;

/** What people do and hear. */
function inChat(telegram: TelegramServer) {
  const to = (person: number): string[] =>
    telegram.calls("sendMessage").flatMap((call) => (call.chatId === person ? [call.text ?? ""] : []));
  const hears = (person: number, part: string, after = 0) =>
    telegram.waitFor(
      (call) =>
        call.method === "sendMessage" &&
        call.chatId === person &&
        (call.text ?? "").includes(part) &&
        to(person).length > after,
      30_000,
    );
  return {
    to,
    hears,
    /** Says something and waits for an answer to it. */
    async says(person: number, text: string, answer: string): Promise<void> {
      const before = to(person).length;
      telegram.dm(person, text);
      await expect.poll(() => to(person).slice(before).join("\n"), { timeout: 30_000 }).toContain(answer);
    },
  };
}

async function pairs(chat: ReturnType<typeof inChat>, telegram: TelegramServer): Promise<void> {
  const asked = chat.to(owner).length;
  await chat.says(zora, "/pair", "code");
  await expect.poll(() => chat.to(owner).slice(asked).join("\n"), { timeout: 30_000 }).toContain("Pairing Request");
  const card = telegram
    .calls("sendMessage")
    .filter((call) => call.chatId === owner && call.text?.includes("/approve pair_"));
  const id = requestId(card[card.length - 1] as (typeof card)[number]);
  await chat.says(owner, `/approve ${id}`, "1 of 2");
  const heard = chat.to(zora).length;
  await chat.says(second, `/approve ${id}`, "is paired");
  await expect.poll(() => chat.to(zora).slice(heard).join("\n"), { timeout: 30_000 }).toContain("Paired!");
}

async function leaveFile(house: House, text: string): Promise<string> {
  const config = configOf(text);
  const stores = await openStores({ config, stateDir: house.stateDir, log: silentLogger });
  const workspaces = createWorkspaceNames(stores.secrets, systemRandom);
  const who = { channel: "telegram", account: "default", id: String(zora) };
  const [directory = ""] = await directoriesOf({ names: workspaces, config, stateDir: house.stateDir }, who);
  await stores.close();
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "notes.txt"), `${secret} by Zora`);
  return directory;
}

test("[R9.4] a week in the life, and nothing of the person is left at its end", { timeout: 300_000 }, async () => {
  const house = await openHouse();
  const telegram = await startTelegramServer({});
  telegram.user(owner, { name: "Olga", username: "olga" });
  telegram.user(second, { name: "Sam", username: "sam" });
  telegram.user(zora, { name: "Zora", lastName: "Quill", username: "zoraquill" });
  const text = JSON.stringify({
    ...house.config,
    owners: [`telegram:${owner}`, `telegram:${second}`],
    channels: { telegram: { botToken: telegram.token, apiRoot: telegram.url } },
    pairing: { ttl: "7d", renewalRequired: true, remindBefore: "2d", requiredApprovals: 2 },
  });
  const clock = createShiftedClock();
  const chat = inChat(telegram);
  let gateway: Gateway | undefined;
  try {
    gateway = await startGateway({
      config: configOf(text),
      stateDir: house.stateDir,
      port: 0,
      clock,
      log: silentLogger,
    });
    const api = await openApi(house.stateDir);
    await lives({ chat, telegram, clock });
    await leaveFile(house, text);
    await handsOut(api);
    await anonymises(api, house);
    await purges(api, house, { chat, telegram });
  } finally {
    await gateway?.stop();
    await telegram.stop();
    await house.close();
  }
});

async function lives(o: {
  chat: ReturnType<typeof inChat>;
  telegram: TelegramServer;
  clock: ReturnType<typeof createShiftedClock>;
}): Promise<void> {
  const { chat, telegram, clock } = o;
  await chat.says(zora, secret, "Send: /pair");
  await pairs(chat, telegram);
  await chat.says(zora, `/whoami I am Zora Quill, call +34600777888: ${secret}`, "paired");
  const told = chat.to(zora).length;
  clock.ahead(5.5 * day);
  await expect.poll(() => chat.to(zora).slice(told).join("\n"), { timeout: 30_000 }).toContain("Your pairing ends");
  clock.ahead(2 * day);
  await chat.says(zora, "are you there?", "Your pairing has ended");
  clock.ahead(day);
  await pairs(chat, telegram);
  await chat.says(owner, `/unpair telegram:${zora}`, "telegram:");
  await chat.says(owner, `/block telegram:${zora}`, "telegram:");
}

async function handsOut(api: Api): Promise<void> {
  const { status, body } = await api.post(`${path}/export`, { files: true });
  expect(status).toBe(200);
  expect(await describedBySchema(body)).toBe(true);
  const sections = body["sections"] as Record<string, Record<string, unknown>[]>;
  expect(sections["profile"]).toMatchObject([{ id: String(zora), username: "zoraquill" }]);
  expect(JSON.stringify(sections["history"])).toContain(secret);
  expect(sections["files"]).toMatchObject([{ path: expect.stringMatching(/\/notes\.txt$/), bytes: secret.length + 8 }]);
  expect(JSON.stringify(body)).not.toMatch(/telegram:100|telegram:101|Olga/);
}

/** The document is what docs/person-export.schema.json says. */
async function describedBySchema(document: unknown): Promise<boolean> {
  const root = new URL("../../../../", import.meta.url);
  const { z } = createRequire(new URL("packages/config/package.json", root))("zod") as {
    z: { fromJSONSchema(schema: unknown): { safeParse(value: unknown): { success: boolean } } };
  };
  const form = z.fromJSONSchema(JSON.parse(await readFile(new URL("docs/person-export.schema.json", root), "utf8")));
  return form.safeParse(document).success && !form.safeParse({ ...(document as object), more: 1 }).success;
}

async function anonymises(api: Api, house: House): Promise<void> {
  const { status, body } = await api.post(`${path}/erase`, { mode: "anonymize" });
  expect(status).toBe(200);
  expect(body).toMatchObject([{ status: "erased", blocked: true }]);
  expect(await house.search(names)).toEqual([]);
  const left = await house.search(new RegExp(secret));
  expect(left.length).toBeGreaterThan(0);
  const [{ pseudonym }] = body as unknown as [{ pseudonym: string }];
  expect(left.every((line) => line.includes(`anonymous:${pseudonym}`))).toBe(true);
  const purged = await api.post(`users/anonymous%3A${pseudonym}/erase`, { mode: "purge" });
  expect(purged.body).toMatchObject([{ status: "erased" }]);
  expect(await house.search(new RegExp(`${secret}|${pseudonym}`))).toEqual([]);
}

async function purges(
  api: Api,
  house: House,
  { chat, telegram }: { chat: ReturnType<typeof inChat>; telegram: TelegramServer },
): Promise<void> {
  // Still blocked, though nobody knows who it was.
  const heard = chat.to(zora).length;
  telegram.dm(zora, `/pair ${secret}`);
  await telegram.drained();
  await chat.says(owner, "/pending", "No requests");
  expect(chat.to(zora)).toHaveLength(heard);
  const purged = await api.post(`${path}/erase`, { mode: "purge" });
  expect(purged.body).toMatchObject([{ status: "erased", blocked: true }]);
  expect((await api.post(`${path}/erase`, { mode: "purge" })).body).toMatchObject([{ status: "unchanged" }]);
  expect(await house.search(names)).toEqual([]);
  expect(await house.search(new RegExp(secret))).toEqual([]);
  expect((await api.post("audit/verify", {})).body).toMatchObject({ ok: true });
  // Unblocked, they are a stranger like any other.
  await api.post(`${path}/unblock`, {});
  await chat.says(zora, "hello", "Send: /pair");
}
