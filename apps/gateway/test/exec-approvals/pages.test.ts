import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ask, person } from "../http/support/people.ts";
import { startServer } from "../http/support/server.ts";
import { execConfig, question } from "./support.ts";

/** A page's text as a reader sees it. */
function textOf(html: string): string {
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "";
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };
  const bare = main.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  return bare.replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => entities[name] ?? "");
}

const buttons = (html: string) =>
  [...html.matchAll(/<button[^>]*name="decision" value="(\w+)"/g)].map((match) => match[1]);

describe("The approvals page", () => {
  test("shows a command whole: what runs, where, for whom, why, its digest, and the answers [R7.4] [R9.3]", async () => {
    const server = await startServer();
    server.config.exec = execConfig({ approvalMode: "once" });
    const browser = await server.signIn();
    await ask(server, person("7"), { displayName: "Mina" });
    const asked = question(`git push && echo ${"x".repeat(6000)} '<b>tail</b>'`, {
      because: "it <i>asks</i>",
      where: "host",
    });
    await server.app.exec.ask(asked);
    const { text } = await browser.get("/approvals");
    expect(text).toContain("<title>(2) Approvals");
    const read = textOf(text);
    for (const part of [
      "One command and one person are waiting.",
      "telegram:200 asks to run a command",
      `git push && echo ${"x".repeat(6000)} '<b>tail</b>'`,
      `git push echo ${"x".repeat(6000)} '<b>tail</b>'`,
      "Why it asks: it <i>asks</i>",
      "on the host, outside the sandbox",
      "/workspace",
      asked.plan.digest,
      "0 of 1",
    ]) {
      expect(read).toContain(part);
    }
    expect(buttons(text)).toEqual(["once", "session", "always", "deny", "approve", "deny"]);
    expect(text).not.toContain("<b>tail");
  });

  test("answers with a scope, lists the grant, and revokes it [R7.3] [R7.5] [R9.3]", async () => {
    const server = await startServer();
    server.config.exec = execConfig({ approvalMode: "once" });
    const browser = await server.signIn();
    const { approval } = await server.app.exec.ask(question());
    const done = await browser.post(`/approvals/${approval.id}`, { decision: "session" });
    const after = textOf((await browser.get(done.headers.location ?? "")).text);
    expect(after).toContain("Approved: git push origin main");
    expect(after).toContain("For session telegram:200");
    expect(after).toContain("approved a command of telegram:200 by operator (dashboard)");
    const [grant] = await server.app.exec.grants();
    const revoked = await browser.post(`/grants/${grant?.id}/revoke`, {});
    expect(textOf((await browser.get(revoked.headers.location ?? "")).text)).toContain(
      "Revoked. The command asks again",
    );
    expect(await server.app.exec.grants()).toEqual([]);
    const again = await browser.post(`/grants/${grant?.id}/revoke`, {});
    expect(again.headers.location).toBe("/approvals?note=revoked-before");
    expect((await browser.post("/grants/grant_x/revoke", {})).headers.location).toBe("/approvals?note=no-grant");
  });

  test("offers and takes only what the agent's settings grant [R7.3]", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const { approval } = await server.app.exec.ask(question());
    expect(buttons((await browser.get("/approvals")).text)).toEqual(["once", "deny"]);
    const reply = await browser.post(`/approvals/${approval.id}`, { decision: "always" });
    expect(textOf((await browser.get(reply.headers.location ?? "")).text)).toContain("Nothing was decided");
    const denied = await browser.post(`/approvals/${approval.id}`, { decision: "deny" });
    expect(textOf((await browser.get(denied.headers.location ?? "")).text)).toContain("Denied. It does not run");
  });

  test("a scope says yes to no person", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const approval = await ask(server, person("7"));
    await browser.post(`/approvals/${approval.id}`, { decision: "toString" });
    expect((await server.app.stores.approvals.get(approval.id))?.status).toBe("pending");
  });

  test("no markup of a command acts [R7.4]", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom("</code></pre><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202Egnp", "<!--"),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (word, because) => {
        const more = { line: word, because, session: `s${word}`, commands: [[word, because]] };
        const { approval } = await server.app.exec.ask(question("git push", more));
        const { text } = await browser.get("/approvals");
        await server.app.exec.decide(approval.id, "deny", { by: { kind: "operator", via: "cli" } });
        expect(text).not.toMatch(/[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
        expect([...text.matchAll(/<script|<article/g)]).toHaveLength(2);
        expect(text).not.toMatch(/<(img|!--)/);
      }),
      { numRuns: 40 },
    );
  });
});
