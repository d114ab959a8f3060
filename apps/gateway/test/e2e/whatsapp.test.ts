import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  startWhatsAppServer,
  type WhatsAppPerson,
  type WhatsAppSent,
  type WhatsAppServer,
} from "@moltbot/channel-whatsapp/testing";
import { parseConfig } from "@moltbot/config";
import { type Logger, silentLogger } from "@moltbot/core";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import { type Gateway, startGateway } from "../../src/index.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let stateDir: string;
let whatsapp: WhatsAppServer;
let gateway: Gateway;

const warn: Logger["warn"] = (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields)}`);

async function start(): Promise<Gateway> {
  const text = JSON.stringify({
    owners: ["whatsapp:+84900000001"],
    database: { url: database.url },
    channels: { whatsapp: { socketUrl: whatsapp.url } },
  });
  const parsed = parseConfig(text, { file: "moltbot.json5" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return await startGateway({ config: parsed.config, stateDir, port: 0, log: { ...silentLogger, warn, error: warn } });
}

/** Calls the login of the account as the CLI does. */
async function login(method: "GET" | "POST"): Promise<{ status: string; qr?: string; as?: string }> {
  const { token } = JSON.parse(await readFile(join(stateDir, "gateway.json"), "utf8"));
  const answer = await fetch(`${gateway.url}/api/v1/channels/whatsapp/default/login`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Moltbot-Client": "cli" },
    ...(method === "POST" ? { body: "{}" } : {}),
  });
  return (await answer.json()) as { status: string; qr?: string; as?: string };
}

async function linked(): Promise<void> {
  for (let tries = 0; (await login("GET")).status !== "linked"; tries++) {
    if (tries > 200) throw new Error("never linked");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What the gateway warned of, for when a test waits in vain. */
let warnings: string[];

async function hears(who: WhatsAppPerson, part: string): Promise<WhatsAppSent> {
  const matches = (one: WhatsAppSent): boolean => one.chat.startsWith(`${who.phone}@`) && one.text.includes(part);
  return await whatsapp.waitFor(matches, 20_000).catch(() => {
    throw new Error(
      `${who.name} never heard "${part}".\n${[...warnings, ...whatsapp.sent().map(({ text }) => text)].join("\n")}`,
    );
  });
}

beforeEach(async () => {
  warnings = [];
  stateDir = await mkdtemp(join(tmpdir(), "moltbot-whatsapp-"));
  database = await createTestDatabase(inject("databaseUrl"));
  whatsapp = await startWhatsAppServer();
  gateway = await start();
});

afterEach(async () => {
  await gateway.stop();
  await whatsapp.stop();
  await database.drop();
  await rm(stateDir, { recursive: true, force: true });
});

describe("R10.3: WhatsApp on real Baileys", () => {
  test("an account is linked, a stranger asks to pair, the owner approves by text, and they talk [R3.1] [R3.4]", async () => {
    const { qr = "" } = await login("POST");
    await whatsapp.scan(qr);
    await linked();
    expect((await stat(join(stateDir, "secret.key"))).mode & 0o777).toBe(0o600);
    const owner = whatsapp.person("84900000001", { name: "Olga" });
    const john = whatsapp.person("84987654321", { name: "John" });
    await whatsapp.dm(john, "Hello");
    await hears(john, "Send: /pair");
    await whatsapp.dm(john, "/pair");
    const card = await hears(owner, "Pairing Request");
    expect(card.text).toContain("whatsapp:+84987654321");
    const [id = ""] = /pair_\w+/.exec(card.text) ?? [];
    await whatsapp.dm(owner, `/approve ${id}`);
    await hears(john, "Paired! You can chat now");
    await whatsapp.dm(john, "/whoami");
    expect((await hears(john, "Trust: paired")).text).toContain("whatsapp:+84987654321");

    // Another life of the gateway: the keys and the people are still there.
    await gateway.stop();
    await whatsapp.dm(john, "/whoami");
    const before = whatsapp.sent().length;
    gateway = await start();
    await linked();
    await whatsapp.waitFor(() => whatsapp.sent().length > before, 20_000);
    await expect.poll(() => whatsapp.unconfirmed(), { timeout: 5000 }).toEqual([]);
  });
});
