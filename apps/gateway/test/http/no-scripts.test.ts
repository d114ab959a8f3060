import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { openCrowd } from "./support/crowd.ts";
import { person } from "./support/people.ts";

vi.setConfig({ testTimeout: 120_000 });

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** A browser without scripts, on a phone, before a server with something of everything. */
const open = () =>
  openCrowd(browser, { javaScriptEnabled: false, viewport: { width: 375, height: 740 }, acceptDownloads: true });

const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name }).first().click();
const follow = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("link", { name }).first().click();

describe("[R9.3] Without scripts", () => {
  test("the queue is answered: a command, a device, people", async () => {
    const { window, page } = await open();
    await page.goto("/");
    await follow(page, /Answer/);
    await press(page, "Run once");
    await page.getByText(/^Approved: echo/).waitFor();
    await press(page, "Approve");
    await page.getByText("waits gets its token when it connects again").waitFor();
    await press(page, "Deny");
    await page.getByText(/^Denied\./).waitFor();
    await follow(page, "Block…");
    await press(page, /^Block/);
    await page.getByText(/^Blocked\./).waitFor();
    await press(page, /^Revoke git log/);
    await page.getByText("Revoked. The command asks again").waitFor();
    await window.close();
  });

  test("people are blocked for a while, unblocked and unpaired, each after a question where it hurts", async () => {
    const { server, window, page } = await open();
    const one = `/users/${encodeURIComponent("telegram/default:8")}`;
    await page.goto("/users?state=paired");
    await page.goto(one);
    await follow(page, "Block…");
    await page.getByLabel("For").selectOption("7 days");
    await press(page, /^Block/);
    await page.getByText("Done. It counts from their next message on.").waitFor();
    await page.goto("/users?state=blocked");
    await press(page, "Unblock");
    await page.getByText("Done.").waitFor();
    await page.goto("/users?state=paired");
    await follow(page, "Unpair…");
    await press(page, /^Unpair/);
    await page.getByText("Done.").waitFor();
    expect(await server.app.stores.pairing.users({ state: "paired", limit: 9 })).toEqual([]);
    await window.close();
  });

  test("devices and browsers are ended", async () => {
    const { window, page } = await open();
    await page.goto("/devices");
    await press(page, "New token");
    await page.getByText("Done.").waitFor();
    await follow(page, "Revoke…");
    await press(page, "Revoke laptop");
    await page.getByText("Done.").waitFor();
    await follow(page, "Remove…");
    await press(page, "Remove laptop");
    await page.getByText("No device was let in yet.").waitFor();
    const other = page
      .getByRole("listitem")
      .filter({ hasNotText: "this one" })
      .getByRole("link", { name: "Sign out…" });
    await other.click();
    await press(page, /^Sign out a browser/);
    await page.getByText("Signed out. Its pages stop within a second.").waitFor();
    await window.close();
  });

  test("a vote is handed over and taken back, after what is wrong was told", async () => {
    const { server, window, page } = await open();
    await page.goto("/users");
    const handOver = async (to: string, time: string): Promise<void> => {
      await page.getByLabel("Vote of").fill("web:owner");
      await page.getByLabel("to", { exact: true }).fill(to);
      await page.getByLabel("for", { exact: true }).fill(time);
      await press(page, "Hand over");
    };
    await handOver("@nobody-is-called-so", "2 days");
    await page.getByText("There is no such person.").waitFor();
    await handOver("telegram:8", "a while");
    await page.getByText("That is not a time.").waitFor();
    expect(await server.app.pairing.delegations()).toEqual([]);
    await handOver("telegram:8", "2 days");
    await page.getByText("answers for").waitFor();
    expect(await server.app.pairing.delegations()).toMatchObject([{ to: { channel: "telegram", id: "8" } }]);
    await press(page, "Take back");
    await page.getByText("Done.").waitFor();
    expect(await server.app.pairing.delegations()).toEqual([]);
    await window.close();
  });

  test("who claims a name is confirmed, and the next of that name is marked", async () => {
    const { server, window, page } = await open();
    await page.goto("/users");
    expect(await page.getByRole("button", { name: "It is them" }).count()).toBe(6);
    await press(page, "It is them");
    await page.getByText("Done. It counts from their next message on.").waitFor();
    expect(await page.getByRole("button", { name: "It is them" }).count()).toBe(5);
    const [claim] = await server.app.identities.claims({ limit: 1 });
    expect(claim?.pinnedTo).toHaveLength(1);
    await page.getByText(`Already pinned to telegram:${claim?.pinnedTo[0]?.id}`).first().waitFor();
    await window.close();
  });

  test("what is kept about a person is looked at, exported, and erased after a question", async () => {
    const { server, window, page } = await open();
    const who = person("8");
    await page.goto(`/users/${encodeURIComponent("telegram/default:8")}/privacy`);
    await page.getByText("people: 1").waitFor();
    const saved = page.waitForEvent("download");
    await press(page, "Export");
    const download = await saved;
    expect(download.suggestedFilename()).toBe("moltbot-export.json");
    expect(JSON.parse(await readFile(await download.path(), "utf8"))).toBeTypeOf("object");
    await follow(page, "Purge…");
    await page.getByText("This cannot be undone.").waitFor();
    await follow(page, "Cancel");
    await page.getByText("people: 1").waitFor();
    expect((await server.app.stores.pairing.standing(who)).grant).toBeDefined();
    await follow(page, "Purge…");
    await press(page, "Purge for good");
    await page.getByText("Erased. Nothing of it can be brought back.").waitFor();
    expect((await server.app.stores.pairing.standing(who)).grant).toBeUndefined();
    await window.close();
  });

  test("the browser in use signs itself out, and its pages are closed to it", async () => {
    const { window, page } = await open();
    await page.goto("/devices");
    const own = page.getByRole("listitem").filter({ hasText: "this one" });
    await own.getByRole("link", { name: "Sign out…" }).click();
    await page.getByText("It is the one that you use now.").waitFor();
    await press(page, /^Sign out ./);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect((await page.goto("/users"))?.status()).toBe(401);
    await window.close();
  });

  test("a session is read and begun anew", async () => {
    const { window, page } = await open();
    await page.goto("/sessions");
    await follow(page, "Group -100200300");
    await follow(page, "What was said");
    await page.getByText("Hello!").waitFor();
    await follow(page, "Back to the session");
    await follow(page, "Begin anew…");
    await press(page, "Begin anew");
    await page.getByText("Begun anew.").waitFor();
    await window.close();
  });

  test("the audit log is filtered, leafed through, checked and exported", async () => {
    const { window, page } = await open();
    await page.goto("/audit");
    await page.getByLabel("Event").fill("session.*, no");
    await press(page, "Show");
    await page.getByRole("alert").getByText("names no event").waitFor();
    await page.getByLabel("Event").fill("pairing.requested");
    await press(page, "Show");
    expect(await page.locator(".records li").count()).toBe(6);
    await page.locator(".records summary").first().click();
    await page.getByText("Place in the chain").first().waitFor();
    const saved = page.waitForEvent("download");
    await press(page, "CSV");
    const text = await readFile(await (await saved).path(), "utf8");
    expect(text.trim().split("\r\n")).toHaveLength(7);
    await press(page, "Check it now");
    await page.getByText(/The log is whole: \d+ records fit together/).waitFor();
    await window.close();
  });

  test("the policy is explained, and the doctor looks again", async () => {
    const { window, page } = await open();
    await page.goto("/policy");
    await page.getByLabel("Who", { exact: true }).fill("telegram:9");
    await page.getByLabel("Tool", { exact: true }).fill("exec");
    await page.getByLabel("it mentions the bot").check();
    await press(page, "Explain");
    await page.getByRole("heading", { name: /telegram:9/ }).waitFor();
    expect(await page.getByLabel("it mentions the bot").isChecked()).toBe(true);
    await page.goto("/doctor");
    await press(page, "Look again");
    await page.getByRole("heading", { name: "What is fine" }).waitFor();
    await press(page, "Sign out");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await window.close();
  });
});
