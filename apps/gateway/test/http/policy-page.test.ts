import { describe, expect, test } from "vitest";
import { configOf } from "../support/config.ts";
import { person } from "./support/people.ts";
import { callApi, startServer } from "./support/server.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { telegram: { dmPolicy: "pairing", allowFrom: ["5", "<b>"] }, discord: { dmPolicy: "allowlist" } },
  agents: {
    defaults: { tools: { deny: ["browser"] } },
    list: [{ id: "main" }, { id: "work", tools: { deny: ["exec"] } }],
  },
}`;

describe("[R9.3] The policy page", () => {
  test("says what to do while nothing is configured", async () => {
    const server = await startServer();
    const { text } = await (await server.signIn()).get("/policy");
    expect(text).toContain("strangers are asked to pair");
    expect(text).toContain("What agents may do");
  });

  test("shows the rules in force per channel and agent, with the layer that decides and where it stands", async () => {
    const server = await startServer();
    server.config.exec = configOf(config);
    const { text } = await (await server.signIn()).get("/policy");
    expect(text).toContain("telegram/default");
    expect(text).toContain("only who is on the list");
    expect(text).toContain("5, &lt;b&gt;");
    expect(text).toMatch(/<h2>work<\/h2>/);
    expect(text).toContain("moltbot.json5:5 agents.defaults.tools.deny[0]");
    expect(text).toContain("moltbot.json5:6 agents.list.work.tools.deny[0]");
  });

  test.each([
    ["always", "each time"],
    ["per-session", "once per session"],
    ["once", "once, then never again"],
  ])("[R7.3] says how often %s asks, and never that it is a yes", async (approvalMode, words) => {
    const server = await startServer();
    server.config.exec = configOf(
      `{ owners: ["telegram:1"], channels: { telegram: {} }, agents: { defaults: { tools: { exec: { approvalMode: "${approvalMode}" } } } } }`,
    );
    const { text } = await (await server.signIn()).get("/policy?who=telegram:9&command=git%20push");
    expect(text).toContain(`those of the list run, others ask ${words}`);
    expect(text).toContain(`1 command in it; an approver is asked ${words}.`);
  });

  test.each([
    ["deny", "none run"],
    ["full", "all run unasked"],
  ])("[R7.1] says what %s means", async (security, words) => {
    const server = await startServer();
    server.config.exec = configOf(`{ agents: { defaults: { tools: { exec: { security: "${security}" } } } } }`);
    expect((await (await server.signIn()).get("/policy")).text).toContain(`<dd>${words}</dd>`);
  });

  test("[R9.6] explains every gate, what would change the outcome, a tool and a command", async () => {
    const server = await startServer();
    server.config.exec = configOf(config);
    await server.app.pairing.block(person("9"), { kind: "operator", via: "cli" });
    const browser = await server.signIn();
    const query = "who=telegram:9&text=<b>hi&tool=exec&command=git%20push";
    const { text } = await browser.get(`/policy?${query.replace("<b>", "%3Cb%3E")}`);
    const { body } = {
      body: JSON.parse((await callApi(server, "GET", `/api/v1/explain?${query.replace("<b>", "%3Cb%3E")}`)).text) as {
        reason: string;
        gates: readonly { gate: string; says: string }[];
      },
    };
    expect(text).toContain(body.reason);
    expect(body.gates.length).toBeGreaterThan(3);
    for (const { gate } of body.gates) expect(text).toContain(`<strong>${gate}</strong>`);
    expect(text).toContain("What would change that:");
    expect(text).toContain("&lt;b&gt;hi");
    expect(text).toContain('aria-label="The tool"');
    expect(text).toContain('aria-label="The command"');
    expect(text).toContain("git push");
    expect(text).toContain('name="who" value="telegram:9"');
  });

  test("[R9.6] changes nothing by explaining", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const before = (await server.app.stores.audit.query({})).records.length;
    for (let n = 0; n < 5; n++) await browser.get("/policy?who=telegram:9&text=/pair");
    expect((await server.app.stores.audit.query({})).records).toHaveLength(before);
    expect(await server.app.stores.pairing.user(person("9"))).toBeUndefined();
  });

  test.each([
    ["who=@nobody", "Nobody is known as"],
    ["who=telegram:9&mention=perhaps", "cannot be read"],
    [`who=telegram:9&text=${"x".repeat(1001)}`, "is too long"],
  ])("says what is wrong with ?%.40s", async (query, words) => {
    const reply = await (await (await startServer()).signIn()).get(`/policy?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.text).toContain(words);
  });
});
