import { formatPrincipal, MoltbotError, type Principal, plainText } from "@moltbot/core";
import type { Pairing } from "@moltbot/pairing";
import { groupOfKey } from "../flow/session-key.ts";
import { onePerson } from "../http/people.ts";
import type { NamedSession } from "./session-service.ts";

const dmForm = /^([a-z][a-z0-9-]*)(?:\/([^/:\s]+))?:(.+)$/su;

/** Reads a key as histories have it; `undefined` for what is no session, such as the first words of strangers. */
export function readKey(key: string): NamedSession | undefined {
  if (!key.startsWith("#")) {
    const [, channel, account = "default", id] = dmForm.exec(key) ?? [];
    return channel === undefined || id === undefined ? undefined : { key, who: { channel, account, id } };
  }
  const group = groupOfKey(key);
  const thread = key.slice(key.indexOf(":") + 1).split("/")[1];
  if (group === undefined) return undefined;
  return { key, group, ...(thread === undefined ? {} : { thread: decodeURIComponent(thread) }) };
}

/**
 * The one session that a key or a person names.
 * @throws MoltbotError `not_found`, or `conflict` when several people are meant
 */
export async function oneSession(pairing: Pairing, name: string): Promise<NamedSession> {
  if (!name.startsWith("#")) return sessionOf(await onePerson(pairing, name));
  const named = safely(() => readKey(name));
  if (named !== undefined) return named;
  throw new MoltbotError("not_found", `${JSON.stringify(plainText(name, 80))} is not a session`, {
    hint: "Sessions of groups look like #telegram:-100200300. moltbot sessions list shows them all.",
  });
}

/** Whose direct chat it is. */
export function sessionOf(who: Principal): NamedSession {
  return { key: formatPrincipal(who), who };
}

/** Percent escapes may be broken. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
