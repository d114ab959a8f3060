import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, signedInWindow } from "./support/browser.ts";
import { startRealGateway } from "./support/real-gateway.ts";

let browser: Browser;
let real: Awaited<ReturnType<typeof startRealGateway>>;

beforeAll(async () => {
  [browser, real] = await Promise.all([openBrowser(), startRealGateway()]);
});
afterAll(async () => {
  await browser?.close();
  await real?.stop();
});

describe("A newcomer in a browser", () => {
  test("plays stranger and owner in two tabs, which follow each other by themselves", async () => {
    const { window, page, complaints } = await signedInWindow(browser, await real.gateway.signInLink());
    await page.getByRole("link", { name: "Try it in the web chat" }).click();
    await page.getByRole("button", { name: "hello" }).click();
    await page.getByText("Please pair first").waitFor();
    await page.getByLabel("Message").fill("/pair");
    await page.keyboard.press("Enter");
    await page.getByText("Your code").waitFor();
    const opened = window.waitForEvent("page");
    await page.getByRole("link", { name: "the owner's tab" }).first().click();
    const owner = await opened;
    await owner.getByRole("button", { name: "Approve" }).click();
    await owner.getByText("is paired").waitFor();
    await page.getByText("Paired!").waitFor();
    await page.getByRole("button", { name: "/help" }).click();
    await page.getByText("/whoami").nth(1).waitFor();
    expect(await page.locator(".steps li.done").count()).toBe(4);
    expect(complaints).toEqual([]);
    await window.close();
  });

  test("does the same without scripts", async () => {
    const link = await real.gateway.signInLink();
    const { window, page } = await signedInWindow(browser, link, { javaScriptEnabled: false });
    await page.goto("/chat?as=bob");
    await page.getByRole("button", { name: "hello" }).click();
    await page.getByText("Please pair first").waitFor();
    await page.getByRole("button", { name: "/pair" }).click();
    await page.getByText("Your code").waitFor();
    await page.goto("/approvals");
    await page.getByRole("article", { name: "Bob" }).getByRole("button", { name: "Approve" }).click();
    await page.getByText("Approved. Bob has been told").waitFor();
    await page.goto("/chat?as=bob");
    await page.getByText("Paired!").waitFor();
    await page.getByRole("button", { name: "/whoami" }).click();
    await page.getByText("paired", { exact: false }).first().waitFor();
    await page.keyboard.type("/help"); // the field has the focus by itself
    await page.keyboard.press("Enter");
    await page.locator("#transcript").getByText("/help", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Start over as somebody new" }).click();
    await page.getByText("Paired!").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto("/chat");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await window.close();
  });
});

describe("[R9.3] An operator in a browser", () => {
  test("finds every page of a running gateway by its tabs, and what happened in the audit log", async () => {
    const { window, page, complaints } = await signedInWindow(browser, await real.gateway.signInLink());
    const tabs = await page.getByRole("navigation", { name: "Pages" }).getByRole("link").allTextContents();
    expect(tabs).toHaveLength(10);
    for (const tab of tabs) {
      await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: tab }).click();
      await page.getByRole("heading", { level: 1 }).waitFor();
      const current = page.getByRole("navigation", { name: "Pages" }).locator('[aria-current="page"]');
      expect(await current.textContent()).toBe(tab);
    }
    await page.goto("/audit?event=dashboard");
    await page.getByText("dashboard.signed_in").first().click();
    await page.getByText("Place in the chain").first().waitFor();
    await page.getByRole("button", { name: "Check it now" }).click();
    await page.getByText(/The log is whole: \d+ records? fit together/).waitFor();
    await page.goto("/");
    await page.getByText("embedded database").or(page.getByText("Store (Postgres)")).waitFor();
    expect(complaints).toEqual([]);
    await window.close();
  });

  test("is signed out everywhere at once when another browser ends the session, and stays so", async () => {
    const one = await signedInWindow(browser, await real.gateway.signInLink());
    const two = await signedInWindow(browser, await real.gateway.signInLink());
    await one.page.goto("/approvals");
    await two.page.goto("/devices");
    const other = two.page.getByRole("listitem").filter({ hasNotText: "this one" }).first();
    await other.getByRole("link", { name: "Sign out…" }).click();
    await two.page
      .getByRole("button", { name: /^Sign out / })
      .last()
      .click();
    await two.page.getByText("Signed out. Its pages stop within a second.").waitFor();
    // Its stream ends, it asks again, and is told to sign in.
    await one.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await one.window.close();
    await two.window.close();
  });
});

describe("A link to the dashboard", () => {
  test("connects to nothing that its address names, and hands no secret on (threats A5)", async () => {
    const { window, page, complaints } = await signedInWindow(browser, await real.gateway.signInLink());
    const sockets: string[] = [];
    page.on("websocket", (socket) => sockets.push(socket.url()));
    const evil = encodeURIComponent("ws://evil.example/ws");
    for (const path of ["/", "/approvals", "/audit", "/policy", "/chat"]) {
      await page.goto(
        `${path}?gatewayUrl=${evil}&url=${evil}&token=x&next=https://evil.example&user=javascript:alert(1)`,
      );
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(new URL(page.url()).host).toBe(new URL(real.gateway.url).host);
      expect(await page.locator('a[href^="javascript:"], [href*="evil.example"], [src*="evil.example"]').count()).toBe(
        0,
      );
    }
    expect(sockets).toEqual([]);
    expect(complaints.filter((text) => !text.includes("400"))).toEqual([]);
    await window.close();
  });
});

describe("An approver in a browser", () => {
  test("sees requests arrive, and answers by keyboard", async () => {
    const { window, page, complaints } = await signedInWindow(browser, await real.gateway.signInLink());
    for (const name of ["carol", "dave"]) {
      const chat = await window.newPage();
      await chat.goto(`/chat?as=${name}`);
      await chat.getByRole("button", { name: "/pair" }).click();
      await chat.getByText("Your code").waitFor();
      await chat.close();
    }
    await page.getByRole("article", { name: "Dave" }).waitFor();
    await page.keyboard.press("a"); // nothing is selected: nothing happens
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    // The closing dialog may take the focus back once more; a person presses again.
    const selected = page.locator("[data-request]:focus");
    await expect
      .poll(async () => {
        if ((await selected.count()) === 0) await page.keyboard.press("j");
        return selected.count();
      })
      .toBe(1);
    await page.keyboard.press("a");
    await page.getByText("Approved. Carol has been told").waitFor();
    expect(await page.evaluate("document.activeElement.dataset.request")).toBe("");
    await page.keyboard.press("j"); // keys count again once one is selected on purpose
    await page.keyboard.press("b");
    await page.getByRole("heading", { name: "Block Dave?" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Blocked. Dave hears nothing any more.").waitFor();
    await page.getByText("Nobody is waiting.").waitFor();
    expect(complaints).toEqual([]);
    await window.close();
  });
});
