import { afterEach, expect, test } from "vitest";
import { openApi } from "../support/api.ts";
import { type Bot, createBot, people } from "../support/bot.ts";
import { engines } from "../support/engines.ts";

const { owner, john, mallory } = people;
let bot: Bot;
afterEach(() => bot.close());

test.each(engines)(
  "[R9.4] one person under two identities is exported and erased as one, and an owner among them stops it, on $name",
  async ({ open }) => {
    bot = await createBot(await open());
    await bot.gateway.start();
    const api = await openApi(bot.gateway.stateDir);
    for (const person of [john, mallory]) {
      bot.telegram.dm(person, "/pair marzipan please");
      await bot.hears(person, "code");
    }
    const path = `users/telegram%3A${john}`;
    const link = (other: number) => api.post(`${path}/link`, { with: [`telegram:${other}`] });
    expect((await link(mallory)).status).toBeLessThan(300);
    const ids = async (o: object): Promise<unknown> => {
      const { body } = await api.post(`${path}/export`, o);
      const sections = body["sections"] as Record<string, { id?: string }[]>;
      return sections["profile"]?.map(({ id }) => id).sort();
    };
    expect(await ids({})).toEqual([String(john)]);
    expect(await ids({ linked: true })).toEqual([String(john), String(mallory)]);
    const dry = await api.post(`${path}/erase`, { mode: "purge", linked: true, dryRun: true });
    expect(dry.body).toMatchObject([{ userId: String(john) }, { userId: String(mallory) }]);
    const known = async (): Promise<number> => (await api.get<unknown[]>("users")).length;
    const before = await known();
    // With the owner in it nobody of the three goes.
    expect((await link(owner)).status).toBeLessThan(300);
    expect((await api.post(`${path}/erase`, { mode: "purge", linked: true })).status).toBe(403);
    expect(await known()).toBe(before);
    await api.post(`users/telegram%3A${owner}/unlink`, {});
    const gone = await api.post(`${path}/erase`, { mode: "purge", linked: true });
    expect(gone.body).toMatchObject([
      { status: "erased", userId: String(john) },
      { status: "erased", userId: String(mallory) },
    ]);
    expect(await known()).toBe(before - 2);
    expect(await api.get<unknown[]>("links")).toEqual([]);
  },
);
