import {
  type Clock,
  type DomainEvent,
  isMoltbotError,
  type Logger,
  MoltbotError,
  messageOf,
  plainText,
  type Wakeups,
} from "@moltbot/core";
import type { BrowserSession, BrowserStore, Caller } from "@moltbot/device-pairing";

/** The topic of hints that a browser was signed out; the note is its id. */
export const browsersTopic = "browsers";

/** A signed-in browser, as people and programs are shown it. */
export interface BrowserView {
  readonly id: string;
  /** `Firefox on Linux`, as far as it says so itself. */
  readonly name: string;
  readonly signedInAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
}

/** What operators do about browsers that are signed in to the dashboard. */
export interface BrowserDesk {
  /** Newest first. */
  list(): Promise<readonly BrowserView[]>;
  /**
   * Signs one out, on every replica within a second. `id` may be a beginning of at least eight characters that fits one.
   * @throws MoltbotError `not_found`, `conflict`
   */
  signOut(id: string, via: Caller["via"]): Promise<BrowserView>;
}

interface Parts {
  readonly stores: {
    readonly browsers: BrowserStore;
    readonly wakeups: Wakeups;
  };
  readonly clock: Clock;
  readonly log: Logger;
}

/** The desk over the opened stores. The gateway and a CLI without one both use it. */
export function createBrowserDesk({ stores, clock, log }: Parts): BrowserDesk {
  const { browsers, wakeups } = stores;
  return {
    list: async () => (await browsers.browsers(clock.now())).map(browserShape),
    async signOut(id, via) {
      const browser = one(await browsers.browsers(clock.now()), id);
      const shown = browserShape(browser);
      if (!(await browsers.remove(browser.id, [endedEvent(shown, { at: clock.now(), via })]))) throw none();
      await wakeups
        .publish(browsersTopic, browser.id)
        .catch((error: unknown) => log.debug("other processes could not be told", { error: messageOf(error) }));
      return shown;
    },
  };
}

function endedEvent({ id, name }: BrowserView, o: { at: number; via: Caller["via"] }): DomainEvent {
  const actor = { kind: "operator", via: o.via === "chat" ? "api" : o.via } as const;
  return {
    event: "dashboard.browser_ended",
    at: o.at,
    outcome: "done",
    actor,
    data: { browser: id.slice(0, 16), name },
  };
}

function one(list: readonly BrowserSession[], text: string): BrowserSession {
  const fitting = /^[0-9a-f]{8,64}$/.test(text) ? list.filter(({ id }) => id.startsWith(text)) : [];
  const [only, another] = fitting;
  if (only === undefined) throw none();
  if (another === undefined) return only;
  throw new MoltbotError("conflict", `"${text}" fits ${fitting.length} browsers`, { hint: "Write more of the id." });
}

function none(): MoltbotError {
  return new MoltbotError("not_found", "there is no such browser", {
    hint: "moltbot devices browsers shows them; write at least eight characters of the id.",
  });
}

/** Whether signing out failed because nobody is there: it has what was wanted, then. */
export function isGone(error: unknown): boolean {
  return isMoltbotError(error) && error.code === "not_found";
}

const iso = (at: number): string => new Date(at).toISOString();

function browserShape({ id, agent, createdAt, seenAt, expiresAt }: BrowserSession): BrowserView {
  return { id, name: nameOf(agent), signedInAt: iso(createdAt), lastSeenAt: iso(seenAt), expiresAt: iso(expiresAt) };
}

const programs = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;

const systems = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
] as const;

/** `Chrome on Linux`, or its own words as inert text. Order counts: browsers name each other. */
export function nameOf(agent: string): string {
  const program = programs.find(([word]) => agent.includes(`${word}/`))?.[1];
  const system = systems.find(([word]) => agent.includes(word))?.[1];
  if (program === undefined) return plainText(agent, 60) || "a browser without a name";
  return system === undefined ? program : `${program} on ${system}`;
}
