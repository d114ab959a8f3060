import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTelegramServer, type TelegramServer } from "@moltbot/channel-telegram/testing";
import { loadConfigFile } from "@moltbot/config";
import { silentLogger } from "@moltbot/core";
import { afterEach, describe, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import { type Gateway, startGateway } from "../../src/index.ts";
import { type Api, openApi } from "../support/api.ts";

const [owner, john] = [100, 200] as const;
const wait = { timeout: 30_000 };

interface Running {
  readonly gateway: Gateway;
  readonly api: Api;
  readonly file: (name: string) => string;
  /** Writes the config and has it read. */
  becomes(config: object): Promise<string>;
}

interface StatusShape {
  readonly config: {
    readonly version: string;
    readonly refused?: { readonly kind: string; readonly because: string };
    readonly restart?: readonly string[];
  };
  readonly channels: readonly { readonly channel: string; readonly account: string; readonly status: string }[];
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openDatabase(): Promise<string> {
  const database = await createTestDatabase(inject("databaseUrl"));
  closing.push(() => database.drop());
  return database.url;
}

async function openTelegram(token?: string): Promise<TelegramServer> {
  const telegram = await startTelegramServer(token === undefined ? {} : { token });
  telegram.user(owner, { name: "Olga" });
  telegram.user(john, { name: "John" });
  closing.push(() => telegram.stop());
  return telegram;
}

/** A gateway in this process that reads its config from a file of its own. */
async function open(config: object): Promise<Running> {
  const dir = await mkdtemp(join(tmpdir(), "moltbot-reload-"));
  closing.push(() => rm(dir, { recursive: true, force: true }));
  const file = (name: string): string => join(dir, name);
  const main = file("moltbot.json5");
  const write = async (text: object): Promise<void> => {
    await writeFile(`${main}.new`, JSON.stringify(text, null, 2), { mode: 0o600 });
    await rename(`${main}.new`, main);
  };
  await write(config);
  const loaded = await loadConfigFile(main);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const source = { file: main, explicit: true, env: {} };
  const gateway = await startGateway({ config: loaded.config, source, stateDir: dir, port: 0, log: silentLogger });
  closing.push(() => gateway.stop());
  const becomes = async (next: object): Promise<string> => {
    await write(next);
    return gateway.reload();
  };
  return { gateway, api: await openApi(dir), file, becomes };
}

const status = ({ api }: Running): Promise<StatusShape> => api.get<StatusShape>("status");

const heard = (telegram: TelegramServer, who: number): string[] =>
  telegram.calls("sendMessage").flatMap((call) => (call.chatId === who ? [call.text ?? ""] : []));

async function says(telegram: TelegramServer, who: number, text: string, answer: string): Promise<void> {
  const before = heard(telegram, who).length;
  telegram.dm(who, text);
  await expect.poll(() => heard(telegram, who).slice(before).join("\n"), wait).toContain(answer);
}

/** Asks what John has running until the answer is this one: commands begin and end in their own time. */
async function runs(telegram: TelegramServer, answer: RegExp): Promise<void> {
  const ask = (): string => {
    telegram.dm(john, "/ps");
    return heard(telegram, john).at(-1) ?? "";
  };
  await expect.poll(ask, { ...wait, interval: 1000 }).toMatch(answer);
}

/** John may talk and ask for commands, which run on this machine. */
function house(
  database: string,
  telegram: TelegramServer,
  o: { tools?: object; more?: object; channel?: object } = {},
) {
  const connection = { botToken: telegram.token, apiRoot: telegram.url };
  return {
    owners: [`telegram:${owner}`],
    acknowledge: ["open-group-exec"],
    database: { url: database },
    channels: { telegram: { ...connection, allowFrom: [String(john)], ...o.channel } },
    agents: {
      defaults: { permissions: ["read", "write", "exec"], sandbox: { mode: "off" }, tools: o.tools ?? {} },
    },
    ...o.more,
  };
}

describe("[R9.7] a changed config while the gateway runs", () => {
  test("is in force at the next message, is stamped on what is decided, and is in the audit log", async () => {
    const telegram = await openTelegram();
    const database = await openDatabase();
    const running = await open(house(database, telegram));
    const { api, becomes } = running;
    const before = (await status(running)).config.version;
    await says(telegram, john, "/help", "/whoami");
    expect(await becomes(house(database, telegram, { channel: { allowFrom: [] } }))).toBe("applied");
    await says(telegram, john, "hello", "/pair");
    const { version } = (await status(running)).config;
    expect(version).not.toBe(before);
    const reloads = await api.get<object[]>("audit?event=config.reloaded");
    expect(reloads).toMatchObject([
      { policy: version, outcome: "done", data: { from: before, changed: ["channels.telegram"], restart: [] } },
    ]);
    const offered = await api.get<object[]>("audit?event=access.pairing_offered&limit=1");
    expect(offered).toMatchObject([{ policy: version }]);
    // Nothing new: nothing happens.
    expect(await running.gateway.reload()).toBe("unchanged");
    expect(await api.get<object[]>("audit?event=config.reloaded")).toHaveLength(1);
  });

  test("that is tighter ends questions that wait and commands that run", { timeout: 60_000 }, async () => {
    const telegram = await openTelegram();
    const database = await openDatabase();
    const running = await open(house(database, telegram));
    const { api, becomes } = running;
    await says(telegram, john, "/run sleep 300", "Waiting for approval");
    await expect.poll(() => heard(telegram, owner).join("\n"), wait).toContain("Command Request");
    const [question] = await api.get<{ id: string; policy?: string }[]>("approvals?kind=exec");
    expect(question?.policy).toBe((await status(running)).config.version);
    await says(telegram, owner, `/approve ${question?.id}`, "Approved");
    await runs(telegram, /^job_\w+ .*sleep 300/);
    await says(telegram, john, "/run ls", "Waiting for approval");
    const [waiting] = await api.get<{ id: string }[]>("approvals?kind=exec");
    expect(await becomes(house(database, telegram, { tools: { deny: ["exec"] } }))).toBe("applied");
    await expect.poll(() => heard(telegram, john).join("\n"), wait).toContain("The rules have changed");
    expect(await api.get(`approvals/${waiting?.id}`)).toMatchObject({ status: "cancelled", because: "policy" });
    await says(telegram, owner, `/approve ${waiting?.id}`, "was answered before");
    await runs(telegram, /^No command of yours is running/);
    const ended = await api.get<object[]>("audit?event=exec.cancelled&limit=1");
    expect(ended).toMatchObject([{ reason: "policy", policy: (await status(running)).config.version }]);
  });

  test("[R1.3] that is broken, dangerous or gone is refused with the reason, and the last good one stays", async () => {
    const telegram = await openTelegram();
    const database = await openDatabase();
    const good = house(database, telegram);
    const running = await open(good);
    const { becomes, api, file } = running;
    const { version } = (await status(running)).config;
    const refused = async (kind: string, part: string): Promise<void> => {
      const { config } = await status(running);
      expect(config).toMatchObject({ version, refused: { kind, because: expect.stringContaining(part) } });
      await says(telegram, john, "/help", "/whoami");
    };
    expect(await becomes({ ...good, ownrs: [] })).toBe("refused");
    await refused("unusable", 'ownrs: unknown key (did you mean "owners"?)');
    expect(await becomes(house(database, telegram, { tools: { profile: "codign" } }))).toBe("refused");
    await refused("unusable", "codign");
    expect(await becomes(house(database, telegram, { channel: { dmPolicy: "open" } }))).toBe("refused");
    await refused("dangerous", "open-dm-exec");
    await rename(file("moltbot.json5"), file("away"));
    expect(await running.gateway.reload()).toBe("refused");
    await refused("unreadable", "there is no configuration file");
    const refusals = await api.get<{ reason: string; policy: string }[]>("audit?event=config.refused");
    expect(refusals.map(({ reason }) => reason)).toEqual(["unreadable", "dangerous", "unusable", "unusable"]);
    expect(new Set(refusals.map(({ policy }) => policy))).toEqual(new Set([version]));
    expect(await becomes(good)).toBe("unchanged");
    expect((await status(running)).config.refused).toBeUndefined();
  });

  test("names what only a start reads, until it is as it was at the start", async () => {
    const database = await openDatabase();
    const running = await open({ database: { url: database } });
    const restart = async (config: object): Promise<readonly string[] | undefined> => {
      await running.becomes(config);
      return (await status(running)).config.restart;
    };
    // The port came from the command line here.
    const gateway = { port: 1, host: "127.0.0.2" };
    expect(await restart({ database: { url: database, poolSize: 3 }, gateway })).toEqual([
      "gateway.host",
      "database.poolSize",
    ]);
    expect(await restart({ database: { url: database }, messages: { maxPerMinute: 7 } })).toBeUndefined();
  });

  test("replaces a token without a restart, in one channel only, when the file with the token changes", {
    timeout: 60_000,
  }, async () => {
    const [first, second] = [await openTelegram(), await openTelegram("987654:second-and-long-enough-for-a-token")];
    const dir = await mkdtemp(join(tmpdir(), "moltbot-secret-"));
    closing.push(() => rm(dir, { recursive: true, force: true }));
    const secret = join(dir, "token");
    await writeFile(secret, "1:wrong\n", { mode: 0o600 });
    const accounts = {
      one: { botToken: first.token, apiRoot: first.url },
      two: { botToken: `$${`{file:${secret}}`}`, apiRoot: second.url },
    };
    const running = await open({ database: { url: await openDatabase() }, channels: { telegram: { accounts } } });
    const states = async (): Promise<string[]> =>
      (await status(running)).channels.map((one) => `${one.account}: ${one.status}`);
    expect(await states()).toEqual(["default: ok", "one: ok", "two: down"]);
    const greeted = first.calls("getMe").length;
    await writeFile(secret, `${second.token}\n`);
    // Nobody tells the gateway: it looks by itself.
    await expect.poll(states, wait).toEqual(["default: ok", "one: ok", "two: ok"]);
    expect(first.calls("getMe")).toHaveLength(greeted);
    await says(second, john, "hello", "/pair");
  });

  test("is each replica's own: one follows its file, the other keeps its own", async () => {
    const database = await openDatabase();
    const [one, other] = [await open({ database: { url: database } }), await open({ database: { url: database } })];
    const same = (await status(other)).config.version;
    expect((await status(one)).config.version).toBe(same);
    expect(await one.becomes({ database: { url: database }, messages: { maxPerMinute: 5 } })).toBe("applied");
    expect((await status(other)).config.version).toBe(same);
    expect(await other.becomes({ database: { url: database }, messages: { maxPerMinute: 5 } })).toBe("applied");
    expect((await status(other)).config.version).toBe((await status(one)).config.version);
    expect(await one.api.get<object[]>("audit?event=config.reloaded")).toHaveLength(2);
  });
});
