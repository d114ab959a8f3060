import { everythingIn } from "@moltbot/channel/testing";
import { afterEach, describe, expect, test } from "vitest";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;

afterEach(() => bench.close());

const failure = async (): Promise<Record<string, unknown>> =>
  await bench.during(bench.adapter.start(bench.host)).then(
    () => ({}),
    (error: unknown) => error as Record<string, unknown>,
  );

describe("start", () => {
  test("says where to switch on the intent that Discord refuses (4014)", async () => {
    bench = await openBench({}, { messageContent: false });
    const error = await failure();
    expect(error).toMatchObject({ code: "denied", data: { closeCode: 4014 } });
    expect(error["hint"]).toMatch(/developers\/applications.*Message Content Intent/);
    expect(await bench.during(bench.adapter.probe())).toMatchObject({ status: "down" });
    bench.server.setMessageContent(true);
    await bench.during(bench.adapter.start(bench.host));
    expect(await bench.adapter.probe()).toEqual({ status: "ok" });
  });

  test.each(["", "with space", "wrong.token.here"])("refuses the token %j", async (token) => {
    bench = await openBench({ token });
    expect(await failure()).toMatchObject({ code: "denied", hint: expect.stringContaining("Reset Token") });
    expect(bench.server.count("getGateway")).toBe(token.startsWith("wrong") ? 1 : 0);
  });

  test("asks for servers, messages and their text, and for nothing else", async () => {
    bench = await openBench();
    await bench.during(bench.adapter.start(bench.host));
    // Guilds, GuildMessages, DirectMessages, MessageContent.
    expect(bench.server.handshakes().intents).toBe((1 << 0) | (1 << 9) | (1 << 12) | (1 << 15));
  });

  test("rejects unavailable when nobody listens, and may be tried again", async () => {
    bench = await openBench();
    bench.server.setOffline(true);
    expect(await failure()).toMatchObject({ code: "unavailable", message: expect.stringContaining("127.0.0.1") });
    bench.server.setOffline(false);
    await bench.during(bench.adapter.start(bench.host));
    await expect(bench.adapter.start(bench.host)).rejects.toMatchObject({ code: "conflict" });
  });

  test("gives up when the gateway never lets it in, and leaves no connection behind", async () => {
    bench = await openBench({ startTimeoutMs: 3000 });
    bench.server.mute(true);
    expect(await failure()).toMatchObject({ code: "unavailable", message: expect.stringContaining("3 seconds") });
    await bench.until("no connection is open", () => bench.server.connections() === 0);
  });

  test("stop during start ends it", async () => {
    bench = await openBench();
    const starting = failure();
    await bench.during(bench.adapter.stop());
    expect(await starting).toMatchObject({ code: "unavailable" });
    await bench.until("no connection is open", () => bench.server.connections() === 0);
  });

  test("stop while it reconnects leaves no connection behind", async () => {
    bench = await openBench();
    await bench.during(bench.adapter.start(bench.host));
    bench.server.disconnect();
    await bench.until("it is seen", () => bench.host.logged().includes("is being restored"));
    await bench.during(bench.adapter.stop());
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(bench.server.connections()).toBe(0);
  });

  test("a probe of what is not running tells whether the token is good, and never shows it", async () => {
    bench = await openBench();
    expect(await bench.during(bench.adapter.probe())).toMatchObject({
      status: "down",
      detail: expect.stringContaining("token is good"),
    });
    const wrong = bench.second({ token: "wrong.secret.token" });
    const health = await bench.during(wrong.adapter.probe());
    expect(health).toMatchObject({ status: "down", detail: expect.stringContaining("refused the token") });
    expect(everythingIn(health)).not.toContain("wrong.secret.token");
  });
});
