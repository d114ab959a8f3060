import { createHash } from "node:crypto";
import {
  type Clock,
  type DomainEvent,
  type Logger,
  messageOf,
  newToken,
  type Random,
  type Wakeups,
} from "@moltbot/core";
import type { BrowserSession, BrowserStore } from "@moltbot/device-pairing";
import { browsersTopic } from "../devices/browsers.ts";
import type { DashboardKey } from "./keys.ts";
import { sameSecret, sign } from "./secret-compare.ts";
import { judgeTurn, type TurnVerdict } from "./turns.ts";

/** How long a browser stays signed in, milliseconds. */
export const sessionMs = 12 * 3_600_000;

/** A signed-in browser. */
export interface Session {
  /** Names it in lists; nobody gets in by it. */
  readonly id: string;
  /** Goes into every form and the `X-CSRF-Token` header. */
  readonly csrf: string;
  readonly expiresAt: number;
}

/** What a cookie turned out to be. */
export type CookieReading =
  | {
      readonly status: "signed-in";
      readonly session: Session;
      /** The cookie to use from now on, where it is a new one. */
      readonly cookie?: string;
    }
  /** Absent, run out or signed out. */
  | { readonly status: "none" }
  /** Not made by us. */
  | { readonly status: "forged" }
  /** Used by two: the session has ended. */
  | { readonly status: "copied" };

/** Sessions of browsers: a signed cookie that is replaced as it is used, and a row for all replicas that can be taken away. */
export interface Sessions {
  /** Starts one; `cookie` is its value, `agent` how the browser calls itself. */
  open(agent: string): Promise<{ readonly session: Session; readonly cookie: string }>;
  read(cookie: string | undefined): Promise<CookieReading>;
  /** Ends one before its time, on every replica. `events` are written if it was there. */
  end(id: string, events: readonly DomainEvent[]): Promise<void>;
}

interface Parts {
  readonly key: DashboardKey;
  readonly store: BrowserStore;
  readonly wakeups: Wakeups;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** Sessions signed with `key`. A new sign-in always makes a new secret. */
export function createSessions(o: Parts): Sessions {
  const cookieOf = (key: Uint8Array, secret: string, turn: number): string => {
    const text = `${secret}.${turn.toString(36)}`;
    return `${text}.${sign(key, "browser", text)}`;
  };
  const sessionOf = (key: Uint8Array, { id, expiresAt }: BrowserSession): Session => {
    return { id, expiresAt, csrf: sign(key, "csrf", id) };
  };
  return {
    async open(agent) {
      const [key, secret, now] = [await o.key(), newToken(o.random, 18), o.clock.now()];
      const browser = newBrowser(idOf(secret), agent, now);
      await o.store.add(browser);
      return { session: sessionOf(key, browser), cookie: cookieOf(key, secret, 0) };
    },
    async read(cookie) {
      if (cookie === undefined || cookie === "") return { status: "none" };
      const key = await o.key();
      const [secret = "", turn = "", mac, ...rest] = cookie.split(".");
      if (!sameSecret(mac, sign(key, "browser", `${secret}.${turn}`)) || rest.length > 0) return { status: "forged" };
      const seen = await take(o, idOf(secret), Number.parseInt(turn, 36));
      if (seen.status !== "good") return seen;
      const session = sessionOf(key, seen.browser);
      return {
        status: "signed-in",
        session,
        ...(seen.give ? { cookie: cookieOf(key, secret, seen.browser.turn) } : {}),
      };
    },
    end: (id, events) => end(o, id, events),
  };
}

function idOf(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}

function newBrowser(id: string, agent: string, now: number): BrowserSession {
  const times = { createdAt: now, seenAt: now, turnedAt: now, expiresAt: now + sessionMs };
  return { id, agent, ...times, turn: 0, taken: false };
}

async function end({ store, wakeups, log }: Parts, id: string, events: readonly DomainEvent[]): Promise<void> {
  await store.remove(id, events);
  // A hint: whoever missed it sees that the row is gone.
  await wakeups
    .publish(browsersTopic, id)
    .catch((error: unknown) => log.debug("other processes could not be told", { error: messageOf(error) }));
}

/** It ends a session, so it is written down however many refusals there were before it. */
function copiedEvent(at: number): DomainEvent {
  return { event: "dashboard.cookie_refused", at, outcome: "denied", actor: { kind: "system" }, reason: "copied" };
}

const tries = 3;

/** Looks the browser up and writes down what its cookie changes. */
async function take(
  o: Parts,
  id: string,
  turn: number,
): Promise<
  | { readonly status: "good"; readonly browser: BrowserSession; readonly give: boolean }
  | { readonly status: "none" | "copied" }
> {
  const now = o.clock.now();
  let verdict: TurnVerdict | undefined;
  for (let n = 0; n < tries; n++) {
    const browser = await o.store.browser(id);
    if (browser === undefined || browser.expiresAt <= now) return { status: "none" };
    verdict = judgeTurn(browser, turn, now);
    if (verdict.status === "copied") {
      await end(o, id, [copiedEvent(now)]);
      return { status: "copied" };
    }
    const { step, give } = verdict;
    if (step === undefined) return { status: "good", browser, give };
    // Another request of this browser may have been first: then the row says something else now.
    if (await o.store.step(browser, step)) return { status: "good", browser: { ...browser, ...step }, give };
  }
  return { status: "none" };
}
