import { createDeviceKey } from "@moltbot/device-pairing";
import { connectGateway } from "@moltbot/device-pairing/client";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { execConfig, question } from "../exec-approvals/support.ts";
import { requestIdOf } from "../ws/support.ts";
import { createTestApp } from "./support/app.ts";
import { openBrowser, signedInWindow } from "./support/browser.ts";
import { ask, person } from "./support/people.ts";
import { startServer } from "./support/server.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

describe("[R7.7] The queue of people, devices and commands", () => {
  test("holds all of them, and is worked off by keyboard alone", async () => {
    const server = await startServer({ test: createTestApp(Date.now()) });
    await ask(server, person("7"), { displayName: "Mina" });
    await ask(server, person("8"), { displayName: "Ben" });
    server.config.exec = execConfig({ approvalMode: "once" });
    await server.app.exec.ask(question("make all"));
    const client = { id: "laptop", platform: "linux" };
    const url = `ws://127.0.0.1:${server.port}/ws`;
    await requestIdOf(connectGateway({ url, key: createDeviceKey(), client, scopes: ["operator.read"] }));
    const { window, page, complaints } = await signedInWindow(browser, await server.http.signInLink());
    await page.getByText("One command, one device and 2 people are waiting.").waitFor();
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await press("j");
    await press("a");
    await page.getByText("Approved: make all").waitFor();
    // The next one is selected by itself; keys count again after a moment, or once somebody moves.
    await press("j");
    await press("k");
    await press("d");
    await page.getByText("Turned away: laptop").waitFor();
    await press("j");
    await press("k");
    await press("a");
    await page.getByText("Approved. Mina has been told").waitFor();
    await press("j");
    await press("b");
    await page.getByRole("heading", { name: "Block Ben?" }).waitFor();
    await press("Enter");
    await page.getByText("Nobody is waiting.").waitFor();
    expect(complaints).toEqual([]);
    await window.close();
  });

  test("shows at once what somebody else answered, and tells a late click who it was", async () => {
    const server = await startServer();
    const mina = await ask(server, person("mississippi"), { displayName: "Mina" });
    const ben = await ask(server, person("8"), { displayName: "Ben" });
    const { window, page } = await signedInWindow(browser, await server.http.signInLink());
    await page.getByRole("article", { name: "Mina" }).waitFor();
    const owner = {
      kind: "person",
      principal: { channel: "web", account: "default", id: "owner" },
      via: "chat",
    } as const;
    await server.app.pairing.approve(mina.id, owner);
    server.app.changed("approvals");
    await page.getByText("Answered elsewhere: approved telegram:mississippi by web:owner").waitFor();
    expect(await page.getByRole("article", { name: "Mina" }).count()).toBe(0);
    // This one hears nothing before it clicks.
    await server.app.pairing.deny(ben.id, owner);
    await page.getByRole("article", { name: "Ben" }).getByRole("button", { name: "Approve" }).click();
    await page.getByText(/Nothing changed: the request of Ben was denied already by .*owner/).waitFor();
    expect(await page.locator("#elsewhere").isVisible()).toBe(false);
    await window.close();
  });

  test("tells a late click without scripts, too", async () => {
    const server = await startServer();
    const mina = await ask(server, person("7"), { displayName: "Mina" });
    const link = await server.http.signInLink();
    const { window, page } = await signedInWindow(browser, link, { javaScriptEnabled: false });
    await server.app.pairing.approve(mina.id, { kind: "operator", via: "cli" });
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByText("Nothing changed: the request of Mina was approved already by operator").waitFor();
    await window.close();
  });

  test("shows the first two hundred of many, and says that more wait", async () => {
    const server = await startServer();
    for (let n = 0; n < 260; n++) {
      await ask(server, person(String(n), `channel${Math.floor(n / 50)}`), { displayName: `P${n}` });
    }
    const { text } = await (await server.signIn()).get("/approvals");
    expect(text.match(/data-request/g)).toHaveLength(200);
    expect(text).toContain("More wait than fit here");
    expect(text).toContain("<title>(200+) Approvals");
    expect((await (await server.signIn()).get("/")).text).toContain("More than 200 people wait to be let in");
  });
});
