import { readFile, rename, writeFile } from "node:fs/promises";
import { MoltbotError, messageOf } from "@moltbot/core";
import type { DiscordCursor, DiscordCursorStore } from "./cursors.ts";
import { fields, objects, snowflake } from "./read.ts";

function readCursor(value: Readonly<Record<string, unknown>>): DiscordCursor | undefined {
  const channelId = snowflake(value["channelId"]);
  const messageId = snowflake(value["messageId"]);
  const guildId = snowflake(value["guildId"]);
  if (channelId === undefined || messageId === undefined) return undefined;
  return { channelId, messageId, ...(guildId === undefined ? {} : { guildId }) };
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new MoltbotError("unavailable", `The cursors in ${path} cannot be read: ${messageOf(error)}`);
  }
}

/**
 * Cursors in a JSON file of mode 0600, replaced as a whole. What is damaged in it is left out.
 * Its `load` and `save` reject `unavailable` when the file cannot be read or written.
 */
export function createFileCursors(path: string): DiscordCursorStore {
  return {
    async load() {
      const text = await read(path);
      if (text === undefined) return [];
      try {
        return objects(fields(JSON.parse(text))?.["cursors"])
          .map(readCursor)
          .filter((cursor) => cursor !== undefined);
      } catch {
        return [];
      }
    },
    async save(cursors) {
      const fresh = `${path}.${process.pid}`;
      try {
        await writeFile(fresh, JSON.stringify({ cursors }), { mode: 0o600 });
        await rename(fresh, path);
      } catch (error) {
        throw new MoltbotError("unavailable", `The cursors in ${path} cannot be written: ${messageOf(error)}`);
      }
    },
  };
}
