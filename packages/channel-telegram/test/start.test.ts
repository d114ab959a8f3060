import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { everythingIn } from "@moltbot/channel/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;

async function listen(server: Server | HttpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

beforeEach(async () => {
  bench = await openBench();
});

afterEach(async () => {
  await bench.close();
});

describe("start", () => {
  test("names the account, and where to get a token, when the token is wrong", async () => {
    const { adapter, host } = bench.second({ account: "work", token: "123:AAwrong" });
    await expect(bench.during(adapter.start(host))).rejects.toMatchObject({
      code: "denied",
      message: 'Telegram refused the token of account "work".',
      hint: "Get a token from @BotFather and set channels.telegram.botToken.",
    });
  });

  test.each(["", "123:AA/../../x", "123:AA\r\nHost: evil"])("sends nothing for the token %j", async (token) => {
    const { adapter, host } = bench.second({ token });
    await expect(bench.during(adapter.start(host))).rejects.toMatchObject({ code: "denied" });
    expect(bench.server.count("getMe")).toBe(0);
  });

  test("rejects as unavailable when nothing listens, and may be tried again", async () => {
    const { adapter, host, server } = bench;
    server.setOffline(true);
    const error = await bench.during(adapter.start(host)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("127.0.0.1") });
    expect(everythingIn(error)).not.toContain(server.token);
    expect(await bench.during(adapter.probe())).toMatchObject({ status: "degraded" });
    server.setOffline(false);
    await bench.during(adapter.start(host));
    expect(await adapter.probe()).toEqual({ status: "ok" });
    await expect(adapter.start(host)).rejects.toMatchObject({ code: "conflict" });
  });

  test("does not wait for ever for a server that never answers", async () => {
    const silent = createServer(() => {});
    const { adapter, host } = bench.second({ apiRoot: await listen(silent) });
    await expect(bench.during(adapter.start(host))).rejects.toMatchObject({
      code: "unavailable",
      message: "Telegram did not answer within 15 seconds.",
    });
    silent.close();
  });

  test("does not follow a redirect to another server with the token", async () => {
    const asked: string[] = [];
    const other = createHttpServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("{}");
    });
    const otherUrl = await listen(other);
    const redirecting = createHttpServer((request, response) => {
      response.writeHead(307, { location: `${otherUrl}${request.url}` }).end();
    });
    const { adapter, host } = bench.second({ apiRoot: await listen(redirecting) });
    const error = await bench.during(adapter.start(host)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "unavailable" });
    expect(everythingIn(error)).not.toContain(bench.server.token);
    expect(asked).toEqual([]);
    other.close();
    redirecting.close();
  });

  test("survives a server that answers with something else than Telegram's JSON", async () => {
    const strange = createHttpServer((request, response) => response.end(`<html>${request.url}</html>`));
    const { adapter, host } = bench.second({ apiRoot: `${await listen(strange)}/` });
    const error = await bench.during(adapter.start(host)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "unavailable" });
    expect(everythingIn(error)).not.toContain(bench.server.token);
    strange.close();
  });

  test("goes down with the reason when the token is revoked later, and comes back with it", async () => {
    const { adapter, host, server } = bench;
    server.failNext({ method: "getUpdates", status: 401, description: "Unauthorized", times: 2 });
    await bench.during(adapter.start(host));
    await bench.until("it is told", () => host.logged().includes("Telegram refused the token of account"));
    server.dm(1, "again");
    await bench.until("messages come again", () => host.messages.length === 1);
  });

  test("can be stopped while it connects", async () => {
    const { adapter, host, server } = bench;
    server.failNext({ method: "getMe", status: 429, parameters: { retry_after: 60 }, times: 5 });
    const starting = adapter.start(host).catch((error: unknown) => error);
    await bench.until("it waits", () => server.count("getMe") > 0);
    await bench.during(adapter.stop());
    expect(await bench.during(starting)).toMatchObject({ code: "unavailable" });
  });

  test("says of a good token that only the channel does not run", async () => {
    expect(await bench.during(bench.adapter.probe())).toEqual({
      status: "down",
      detail: "The token is good; the channel is not running.",
    });
  });
});
