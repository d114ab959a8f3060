import { createRecordingHost, type RecordingHost } from "@moltbot/channel/testing";
import { systemClock } from "@moltbot/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type IrcNetwork, startIrcNetwork } from "../../../test/support/irc.ts";
import { createChannel } from "../src/index.ts";

let network: IrcNetwork;
beforeAll(async () => {
  network = await startIrcNetwork();
});
afterAll(() => network?.stop());

async function start(guests: boolean, nick: string) {
  const { port, password } = network;
  const adapter = createChannel(
    { host: "127.0.0.1", port, tls: false, nick, password, channels: ["#help"], everyMs: 0, guests },
    { name: "irc", account: "default" },
  );
  const host = createRecordingHost(systemClock);
  await adapter.start(host);
  return { adapter, host };
}

const texts = (host: RecordingHost): string[] => host.messages.map(({ text }) => text);

describe("[R10.2] guests", () => {
  test("are not heard unless the options say so: whoever comes next has their nickname", async () => {
    const { adapter, host } = await start(false, "strict");
    const [guest, ada] = [await network.person("guest1"), await network.person("ada1")];
    await ada.login("ada");
    await guest.tell("strict", "let me in");
    await ada.tell("strict", "hello");
    await vi.waitFor(() => expect(texts(host)).toEqual(["hello"]), { timeout: 10_000 });
    expect(host.messages[0]?.sender.id).toBe("ada");
    await adapter.stop();
    for (const one of [guest, ada]) one.leave();
  });

  test("go by nick!user@host where they are heard, and an answer finds them and nobody who took their nickname", async () => {
    const { adapter, host } = await start(true, "open");
    const guest = await network.person("guest2");
    await guest.tell("open", "hello");
    await vi.waitFor(() => expect(texts(host)).toEqual(["hello"]), { timeout: 10_000 });
    const [first] = host.messages;
    expect(first?.sender.id).toMatch(/^guest2!\S+@\S+$/);
    const to = first?.conversation ?? { channel: "irc", account: "default", kind: "dm", id: "" };
    await adapter.send(to, { text: "welcome" });
    await guest.hears("welcome");
    await guest.rename("guest3");
    const thief = await network.person("thief");
    await thief.login("thief");
    await thief.rename("guest2");
    await expect(adapter.send(to, { text: "your secret" })).rejects.toMatchObject({
      code: expect.stringMatching(/denied|unavailable/),
    });
    expect(thief.heard.filter(({ from }) => from === "open")).toEqual([]);
    await adapter.stop();
    for (const one of [guest, thief]) one.leave();
  });

  test("never pass for an account, whatever they call themselves", async () => {
    const { adapter, host } = await start(true, "wide");
    const [ada, guest] = [await network.person("ada2"), await network.person("ada")];
    await ada.login("ada");
    await guest.tell("wide", "I am Ada");
    await ada.tell("wide", "no, I am");
    await vi.waitFor(() => expect(texts(host)).toHaveLength(2), { timeout: 10_000 });
    const idOf = (text: string) => host.messages.find((message) => message.text === text)?.sender.id;
    expect(idOf("no, I am")).toBe("ada");
    expect(idOf("I am Ada")).toMatch(/^ada!/);
    await adapter.stop();
    for (const one of [ada, guest]) one.leave();
  });
});
