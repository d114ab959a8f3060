import { type IncomingMessage, request } from "node:http";
import type { AuditQuery } from "@moltbot/audit";
import { sampleEvent } from "@moltbot/audit/testing";
import { describe, expect, test } from "vitest";
import { createTestApp } from "./support/app.ts";
import { ask, person } from "./support/people.ts";
import { callApi, formType, type Reply, startServer, token } from "./support/server.ts";

const read = (reply: Reply): unknown => JSON.parse(reply.text);

describe("[R9.5] The audit log by the API", () => {
  test("is filtered by any identity and any pattern, from either end", async () => {
    const server = await startServer();
    await ask(server, person("7"), { displayName: "Mina", username: "minao" });
    await callApi(server, "POST", "/api/v1/pairing/telegram:8/admit", {});
    for (const who of ["telegram:7", "7", "@minao", "telegram/default:7"]) {
      const records = read(await callApi(server, "GET", `/api/v1/audit?user=${encodeURIComponent(who)}`));
      expect(records, who).toMatchObject([{ event: "pairing.requested", subject: "telegram:7" }]);
    }
    const both = read(await callApi(server, "GET", "/api/v1/audit?event=pairing.*&order=oldest"));
    expect(both).toMatchObject([{ event: "pairing.requested" }, { event: "pairing.forced" }]);
    for (const query of ["user=nobody", "user=%40nobody"]) {
      expect((await callApi(server, "GET", `/api/v1/audit?${query}`)).status).toBe(404);
    }
    for (const query of ["event=pair%25", "order=best", "since=2026-02-01&until=2026-01-01"]) {
      expect((await callApi(server, "GET", `/api/v1/audit?${query}`)).status, query).toBe(400);
    }
  });

  test("is proved against a head that was kept", async () => {
    const server = await startServer();
    await callApi(server, "POST", "/api/v1/pairing/telegram:8/admit", {});
    const head = read(await callApi(server, "GET", "/api/v1/audit/head")) as { seq: number; hash: string };
    expect(head.seq).toBeGreaterThan(0);
    expect(read(await callApi(server, "POST", "/api/v1/audit/verify", { head }))).toMatchObject({ ok: true });
    const forged = { ...head, hash: "0".repeat(64) };
    expect(read(await callApi(server, "POST", "/api/v1/audit/verify", { head: forged }))).toMatchObject({
      ok: false,
      because: "the chain was made anew",
    });
    for (const bad of [{ head: 7 }, { head: { seq: 1 } }, { head: { seq: 1, hash: "x" } }, { other: 1 }]) {
      expect((await callApi(server, "POST", "/api/v1/audit/verify", bad)).status).toBe(400);
    }
  });

  test("is exported in both forms, and the export is an event", async () => {
    const server = await startServer();
    await ask(server, person("7"), { displayName: "=HYPERLINK(1)" });
    const csv = await callApi(server, "POST", "/api/v1/audit/export", { format: "csv", event: "pairing" });
    expect(csv).toMatchObject({ status: 200, headers: { "content-type": "text/csv; charset=utf-8; header=present" } });
    expect(csv.text.split("\r\n")).toHaveLength(3);
    const json = await callApi(server, "POST", "/api/v1/audit/export", { format: "json", user: "7" });
    expect(read(json)).toMatchObject([{ personal: { displayName: "=HYPERLINK(1)" } }]);
    expect(read(await callApi(server, "GET", "/api/v1/audit?event=audit.exported"))).toMatchObject([
      { actor: "operator (api)", data: { format: "json" }, personal: { user: "telegram/default:7" } },
      { data: { format: "csv", event: "pairing" } },
    ]);
    for (const bad of [{}, { format: "xml" }, { format: "csv", since: "soon" }, { format: "csv", event: 7 }]) {
      expect((await callApi(server, "POST", "/api/v1/audit/export", bad)).status).toBe(400);
    }
  });

  /** Starts an export of 40,000 records and gives the answer unread, and how many pages were asked for so far. */
  async function beginExport(o: { failAfter?: number } = {}) {
    const test = createTestApp();
    const { audit } = test.app.stores;
    await audit.append(Array.from({ length: 40_000 }, (_, minute) => sampleEvent(minute, { reason: "x".repeat(400) })));
    let pages = 0;
    const query = async (wish: AuditQuery) => {
      pages += 1;
      if (pages > (o.failAfter ?? Number.POSITIVE_INFINITY)) throw new Error("the store went away");
      return audit.query(wish);
    };
    const app = { ...test.app, stores: { ...test.app.stores, audit: { ...audit, query } } };
    const server = await startServer({ test: { ...test, app } });
    const body = JSON.stringify({ format: "json" });
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-length": body.length,
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ port: server.port, path: "/api/v1/audit/export", method: "POST", headers }, resolve);
      sent.once("error", reject);
      sent.end(body);
    });
    return { answer, pages: () => pages };
  }

  test("waits for a reader that is slow", async () => {
    const { answer, pages } = await beginExport();
    answer.pause();
    let before = -1;
    while (pages() !== before) {
      before = pages();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    // What lies in the buffers of two sockets, and no more.
    expect(before).toBeLessThan(35);
    let text = "";
    for await (const chunk of answer) text += chunk;
    expect(JSON.parse(text)).toHaveLength(40_001);
    expect(pages()).toBeGreaterThan(40);
  });

  test("breaks off when the store does, so that nobody takes it for whole", async () => {
    const { answer } = await beginExport({ failAfter: 10 });
    const reading = (async () => {
      let text = "";
      for await (const chunk of answer) text += chunk;
      return text;
    })();
    await expect(reading).rejects.toThrow("aborted");
  });
});

describe("[R9.5] The door of the dashboard is written down", () => {
  test("links, sign-ins and sign-outs, by whom", async () => {
    const server = await startServer();
    await callApi(server, "POST", "/api/v1/sign-in-links", {});
    const browser = await server.signIn();
    await browser.post("/sign-out", {});
    const records = read(await callApi(server, "GET", "/api/v1/audit?event=dashboard"));
    expect(records).toMatchObject([
      { event: "dashboard.signed_out", actor: "operator (dashboard)" },
      { event: "dashboard.signed_in", actor: "operator (dashboard)" },
      { event: "dashboard.link_made", actor: "operator (api)" },
    ]);
  });

  test("refusals too, and a flood of them stops at sixty an hour", async () => {
    const test = createTestApp();
    const servers = [await startServer({ test }), await startServer({ test })];
    const [server = await startServer({ test })] = servers;
    await server.send("/api/v1/status", { headers: { authorization: "Bearer wrong" } });
    await server.send("/approvals", { headers: { cookie: "moltbot=a.b.c" } });
    await server.send("/sign-in", { method: "POST", headers: formType, body: "token=forged" });
    const refused = async () =>
      (await test.app.stores.audit.query({ event: "dashboard.*_refused", limit: 1000 })).records;
    expect((await refused()).map(({ event, outcome, reason }) => [event, outcome, reason])).toEqual(
      expect.arrayContaining([
        ["dashboard.sign_in_refused", "denied", "forged"],
        ["dashboard.token_refused", "denied", "wrong"],
      ]),
    );
    for (let hour = 0; hour < 20; hour++) {
      for (let i = 0; i < 20; i++)
        await server.send("/sign-in", { method: "POST", headers: formType, body: "token=forged" });
      await test.clock.advance(60_000);
    }
    expect((await refused()).length).toBeLessThanOrEqual(60);
    expect((await refused()).length).toBeGreaterThan(20);
  });
});
