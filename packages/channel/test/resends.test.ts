import { MoltbotError } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { createResends } from "../src/index.ts";

const to = { channel: "c", account: "default", kind: "dm", id: "1" } as const;

function open() {
  const clock = createManualClock();
  let names = 0;
  const resends = createResends({ clock: () => clock, newName: () => `name-${++names}` });
  const sent: string[] = [];
  /** Sends three parts; the one named in `failing` fails after it was sent. */
  const send = (text: string, failing?: number, code: "unavailable" | "denied" = "unavailable") =>
    resends.run(to, { text }, async (part) => {
      const ids: string[] = [];
      for (const index of [0, 1, 2]) {
        ids.push(
          await part(index, async (name) => {
            sent.push(`${index} ${name}`);
            if (index === failing) throw new MoltbotError(code, "no answer");
            return `id of ${name}`;
          }),
        );
      }
      return ids;
    });
  return { clock, send, sent };
}

test("what failed half-way goes on where it stopped, under the same name", async () => {
  const { send, sent } = open();
  await expect(send("a", 1)).rejects.toMatchObject({ code: "unavailable" });
  expect(await send("a")).toEqual(["id of name-1", "id of name-2", "id of name-3"]);
  expect(sent).toEqual(["0 name-1", "1 name-2", "1 name-2", "2 name-3"]);
});

test("the same words again are another message once the first one has arrived, was refused, or is long ago", async () => {
  const { send, sent, clock } = open();
  await send("a");
  await send("a");
  await expect(send("b", 0, "denied")).rejects.toMatchObject({ code: "denied" });
  await send("b");
  await expect(send("c", 0)).rejects.toMatchObject({ code: "unavailable" });
  await clock.advance(16 * 60_000);
  await send("c");
  const firsts = sent.filter((line) => line.startsWith("0"));
  expect(new Set(firsts).size).toBe(firsts.length);
});

test("other words do not take the name of what failed", async () => {
  const { send, sent } = open();
  await expect(send("a", 0)).rejects.toMatchObject({ code: "unavailable" });
  await send("b");
  await send("a");
  expect(sent.filter((line) => line === "0 name-1")).toHaveLength(2);
});
