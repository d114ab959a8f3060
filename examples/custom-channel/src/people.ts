import { fold, nickOf } from "./line.ts";
import type { Wire } from "./wire.ts";

/**
 * A person's id: the account that the network's services vouch for. Without one, and only if guests are heard, it is
 * `nick!user@host`; no account holds a `!`, so nobody can pass for one. A nickname alone belongs to whoever takes it first.
 */
export function personId(source: string, account: string | undefined, guests: boolean): string | undefined {
  if (account !== undefined && /^[^\s!@*,:\p{Cc}][^\s!@,\p{Cc}]*$/u.test(account)) return account;
  return guests && /^[^!@]+![^@]+@.+$/.test(source) ? source : undefined;
}

/** Who has this nickname right now, asked of the server (`WHOIS`); `undefined` for nobody, or nobody with an id. */
export async function whoHas(wire: Wire, nick: string, guests: boolean): Promise<string | undefined> {
  let source = "";
  let account: string | undefined;
  const answer = wire.next(({ command, params: [, who = "", second = "", third = ""] }) => {
    if (fold(who) !== fold(nick)) return undefined;
    if (command === "311") source = `${who}!${second}@${third}`;
    if (command === "330") account = second;
    return command === "318" || undefined;
  });
  wire.say("WHOIS", nick);
  await answer;
  return source === "" ? undefined : personId(source, account, guests);
}

/** Under which nickname people were last seen. */
export interface People {
  seen(id: string, source: string): void;
  /** Nicknames to try, the likeliest first. */
  nicksOf(id: string): readonly string[];
}

const most = 1000;

/** Remembers the people who spoke last. Forgetting one costs nothing: most go by the name of their account. */
export function createPeople(): People {
  const nicks = new Map<string, string>();
  return {
    seen(id, source) {
      nicks.delete(id);
      nicks.set(id, nickOf(source));
      const [oldest] = nicks.keys();
      if (nicks.size > most && oldest !== undefined) nicks.delete(oldest);
    },
    nicksOf: (id) => [...new Set([nicks.get(id) ?? nickOf(id), nickOf(id)])],
  };
}
