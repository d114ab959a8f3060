import { describe, expect, test } from "vitest";
import { person } from "./support/people.ts";
import { callApi, startServer } from "./support/server.ts";

const ana = "telegram%2Fdefault%3A7";
const path = `/api/v1/users/${ana}`;

async function startWithAna() {
  const server = await startServer();
  await callApi(server, "POST", "/api/v1/pairing/telegram:7/admit", {});
  return server;
}

describe("[R9.4] The API erases and exports", () => {
  test("a person: first told what would go, then gone, then nothing to do", async () => {
    const server = await startWithAna();
    const dry = await callApi(server, "POST", `${path}/erase`, { mode: "purge", dryRun: true });
    expect(JSON.parse(dry.text)).toMatchObject([{ status: "dry-run", userId: "7", tally: { people: 1 }, owner: [] }]);
    expect((await server.app.stores.pairing.standing(person("7"))).grant).toBeDefined();
    const erased = await callApi(server, "POST", `${path}/erase`, { mode: "purge" });
    expect(JSON.parse(erased.text)).toMatchObject([{ status: "erased", channel: "telegram", tally: { people: 1 } }]);
    expect(await server.app.stores.pairing.standing(person("7"))).toEqual({});
    const again = await callApi(server, "POST", `${path}/erase`, { mode: "purge" });
    expect(JSON.parse(again.text)).toMatchObject([{ status: "unchanged" }]);
    const { records } = await server.app.stores.audit.query({ event: "user.purged" });
    expect(records).toMatchObject([{ actor: "operator (api)", data: { people: 1, blockKept: false } }]);
    expect(records[0]).not.toHaveProperty("subject");
  });

  test("a person as a document, which is an event", async () => {
    const server = await startWithAna();
    const { text, headers } = await callApi(server, "POST", `${path}/export`, {});
    expect(headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(text)).toMatchObject({
      format: "moltbot-person-export",
      people: ["telegram:7"],
      sections: { pairing: [{ via: "forced" }] },
      manifest: [{ section: "pairing", count: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    const { records } = await server.app.stores.audit.query({ event: "user.exported" });
    expect(records).toMatchObject([{ subject: "telegram:7", data: { pairing: 1 } }]);
  });

  test("never an owner, nor by a word or a field that it does not know", async () => {
    const server = await startWithAna();
    const owner = await callApi(server, "POST", "/api/v1/users/web:owner/erase", { mode: "delete" });
    expect([owner.status, JSON.parse(owner.text).error.code]).toEqual([403, "denied"]);
    for (const body of [{}, { mode: "all" }, { mode: "purge", force: true }, { mode: "purge", linked: "yes" }]) {
      expect((await callApi(server, "POST", `${path}/erase`, body)).status).toBe(400);
    }
    expect((await server.app.stores.pairing.standing(person("7"))).grant).toBeDefined();
  });
});

test("[R9.4] the dashboard shows what is kept, asks before it goes, and hands it out", async () => {
  const server = await startWithAna();
  const browser = await server.signIn();
  expect((await browser.get("/users")).text).toContain(`href="/users/${ana}/privacy"`);
  const data = (await browser.get(`/users/${ana}/privacy`)).text;
  for (const part of ["people: 1", "Export", "Purge…", "Anonymise…"]) expect(data).toContain(part);
  expect((await browser.get(`/users/${ana}/erase?mode=purge`)).text).toContain("Purge for good");
  const file = await browser.post(`/users/${ana}/export`, {});
  expect(file.headers["content-disposition"]).toContain("attachment");
  expect(JSON.parse(file.text).people).toEqual(["telegram:7"]);
  const bare = await server.send(`/users/${ana}/erase`, {
    method: "POST",
    headers: { cookie: browser.cookie, "content-type": "application/x-www-form-urlencoded" },
    body: "mode=purge",
  });
  expect(bare.status).toBe(403);
  const { headers } = await browser.post(`/users/${ana}/erase`, { mode: "purge" });
  expect(headers.location).toBe("/users?note=erased");
  expect(await server.app.stores.pairing.standing(person("7"))).toEqual({});
});
