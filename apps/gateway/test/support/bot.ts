import { startTelegramServer, type TelegramCall, type TelegramServer } from "@moltbot/channel-telegram/testing";
import type { Engine } from "./engines.ts";
import { createGatewayProcess, type GatewayProcess } from "./gateway-process.ts";

/** Ids of the people in the tests. */
export const people = { owner: 100, second: 101, john: 200, mallory: 300 } as const;

/** A gateway process on a local Telegram. */
export interface Bot {
  readonly telegram: TelegramServer;
  readonly gateway: GatewayProcess;
  /** What the gateway was given, for another one beside it. */
  readonly config: Record<string, unknown>;
  /** Texts that the bot sent to this person so far, edits left out. */
  heard(person: number): string[];
  /** Waits until the bot sent this person a text that holds `part`, counting from their `after`-th message. */
  hears(person: number, part: string, after?: number): Promise<TelegramCall>;
  close(): Promise<void>;
}

/** Starts the platform and prepares a gateway for it (not started). */
export async function createBot(engine: Engine, config: Record<string, unknown> = {}): Promise<Bot> {
  const telegram = await startTelegramServer({});
  telegram.user(people.owner, { name: "Olga", username: "olga" });
  telegram.user(people.second, { name: "Sam", username: "sam" });
  telegram.user(people.john, { name: "John Doe", username: "johndoe" });
  telegram.user(people.mallory, { name: "Mallory" });
  const settings = {
    owners: [`telegram:${people.owner}`],
    ...engine.config,
    ...config,
    channels: {
      telegram: { botToken: telegram.token, apiRoot: telegram.url, ...(config["telegram"] as object | undefined) },
    },
    telegram: undefined,
  };
  const gateway = await createGatewayProcess(settings);
  const to = (person: number): TelegramCall[] => telegram.calls("sendMessage").filter((call) => call.chatId === person);
  return {
    telegram,
    gateway,
    config: settings,
    heard: (person) => to(person).map((call) => call.text ?? ""),
    hears: (person, part, after = 0) =>
      telegram.waitFor(
        (call) =>
          call.method === "sendMessage" &&
          call.chatId === person &&
          (call.text ?? "").includes(part) &&
          to(person).indexOf(call) >= after,
        60_000,
      ),
    async close() {
      await gateway.remove();
      await telegram.stop();
      await engine.drop();
    },
  };
}

/** The id of the pairing request on an approver's card. */
export function requestId(card: TelegramCall): string {
  const id = /\/approve (pair_\w+)/.exec(card.text ?? "")?.[1];
  if (id === undefined) throw new Error(`no request id on the card: ${card.text}`);
  return id;
}
