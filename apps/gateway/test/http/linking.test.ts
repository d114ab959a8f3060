import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWhatsAppServer } from "@moltbot/channel-whatsapp/testing";
import { silentLogger } from "@moltbot/core";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import { startGateway } from "../../src/index.ts";
import { configOf } from "../support/config.ts";
import { openBrowser, signedInWindow } from "./support/browser.ts";
import { enter } from "./support/keyboard.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A gateway with a WhatsApp account that nobody linked yet. */
async function start() {
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-linking-"));
  const database = await createTestDatabase(inject("databaseUrl"));
  const whatsapp = await startWhatsAppServer();
  const config = configOf(
    JSON.stringify({ database: { url: database.url }, channels: { whatsapp: { socketUrl: whatsapp.url } } }),
  );
  const gateway = await startGateway({ config, stateDir, port: 0, log: silentLogger });
  onTestFinished(async () => {
    await gateway.stop();
    await whatsapp.stop();
    await database.drop();
    await rm(stateDir, { recursive: true, force: true });
  });
  return { gateway, whatsapp, stateDir };
}

test("[R9.3] [R10.3] by keyboard alone an account is linked, by a code that a page without scripts shows and takes away by itself", async () => {
  const { gateway, whatsapp, stateDir } = await start();
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const { page } = await signedInWindow(browser, await gateway.signInLink(), { javaScriptEnabled: false });
  await enter(page, page.getByRole("link", { name: "Channels" }));
  const account = page.locator("section").filter({ hasText: "whatsapp/default" });
  await enter(page, account.getByRole("button", { name: "Link or try again" }));
  await account.getByRole("img", { name: "QR code to link the phone" }).waitFor();
  // What the picture says, as a phone would read it.
  const { token } = JSON.parse(await readFile(join(stateDir, "gateway.json"), "utf8"));
  const answer = await fetch(`${gateway.url}/api/v1/channels/whatsapp/default/login`, {
    headers: { Authorization: `Bearer ${token}`, "Moltbot-Client": "cli" },
  });
  await whatsapp.scan(((await answer.json()) as { qr: string }).qr);
  await account.getByText(/^ok, as \S/).waitFor();
  await account.getByRole("img").waitFor({ state: "detached" });
  expect(await account.getByRole("button").count()).toBe(0);
});
