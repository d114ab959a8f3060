import { type ChannelKeys, createMemoryChannelKeys } from "@moltbot/channel";
import { createRecordingHost, type RecordingHost } from "@moltbot/channel/testing";
import { createManualClock } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { createWhatsAppAdapter } from "../src/index.ts";
import { startWhatsAppServer } from "../src/testing.ts";
import { linkAccount, secretKey } from "./whatsapp-harness.ts";

const account = "whatsapp:default";

/** A process that dies at one write: what it wrote before stays, and nothing it does afterwards reaches the store. */
function dyingAt(
  keys: ChannelKeys,
  write: number,
): { readonly keys: ChannelKeys; dead(): boolean; bury(): Promise<void> } {
  let left = write;
  let owner = "";
  const alive = (): void => {
    if (left < 0) throw new Error("dead");
  };
  return {
    dead: () => left < 0,
    bury: () => keys.release(account, owner),
    keys: {
      ...keys,
      async claim(name, who) {
        alive();
        owner = who;
        return await keys.claim(name, who);
      },
      async read(...all) {
        alive();
        return await keys.read(...all);
      },
      async write(...all) {
        left -= 1;
        alive();
        await keys.write(...all);
      },
    },
  };
}

describe("R10.3: a crash at any write", () => {
  test.each([0, 1, 2, 3, 4, 5, 6])("loses no message and no session: at write %i", async (write) => {
    const clock = createManualClock();
    const server = await startWhatsAppServer({ clock });
    const keys = createMemoryChannelKeys();
    const options = { secretKey, socketUrl: server.url };
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    const ada = server.person("84987654321");
    const taken = new Set<string>();
    const pass = async (host: RecordingHost, holds: () => boolean): Promise<void> => {
      for (let steps = 0; steps < 400 && !holds(); steps++) {
        await clock.advance(50);
        await new Promise((resolve) => setTimeout(resolve, 1));
        for (const { text } of host.messages) taken.add(text);
      }
    };

    const dying = dyingAt(keys, write);
    const first = createWhatsAppAdapter({ ...options, keys: dying.keys });
    const lost = createRecordingHost(clock);
    await first.start(lost).catch(() => undefined);
    for (const text of ["one", "two", "three"]) await server.dm(ada, text);
    await pass(lost, () => dying.dead() || taken.size === 3);
    await first.stop().catch(() => undefined);
    await dying.bury();

    const second = createWhatsAppAdapter({ ...options, keys });
    const host = createRecordingHost(clock);
    await second.start(host);
    await server.dm(ada, "four");
    await pass(host, () => taken.size === 4);
    expect([...taken].sort()).toEqual(["four", "one", "three", "two"]);
    expect((await second.probe()).status).toBe("ok");
    await second.stop();
    await server.stop();
  });
});
