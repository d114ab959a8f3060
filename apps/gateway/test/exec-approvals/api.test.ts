import { describe, expect, test } from "vitest";
import { ask, person } from "../http/support/people.ts";
import { callApi, type Reply, startServer } from "../http/support/server.ts";
import { execConfig, question } from "./support.ts";

const read = (reply: Reply): Record<string, unknown> => JSON.parse(reply.text);
const list = (reply: Reply): Record<string, unknown>[] => JSON.parse(reply.text);

describe("the API of questions about commands", () => {
  test("lists and shows both kinds, commands whole and masked [R7.4] [R7.7]", async () => {
    const server = await startServer();
    await ask(server, person("7"));
    await server.clock.advance(1000);
    const asked = question("curl --token abcdef123456 'https://x/a b'");
    const { approval } = await server.app.exec.ask({ ...asked, because: "it asks" });
    const both = list(await callApi(server, "GET", "/api/v1/approvals"));
    expect(both.map(({ kind }) => kind)).toEqual(["pairing", "exec"]);
    expect(both[0]).not.toHaveProperty("command");
    const commands = list(await callApi(server, "GET", "/api/v1/approvals?kind=exec"));
    expect(commands).toHaveLength(1);
    const one = read(await callApi(server, "GET", `/api/v1/approvals/${approval.id}`));
    expect(one).toEqual(commands[0]);
    expect(one).toMatchObject({
      id: approval.id,
      kind: "exec",
      userId: "200",
      required: 1,
      command: {
        line: "curl --token •••[12] 'https://x/a b'",
        directory: "/workspace",
        where: "sandbox",
        agent: "main",
        session: "telegram:200",
        because: "it asks",
        digest: asked.plan.digest,
        masked: true,
        scopes: ["once"],
      },
    });
    expect(read(await callApi(server, "GET", "/api/v1/status"))).toMatchObject({ pending: 2 });
    expect((await callApi(server, "GET", "/api/v1/approvals?kind=x")).status).toBe(400);
  });

  test("answers with a scope, and says how far the yes reached [R7.3]", async () => {
    const server = await startServer();
    server.config.exec = execConfig({ approvalMode: "once" });
    const { approval } = await server.app.exec.ask(question());
    const path = `/api/v1/approvals/${approval.id}`;
    expect((await callApi(server, "POST", path, { decision: "approve", scope: "forever" })).status).toBe(400);
    expect((await callApi(server, "POST", path.slice(0, -1), { decision: "approve" })).status).toBe(404);
    const yes = await callApi(server, "POST", path, { decision: "approve", scope: "always" });
    expect(read(yes)).toMatchObject({
      status: "approved",
      scope: "always",
      grant: { scope: "always", agent: "main", approval: approval.id, grantedBy: ["operator"] },
      request: { status: "approved", votes: [{ by: "operator", via: "api", scope: "always" }] },
    });
    expect((await callApi(server, "POST", path, { decision: "deny" })).status).toBe(409);
  });

  test("refuses what the agent does not offer, and expired questions [R7.3]", async () => {
    const server = await startServer();
    const { approval } = await server.app.exec.ask(question());
    const path = `/api/v1/approvals/${approval.id}`;
    const refused = await callApi(server, "POST", path, { decision: "approve", scope: "session" });
    expect([refused.status, read(refused)]).toMatchObject([
      403,
      { error: { code: "denied", data: { because: "scope", offered: ["once"] } } },
    ]);
    await server.clock.advance(300_000);
    const late = await callApi(server, "POST", path, { decision: "approve" });
    expect([late.status, read(late)]).toMatchObject([410, { error: { hint: "The command does not run." } }]);
  });

  test("blocking who asked ends what they asked [R3.8] [R7.5]", async () => {
    const server = await startServer();
    const { approval } = await server.app.exec.ask(question());
    const reply = await callApi(server, "POST", `/api/v1/approvals/${approval.id}`, { decision: "block" });
    expect(read(reply)).toMatchObject({ status: "blocked", request: { status: "cancelled", because: "blocked" } });
  });

  test("lists grants and revokes them, once [R7.5]", async () => {
    const server = await startServer();
    server.config.exec = execConfig({ approvalMode: "per-session" });
    const { approval } = await server.app.exec.ask(question());
    await callApi(server, "POST", `/api/v1/approvals/${approval.id}`, { decision: "approve" });
    const [grant] = list(await callApi(server, "GET", "/api/v1/grants"));
    expect(grant).toMatchObject({
      scope: "session",
      session: "telegram:200",
      command: { line: "git push origin main" },
    });
    const path = `/api/v1/grants/${grant?.["id"]}/revoke`;
    expect((await callApi(server, "POST", `${path.slice(0, -8)}/revoke`, {})).status).toBe(404);
    expect(read(await callApi(server, "POST", path, {}))).toMatchObject({
      status: "revoked",
      grant: { revokedBy: "operator" },
    });
    expect(read(await callApi(server, "POST", path, {}))).toMatchObject({ status: "already" });
    expect(list(await callApi(server, "GET", "/api/v1/grants"))).toEqual([]);
    expect(list(await callApi(server, "GET", "/api/v1/grants?all=true"))).toHaveLength(1);
    expect(await server.app.exec.granted(question())).toBeUndefined();
  });
});
