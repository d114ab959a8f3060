import { readRecords } from "@moltbot/audit";
import { describe, expect, test } from "vitest";
import { noon } from "./support/app.ts";
import { person } from "./support/people.ts";
import { startServer, type TestServer } from "./support/server.ts";

const hour = 3_600_000;
const names = { displayName: '</script><img src=x onerror=alert(1)>"' };

async function written(server: TestServer, count: number): Promise<void> {
  await server.app.stores.audit.append(
    Array.from({ length: count }, (_, at) => ({
      event: at % 2 === 0 ? "pairing.requested" : "pairing.refused",
      at: noon - (count - at) * hour,
      outcome: at % 2 === 0 ? "done" : "denied",
      actor: { kind: "person", principal: person(String(at % 3)) },
      subject: person(String(at % 3)),
      ref: `pair_${at}`,
      personal: names,
    })),
  );
}

const refs = (html: string): readonly number[] => [...html.matchAll(/>pair_(\d+)</g)].map(([, n]) => Number(n));

describe("[R9.3] The audit page", () => {
  test("shows records newest first, a page at a time, without gaps or repeats", async () => {
    const server = await startServer();
    await written(server, 120);
    const browser = await server.signIn();
    const seen: number[] = [];
    for (let path: string | undefined = "/audit"; path !== undefined; ) {
      const { text } = await browser.get(path);
      seen.push(...refs(text));
      path = /href="(\/audit\?[^"]*cursor=[^"]+)">Older/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, at) => 119 - at));
  });

  test("[R9.1] filters as the command line does, and keeps what was typed", async () => {
    const server = await startServer();
    await written(server, 30);
    const browser = await server.signIn();
    const { text } = await browser.get("/audit?user=telegram:1&event=*.requested&since=15%20h&until=2%20h");
    expect(refs(text)).toEqual([22, 16]);
    expect(text).toContain('name="event" value="*.requested"');
    expect(text).toContain('name="since" value="15 h"');
    expect(text).toMatch(/aria-label="Records over time: 2 done or allowed, 0 denied or failed"/);
    expect((await browser.get("/audit?event=device")).text).toContain("Nothing in the log fits.");
  });

  test.each([
    ["since=yesterday", "is neither a duration nor a time"],
    ["since=1%20h&until=2%20h", "Since is not before until"],
    ["event=pair%25", "names no event"],
    ["user=@nobody", "Nobody is known as"],
    ["cursor=x", "not a cursor"],
    ["event=%3Cb%3E", "&lt;b&gt;"],
  ])("says what is wrong with ?%s", async (query, text) => {
    const browser = await (await startServer()).signIn();
    const reply = await browser.get(`/audit?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.text).toContain(text);
    expect(reply.text).toContain('role="alert"');
  });

  test("holds the words of strangers as inert text", async () => {
    const server = await startServer();
    await written(server, 1);
    const { text } = await (await server.signIn()).get("/audit");
    expect(text).toContain("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;");
    expect(text).not.toContain("<img src=x");
  });

  test("[R9.5] exports what fits as a file, and writes down who did", async () => {
    const server = await startServer();
    await written(server, 4);
    const browser = await server.signIn();
    const csv = await browser.post("/audit/export", {
      format: "csv",
      event: "*.refused",
      user: "",
      since: "",
      until: "",
    });
    expect(csv.headers["content-type"]).toMatch(/^text\/csv/);
    expect(csv.headers["content-disposition"]).toBe('attachment; filename="audit-2026-06-01.csv"');
    expect(csv.text.trim().split("\r\n")).toHaveLength(3);
    const json = await browser.post("/audit/export", { format: "json", user: "telegram:0" });
    expect(JSON.parse(json.text)).toHaveLength(2);
    const events: string[] = [];
    for await (const record of readRecords(server.app.stores.audit, { event: "audit.exported" })) {
      events.push(record.actor);
    }
    expect(events).toEqual(["operator (dashboard)", "operator (dashboard)"]);
    const wrong = await browser.post("/audit/export", { format: "csv", since: "?" });
    expect(wrong).toMatchObject({ status: 400, headers: { "content-type": expect.stringContaining("text/html") } });
  });

  test("[R9.5] says whether the log is whole, and checks when told to", async () => {
    const server = await startServer();
    await written(server, 3);
    const browser = await server.signIn();
    expect((await browser.get("/audit")).text).toContain("Nobody has checked yet");
    expect((await browser.post("/audit/verify", {})).headers.location).toBe("/audit");
    expect((await browser.get("/audit")).text).toMatch(/The log is whole: \d+ records fit together/);
  });

  test("says so when the log does not fit any more", async () => {
    const server = await startServer();
    const verdict = { ok: false, checked: 2, brokenAt: 3, because: "the hash of <this> row differs" } as const;
    const found = { at: noon, findings: [], sandboxes: [], audit: { at: noon, verdict } };
    const doctor = { latest: () => found, examine: async () => found };
    const broken = await startServer({ test: { ...server, app: { ...server.app, doctor } } });
    const browser = await broken.signIn();
    const { text } = await browser.get("/audit");
    expect(text).toContain("The log was changed: record 3 does not fit.");
    expect(text).toContain("the hash of &lt;this&gt; row differs");
    expect((await browser.get("/")).text).toMatch(/badge bad">broken/);
  });
});
