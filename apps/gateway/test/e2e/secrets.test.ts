import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { everythingIn } from "@moltbot/channel/testing";
import { startDiscordServer } from "@moltbot/channel-discord/testing";
import { startTelegramServer } from "@moltbot/channel-telegram/testing";
import { startWhatsAppServer } from "@moltbot/channel-whatsapp/testing";
import type { Logger } from "@moltbot/core";
import { expect, test, vi } from "vitest";
import { startGateway } from "../../src/index.ts";
import { openApi } from "../support/api.ts";
import { configOf } from "../support/config.ts";

const owner = { telegram: 100, discord: "803100000000000100", whatsapp: "84900000001" };
const wrong = {
  telegram: "987654321:AAwrong-token_that_no_server_knows",
  discord: "MTAwMDAwMDAwMDAwMDAwMDAw.test.wrong-token_that_no_server_knows",
  hooked: "987654322:AAanother-token_that_no_server_knows",
  webhook: "webhook-secret-of-nobody-0123456789",
};

/** Every page that links lead to from the first one, and what they say, frames and styles left out. */
async function crawl(signInLink: string): Promise<ReadonlyMap<string, string>> {
  const origin = new URL(signInLink).origin;
  const answer = await fetch(`${origin}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin },
    body: new URL(signInLink).searchParams.toString(),
    redirect: "manual",
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const pages = new Map<string, string>();
  const waiting = ["/", "/approvals", "/users", "/channels", "/channels/whatsapp/default/login", "/healthz", "/readyz"];
  for (let path = waiting.shift(); path !== undefined && pages.size < 80; path = waiting.shift()) {
    if (pages.has(path) || path === "/events") continue;
    const page = await fetch(`${origin}${path}`, { headers: { cookie }, redirect: "manual" });
    const text = `${page.status} ${JSON.stringify([...page.headers])} ${await page.text()}`;
    pages.set(path, text);
    for (const [, href = ""] of text.matchAll(/(?:href|src)="(\/[^"#]*)"/g))
      waiting.push(href.replaceAll("&amp;", "&"));
  }
  return pages;
}

test("no token and no key of any adapter stands in a log, an error, a metric, an answer or on a page [R9.3] [R10.3]", async () => {
  const [telegram, discord, whatsapp] = [
    await startTelegramServer(),
    await startDiscordServer({ heartbeatMs: 250 }),
    await startWhatsAppServer(),
  ];
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-secrets-"));
  const lines: string[] = [];
  const write = (message: string, fields?: unknown): void => void lines.push(`${message} ${everythingIn(fields)}`);
  const log: Logger = { debug: write, info: write, warn: write, error: write };
  const printed: string[] = [];
  const spies = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...all) => void printed.push(everythingIn(all))),
  );
  const config = configOf(
    JSON.stringify({
      owners: [`telegram:${owner.telegram}`, `discord:${owner.discord}`, `whatsapp:+${owner.whatsapp}`],
      channels: {
        telegram: {
          apiRoot: telegram.url,
          accounts: {
            default: { botToken: telegram.token },
            refused: { botToken: wrong.telegram },
            hooked: { botToken: wrong.hooked, webhook: { secret: wrong.webhook, url: "https://example.org/x" } },
          },
        },
        discord: {
          restApi: discord.url,
          accounts: { default: { token: discord.token }, refused: { token: wrong.discord } },
        },
        whatsapp: { socketUrl: whatsapp.url },
      },
    }),
  );
  const gateway = await startGateway({ config, stateDir, port: 0, log });
  const api = await openApi(stateDir);
  const { body } = await api.post("channels/whatsapp/default/login", {});
  await whatsapp.scan(String(body["qr"]));
  await vi.waitFor(
    async () => expect(await api.get("channels/whatsapp/default/login")).toMatchObject({ status: "linked" }),
    { timeout: 20_000, interval: 50 },
  );

  // Everybody is heard and answered; then what can go wrong does.
  const john = whatsapp.person("84987654321", { name: "John" });
  const olga = whatsapp.person(owner.whatsapp, { name: "Olga" });
  telegram.dm(200, "/pair");
  discord.dm("803100000000000200", "/pair");
  await whatsapp.dm(john, "/pair");
  await whatsapp.waitFor((one) => one.text.includes("Pairing Request"), 20_000);
  telegram.failNext({ method: "sendMessage", status: 400, description: `Bad Request: ${telegram.token} is unhappy` });
  telegram.failNext({ method: "getUpdates", status: 0, times: 3 });
  discord.failNext({ name: "createMessage", status: 403, code: 50_001, message: `Missing ${discord.token}` });
  whatsapp.refuseNext(406);
  telegram.dm(owner.telegram, "/whoami");
  discord.dm(owner.discord, "/whoami");
  await whatsapp.dm(olga, "/whoami");
  telegram.disconnect();
  discord.disconnect();
  whatsapp.disconnect();
  telegram.dm(owner.telegram, "/pending");
  discord.dm(owner.discord, "/pending");
  await whatsapp.dm(olga, "/pending");
  await telegram.waitFor((call) => call.chatId === owner.telegram && (call.text ?? "").includes("Waiting"), 30_000);
  await discord.waitFor((call) => call.userId === owner.discord && (call.text ?? "").includes("Waiting"), 30_000);
  await whatsapp.waitFor((one) => one.chat.startsWith(owner.whatsapp) && one.text.includes("Waiting"), 30_000);

  const answers: string[] = [];
  for (const path of ["status", "approvals", "users", "sessions", "devices", "audit?limit=1000"]) {
    answers.push(JSON.stringify(await api.get(path)));
  }
  for (const channel of ["telegram", "discord", "whatsapp", "nonsense"]) {
    answers.push(JSON.stringify(await api.post(`channels/${channel}/refused/login`, {})));
  }
  const pages = await crawl(await gateway.signInLink());
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const sealing = (await readFile(join(stateDir, "secret.key"), "utf8")).trim();
  await gateway.stop();
  for (const spy of spies) spy.mockRestore();
  await Promise.all([telegram.stop(), discord.stop(), whatsapp.stop()]);
  await rm(stateDir, { recursive: true, force: true });

  const tokens = [telegram.token, wrong.telegram, wrong.hooked].flatMap((token) => [token, token.split(":")[1] ?? ""]);
  const secrets = [...tokens, discord.token, wrong.discord, wrong.webhook, sealing];
  const seen = new Map([
    ["the log", lines.join("\n")],
    ["the console", printed.join("\n")],
    ["the API", answers.join("\n")],
    ["/metrics", metrics],
    ...pages,
  ]);
  // What was searched is what was meant: a log that tells of the trouble, and pages that were let in.
  expect(seen.get("the log")).toContain("Telegram refused the token");
  expect(seen.get("/channels") ?? "").toMatch(/^200/);
  expect(pages.size).toBeGreaterThan(10);
  for (const [where, text] of seen) {
    for (const secret of secrets) {
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")];
      for (const form of forms) expect(text.includes(form), `${where} shows a secret`).toBe(false);
    }
    // Keys of the WhatsApp session have these names in Baileys and its Signal library.
    if (!where.startsWith("/")) expect(text).not.toMatch(/privKey|privateKey|rootKey|chainKey|advSecretKey/);
  }
});
