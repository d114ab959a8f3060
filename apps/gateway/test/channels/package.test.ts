import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ChannelAdapter, ChannelHost, InboundMessage } from "@moltbot/channel";
import { type Config, channelAccounts, parseConfig } from "@moltbot/config";
import { silentLogger, systemClock } from "@moltbot/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFromPackage } from "../../src/channels/package.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "moltbot-package-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** A package with only an `import` condition, as many have. */
async function install(name: string, code: string): Promise<void> {
  const manifest = { name, version: "1.0.0", type: "module", exports: { import: "./main.js" } };
  await put(`node_modules/${name}/package.json`, JSON.stringify(manifest));
  await put(`node_modules/${name}/main.js`, code);
}

function configOf(adapter: string, options: object = {}): Config {
  const text = JSON.stringify({ channels: { irc: { adapter, options } } });
  const parsed = parseConfig(text, { file: join(folder, "moltbot.json5") });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

async function load(adapter: string, options: object = {}): Promise<ChannelAdapter> {
  const config = configOf(adapter, options);
  const account = channelAccounts(config).find(({ channel }) => channel === "irc");
  if (account?.connection.kind !== "package") throw new Error("no package");
  return await createFromPackage(account, account.connection, { config, clock: systemClock, log: silentLogger });
}

const good = `({
  name: name, limits: { text: 100, actionPayload: 0, edit: false, actions: false, typing: false },
  identity: { username: "mutable", phone: "none", email: "none" },
  async start(host) { this.host = host; },
  async send(to) { return { conversation: to, ids: [JSON.stringify(options)] }; },
  async probe() { return { status: this.host ? "ok" : "down" }; },
  async stop() { await this.host.onMessage({ conversation: { channel: options.as ?? name, account } }); },
})`;
const factory = (made: string): string =>
  `export const channelContract = 1;\nexport function createChannel(options, { name, account, log, clock }) { return ${made}; }\n`;

function hostOf(messages: InboundMessage[]): ChannelHost {
  return {
    onMessage: async (m) => void messages.push(m),
    onAction: async () => {},
    log: silentLogger,
    clock: systemClock,
  };
}

describe("[R10.2] a channel of somebody else", () => {
  test("is found by package name from the config's folder, and gets its options with secrets in plain text", async () => {
    await install("moltbot-channel-x", factory(good));
    const adapter = await load("moltbot-channel-x", {
      host: "irc.example.net",
      password: "sesame-4711",
      more: [{ token: "t" }],
    });
    const to = { channel: "irc", account: "default", kind: "dm", id: "1" } as const;
    const options = { host: "irc.example.net", password: "sesame-4711", more: [{ token: "t" }] };
    expect((await adapter.send(to, { text: "?" })).ids).toEqual([JSON.stringify(options)]);
    const messages: InboundMessage[] = [];
    await adapter.start(hostOf(messages));
    expect(await adapter.probe()).toEqual({ status: "ok" });
    await adapter.stop();
    expect(messages).toHaveLength(1);
  });

  test("may be a file beside the config, and a default export", async () => {
    await put("own/channel.mjs", factory(good).replace("export function createChannel", "export default function"));
    expect((await load("./own/channel.mjs")).name).toBe("irc");
  });

  test("cannot speak for another channel", async () => {
    await install("moltbot-channel-x", factory(good));
    const adapter = await load("moltbot-channel-x", { as: "telegram" });
    const messages: InboundMessage[] = [];
    await adapter.start(hostOf(messages));
    await expect(adapter.stop()).rejects.toMatchObject({ code: "invalid" });
    expect(messages).toEqual([]);
  });

  const faults: readonly (readonly [string, string, RegExp, RegExp])[] = [
    ["breaks while it loads", "throw new Error('no luck');", /cannot be loaded: no luck/, /fault is in that package/],
    ["imports what is not there", 'import "not-there-at-all";', /cannot be loaded: .*not-there-at-all/, /fault/],
    ["exports something else", "export const channel = {};", /exports no function createChannel/, /no Moltbot channel/],
    [
      "says no version",
      factory(good).replace("export const", "const"),
      /does not say which version/,
      /channelContract = 1/,
    ],
    ["is of another time", factory(good).replace("= 1", "= 7"), /written for version 7/, /channelContract = 1/],
    ["makes nothing", factory("undefined"), /no channel adapter: name is not a text; limits\.text/, /conformance kit/],
    ["lacks a part", factory(good.replace("edit: false", "edit: true")), /limits\.edit is true, but edit/, /kit/],
    [
      "shows its secrets",
      factory("(() => { throw new Error('bad ' + options.password); })()"),
      /bad \*\*\*$/,
      /options/,
    ],
  ];
  test.each(faults)("that %s is refused with what to do", async (_, code, message, hint) => {
    await install("moltbot-channel-x", code);
    await expect(load("moltbot-channel-x", { password: "sesame-4711" })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test("that is not there is refused with where it was looked for", async () => {
    await expect(load("moltbot-channel-x")).rejects.toMatchObject({
      message: "the package is not installed: moltbot-channel-x",
      hint: `Run in ${folder}: npm install moltbot-channel-x`,
    });
    await expect(load("./channel.js")).rejects.toMatchObject({
      message: "there is no ./channel.js",
      hint: expect.stringContaining(folder),
    });
  });
});
