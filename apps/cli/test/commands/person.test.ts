import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasUnsafeText } from "@moltbot/core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.ts";
import { type Installation, install } from "../support/installation.ts";
import { type Ended, moltbot } from "../support/moltbot.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { telegram: { dmPolicy: "pairing", allowFrom: ["7"] }, whatsapp: {}, discord: {} },
  agents: {
    list: { main: {}, dev: { permissions: ["read", "exec"], sandbox: { mode: "off" } } },
    bindings: { "*": "main", "whatsapp:*": "ghost" },
  },
  sessions: { "telegram:7": { agent: "dev", workspace: "/team" }, "telegram:8": { workspace: "/team" } },
  gateway: { port: 0 },
  acknowledge: ["open-group-exec"],
}`;

function person(name: string, o: { running: boolean; postgres: boolean }): void {
  describe(name, () => {
    let installation: Installation;
    let gateway: GatewayProcess | undefined;
    const cli = (...args: string[]): Promise<Ended> =>
      moltbot([...args, "--state-dir", installation.stateDir], installation.env);
    beforeAll(async () => {
      installation = await install(o.postgres ? inject("databaseUrl") : undefined);
      await writeFile(join(installation.stateDir, "moltbot.json5"), config.replace('"ghost"', '"dev"'));
      const args = ["--state-dir", installation.stateDir];
      if (o.running) gateway = await startGatewayProcess(args, installation.env);
    });
    afterAll(async () => {
      await gateway?.stop();
      await installation?.remove();
    });

    test("[R1.4] [R6.4] is given permissions and an agent, shown with the reason for each, and given back", async () => {
      await cli("pairing", "approve", installation.ids.ann);
      const before = (await cli("users", "show", "telegram:1001", "--verbose")).stdout;
      expect(before).toMatch(/state +paired/);
      expect(before).toMatch(/next message +may talk: paired/);
      expect(before).toMatch(/agent +main \(no model\): by a binding \(moltbot\.json5:\d+ agents\.bindings\["\*"\]\)/);
      expect(before).toMatch(/may +read, write: what the agent has/);
      expect(before).toMatch(/works +in a sandbox \(sandbox\.mode non-main\)/);
      expect(before).toMatch(/refused +.*\bexec\b.*: permissions/);
      expect(before).toContain("pairing.approved");
      expect(hasUnsafeText(before.replaceAll("\n", ""))).toBe(false);

      const said = await cli("users", "permissions", "telegram:1001", "read", "exec");
      expect(said.stdout).toBe("telegram:1001: they may read, exec, from their next message on.\n");
      expect((await cli("users", "agent", "telegram:1001", "dev")).stdout).toContain("the agent dev answers them");
      const { stdout } = await cli("users", "show", "telegram:1001", "--verbose", "--json");
      const view = JSON.parse(stdout) as Record<string, unknown>;
      expect(view).toMatchObject({
        agent: { id: "dev", from: "choice", described: true },
        permissions: { list: ["read", "exec"], from: "choice" },
        choice: { agent: "dev", permissions: ["read", "exec"], chosenBy: "operator" },
        sandbox: { sandboxed: false, runsUnasked: false },
        access: { trust: "paired", action: "admit" },
        grant: { inForce: true },
        session: { key: "telegram:1001", lines: 0 },
      });
      expect(JSON.stringify(view["audit"])).toContain("user.session_changed");
      expect((view["workspace"] as { directory: string }).directory).toMatch(/workspaces\/\.private\/[0-9a-f]{24}$/);

      await cli("users", "permissions", "telegram:1001", "--reset");
      await cli("users", "agent", "telegram:1001", "--reset");
      expect((await cli("users", "show", "telegram:1001", "--verbose")).stdout).toMatch(/may +read, write: what the/);
      expect((await cli("users", "agent", "telegram:1001", "--reset")).stdout).toContain("nothing was changed");
    }, 180_000);

    test("[R0.3] gets nothing that could not work, or that the config lays down", async () => {
      const typo = await cli("users", "agent", "telegram:1001", "dve");
      expect([typo.code, typo.stderr]).toEqual([2, expect.stringContaining('Did you mean "dev"?')]);
      expect((await cli("users", "permissions", "telegram:1001", "wirte")).stderr).toContain('Did you mean "write"?');
      expect((await cli("users", "permissions", "telegram:1001")).code).toBe(2);
      const laidDown = await cli("users", "agent", "telegram:7", "main");
      expect(laidDown.code).toBe(1);
      expect(laidDown.stderr).toContain('the config lays this down: sessions["telegram:7"].agent');
    });

    test("[R0.5] is described before they ever wrote: the owner, and who the config names", async () => {
      const owner = (await cli("users", "show", "telegram:1", "--verbose")).stdout;
      expect(owner).toMatch(/first seen +never wrote to the bot/);
      expect(owner).toMatch(/next message +may talk: owner \(moltbot\.json5:2 owners\[0\]\)/);
      expect(owner).toMatch(/may +admin: an owner/);
      expect(owner).toMatch(/works +on the host/);
      const listed = (await cli("users", "show", "telegram:7", "--verbose")).stdout;
      expect(listed).toMatch(/allowlisted \(moltbot\.json5:3 channels.*allowFrom\[0\]\)/);
      expect(listed).toMatch(/agent +dev .*laid down in the config \(moltbot\.json5:\d+ sessions/);
      expect(listed).toMatch(/commands wait for an approver/);
      expect(listed).toMatch(/directory +\S+workspaces\/team \(not made yet\)/);
      expect(listed).toMatch(/shared with +telegram:8/);
    });
  });
}

person("a person, gateway stopped, on PGlite", { running: false, postgres: false });
person("a person, gateway running, on Postgres", { running: true, postgres: true });

test("[R9.1] agents list says whom each answers and what it may", async () => {
  const installation = await install();
  try {
    const run = (...args: string[]): Promise<Ended> => moltbot([...args, "--state-dir", installation.stateDir]);
    await writeFile(join(installation.stateDir, "moltbot.json5"), config.replace('"ghost"', '"dev"'));
    const { code, stdout, stderr } = await run("agents", "list");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^AGENT +MODEL +DM POLICY +ANSWERS/);
    expect(stdout).toMatch(/dev +none +the channel's +whatsapp:\*, sessions\["telegram:7"\] +read, exec +off, session/);
    expect(stderr).toContain("→ moltbot tools list --agent");
    const list = JSON.parse((await run("agents", "list", "--json")).stdout) as { id: string; tools: string[] }[];
    expect(list.map(({ id }) => id).sort()).toEqual(["dev", "main"]);
    expect(list.find(({ id }) => id === "dev")?.tools).toContain("exec");
    await writeFile(join(installation.stateDir, "moltbot.json5"), config);
    const bad = await run("agents", "list");
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('there is no agent "ghost"')]);
  } finally {
    await installation.remove();
  }
});
