import { describe, expect, test } from "vitest";
import { configOf } from "../support/config.ts";
import { ask, person } from "./support/people.ts";
import { callApi, type Reply, startServer } from "./support/server.ts";
import { talked } from "./support/talk.ts";

const read = (reply: Reply): Record<string, unknown> => JSON.parse(reply.text) as Record<string, unknown>;
const operator = { kind: "operator", via: "cli" } as const;
const path = "/api/v1/users/telegram:7";

describe("[R1.4] One person", () => {
  test("is shown on a page of their own, with every reason and nothing that acts", async () => {
    const server = await startServer();
    server.config.exec = configOf(
      `{ channels: { telegram: { dmPolicy: "pairing" } }, agents: { bindings: { "*": "main" } } }`,
    );
    const approval = await ask(server, person("7"), { displayName: `<img src=x>"\u202eevil`, username: "mina" });
    await server.app.pairing.approve(approval.id, operator);
    const browser = await server.signIn();
    expect((await browser.get("/users")).text).toContain('href="/users/telegram%2Fdefault%3A7"');
    const { status, text } = await browser.get("/users/telegram%2Fdefault%3A7");
    expect(status).toBe(200);
    for (const part of [
      "telegram:7",
      "may talk: paired",
      "by a binding",
      "read, write: what the agent has",
      "in a sandbox (sandbox.mode non-main)",
      "pairing.approved",
      "exec",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("<img");
    expect(text).not.toContain("\u202e");
    expect((await browser.get("/users/telegram:7")).text).toContain("may talk: paired");
    expect((await browser.get("/users/nobody")).headers.location).toBe("/users?note=missing");
    expect((await server.send("/users/telegram:7")).text).not.toContain("paired");
  });

  test("was last seen when they last spoke, and is listed by that", async () => {
    const server = await startServer();
    await server.app.pairing.admit(person("7"), operator);
    await server.clock.advance(60_000);
    await server.app.pairing.admit(person("8"), operator);
    await server.clock.advance(60_000);
    const spoke = new Date(server.clock.now()).toISOString();
    await talked(server, "telegram:7", ["hello", "hi"]);
    await server.clock.advance(3_600_000);
    const list = JSON.parse((await callApi(server, "GET", "/api/v1/users")).text) as Record<string, unknown>[];
    expect(list.map(({ userId }) => userId)).toEqual(["7", "8"]);
    expect(list[0]).toMatchObject({ lastSeenAt: spoke });
    expect(read(await callApi(server, "GET", path))).toMatchObject({ lastSeenAt: spoke });
    expect(read(await callApi(server, "GET", `${path}/report`))).toMatchObject({ lastSeenAt: spoke });
    const { text } = await (await server.signIn()).get("/users");
    expect((await (await server.signIn()).get("/users/telegram:7")).text).toContain("by hand, by operator");
    expect(text.indexOf("telegram:7<")).toBeLessThan(text.indexOf("telegram:8<"));
  });

  test("is given an agent and permissions over the API, strictly read", async () => {
    const server = await startServer();
    server.config.exec = configOf(
      `{ agents: { list: { main: {}, dev: {} } }, sessions: { "telegram:8": { agent: "dev" } } }`,
    );
    await ask(server, person("7"));
    const post = (body: object, at = path): Promise<Reply> => callApi(server, "POST", `${at}/session`, body);
    expect(read(await post({ agent: "dev", permissions: ["read"] }))).toMatchObject({ status: "done", userId: "7" });
    expect(read(await post({ agent: "dev" }))).toMatchObject({ status: "unchanged" });
    expect(read(await callApi(server, "GET", `${path}/report`))).toMatchObject({
      agent: { id: "dev", from: "choice" },
      permissions: { list: ["read"], from: "choice" },
      choice: { chosenAt: "2026-06-01T12:00:00.000Z", chosenBy: "operator" },
    });
    for (const [body, status] of [
      [{}, 400],
      [{ agent: "nobody" }, 400],
      [{ agent: 1 }, 400],
      [{ permissions: "read" }, 400],
      [{ permissions: ["fly"] }, 400],
      [{ permissions: [null] }, 400],
      [{ agent: "dev", more: 1 }, 400],
    ] as const) {
      expect((await post(body)).status, JSON.stringify(body)).toBe(status);
    }
    const laidDown = await post({ agent: "main" }, "/api/v1/users/telegram:8");
    expect([laidDown.status, laidDown.text]).toEqual([409, expect.stringContaining("the config lays this down")]);
    await post({ agent: null, permissions: null });
    expect(read(await callApi(server, "GET", `${path}/report`))).not.toHaveProperty("choice");
  });

  test("keeps nothing that was chosen when they are let in anew", async () => {
    const server = await startServer();
    const approval = await ask(server, person("7"));
    await server.app.pairing.approve(approval.id, operator);
    await callApi(server, "POST", `${path}/session`, { permissions: ["exec"] });
    await callApi(server, "POST", `${path}/block`, {});
    expect(read(await callApi(server, "GET", `${path}/report`))).toMatchObject({
      state: "blocked",
      access: { trust: "blocked", action: "ignore", reason: "blocked" },
      permissions: { from: "agent" },
    });
  });
});
