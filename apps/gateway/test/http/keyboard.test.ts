import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openBrowser, signedInWindow } from "./support/browser.ts";
import { crowd, openCrowd } from "./support/crowd.ts";
import { enter, tabTo, type, walk } from "./support/keyboard.ts";
import { startServer } from "./support/server.ts";

vi.setConfig({ testTimeout: 240_000 });

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const open = (javaScriptEnabled: boolean) => openCrowd(browser, { javaScriptEnabled });

const link = (page: Page, name: string | RegExp): Locator => page.getByRole("link", { name }).first();
const button = (page: Page, name: string | RegExp): Locator => page.getByRole("button", { name }).first();

/** Opens a page by its tab. */
async function goTo(page: Page, tab: string, title = tab): Promise<void> {
  await enter(page, page.getByRole("navigation", { name: "Pages", exact: true }).getByRole("link", { name: tab }));
  await page.getByRole("heading", { name: title, level: 1 }).waitFor();
}

test("[R9.3] Tab reaches whatever can be used on every page, shows where it is, and is trapped nowhere", async () => {
  const server = await startServer();
  const pages = await crowd(server);
  const { window, page } = await signedInWindow(browser, await server.http.signInLink());
  for (const path of Object.values(pages).flat()) {
    await page.goto(path);
    const { stops, ...missed } = await walk(page);
    expect(stops, path).toBeGreaterThan(10);
    expect(missed, path).toEqual({ unreached: [], unseen: [] });
  }
  await window.close();
});

test("[R9.3] that walk finds what hides the focus, and what traps it", async () => {
  const { window, page } = await open(true);
  await page.goto("/policy");
  await page.evaluate("document.querySelector('input[name=who]').style.outline = 'none'");
  expect((await walk(page)).unseen).toEqual([expect.stringContaining('name="who"')]);
  await page.goto("/audit");
  const trap = "addEventListener('keydown', (event) => event.key === 'Tab' && event.preventDefault())";
  await page.evaluate(`document.querySelector('input[name=event]').${trap}`);
  expect((await walk(page)).unreached).toContainEqual(expect.stringContaining('name="since"'));
  await window.close();
});

test("[R9.3] the first stop of a page leads past its tabs", async () => {
  const { window, page } = await open(true);
  await page.goto("/audit");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.getByLabel("Person").and(page.locator(":focus")).count()).toBe(1);
  await window.close();
});

