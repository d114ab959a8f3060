import { chmod, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { configFile } from "../support/config-file.ts";
import { startGatewayProcess } from "../support/gateway-process.ts";
import { type Ended, moltbot } from "../support/moltbot.ts";
import { createStateDir } from "../support/state-dir.ts";

// Several runs of the command in each test.
vi.setConfig({ testTimeout: 180_000 });

// No engine answers there, whatever this machine has.
const env = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
const unboxed = 'agents: { defaults: { sandbox: { mode: "off" } } }';

function doctor(file: string, ...args: readonly string[]): Promise<Ended> {
  return moltbot(["doctor", ...args, "--config", file, "--state-dir", dirname(file)], env);
}

interface Report {
  readonly worst: string;
  readonly findings: readonly { id: string; severity: string; line?: number; fix?: string; acknowledged?: true }[];
  readonly fixed?: readonly string[];
  readonly wouldFix?: readonly string[];
}

async function report(file: string, ...args: readonly string[]): Promise<Report & { code: number }> {
  const { code, stdout } = await doctor(file, "--json", ...args);
  return { ...(JSON.parse(stdout) as Report), code };
}

/** A page of the dashboard as a browser without scripts gets it, signed in by a link. */
async function readPage(link: string, path: string): Promise<string> {
  const { origin, searchParams } = new URL(link);
  const body = new URLSearchParams({ token: searchParams.get("token") ?? "" });
  const signedIn = await fetch(new URL("/sign-in", origin), {
    method: "POST",
    body,
    headers: { origin },
    redirect: "manual",
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  return (await fetch(new URL(path, origin), { headers: { cookie } })).text();
}

describe("moltbot doctor", () => {
  test("[R9.2] says what is critical, where, and what to do; then what is fine", async () => {
    const file = await configFile(`{\n  channels: {\n    telegram: { dmPolicy: "open" },\n  },\n  ${unboxed},\n}`);
    const { code, stdout } = await doctor(file);
    expect(code).toBe(2);
    const lines = stdout.split("\n");
    const at = lines.indexOf("✖ Strangers are served outside a sandbox  open-dm-host");
    expect(lines[at + 1]).toMatch(/^ {2}moltbot\.json5:3 channels\.telegram\.dmPolicy: the agent "main"/);
    expect(lines[at + 2]).toMatch(/^ {2}→ Set agents\.defaults\.sandbox\.mode: "non-main"/);
    expect(lines.findIndex((line) => line.startsWith("✓"))).toBeGreaterThan(at);
    expect(stdout).toMatch(/\n2 critical, \d+ warnings, \d+ fine\n$/);
  });

  test("[R1.3] the gateway refuses what was not acknowledged, and says how to", async () => {
    const open = (more: string) => configFile(`{ channels: { telegram: { dmPolicy: "open" } }, ${more} }`);
    const file = await open("");
    const refused = await moltbot(["gateway", "--config", file, "--state-dir", dirname(file)], env);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`open-dm-write: ${file}:1 channels.telegram.dmPolicy`);
    expect(refused.stderr).toContain('acknowledge: ["open-dm-write"]');
    const accepted = await report(await open('acknowledge: ["open-dm-write"]'));
    const one = accepted.findings.find(({ id }) => id === "open-dm-write");
    expect(one).toMatchObject({ severity: "critical", acknowledged: true });
  });

  test("[R8.6] a missing engine is critical where sandboxes are wanted", async () => {
    const wanted = '{ agents: { defaults: { sandbox: { engine: "docker" } } } }';
    const { code, worst, findings } = await report(await configFile(wanted));
    expect([code, worst]).toEqual([2, "critical"]);
    expect(findings.find(({ id }) => id === "sandbox-unavailable")).toMatchObject({
      fix: expect.stringContaining("moltbot sandbox status"),
    });
  });

  test("[R9.2] exits 0 where nothing is wrong, 1 with warnings", async () => {
    const warned = await report(await configFile(`{ ${unboxed} }`));
    expect([warned.code, warned.worst]).toEqual([1, "warning"]);
    const { code, worst, findings } = await report(
      await configFile('{ agents: { defaults: { sandbox: { engine: "bubblewrap" } } } }'),
    );
    // Where bubblewrap may not make namespaces it says so, and nothing else.
    const other = findings.filter(({ id, severity }) => severity !== "ok" && id !== "sandbox-unavailable");
    expect(other.map(({ severity }) => severity)).not.toContain("warning");
    expect(code).toBe(worst === "critical" ? 2 : 0);
  });

  test("a config that cannot be used is critical, every problem with its line", async () => {
    const { code, findings } = await report(await configFile('{\n  channels: { telegram: { dmPolicy: "opn" } },\n}'));
    expect(code).toBe(2);
    expect(findings.filter(({ id }) => id === "config-problem")).toMatchObject([
      { severity: "critical", line: 2, fix: expect.stringContaining('"open"') },
    ]);
  });

  test("makes nothing where nothing is", async () => {
    const stateDir = join(await createStateDir(), "none");
    const { stdout } = await moltbot(["doctor", "--state-dir", stateDir], env);
    expect(stdout).toContain("Only the built-in web chat is connected");
    await expect(stat(stateDir)).rejects.toThrow();
  });

  test("[R9.2] --fix narrows modes only when told to, once, and keeps how to take it back", async () => {
    const file = await configFile(`{ ${unboxed} }`);
    const stateDir = dirname(file);
    const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    await chmod(file, 0o644);
    await chmod(stateDir, 0o755);
    const shown = await report(file, "--fix");
    expect(shown.wouldFix).toEqual([`chmod 0700 '${stateDir}'`, `chmod 0600 '${file}'`]);
    expect([await mode(stateDir), await mode(file)]).toEqual([0o755, 0o644]);
    const text = await readFile(file, "utf8");
    const fixed = await report(file, "--fix", "--yes");
    expect(fixed.fixed).toEqual(shown.wouldFix);
    expect(fixed.findings.map(({ id }) => id)).not.toContain("file-mode");
    expect([await mode(stateDir), await mode(file)]).toEqual([0o700, 0o600]);
    const undo = join(stateDir, "doctor-undo.txt");
    const kept = await readFile(undo, "utf8");
    expect(kept).toBe(`chmod 0755 '${stateDir}'\nchmod 0644 '${file}'\n`);
    expect((await report(file, "--fix", "--yes")).fixed).toEqual([]);
    expect([await readFile(undo, "utf8"), await readFile(file, "utf8"), await mode(undo)]).toEqual([kept, text, 0o600]);
  });

  test("[R9.2] --fix narrows the config where nothing is left to decide, shows it first, keeps comments and a copy, and is done then", async () => {
    const text = `// mine
{
  channels: {
    telegram: {
      dmPolicy: "open", // for now
      allowFrom: ["5", "discord:7", "*", "6"],
      groups: { "-1": { requireMention: false, maxMessagesPerHour: 5 } },
    },
  },
  messages: { maxPerMinute: 0 },
  acknowledge: ["nothing-of-that-kind-at-all"],
  ${unboxed},
}
`;
    const file = await configFile(text);
    await chmod(file, 0o600);
    await chmod(dirname(file), 0o700);
    const shown = await doctor(file, "--fix");
    expect(shown.stderr).toContain(
      `  ${file}\n  - channels.telegram.dmPolicy: "open"\n  + channels.telegram.dmPolicy: "pairing"\n`,
    );
    expect(shown.stderr).toContain('- channels.telegram.allowFrom[2]: "*"');
    expect(await readFile(file, "utf8")).toBe(text);
    const fixed = await report(file, "--fix", "--yes");
    expect(fixed.fixed).toHaveLength(5);
    expect(await readFile(file, "utf8")).toBe(
      text
        .replace('dmPolicy: "open"', 'dmPolicy: "pairing"')
        .replace('"*", ', "")
        .replace("requireMention: false", "requireMention: true")
        .replace("maxPerMinute: 0", "maxPerMinute: 60")
        .replace('["nothing-of-that-kind-at-all"]', "[]"),
    );
    expect(await readFile(`${file}.bak`, "utf8")).toBe(text);
    const left = fixed.findings.filter(({ severity }) => severity === "critical" || severity === "warning");
    expect(left.map(({ id }) => id)).not.toEqual(expect.arrayContaining(["open-dm", "wildcard-entry"]));
    const now = await readFile(file, "utf8");
    expect((await report(file, "--fix", "--yes")).fixed).toEqual([]);
    expect(await readFile(file, "utf8")).toBe(now);
  });

  test("--yes alone means nothing", async () => {
    const { code, stderr } = await doctor(await configFile("{}"), "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain("--yes says yes to --fix");
  });
});

describe("moltbot doctor on a system", () => {
  test("[R9.2] a store that does not answer is critical", async () => {
    const { code, findings } = await report(
      await configFile(`{ ${unboxed}, database: { url: "postgres://postgres@127.0.0.1:1/none" } }`),
    );
    expect(code).toBe(2);
    expect(findings.filter(({ id }) => id === "store-down")).toMatchObject([{ severity: "critical" }]);
    expect(findings.map(({ id }) => id)).not.toContain("audit");
  });

  test("[R9.3] finds what the dashboard of the running gateway shows", async () => {
    const file = await configFile(
      `{ ${unboxed}, channels: { telegram: { dmPolicy: "open" } }, acknowledge: ["open-dm-host", "open-dm-write"] }`,
    );
    const gateway = await startGatewayProcess(["--config", file, "--state-dir", dirname(file)], env);
    onTestFinished(async () => void (await gateway.stop("SIGKILL")));
    const { findings } = await report(file);
    const printed = await moltbot(["dashboard", "--json", "--config", file, "--state-dir", dirname(file)]);
    const page = await readPage((JSON.parse(printed.stdout) as { url: string }).url, "/doctor");
    const shown = [...page.matchAll(/<span class="push muted mono">([^<]+)</g)].map(([, id]) => id);
    expect(shown).toEqual(findings.filter(({ severity }) => severity !== "ok").map(({ id }) => id));
    expect(page.match(/<span class="badge good">ok</g)).toHaveLength(
      findings.filter(({ severity }) => severity === "ok").length,
    );
    expect(shown).toContain("open-dm-host");
    expect(page).toContain("acknowledged");
  });

  test("[R9.2] asks a running gateway, and afterwards what it left", async () => {
    const file = await configFile(`{ ${unboxed}, channels: { telegram: {} } }`);
    const gateway = await startGatewayProcess(["--config", file, "--state-dir", dirname(file)]);
    onTestFinished(async () => void (await gateway.stop("SIGKILL")));
    const areasOf = ({ findings }: Report): readonly string[] =>
      findings.filter(({ severity }) => severity === "ok").map(({ id }) => id);
    const kept = ["files", "stores", "audit", "clock"];
    expect(areasOf(await report(file))).toEqual(expect.arrayContaining([...kept, "running", "connections"]));
    expect((await gateway.stop()).code).toBe(0);
    const left = await report(file);
    expect(areasOf(left)).toEqual(expect.arrayContaining(kept));
    expect(areasOf(left)).not.toContain("connections");
    expect(left.findings.map(({ id }) => id)).toContain("gateway-stopped");
  });
});
