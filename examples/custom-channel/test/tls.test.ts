import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createRecordingHost } from "@moltbot/channel/testing";
import { systemClock } from "@moltbot/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type IrcNetwork, startIrcNetwork } from "../../../test/support/irc.ts";
import { createChannel } from "../src/index.ts";

let network: IrcNetwork;
const known = getCACertificates("default");
beforeAll(async () => {
  network = await startIrcNetwork();
});
afterAll(async () => {
  setDefaultCACertificates(known);
  await network?.stop();
});

const bot = (o: { host: string; port: number; tls?: boolean }, nick: string) =>
  createChannel(
    { ...o, nick, password: network.password, channels: ["#help"], everyMs: 0 },
    { name: "irc", account: "default" },
  );

describe("[R10.2] TLS", () => {
  test("is what the bot speaks unless told otherwise, and people without it hear it all the same", async () => {
    setDefaultCACertificates([...known, network.authority]);
    const adapter = bot({ host: "localhost", port: network.tlsPort }, "secure");
    const host = createRecordingHost(systemClock);
    await adapter.start(host);
    const ada = await network.person("ada1");
    await ada.login("ada");
    await ada.tell("secure", "over there?");
    await vi.waitFor(() => expect(host.messages).toHaveLength(1), { timeout: 10_000 });
    const to = host.messages[0]?.conversation;
    if (to !== undefined) await adapter.send(to, { text: "here" });
    expect((await ada.hears("here")).from).toBe("secure");
    await adapter.stop();
    ada.leave();
  });

  test.each([
    ["by nobody known", "localhost", []],
    ["for another name", "127.0.0.1", ["authority"]],
  ])("refuses a server whose certificate is %s, before it says a word", async (_, name, trusted) => {
    setDefaultCACertificates([...known, ...trusted.map(() => network.authority)]);
    const adapter = bot({ host: name, port: network.tlsPort }, "wary");
    const host = createRecordingHost(systemClock);
    await expect(adapter.start(host)).rejects.toMatchObject({
      code: "unavailable",
      hint: expect.stringContaining("tls"),
    });
    expect((await adapter.probe()).status).toBe("down");
    await adapter.stop();
    const boss = await network.person("onlooker");
    expect(await boss.isHere("wary")).toBe(false);
    boss.leave();
  });

  test("is not given up for a server that has none: the password stays here", async () => {
    let got = "";
    const server = createServer((socket) =>
      socket.on("data", (chunk: Buffer) => {
        got += chunk.toString("latin1");
        socket.end(":irc.test 001 wary :Welcome\r\n");
      }),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const adapter = bot({ host: "localhost", port: (server.address() as AddressInfo).port }, "wary");
    await expect(adapter.start(createRecordingHost(systemClock))).rejects.toMatchObject({ code: "unavailable" });
    await adapter.stop();
    server.close();
    expect(got.length).toBeGreaterThan(0);
    expect(got).not.toContain(network.password);
  });
});
