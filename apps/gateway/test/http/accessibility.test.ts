import { source as axe } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createParts } from "../../src/http/parts.ts";
import { makeRoutes } from "../../src/http/routes.ts";
import { createTestApp } from "./support/app.ts";
import { openBrowser, signedInWindow } from "./support/browser.ts";
import { crowd, type PageAddresses } from "./support/crowd.ts";
import { startServer, token } from "./support/server.ts";

// Every page, several times each.
vi.setConfig({ testTimeout: 240_000 });

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const phone = { width: 375, height: 740 };

/** What axe-core finds, by rule: WCAG 2.2 A and AA, and what is good practice. */
async function complaintsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  return page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 160))))`,
  );
}

/** Routes that show a page. */
function pageRoutes(): readonly string[] {
  const options = { host: "127.0.0.1", port: 0, operatorToken: token, app: createTestApp().app };
  return makeRoutes(createParts(options, () => "http://localhost"))
    .filter(({ method, access, path }) => method === "GET" && access === "signed-in" && path !== "/events")
    .map(({ path }) => path);
}

const all = (pages: PageAddresses): readonly string[] => Object.values(pages).flat();

describe("[R9.3] Every page", () => {
  test("is among those that are looked at here", async () => {
    const pages = await crowd(await startServer());
    expect(Object.keys(pages).sort()).toEqual([...new Set(pageRoutes())].sort());
  });

  test.each(["light", "dark"] as const)("speaks to a screen reader, 375 px wide, %s", async (colorScheme) => {
    const server = await startServer();
    const pages = await crowd(server);
    const link = await server.http.signInLink();
    const { window, page, complaints } = await signedInWindow(browser, link, { colorScheme, viewport: phone });
    for (const path of all(pages)) {
      const answer = await page.goto(path);
      expect([path, answer?.status()]).toEqual([path, path.includes("nonsense") ? 400 : 200]);
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      expect(await complaintsOf(page), `${colorScheme} ${path}`).toEqual([]);
    }
    expect(complaints.filter((text) => !text.includes("400"))).toEqual([]);
    await window.close();
  });

  test("says what to do where there is nothing yet, and speaks to a screen reader all the same", async () => {
    const server = await startServer();
    const { window, page } = await signedInWindow(browser, await server.http.signInLink(), { viewport: phone });
    for (const path of ["/", "/approvals", "/users", "/devices", "/sessions", "/audit?event=device"]) {
      await page.goto(path);
      const empty = page.locator(".empty");
      expect(await empty.count(), path).toBeGreaterThan(0);
      expect(await empty.first().locator("a, code").count(), path).toBeGreaterThan(0);
      expect(await complaintsOf(page), path).toEqual([]);
    }
    await page.goto("/sign-in");
    expect(await complaintsOf(page)).toEqual([]);
    await window.close();
  });

  test("keeps the words of strangers inert, and fits a phone whatever they are", async () => {
    const server = await startServer();
    const pages = await crowd(server);
    const { window, page, complaints } = await signedInWindow(browser, await server.http.signInLink(), {
      viewport: phone,
    });
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    for (const path of all(pages)) {
      await page.goto(path);
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      const strange = await page.evaluate(
        `[...document.querySelectorAll("main script, main img, main iframe, [onerror], [onfocus], [style], a[href^='javascript:']")].map((each) => each.outerHTML)`,
      );
      expect(strange, path).toEqual([]);
      expect(await page.locator("body").textContent(), path).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/,
      );
      const sideways = "Math.max(0, document.documentElement.scrollWidth - innerWidth)";
      expect([path, await page.evaluate(sideways)]).toEqual([path, 0]);
    }
    expect(dialogs).toEqual([]);
    expect(complaints.filter((text) => !text.includes("400"))).toEqual([]);
    await window.close();
  });
});
