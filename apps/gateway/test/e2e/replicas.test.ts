import { afterEach, describe, expect, test } from "vitest";
import { type Api, openApi } from "../support/api.ts";
import { type Bot, createBot, people, requestId } from "../support/bot.ts";
import { engines } from "../support/engines.ts";
import { createGatewayProcess, type GatewayProcess } from "../support/gateway-process.ts";

const shared = engines[1];

describe("two gateways on one Postgres and Redis", () => {
  let bot: Bot;
  let other: GatewayProcess;
  afterEach(async () => {
    await other.remove();
    await bot.close();
  });

  async function start(config: Record<string, unknown> = {}): Promise<readonly [Api, Api]> {
    const engine = await shared?.open();
    if (engine === undefined) throw new Error("no engine");
    bot = await createBot(engine, config);
    other = await createGatewayProcess(bot.config);
    await Promise.all([bot.gateway.start(), other.start()]);
    return [await openApi(bot.gateway.stateDir), await openApi(other.stateDir)];
  }

  test("50 concurrent approvals of one request end in one outcome [R3.5] [R9.8]", async () => {
    const apis = await start();
    bot.telegram.dm(people.john, "/pair");
    const id = requestId(await bot.hears(people.owner, "Pairing Request"));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => apis[n % 2]?.post(`approvals/${id}`, { decision: "approve" })),
    );
    expect(answers.filter((answer) => answer?.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer?.status === 409)).toHaveLength(49);
    await bot.hears(people.john, "Paired!");
    expect(bot.heard(people.john).filter((text) => text.includes("Paired!"))).toHaveLength(1);
  });

  test("concurrent approvals of 50 requests make 50 users [R3.5] [R9.8]", async () => {
    const apis = await start();
    for (let n = 0; n < 50; n++) bot.telegram.dm(1000 + n, "/pair");
    await expect.poll(async () => (await apis[1].get<unknown[]>("approvals")).length, { timeout: 20_000 }).toBe(50);
    const waiting = await apis[0].get<{ id: string }[]>("approvals");
    const answers = await Promise.all(
      waiting.map(({ id }, n) => apis[n % 2]?.post(`approvals/${id}`, { decision: "approve" })),
    );
    expect(answers.filter((answer) => answer?.status === 200)).toHaveLength(50);
    expect(await apis[1].get<unknown[]>("users?state=paired")).toHaveLength(50);
    expect(await apis[0].get<unknown[]>("approvals")).toHaveLength(0);
  });

  test("two required approvers who vote at once end in exactly one outcome [R3.5]", async () => {
    const [, api] = await start({
      pairing: { approvers: [`telegram:${people.owner}`, `telegram:${people.second}`], requiredApprovals: 2 },
    });
    bot.telegram.dm(people.john, "/pair");
    const id = requestId(await bot.hears(people.owner, "Pairing Request"));
    await bot.hears(people.second, "Pairing Request");
    bot.telegram.dm(people.owner, `/approve ${id}`);
    bot.telegram.press(people.owner, { button: "Approve" });
    bot.telegram.press(people.second, { button: "Approve" });
    bot.telegram.dm(people.second, `/approve ${id}`);
    await bot.hears(people.john, "Paired!");
    await bot.telegram.drained();
    expect(await api.post(`approvals/${id}`, { decision: "deny" })).toMatchObject({ status: 409 });
    expect(bot.heard(people.john).filter((text) => text.includes("Paired!"))).toHaveLength(1);
    const votes = await api.get<{ outcome: string }[]>("audit?event=pairing.vote");
    expect(votes.filter((vote) => vote.outcome === "done" || vote.outcome === "allowed").length).toBeGreaterThanOrEqual(
      1,
    );
  });

  test("blocked on one gateway is blocked at the next message on the other [R3.8]", async () => {
    const [, api] = await start();
    bot.telegram.dm(people.john, "/pair");
    const id = requestId(await bot.hears(people.owner, "Pairing Request"));
    await api.post(`approvals/${id}`, { decision: "approve" });
    await bot.hears(people.john, "Paired!");
    bot.telegram.dm(people.john, "/whoami");
    await bot.hears(people.john, "Trust: paired");
    expect((await api.post(`users/telegram:${people.john}/block`, {})).status).toBe(200);
    const before = bot.heard(people.john).length;
    bot.telegram.dm(people.john, "/whoami");
    await bot.telegram.drained();
    bot.telegram.dm(people.owner, "/help");
    await bot.hears(people.owner, "What I understand");
    expect(bot.heard(people.john)).toHaveLength(before);
  });

  test("a browser that is signed out on one gateway is out on the other within a second, also after a kill [R9.3]", async () => {
    const [one, two] = await start();
    const { body } = await one.post("sign-in-links", {});
    const link = new URL(String(body["url"]));
    const token = new URLSearchParams({ token: link.searchParams.get("token") ?? "" });
    const headers = { origin: link.origin };
    const signedIn = await fetch(new URL("/sign-in", link), {
      method: "POST",
      body: token,
      headers,
      redirect: "manual",
    });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const stream = await fetch(new URL("/events", link), { headers: { cookie } });
    expect(stream.status).toBe(200);
    const [browser] = await two.get<{ id: string }[]>("browsers");
    expect((await two.post(`browsers/${browser?.id}/sign-out`, {})).status).toBe(200);
    const from = performance.now();
    await stream.text(); // until the gateway ends it
    expect(performance.now() - from).toBeLessThan(2000);
    expect((await fetch(new URL("/users", link), { headers: { cookie } })).status).toBe(401);
    await bot.gateway.kill();
    const url = new URL(await bot.gateway.start());
    const again = cookie.replace(/^moltbot_\d+/, `moltbot_${url.port}`);
    expect((await fetch(new URL("/users", url), { headers: { cookie: again } })).status).toBe(401);
    expect(await two.get("browsers")).toEqual([]);
  });
});
