import { createRecordingHost } from "@moltbot/channel/testing";
import { createManualClock } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { createDeliveries } from "../src/deliver.ts";
import { parseLine } from "../src/line.ts";
import { createPace } from "../src/send.ts";
import { translate } from "../src/translate.ts";

function said(account: string, text: string) {
  const line = parseLine(`@account=${account} :${account}!u@h PRIVMSG moltbot :${text}`);
  const reading = { channel: "irc", account: "default", nick: "moltbot", guests: false, now: 0 };
  const message = line && translate(line, reading);
  if (message === undefined) throw new Error("no message");
  return message;
}

test("[R10.2] what the host could not store is handed over again, in order, and holds up nobody else", async () => {
  const clock = createManualClock();
  const host = createRecordingHost(clock);
  const deliveries = createDeliveries(host, new AbortController().signal, () => {});
  let failing = true;
  host.before = async ({ text }) => {
    if (failing && text === "A1") throw new Error("disk full");
  };
  for (const [who, text] of [
    ["ada", "A1"],
    ["ada", "A2"],
    ["bob", "B1"],
  ] as const) {
    deliveries.add(said(who, text));
  }
  await clock.advance(5000);
  expect(host.messages.map(({ text }) => text)).toEqual(["B1"]);
  expect(deliveries.waiting()).toBe(2);
  failing = false;
  await clock.advance(30_000);
  expect(host.messages.map(({ text }) => text)).toEqual(["B1", "A1", "A2"]);
  expect(deliveries.waiting()).toBe(0);
});

test("nothing is handed over after the end", async () => {
  const clock = createManualClock();
  const host = createRecordingHost(clock);
  const ending = new AbortController();
  const deliveries = createDeliveries(host, ending.signal, () => {});
  host.before = () => Promise.reject(new Error("disk full"));
  deliveries.add(said("ada", "A1"));
  await clock.advance(100);
  ending.abort();
  await deliveries.idle();
  const before = host.attempts.length;
  await clock.advance(60_000);
  expect(host.attempts).toHaveLength(before);
  expect(host.logged()).toContain("was lost");
});

test("a burst of lines goes out at once, then one each time", async () => {
  const clock = createManualClock();
  const pace = createPace(clock, { burst: 3, everyMs: 2000 });
  const { signal } = new AbortController();
  const from = clock.now();
  const times: number[] = [];
  const all = (async () => {
    for (let line = 0; line < 5; line++) {
      await pace(signal);
      times.push(clock.now() - from);
    }
  })();
  await clock.advance(10_000);
  await all;
  expect(times).toEqual([0, 0, 0, 2000, 4000]);
});
