import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@moltbot/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Gateway, startGateway } from "../../../src/index.ts";
import { openApi } from "../../support/api.ts";
import { configOf } from "../../support/config.ts";
import { openPlatforms, type Platforms } from "../../support/platforms.ts";
import { acts, idOf } from "./acts.ts";

/** Files that wait to be fetched. */
async function openTrap(): Promise<{ readonly url: string; fetched(): number; close(): void }> {
  let fetched = 0;
  const server = createServer((_, response) => {
    fetched += 1;
    response.end("bait");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/file`, fetched: () => fetched, close: () => void server.close() };
}

const owner = { telegram: 100, discord: "803100000000000100", whatsapp: "84900000001" };

// What platforms want for having delivered: a button stops spinning, a slash command's "thinking" goes away.
const receipts: ReadonlySet<string> = new Set(["answerCallbackQuery", "answerInteraction", "deleteAnswer"]);

/** What the bot said, by channel and person. */
function repliesOn(p: Platforms): ReadonlyMap<string, readonly string[]> {
  const replies = new Map<string, string[]>();
  const note = (channel: string, id: string, text: string): void => {
    const key = `${channel} ${id}`;
    replies.set(key, [...(replies.get(key) ?? []), text]);
  };
  for (const { chatId, text } of p.telegram.sent()) note("telegram", String(chatId), text ?? "");
  for (const { userId, channelId, text } of p.discord.sent()) note("discord", userId ?? channelId ?? "", text ?? "");
  for (const { chat, text } of p.whatsapp.sent()) note("whatsapp", `+${chat.split("@")[0]}`, text);
  for (const who of acts.keys()) {
    for (const { from, text } of p.room().transcript(`tab-${idOf.room(who)}`)) {
      if (from === "bot") note("room", idOf.room(who), text);
    }
  }
  return replies;
}

/** Every request but those that strangers cannot cause: of starting, of taking updates, of answering. */
function otherRequests(p: Platforms): readonly string[] {
  const telegram = p.telegram.calls().map((call) => call.method);
  const discord = p.discord.calls().map((call) => call.name as string);
  const usual: ReadonlySet<string> = new Set([
    ...["sendMessage", "setMyCommands", "getUpdates"],
    ...["getGateway", "getMe", "createMessage", "openDirect", "listCommands", "createCommand", "listMessages"],
    ...receipts,
  ]);
  return [...telegram, ...discord, ...p.whatsapp.typing().map(() => "typing")].filter((name) => !usual.has(name));
}

const comes = (holds: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(holds()).toBe(true), { timeout: 15_000, interval: 50 });

describe.each(["pairing", "allowlist", "disabled"] as const)(
  "what strangers do costs nothing under %s:",
  (dmPolicy) => {
    let platforms: Platforms;
    let trap: Awaited<ReturnType<typeof openTrap>>;
    let stateDir: string;
    let gateway: Gateway;
    let said: ReadonlyMap<string, readonly string[]>;

    beforeAll(async () => {
      platforms = await openPlatforms();
      trap = await openTrap();
      stateDir = await mkdtemp(join(tmpdir(), "moltbot-strangers-"));
      const groups = { "*": { requireMention: false, allowFrom: ["nobody"] } };
      const channel = { dmPolicy, groups };
      const config = configOf(
        JSON.stringify({
          owners: [`telegram:${owner.telegram}`, `discord:${owner.discord}`, `whatsapp:+${owner.whatsapp}`],
          channels: {
            telegram: { ...channel, botToken: platforms.telegram.token, apiRoot: platforms.telegram.url },
            discord: { ...channel, token: platforms.discord.token, restApi: platforms.discord.url },
            whatsapp: channel,
            room: { ...channel, adapter: "./room.js" },
          },
        }),
      );
      gateway = await startGateway({ config, stateDir, port: 0, log: silentLogger, channels: platforms.specs });
      for (const [who, act] of acts.entries()) await act.run(platforms, who, trap.url);
      await settled();
      said = repliesOn(platforms);
    });
    afterAll(async () => {
      await gateway?.stop();
      await platforms?.close();
      trap?.close();
      await rm(stateDir, { recursive: true, force: true });
    });

    /** Nothing waits anywhere, and what came last was worked on. */
    async function settled(): Promise<void> {
      const { telegram, discord, whatsapp } = platforms;
      await telegram.drained(20_000);
      await comes(() => discord.pending().length === 0 && whatsapp.unconfirmed().length === 0);
      if (dmPolicy === "disabled") return void (await new Promise((resolve) => setTimeout(resolve, 1500)));
      telegram.dm(owner.telegram, "/whoami");
      discord.dm(owner.discord, "/whoami");
      await whatsapp.dm(whatsapp.person(owner.whatsapp), "/whoami");
      const isAnswer = (text = ""): boolean => text.includes("Trust: owner");
      await telegram.waitFor((call) => call.chatId === owner.telegram && isAnswer(call.text), 20_000);
      await discord.waitFor((call) => call.userId === owner.discord && isAnswer(call.text), 20_000);
      await whatsapp.waitFor((one) => one.chat.startsWith(owner.whatsapp) && isAnswer(one.text), 20_000);
      // Prompts of the last strangers may still be on their way.
      const prompts = (): number => [...repliesOn(platforms).values()].filter((replies) => isPrompt(replies[0])).length;
      if (dmPolicy === "pairing") {
        await comes(() => prompts() >= acts.filter((act) => act.asks).length).catch(() => undefined);
      }
    }

    const isPrompt = (text: string | undefined): boolean => text?.includes("Send: /pair") === true;

    test.each(acts.map((act, who) => ({ ...act, who })))(
      "$what on $channel [R3.1] [R11.3]",
      ({ channel, who, asks }) => {
        const replies = said.get(`${channel} ${idOf[channel](who)}`) ?? [];
        if (dmPolicy !== "pairing" || !asks) return expect(replies).toEqual([]);
        expect(replies).toHaveLength(1);
        expect(replies[0]).toContain("Send: /pair");
      },
    );

    test("nothing is downloaded, nothing else asked of a platform, no group hears a word", () => {
      expect(trap.fetched()).toBe(0);
      expect(otherRequests(platforms)).toEqual([]);
      expect(platforms.telegram.count("getFile")).toBe(0);
      const strangers = new Set(acts.map(({ channel }, who) => `${channel} ${idOf[channel](who)}`));
      const owners = [`telegram ${owner.telegram}`, `discord ${owner.discord}`, `whatsapp +${owner.whatsapp}`];
      expect([...said.keys()].filter((key) => !strangers.has(key) && !owners.includes(key))).toEqual([]);
    });

    test("no agent is called, and no tool: nobody but owners was let in", async () => {
      const api = await openApi(stateDir);
      const records = await api.get<{ event: string; subject?: string }[]>("audit?limit=1000");
      const worked = records.filter(({ event }) => event === "access.admitted" || event.startsWith("tool."));
      const strangers = worked.filter(({ subject = "" }) => !/:(100|803100000000000100|\+84900000001)$/.test(subject));
      expect(strangers).toEqual([]);
      expect(worked.length).toBe(dmPolicy === "disabled" ? 0 : 3);
    });
  },
);
