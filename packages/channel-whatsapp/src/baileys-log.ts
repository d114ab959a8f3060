import { type Logger, messageOf, plainText } from "@moltbot/core";
import type { makeWASocket } from "@whiskeysockets/baileys";

type LibraryLogger = NonNullable<Parameters<typeof makeWASocket>[0]["logger"]>;

/** Long runs could be keys, and digits people's numbers. */
export function masked(text: string): string {
  return plainText(text, 160)
    .replace(/[A-Za-z0-9+/=_-]{24,}/g, "***")
    .replace(/\d{5,}/g, "***");
}

function errorIn(fields: unknown): unknown {
  if (typeof fields !== "object" || fields === null) return undefined;
  const { err, error } = fields as { err?: unknown; error?: unknown };
  return err ?? error;
}

/**
 * Baileys logs whole messages, keys and sessions. Of a warning or an error its words pass, masked, and the message of
 * the error it is about; nothing else does.
 */
export function createLibraryLogger(log: () => Logger, account: string): LibraryLogger {
  const say = (level: "debug" | "warn", fields: unknown, words: unknown): void => {
    const says = typeof fields === "string" ? fields : words;
    const error = errorIn(fields);
    log()[level]("whatsapp library", {
      account,
      says: masked(typeof says === "string" ? says : ""),
      ...(error instanceof Error ? { error: masked(messageOf(error)) } : {}),
    });
  };
  const nothing = (): void => {};
  const logger: LibraryLogger = {
    level: "warn",
    child: () => logger,
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: (fields, words) => say("debug", fields, words),
    error: (fields, words) => say("warn", fields, words),
  };
  return logger;
}
