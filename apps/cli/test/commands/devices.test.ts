import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../support/gateway-process.ts";
import { type Installation, install } from "../support/installation.ts";
import { cleanEnv, type Ended, moltbot, nodeArguments } from "../support/moltbot.ts";
import { createStateDir } from "../support/state-dir.ts";

let installation: Installation;
let gateway: GatewayProcess;
const cli = (...args: string[]): Promise<Ended> =>
  moltbot([...args, "--state-dir", installation.stateDir], installation.env);
const socket = (): string => `${gateway.url.replace("http", "ws")}/ws`;

beforeAll(async () => {
  installation = await install(inject("databaseUrl"));
  gateway = await startGatewayProcess(["--state-dir", installation.stateDir], installation.env);
});
afterAll(async () => {
  await gateway?.stop();
  await installation?.remove();
});

/** `devices connect` that goes on; `said` waits until it wrote something like that. */
function connecting(stateDir: string) {
  const args = [...nodeArguments, "devices", "connect", socket(), "--state-dir", stateDir];
  const child = spawn(process.execPath, args, { env: cleanEnv(), stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const said = async (pattern: RegExp): Promise<string> => {
    await expect.poll(() => written, { timeout: 60_000 }).toMatch(pattern);
    return pattern.exec(written)?.[1] ?? "";
  };
  return { code, said };
}

test("R4.2: a machine asks, waits, is let in, and is out within a second of being revoked", async () => {
  const stateDir = await createStateDir();
  const device = connecting(stateDir);
  const id = await device.said(/devices approve (dev_\w+)\n/);
  const code = await device.said(/Code: (\S+)/);
  expect((await cli("devices", "pending")).stdout).toMatch(new RegExp(`${id}.*${code}.*operator.read`));
  expect((await cli("devices", "approve", id)).stdout).toContain("as operator: operator.read");
  await device.said(/Connected as operator: operator\.read/);
  expect((await stat(join(stateDir, "device.json"))).mode & 0o777).toBe(0o600);
  const [listed] = JSON.parse((await cli("devices", "list", "--json")).stdout) as { id: string; lastSeenAt: string }[];
  expect(listed?.lastSeenAt).toMatch(/^\d{4}-/);
  const short = listed?.id.slice(0, 12) ?? "";
  expect((await cli("devices", "label", short, "My laptop")).stdout).toContain("My laptop");
  expect((await cli("devices", "revoke", short)).stdout).toContain("Revoked");
  await device.said(/The connection ended: revoked/);
  expect(await device.code).toBe(1);
  const again = await cli("devices", "rotate", short);
  expect([again.code, again.stdout]).toEqual([1, ""]);
  expect(again.stderr).toContain("final");
  expect((await cli("devices", "remove", short)).stdout).toContain("Removed");
});

test("R4.3: an invitation works once, for no more than it says", async () => {
  const made = JSON.parse((await cli("devices", "join", "--json")).stdout) as { code: string; url: string };
  expect(made.url).toBe(socket());
  const join = async (scopes: string): Promise<Ended> =>
    moltbot([
      ...["devices", "connect", made.url, "--once", "--join-code", made.code, "--scopes", scopes],
      ...["--state-dir", await createStateDir()],
    ]);
  expect((await join("operator.admin")).stderr).toContain("was made for less");
  expect((await join("operator.read")).stderr).toMatch(/devices approve dev_/);
  expect((await join("operator.read")).stderr).toContain("unknown, used, or too old");
});

test("R9.3: browsers of the dashboard are listed, and signed out", async () => {
  const { url } = JSON.parse((await cli("dashboard", "--json")).stdout) as { url: string };
  const { origin, searchParams } = new URL(url);
  const body = new URLSearchParams({ token: searchParams.get("token") ?? "" });
  const headers = { origin, "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/150.0" };
  const signedIn = await fetch(new URL("/sign-in", origin), { method: "POST", body, headers, redirect: "manual" });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const look = async (): Promise<number> => (await fetch(new URL("/users", origin), { headers: { cookie } })).status;
  expect(await look()).toBe(200);
  const [browser] = JSON.parse((await cli("devices", "browsers", "--json")).stdout) as { id: string; name: string }[];
  expect(browser?.name).toBe("Firefox on Linux");
  const short = browser?.id.slice(0, 8) ?? "";
  expect((await cli("devices", "browsers")).stdout).toMatch(new RegExp(`${short}.*Firefox on Linux.*in 1[12] h`));
  expect((await cli("devices", "sign-out", short)).stdout).toContain("Signed out: Firefox on Linux");
  expect(await look()).toBe(401);
  const again = await cli("devices", "sign-out", short);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("there is no such browser")]);
  expect((await cli("audit", "--event", "dashboard.browser_ended", "--json")).stdout).toContain("operator (cli)");
});
