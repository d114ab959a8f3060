import { isMoltbotError } from "@moltbot/core";
import type { Api } from "grammy";
import type { Client } from "./client.ts";
import type { TelegramCommand, TelegramMenu } from "./options.ts";

type Scope = NonNullable<NonNullable<Parameters<Api["setMyCommands"]>[1]>["scope"]>;

interface Offer {
  readonly scope: Scope;
  readonly commands: readonly TelegramCommand[];
}

function offersOf(menu: TelegramMenu): readonly Offer[] {
  const chats = Object.entries(menu.chats ?? {}).map(([id, commands]) => ({
    scope: { type: "chat" as const, chat_id: Number(id) },
    commands,
  }));
  return [
    { scope: { type: "all_private_chats" }, commands: menu.private },
    { scope: { type: "all_group_chats" }, commands: menu.groups ?? [] },
    ...chats.filter(({ scope }) => Number.isSafeInteger(scope.chat_id)),
  ];
}

function isSame(known: readonly TelegramCommand[], wanted: readonly TelegramCommand[]): boolean {
  const shown = (list: readonly TelegramCommand[]): string =>
    JSON.stringify(list.map(({ command, description }) => [command, description]));
  return shown(known) === shown(wanted);
}

/**
 * Makes Telegram offer the commands. Only what differs is written. Returns the chats that Telegram does not know: people
 * who never opened the bot. A menu shows what can be typed, and gives nobody a right.
 * @throws MoltbotError as calls do
 */
export async function offerMenu(client: Client, menu: TelegramMenu): Promise<readonly string[]> {
  const unknown: string[] = [];
  for (const { scope, commands } of offersOf(menu)) {
    try {
      const known = await client.call("getMyCommands", (api, signal) => api.getMyCommands({ scope }, signal));
      if (isSame(known, commands)) continue;
      await client.call("setMyCommands", (api, signal) => api.setMyCommands([...commands], { scope }, signal));
    } catch (error) {
      if (scope.type !== "chat" || !isMoltbotError(error) || error.data?.["status"] !== 400) throw error;
      unknown.push(String(scope.chat_id));
    }
  }
  return unknown;
}
