import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.ts";
import { type Installation, install } from "../support/installation.ts";
import { type Ended, moltbot } from "../support/moltbot.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { telegram: { dmPolicy: "allowlist", allowFrom: ["@ann", "@family"] }, whatsapp: {}, discord: {} },
  identityLinks: { bob: ["telegram:70", "discord:71"] },
  gateway: { port: 0 },
}`;

function sees(name: string, o: { running: boolean; postgres: boolean }): void {
  describe(name, () => {
    let installation: Installation;
    let gateway: GatewayProcess | undefined;
    const cli = (...args: string[]): Promise<Ended> =>
      moltbot([...args, "--state-dir", installation.stateDir], installation.env);
    beforeAll(async () => {
      installation = await install(o.postgres ? inject("databaseUrl") : undefined);
      await writeFile(join(installation.stateDir, "moltbot.json5"), config);
      if (o.running) gateway = await startGatewayProcess(["--state-dir", installation.stateDir], installation.env);
    });
    afterAll(async () => {
      await gateway?.stop();
      await installation?.remove();
    });

    test("R2.5: labels are given, listed and taken", async () => {
      expect((await cli("users", "tag", "@ann", "@Family", "@friends")).stdout).toContain(
        "telegram:1001 has @family @friends",
      );
      expect(JSON.parse((await cli("users", "tags", "--json")).stdout)).toEqual([
        { channel: "telegram", userId: "1001", labels: ["family", "friends"] },
      ]);
      expect((await cli("users", "untag", "telegram:1001", "@friends")).stdout).toContain("has @family.");
      const wrong = await cli("users", "tag", "telegram:1001", "a b");
      expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
      expect(wrong.stderr).toContain("is not a label");
    });

    test("R0.2: whoever a name could mean is not labelled, linked or pinned", async () => {
      for (const args of [
        ["tag", "@sam", "@family"],
        ["link", "@sam", "telegram:1001"],
        ["pin", "@sam", "@ann"],
      ]) {
        const { code, stderr } = await cli("users", ...args);
        expect(code).toBe(1);
        expect(stderr).toContain("could be 2 people");
      }
    });

    test("R3.5: identities are linked and unlinked, and two persons are never merged", async () => {
      const linked = await cli("users", "link", "telegram:5", "discord:77", "--name", "anna");
      expect(linked.stdout).toContain("telegram:5, discord:77 are one person, anna.");
      expect((await cli("users", "links")).stdout).toContain("anna");
      for (const args of [
        ["telegram:5", "telegram:70"],
        ["telegram:5", "--name", "ann"],
      ]) {
        expect((await cli("users", "link", ...args)).stderr).toContain("belongs to");
      }
      expect((await cli("users", "unlink", "discord:71")).stderr).toContain("identityLinks");
      expect((await cli("users", "unlink", "telegram:5")).stdout).toContain("Unlinked telegram:5");
      expect(JSON.parse((await cli("users", "links", "--json")).stdout)).toEqual([]);
    });

    test("R2.5: an entry is pinned to an id, and given up again", async () => {
      expect((await cli("users", "list", "--claims")).stdout).not.toContain("telegram:1001");
      expect((await cli("users", "pin", "telegram:1001")).stderr).toContain("claims no entry");
      expect((await cli("users", "pin", "telegram:1001", "@nobody")).stderr).toContain("is not in allowFrom");
      expect((await cli("users", "pin", "telegram:1001", "@ann")).stdout).toContain("@ann means telegram:1001 now");
      expect((await cli("users", "unpin", "telegram:1001")).stdout).toContain("does not mean telegram:1001 any more");
      const audit = await cli("audit", "--user", "telegram:1001", "--json");
      expect(audit.stdout).toContain("user.pinned");
      expect(audit.stdout).toContain("user.tagged");
    });
  });
}

sees("identities, with the gateway stopped, on PGlite", { running: false, postgres: false });
sees("identities, with the gateway running, on Postgres", { running: true, postgres: true });
