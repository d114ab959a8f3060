import { describe, expect, test } from "vitest";
import type { BrowserSession, BrowserStore } from "../browsers.ts";
import { sampleNow } from "./samples.ts";

/** The same browsers as two processes see them. */
export interface OpenedBrowsers {
  readonly a: BrowserStore;
  readonly b: BrowserStore;
  /** Names of the events written so far. */
  events(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const browser = (n: number, o: Partial<BrowserSession> = {}): BrowserSession => ({
  id: n.toString(16).padStart(64, "0"),
  agent: `Browser ${n} <b> 🦀`,
  createdAt: sampleNow + n,
  seenAt: sampleNow + n,
  expiresAt: sampleNow + 1000,
  turn: 0,
  turnedAt: sampleNow + n,
  taken: true,
  ...o,
});

/** The contract of {@link BrowserStore}: every implementation passes it. `open` gives empty data each time. */
export function testBrowserStore(name: string, open: () => Promise<OpenedBrowsers>): void {
  const opened = (run: (two: OpenedBrowsers) => Promise<void>) => async () => {
    const two = await open();
    try {
      await run(two);
    } finally {
      await two.close();
    }
  };
  describe(`${name} as a store of browsers`, () => {
    test("shows every process who is signed in, newest first, and forgets whose time is over", opened(keeps));
    test("takes a step once, from where the browser stands", opened(steps));
    test("signs out for good, for every process, and writes that down once", opened(removes));
  });
}

async function keeps({ a, b }: OpenedBrowsers): Promise<void> {
  const [one, two, short] = [browser(1), browser(2), browser(3, { expiresAt: sampleNow + 10 })];
  for (const each of [one, two, short]) await a.add(each);
  expect(await b.browser(one.id)).toEqual(one);
  expect(await b.browsers(sampleNow + 9)).toEqual([short, two, one]);
  expect(await b.browsers(sampleNow + 10)).toEqual([two, one]);
  expect(await b.alive([one.id, short.id, "f".repeat(64)], sampleNow + 10)).toEqual([one.id]);
  expect(await b.alive([], sampleNow)).toEqual([]);
  await b.add(browser(500));
  expect(await a.browser(short.id)).toBeUndefined();
  expect(await a.browser(two.id)).toEqual(two);
  expect(await a.browser("nobody")).toBeUndefined();
}

async function steps({ a, b }: OpenedBrowsers): Promise<void> {
  const one = browser(1);
  await a.add(one);
  const step = { turn: 1, turnedAt: sampleNow + 5, taken: false, seenAt: sampleNow + 5 };
  const answers = await Promise.all([a.step(one, step), b.step(one, { ...step, seenAt: sampleNow + 6 })]);
  expect(answers.filter(Boolean)).toHaveLength(1);
  const after = await b.browser(one.id);
  expect(after).toMatchObject({ turn: 1, turnedAt: sampleNow + 5, taken: false, createdAt: one.createdAt });
  expect(await a.step(one, step)).toBe(false);
  expect(await a.step({ ...one, ...step }, { ...step, taken: true })).toBe(true);
  expect(await a.step({ ...one, ...step }, { ...step, taken: true })).toBe(false);
}

async function removes({ a, b, events }: OpenedBrowsers): Promise<void> {
  const ended = [{ event: "dashboard.ended", at: sampleNow, outcome: "done", actor: { kind: "system" } } as const];
  await a.add(browser(1));
  const answers = await Promise.all([a.remove(browser(1).id, ended), b.remove(browser(1).id, ended)]);
  expect(answers.sort()).toEqual([false, true]);
  expect(await events()).toEqual(["dashboard.ended"]);
  expect(await a.browser(browser(1).id)).toBeUndefined();
  expect(await a.step(browser(1), { turn: 1, turnedAt: 0, taken: false, seenAt: 0 })).toBe(false);
}
