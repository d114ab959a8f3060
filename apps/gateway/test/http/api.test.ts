import { describe, expect, test } from "vitest";
import { configOf } from "../support/config.ts";
import { ask, person } from "./support/people.ts";
import { callApi, type Reply, startServer } from "./support/server.ts";

const read = (reply: Reply): unknown => JSON.parse(reply.text);
const errorOf = (reply: Reply) =>
  (read(reply) as { error: { code: string; message: string; hint?: string; data?: Record<string, unknown> } }).error;

describe("The API lists", () => {
  test("pending requests with everything an approver should see", async () => {
    const server = await startServer();
    const approval = await ask(
      server,
      person("7"),
      { displayName: "Mina", username: "minao", phone: "+84987654321" },
      { firstMessage: "hi", claim: "@minao" },
    );
    const list = read(await callApi(server, "GET", "/api/v1/approvals"));
    expect(list).toEqual([
      {
        id: approval.id,
        kind: "pairing",
        status: "pending",
        channel: "telegram",
        account: "default",
        userId: "7",
        displayName: "Mina",
        username: "minao",
        phone: "+84987654321",
        code: approval.payload["code"],
        firstMessage: "hi",
        claim: "@minao",
        policy: "test",
        required: 1,
        approvals: 0,
        votes: [],
        createdAt: "2026-06-01T12:00:00.000Z",
        expiresAt: "2026-06-01T13:00:00.000Z",
      },
    ]);
    expect(read(await callApi(server, "GET", `/api/v1/approvals/${approval.id}`))).toMatchObject({ id: approval.id });
    await server.clock.advance(3_600_000);
    expect(read(await callApi(server, "GET", "/api/v1/approvals"))).toEqual([]);
  });

  test("people, sessions, the audit log and the state of the gateway", async () => {
    const server = await startServer();
    await callApi(server, "POST", "/api/v1/pairing/telegram:7/admit", {});
    await ask(server, person("8"), { displayName: "Bo" });
    expect(read(await callApi(server, "GET", "/api/v1/users?state=paired"))).toMatchObject([
      { channel: "telegram", userId: "7", state: "paired", agent: "main", permissions: ["read", "write"] },
    ]);
    const before = server.config.exec;
    server.config.exec = configOf(
      '{ channels: { telegram: {} }, agents: { list: [{ id: "main", permissions: ["read", "exec"] }] } }',
    );
    for (const path of ["/api/v1/users/telegram:7", "/api/v1/users?state=paired"])
      expect([read(await callApi(server, "GET", path))].flat()).toMatchObject([{ permissions: ["read", "exec"] }]);
    server.config.exec = before;
    expect(read(await callApi(server, "GET", "/api/v1/users/telegram:8"))).toMatchObject({
      displayName: "Bo",
      state: "pending",
    });
    expect(read(await callApi(server, "GET", "/api/v1/sessions"))).toEqual([
      {
        channel: "telegram",
        account: "default",
        userId: "7",
        key: "telegram:7",
        kind: "dm",
        lines: 0,
        sandboxed: true,
        directory: expect.stringMatching(/^\/nowhere(\.|\/)sandboxes\//),
        agent: "main",
        permissions: ["read", "write"],
        createdAt: "2026-06-01T12:00:00.000Z",
      },
    ]);
    const audit = await callApi(server, "GET", "/api/v1/audit?event=pairing.forced&limit=1");
    expect(read(audit)).toMatchObject([
      { event: "pairing.forced", actor: "operator (api)", subject: "telegram:7", at: "2026-06-01T12:00:00.000Z" },
    ]);
    expect(read(await callApi(server, "GET", "/api/v1/status"))).toEqual({
      ready: true,
      trouble: [],
      storage: "memory",
      pending: 1,
      channels: [{ channel: "web", account: "default", status: "ok" }],
      config: { version: expect.stringMatching(/^[0-9a-f]{16}$/), since: "2026-06-01T12:00:00.000Z" },
    });
  });

  test("the log page by page", async () => {
    const server = await startServer();
    for (const id of ["1", "2", "3"]) await callApi(server, "POST", `/api/v1/pairing/telegram:${id}/admit`, {});
    const first = await callApi(server, "GET", "/api/v1/audit?event=pairing.forced&limit=2");
    const cursor = String(first.headers["next-cursor"]);
    const second = await callApi(
      server,
      "GET",
      `/api/v1/audit?event=pairing.forced&limit=2&cursor=${encodeURIComponent(cursor)}`,
    );
    expect(read(first)).toHaveLength(2);
    expect(read(second)).toHaveLength(1);
    expect(second.headers["next-cursor"]).toBeUndefined();
  });
});

describe("An answer by the API", () => {
  test("approves, and a second one hears who was first", async () => {
    const server = await startServer();
    const { id } = await ask(server, person("7"));
    const path = `/api/v1/approvals/${id}`;
    const yes = await callApi(server, "POST", path, { decision: "approve", scope: "always" });
    expect(yes.status).toBe(200);
    expect(read(yes)).toMatchObject({ status: "approved", request: { id, status: "approved", approvals: 1 } });
    const late = await callApi(server, "POST", path, { decision: "deny" });
    expect(late.status).toBe(409);
    expect(errorOf(late)).toMatchObject({ code: "conflict", data: { request: { id, status: "approved" } } });
    expect(errorOf(late).message).toMatch(/approved already, by operator/);
  });

  test("denies, blocks, and counts votes", async () => {
    const server = await startServer();
    server.rules.requiredApprovals = 2;
    const one = await ask(server, person("1"));
    const two = await ask(server, person("2"));
    const vote = await callApi(server, "POST", `/api/v1/approvals/${one.id}`, { decision: "approve" });
    expect(read(vote)).toMatchObject({ status: "voted", have: 1, need: 2 });
    expect(read(await callApi(server, "POST", `/api/v1/approvals/${one.id}`, { decision: "deny" }))).toMatchObject({
      status: "denied",
    });
    expect(read(await callApi(server, "POST", `/api/v1/approvals/${two.id}`, { decision: "block" }))).toMatchObject({
      status: "blocked",
      request: { status: "cancelled" },
    });
    expect(read(await callApi(server, "GET", "/api/v1/users/telegram:2"))).toMatchObject({
      state: "blocked",
      blockedBy: "operator",
    });
  });

  test("comes too late after the time is over", async () => {
    const server = await startServer();
    const { id } = await ask(server, person("7"));
    await server.clock.advance(3_600_001);
    const reply = await callApi(server, "POST", `/api/v1/approvals/${id}`, { decision: "approve" });
    expect(reply.status).toBe(410);
    expect(errorOf(reply).code).toBe("expired");
  });

  test("needs the whole id", async () => {
    const server = await startServer();
    const { id } = await ask(server, person("7"));
    for (const part of [id.slice(0, -1), id.toUpperCase(), `${id}x`, "pair_", "latest", "__proto__"]) {
      const reply = await callApi(server, "POST", `/api/v1/approvals/${part}`, { decision: "approve" });
      expect(reply.status, part).toBe(404);
    }
    expect((await server.app.stores.approvals.get(id))?.status).toBe("pending");
  });
});

describe("An act on a person", () => {
  test("unpairs, blocks and unblocks, and says when it was so already", async () => {
    const server = await startServer();
    const act = async (verb: string, body: unknown = {}) =>
      read(await callApi(server, "POST", `/api/v1/users/telegram%3A7/${verb}`, body));
    await callApi(server, "POST", "/api/v1/pairing/telegram%3A7/admit", {});
    expect(await act("unpair")).toEqual({
      status: "done",
      channel: "telegram",
      account: "default",
      userId: "7",
      cancelled: [],
    });
    expect(await act("unpair")).toMatchObject({ status: "unchanged" });
    const { id } = await ask(server, person("7"));
    expect(await act("block", { reason: "spam" })).toMatchObject({ status: "done", cancelled: [id] });
    expect(read(await callApi(server, "GET", "/api/v1/users/telegram:7"))).toMatchObject({
      state: "blocked",
      blockReason: "spam",
    });
    const refused = await callApi(server, "POST", "/api/v1/pairing/telegram:7/admit", {});
    expect(refused.status).toBe(403);
    expect(errorOf(refused).hint).toMatch(/Unblock/);
    expect(await act("unblock")).toMatchObject({ status: "done" });
  });

  test("refuses an identity that fits several people, and one that fits none", async () => {
    const server = await startServer();
    await ask(server, { channel: "telegram", account: "default", id: "7" }, { displayName: "Mina" });
    await ask(server, { channel: "telegram", account: "work", id: "7" }, { displayName: "Mina" });
    const many = await callApi(server, "POST", "/api/v1/users/telegram:7/block", {});
    expect(many.status).toBe(409);
    expect(errorOf(many).data).toEqual({ users: ["telegram/default:7", "telegram/work:7"] });
    const exact = `/api/v1/users/${encodeURIComponent("telegram/work:7")}/block`;
    expect(read(await callApi(server, "POST", exact, {}))).toMatchObject({ status: "done", account: "work" });
    expect((await callApi(server, "POST", "/api/v1/users/@nobody/block", {})).status).toBe(404);
  });

  test("names the CLI in the log when it says so, and a made-up caller by the door it used", async () => {
    const server = await startServer();
    const headers = {
      authorization: "Bearer operator-token-operator-token-0123456789",
      "content-type": "application/json",
    };
    await server.send("/api/v1/pairing/telegram:1/admit", {
      method: "POST",
      headers: { ...headers, "moltbot-client": "cli" },
      body: "{}",
    });
    await server.send("/api/v1/pairing/telegram:2/admit", {
      method: "POST",
      headers: { ...headers, "moltbot-client": "system" },
      body: "{}",
    });
    const { records } = await server.app.stores.audit.query({ event: "pairing.forced" });
    expect(records.map((record) => record.actor)).toEqual(["operator (api)", "operator (cli)"]);
  });
});
