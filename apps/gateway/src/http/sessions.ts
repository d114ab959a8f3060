import { type Clock, newToken, type Random, type Wakeups } from "@moltbot/core";
import type { DashboardKey } from "./keys.ts";
import { sameSecret, sign } from "./secret-compare.ts";

/** How long a browser stays signed in, milliseconds. */
export const sessionMs = 12 * 3_600_000;

/** A signed-in browser. */
export interface Session {
  readonly id: string;
  /** Goes into every form and the `X-CSRF-Token` header. */
  readonly csrf: string;
  readonly expiresAt: number;
}

/** What a cookie turned out to be. */
export type CookieReading =
  | { readonly status: "signed-in"; readonly session: Session }
  /** Absent, run out or signed out. */
  | { readonly status: "none" }
  /** Not made by us. */
  | { readonly status: "forged" };

/** Sessions that live in a signed cookie. */
export interface Sessions {
  /** Starts one; `cookie` is its value. */
  open(): Promise<{ readonly session: Session; readonly cookie: string }>;
  read(cookie: string | undefined): Promise<CookieReading>;
  /** Ends one before its time, here at once and on other replicas with the next hint. */
  end(session: Session): Promise<void>;
  /** Stops listening for hints. */
  close(): Promise<void>;
}

const topic = "dashboard-signed-out";

/** Sessions signed with `key`. A new sign-in always makes a new id. */
export function createSessions(o: { key: DashboardKey; clock: Clock; random: Random; wakeups: Wakeups }): Sessions {
  const ended = new Map<string, number>();
  const forget = (id: string): void => {
    const now = o.clock.now();
    for (const [old, until] of ended) if (until <= now) ended.delete(old);
    ended.set(id, now + sessionMs);
  };
  const listening = o.wakeups.subscribe(topic, forget).catch(() => undefined);
  const sessionOf = (key: Uint8Array, id: string, expiresAt: number): Session => {
    return { id, expiresAt, csrf: sign(key, "csrf", id) };
  };
  return {
    async open() {
      const key = await o.key();
      const id = newToken(o.random, 18);
      const expiresAt = o.clock.now() + sessionMs;
      const text = `${id}.${expiresAt.toString(36)}`;
      return { session: sessionOf(key, id, expiresAt), cookie: `${text}.${sign(key, "session", text)}` };
    },
    async read(cookie) {
      if (cookie === undefined || cookie === "") return { status: "none" };
      const [id = "", until = "", mac, ...rest] = cookie.split(".");
      const key = await o.key();
      if (!sameSecret(mac, sign(key, "session", `${id}.${until}`)) || rest.length > 0) return { status: "forged" };
      const expiresAt = Number.parseInt(until, 36);
      if (!(expiresAt > o.clock.now()) || ended.has(id)) return { status: "none" };
      return { status: "signed-in", session: sessionOf(key, id, expiresAt) };
    },
    async end(session) {
      forget(session.id);
      await o.wakeups.publish(topic, session.id).catch(() => undefined);
    },
    async close() {
      await (await listening)?.();
    },
  };
}
