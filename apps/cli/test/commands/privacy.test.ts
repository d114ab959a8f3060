import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.ts";
import { type Installation, install } from "../support/installation.ts";
import { type Ended, moltbot } from "../support/moltbot.ts";

describe.each([
  ["with the gateway running", true],
  ["with no gateway", false],
] as const)("[R9.4] Export and erasure at the terminal, %s", (_, running) => {
  let installation: Installation;
  let gateway: GatewayProcess | undefined;
  const cli = (...args: string[]): Promise<Ended> =>
    moltbot([...args, "--state-dir", installation.stateDir], installation.env);
  beforeAll(async () => {
    installation = await install();
    if (running) gateway = await startGatewayProcess(["--state-dir", installation.stateDir], installation.env);
  });
  afterAll(async () => {
    await gateway?.stop();
    await installation?.remove();
  });

  test("an export is written whole, for its owner only, and replaces nothing unasked", async () => {
    const file = join(installation.stateDir, "cam.json");
    const { code, stderr } = await cli("users", "export", "+84987654321", "--format", "json", "--output", file);
    expect([code, stderr]).toEqual([0, expect.stringContaining("personal data")]);
    const document = JSON.parse(await readFile(file, "utf8"));
    expect(document).toMatchObject({
      format: "moltbot-person-export",
      people: ["whatsapp:+84987654321"],
      sections: { profile: [{ displayName: "Cam", phone: "+84987654321" }] },
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await cli("users", "export", "+84987654321", "--output", file)).code).toBe(1);
    const printed = await cli("users", "export", "+84987654321");
    expect(JSON.parse(printed.stdout).sections.profile).toEqual(document.sections.profile);
  });

  test("nothing goes without --yes, a dry run counts, and then everything is gone", async () => {
    expect((await cli("users", "delete", "@ben")).code).toBe(2);
    const dry = await cli("users", "delete", "@ben", "--purge", "--dry-run");
    expect(dry.stdout).toMatch(/Dry run: would purge telegram:1002[\s\S]* people: 1/);
    expect(dry.stderr).toContain("users delete @ben --purge --yes");
    const done = await cli("users", "delete", "telegram:1002", "--purge", "--yes");
    expect(done.stdout).toMatch(/Purged telegram:1002:[\s\S]* people: 1/);
    expect((await cli("users", "show", "telegram:1002")).code).toBe(1);
    const { stdout } = await cli("users", "delete", "telegram:1002", "--purge", "--yes", "--json");
    expect(JSON.parse(stdout)).toMatchObject([{ status: "unchanged", userId: "1002" }]);
    expect((await cli("audit", "verify")).stdout).toContain("intact");
  });

  test("who was blocked stays blocked, and an anonymised one keeps a name that leads nowhere", async () => {
    await cli("users", "block", "telegram:1004");
    const gone = await cli("users", "delete", "telegram:1004", "--yes");
    expect(gone.stdout).toContain("a keyed hash stays");
    const anonymised = await cli("users", "anonymize", "telegram:1005", "--yes");
    expect(anonymised.stdout).toMatch(/anonymous:anon-[0-9a-z]{16}/);
    expect((await cli("users", "list", "--json")).stdout).not.toMatch(/"1005"|Eve/);
  });

  test("owners are refused with the place that names them", async () => {
    const { code, stderr } = await cli("users", "delete", "telegram:1", "--purge", "--yes");
    expect([code, stderr]).toEqual([1, expect.stringContaining("owners[0]")]);
  });
});