test("[R9.3] claims are gone through by single keys, and one is confirmed", async () => {
  const { server, window, page } = await open(true);
  await page.goto("/users");
  await page.getByText("Keys: j k move, a it is them").waitFor();
  const selected = page.locator("#claims [data-request]:focus");
  await page.keyboard.press("a"); // nothing is selected: nothing happens
  await page.keyboard.press("d");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  expect(await page.locator("#claims [data-request]").nth(1).and(selected).count()).toBe(1);
  const id = /telegram:(\d+)/.exec((await selected.textContent()) ?? "")?.[1] ?? "";
  for (const key of ["d", "b"]) await page.keyboard.press(key); // no such answer to a claim
  for (let twice = 0; twice < 2; twice++) await page.keyboard.press("a");
  await page.getByText("Done. It counts from their next message on.").waitFor();
  await page.getByText(`Already pinned to telegram:${id}`).first().waitFor();
  expect((await server.app.identities.claims({ limit: 9 })).map(({ principal }) => principal.id)).not.toContain(id);
  // The next claim is selected, and was not confirmed by the second press.
  expect(await selected.count()).toBe(1);
  expect(await server.app.identities.claims({ limit: 9 })).toHaveLength(5);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).getByText("say that the selected claim is true").waitFor();
  await page.keyboard.press("Escape");
  await window.close();
});

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("[R9.3] By Tab and Enter alone, %s,", (_, scripts) => {
  test("a browser is signed in, a request approved, and the browser signed out", async () => {
    const { server, window, page } = await open(scripts);
    await page.goto(await server.http.signInLink());
    await enter(page, button(page, "Sign in"));
    await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    await enter(page, link(page, /Answer/));
    await page.getByRole("heading", { name: "Approvals", level: 1 }).waitFor();
    await enter(page, button(page, "Run once"));
    await page.getByText(/^Approved: echo/).waitFor();
    await enter(page, button(page, "Approve"));
    await page.getByText("waits gets its token when it connects again").waitFor();
    await enter(page, button(page, "Sign out"));
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await window.close();
  });

  test("a person is blocked for a week, and a vote handed over", async () => {
    const { server, window, page } = await open(scripts);
    await goTo(page, "People");
    await enter(page, page.locator("#people").getByRole("link", { name: "Block…" }).first());
    await page.getByRole("heading", { name: /^Block .*\?$/ }).waitFor();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.type("7");
    await enter(page, button(page, /^Block/));
    await page.getByText("Done. It counts from their next message on.").waitFor();
    const blocked = await server.app.stores.pairing.users({ state: "blocked", limit: 9 });
    expect(blocked.filter(({ block }) => block?.expiresAt === server.clock.now() + 7 * 86_400_000)).toHaveLength(1);
    for (const [time, told] of [
      ["a while", "That is not a time."],
      ["2 days", "Done."],
    ] as const) {
      const words = { "Vote of": "web:owner", to: "telegram:8", for: time };
      // Tab selects what a field holds, so that typing replaces it.
      for (const [name, text] of Object.entries(words)) await type(page, page.getByLabel(name, { exact: true }), text);
      await page.keyboard.press("Enter");
      await page.getByText(told).waitFor();
    }
    await enter(page, button(page, "Take back"));
    await page.getByText("answers for").waitFor({ state: "detached" });
    await window.close();
  });

  test("a device is revoked, and a session begun anew", async () => {
    const { window, page } = await open(scripts);
    await goTo(page, "Devices");
    await enter(page, link(page, "Revoke…"));
    await page.getByRole("heading", { name: "Revoke laptop?" }).waitFor();
    expect(await button(page, "Revoke laptop").and(page.locator(":focus")).count()).toBe(1);
    await page.keyboard.press("Enter");
    await page.getByText("Done.").waitFor();
    await goTo(page, "Sessions");
    await enter(page, link(page, "Group -100200300"));
    await enter(page, link(page, "Begin anew…"));
    await page.getByRole("heading", { name: /\?$/, level: 1 }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Begun anew.").waitFor();
    await window.close();
  });

  test("what is kept about a person is exported, and erased after a question", async () => {
    const { server, window, page } = await open(scripts);
    await page.goto(`/users/${encodeURIComponent("telegram/default:8")}/privacy`);
    const saved = page.waitForEvent("download");
    await enter(page, button(page, "Export"));
    expect((await saved).suggestedFilename()).toBe("moltbot-export.json");
    await enter(page, link(page, "Purge…"));
    await page.getByText("This cannot be undone.").waitFor();
    await enter(page, button(page, "Purge for good"));
    await page.getByText("Erased. Nothing of it can be brought back.").waitFor();
    const who = { channel: "telegram", account: "default", id: "8" };
    expect((await server.app.stores.pairing.standing(who)).grant).toBeUndefined();
    await window.close();
  });

  test("an answer is explained, the audit log filtered, and the doctor asked", async () => {
    const { window, page } = await open(scripts);
    await goTo(page, "Policy");
    await type(page, page.getByLabel("Who", { exact: true }), "telegram:9");
    await tabTo(page, page.getByLabel("it mentions the bot"));
    await page.keyboard.press("Space");
    await enter(page, button(page, "Explain"));
    await page.getByRole("heading", { name: /telegram:9/ }).waitFor();
    expect(await page.getByLabel("it mentions the bot").isChecked()).toBe(true);
    await goTo(page, "Audit", "Audit log");
    await type(page, page.getByLabel("Event"), "pairing.requested");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".records li").count()).toBe(6);
    await enter(page, page.locator(".records summary").first());
    await page.getByText("Place in the chain").first().waitFor();
    await goTo(page, "Doctor");
    await enter(page, button(page, "Look again"));
    await page.getByRole("heading", { name: "What is fine" }).waitFor();
    await window.close();
  });
});
