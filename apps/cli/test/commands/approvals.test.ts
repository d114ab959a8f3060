import { hasUnsafeText } from "@moltbot/core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.ts";
import { type Installation, install } from "../support/installation.ts";
import { type Ended, moltbot } from "../support/moltbot.ts";

/** What a person at the terminal sees, the same with the gateway running and stopped. */
function sees(name: string, o: { running: boolean; postgres: boolean }): void {
  describe(name, () => {
    let installation: Installation;
    let gateway: GatewayProcess | undefined;
    const cli = (...args: string[]): Promise<Ended> =>
      moltbot(["approvals", ...args, "--state-dir", installation.stateDir], installation.env);
    beforeAll(async () => {
      installation = await install(o.postgres ? inject("databaseUrl") : undefined);
      if (o.running) gateway = await startGatewayProcess(["--state-dir", installation.stateDir], installation.env);
    });
    afterAll(async () => {
      await gateway?.stop();
      await installation?.remove();
    });

    test("[R7.7] [R9.1] everything that waits, and the command that comes next", async () => {
      const { code, stdout, stderr } = await cli("list");
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ID +KIND +WHO +ASKS +ENDS +VOTES\n/);
      expect(stdout).toContain("git push origin main");
      expect(stdout).toContain(installation.ids.fay);
      expect(stdout).not.toContain("abcdef123456");
      expect(hasUnsafeText(stdout.replaceAll("\n", ""))).toBe(false);
      expect(stderr).toMatch(/→ moltbot approvals show \w+/);
      const list = JSON.parse((await cli("list", "--json")).stdout) as { id: string }[];
      expect(list.map(({ id }) => id)).toContain(installation.commands.push);
    });

    test("[R7.4] [R9.1] one question whole, with nothing cut and secrets masked", async () => {
      const { login, long, remove } = installation.commands;
      expect((await cli("show", long)).stdout).toContain(`${"x".repeat(4000)} tail\n`);
      const shown = (await cli("show", remove)).stdout;
      expect(shown).toMatch(/^command +rm -rf 'build dir' && echo done$/m);
      expect(shown).toMatch(/^runs 1 +rm -rf 'build dir'$/m);
      expect(shown).toMatch(/^runs 2 +echo done$/m);
      expect(shown).toMatch(/^directory +\/workspace$/m);
      expect(shown).toMatch(/^digest +[0-9a-f]{64}$/m);
      expect((await cli("show", login)).stdout).toContain("•••[n] hides a value");
    });

    test("[R7.3] [R7.5] [R9.1] answers, what they granted, and the end of that", async () => {
      const { push, remove } = installation.commands;
      const odd = await cli("approve", push, "--scope", "forever");
      expect([odd.code, odd.stderr]).toEqual([
        2,
        expect.stringContaining('--scope cannot be "forever"\n→ One of: once, session, always.'),
      ]);
      const yes = await cli("approve", push);
      expect(yes.stdout).toBe(
        "Approved: git push origin main\nIt runs now, and from now on unasked, until somebody revokes it.\n",
      );
      const grant = /→ moltbot approvals revoke (grant_\w+)/.exec(yes.stderr)?.[1] ?? "";
      expect((await cli("approve", push)).code).toBe(1);
      expect((await cli("deny", remove)).stdout).toBe("Denied: rm -rf 'build dir' && echo done\n");
      const { stdout } = await cli("grants");
      expect(stdout).toContain(grant);
      expect(stdout).toMatch(/git push origin main +sandbox +main +for good/);
      expect((await cli("revoke", grant)).stdout).toBe("Revoked: git push origin main\n");
      expect((await cli("grants")).stderr).toContain("No command may run again");
      expect((await cli("grants", "--all")).stdout).toContain("by operator");
      const none = await cli("revoke", grant.slice(0, -1));
      expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/^error: there is no (such )?grant/i)]);
    });

    test("[R9.1] people, too", async () => {
      expect((await cli("approve", installation.ids.fay)).stdout).toBe("Approved telegram:1007 Fay.\n");
      expect((await cli("deny", installation.ids.eve)).stdout).toBe("Denied: telegram:1005 Eve (@eve)\n");
    });
  });
}

sees("with the gateway stopped, on Postgres, one sees", { running: false, postgres: true });
sees("with the gateway running, on PGlite, one sees", { running: true, postgres: false });
