import type { BrowserSession } from "@moltbot/device-pairing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graceMs, judgeTurn, turnMs } from "../../src/http/turns.ts";

const start: BrowserSession = {
  id: "0".repeat(64),
  agent: "",
  createdAt: 0,
  seenAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
  turn: 0,
  turnedAt: 0,
  taken: false,
};

/** A request with the cookie of `turn`: the browser afterwards, and the cookie that it is given. */
function ask(browser: BrowserSession, turn: number, now: number) {
  const verdict = judgeTurn(browser, turn, now);
  if (verdict.status === "copied") return undefined;
  const after = { ...browser, ...verdict.step };
  return { after, turn: verdict.give ? after.turn : turn };
}

const waits = fc.array(fc.integer({ min: 0, max: 3 * turnMs }), { maxLength: 60 });

describe("[R9.3] A cookie that is replaced as it is used", () => {
  test("stays good for one browser, whatever it waits and whichever answers get lost", () => {
    const asks = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 3 * turnMs }), lost: fc.boolean() }));
    fc.assert(
      fc.property(asks, (list) => {
        let [browser, own, now] = [start, 0, 0];
        for (const { wait, lost } of list) {
          now += wait;
          const answer = ask(browser, own, now);
          expect(answer).toBeDefined();
          if (answer === undefined) return;
          browser = answer.after;
          if (!lost) own = answer.turn;
        }
      }),
    );
  });

  test("is never more than a quarter of an hour old after an answer that arrived", () => {
    fc.assert(
      fc.property(waits, (list) => {
        let [browser, own, now] = [start, 0, 0];
        for (const wait of list) {
          now += wait;
          const answer = ask(browser, own, now);
          if (answer === undefined) throw new Error("copied");
          ({ after: browser, turn: own } = answer);
          expect(own).toBe(browser.turn);
          expect(now - browser.turnedAt).toBeLessThan(turnMs);
        }
      }),
    );
  });

  test("ends for both when two go on with it", () => {
    fc.assert(
      fc.property(fc.integer({ min: turnMs, max: 9 * turnMs }), fc.integer({ min: graceMs }), (idle, later) => {
        // A thief copies the cookie and uses it first: they get the next one and show it.
        const stolen = ask(start, 0, idle);
        const used = stolen && ask(stolen.after, stolen.turn, idle + 1);
        expect(used).toBeDefined();
        if (used === undefined) return;
        // The browser comes back with the old one.
        expect(judgeTurn(used.after, 0, idle + Math.min(later, turnMs - 1)).status).toBe("copied");
      }),
    );
  });

  test("counts for requests that were under way when it was replaced", () => {
    const turned = ask(start, 0, turnMs);
    const shown = turned && ask(turned.after, 1, turnMs + 1);
    if (shown === undefined) throw new Error("copied");
    expect(judgeTurn(shown.after, 0, turnMs + graceMs - 1)).toEqual({ status: "good", give: true });
    expect(judgeTurn(shown.after, 0, turnMs + graceMs)).toEqual({ status: "copied" });
    expect(judgeTurn(shown.after, 2, turnMs + 1)).toEqual({ status: "copied" });
    expect(judgeTurn(shown.after, Number.NaN, turnMs + 1)).toEqual({ status: "copied" });
  });
});
