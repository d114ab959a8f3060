import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const path = "/usr/bin/chromium";
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A real Chromium with a fresh profile. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(path)) throw new Error(`These tests need ${path}. Install it: apt-get install -y chromium`);
  return chromium.launch({ executablePath: path, args: flags });
}

/** A browser window that signed in through the link, and everything its pages complained about (CSP, errors). */
export async function signedInWindow(
  browser: Browser,
  link: string,
  o: BrowserContextOptions = {},
): Promise<{ window: BrowserContext; page: Page; complaints: string[] }> {
  const window = await browser.newContext({ baseURL: new URL(link).origin, ...o });
  window.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  window.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  window.on("weberror", (error) => complaints.push(error.error().message));
  window.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(link).origin) complaints.push(`asked ${request.url()}`);
  });
  const page = await window.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await page.goto("/approvals");
  return { window, page, complaints };
}
