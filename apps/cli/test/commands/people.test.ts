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
      moltbot([...args, "--state-dir", installation.stateDir], installation.env);
    beforeAll(async () => {
      installation = await install(o.postgres ? inject("databaseUrl") : undefined);
      const args = ["--state-dir", installation.stateDir];
      if (o.running) gateway = await startGatewayProcess(args, installation.env);
    });
    afterAll(async () => {
      await gateway?.stop();
      await installation?.remove();
    });

    test("who waits, safely shown, and the command that comes next", async () => {
      const { code, stdout, stderr } = await cli("pairing", "pending");
      expect(code).toBe(0);
      expect(stdout).toContain("telegram:1001");
      expect(stdout).toContain("Ann[31m (@ann)");
      expect(hasUnsafeText(stdout.replaceAll("\n", ""))).toBe(false);
      expect(stderr).toContain(`→ moltbot pairing approve ${installation.ids.ann}`);
      const list = JSON.parse((await cli("pairing", "pending", "--json")).stdout) as { id: string }[];
      expect(list.map(({ id }) => id)).toContain(installation.ids.fay);
    });

    test("[R0.2] everybody whom a name could mean, and that nothing was changed", async () => {
      const { code, stdout, stderr } = await cli("pairing", "approve", "@sam");
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain("telegram/default:1006");
      expect(stderr).toContain("discord/default:1006");
      const { stdout: after } = await cli("users", "list", "--paired", "--json");
      expect(JSON.parse(after)).toEqual([]);
      expect((await cli("pairing", "approve", "discord/default:1006")).stdout).toBe(
        "Paired discord:1006 (Sam (@sam)).\n",
      );
    });

    test("the plain commands of a person's life, from pairing to a block", async () => {
      expect((await cli("pairing", "approve", "+84987654321")).stdout).toBe("Paired whatsapp:+84987654321 (Cam).\n");
      expect((await cli("users", "list", "--paired")).stdout).toContain("whatsapp:+84987654321");
      expect((await cli("users", "show", "+84987654321", "--verbose")).stdout).toMatch(/state +paired/);
      expect((await cli("users", "unpair", "+84987654321")).stdout).toContain("Unpaired whatsapp:+84987654321");
      expect((await cli("pairing", "approve", "+84987654321")).stdout).toContain("by hand");
      const dry = await cli("users", "block", "+84987654321", "--dry-run");
      expect(dry.stdout).toBe("Dry run: would block whatsapp:+84987654321, who is paired now. Nothing was changed.\n");
      expect((await cli("users", "block", "+84987654321", "--yes")).stdout).toContain("Blocked whatsapp:+84987654321");
      expect((await cli("users", "list", "--blocked")).stdout).toContain("whatsapp:+84987654321");
      expect((await cli("users", "unblock", "+84987654321")).stdout).toContain("Unblocked");
      const { stdout } = await cli("audit", "--user", "+84987654321", "--since", "1 week", "--json");
      const events = (JSON.parse(stdout) as { event: string; actor: string }[]).map(({ event }) => event);
      expect(events.length).toBeGreaterThanOrEqual(5);
      expect((await cli("audit", "verify")).stdout).toMatch(/^The audit log is intact: \d+ records/);
    });

    test("who is not known, and what to do", async () => {
      const { code, stdout, stderr } = await cli("users", "show", "@nobody");
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/^error: nobody .*\n→ /i);
    });
  });
}

sees("with the gateway stopped, on Postgres, one sees", { running: false, postgres: true });
sees("with the gateway running, on PGlite, one sees", { running: true, postgres: false });
