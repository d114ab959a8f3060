import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { execConfig, question } from "../exec-approvals/support.ts";
import { openBrowser, signedInWindow } from "./support/browser.ts";
import { ask, person } from "./support/people.ts";
import { startServer } from "./support/server.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const pages = [
  "/",
  "/approvals",
  "/users",
  "/devices",
  "/channels",
  "/audit",
  "/doctor",
  "/chat?as=stranger",
  "/chat?as=owner",
];

/** Text whose contrast with what is behind it is below WCAG AA (4.5, or 3 for large text). */
const faintText = `(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility() &&
    [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== "")).filter((node) => {
    const style = getComputedStyle(node);
    const [a, b] = [light(rgb(style.color)), light(behind(node))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    return (a + 0.05) / (b + 0.05) < (large ? 3 : 4.5);
  }).map((node) => node.outerHTML.slice(0, 120));
})()`;

/** Controls that a screen reader cannot name, and headings out of order. */
const nameless = `[...document.querySelectorAll("button, a, input:not([type=hidden])")].filter((node) => node.checkVisibility() &&
  !(node.textContent.trim() || node.ariaLabel || node.labels?.length)).map((node) => node.outerHTML)`;

async function problems(page: Page): Promise<unknown> {
  return {
    sideways: await page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"),
    faint: await page.evaluate(faintText),
    nameless: await page.evaluate(nameless),
    headings: await page.evaluate("document.querySelectorAll('h1').length"),
    language: await page.evaluate("document.documentElement.lang"),
  };
}

test("pages fit a phone, can be read in light and dark, and name every control", async () => {
  const server = await startServer();
  await ask(
    server,
    person("7"),
    { displayName: "Mina", username: "x".repeat(60), phone: "+84987654321" },
    { firstMessage: "W".repeat(150), claim: "@mina" },
  );
  await server.app.pairing.admit(person("8".repeat(60)), { kind: "operator", via: "cli" });
  await server.app.pairing.block(person("9"), { kind: "operator", via: "cli" });
  server.config.exec = execConfig({ approvalMode: "once" });
  const granted = await server.app.exec.ask(question(`git log ${"w".repeat(300)}`));
  await server.app.exec.decide(granted.approval.id, "approve", { by: { kind: "operator", via: "cli" } });
  await server.app.exec.ask(
    question(`curl --token abcdef123456 https://x && rm -rf ${"y".repeat(300)}`, { where: "host" }),
  );
  for (const colorScheme of ["light", "dark"] as const) {
    const link = await server.http.signInLink();
    const { window, page, complaints } = await signedInWindow(browser, link, {
      colorScheme,
      viewport: { width: 375, height: 740 },
    });
    for (const path of [...pages, `/users/${encodeURIComponent("telegram/default:9")}/block`]) {
      await page.goto(path);
      expect(await problems(page), `${colorScheme} ${path}`).toEqual({
        sideways: 0,
        faint: [],
        nameless: [],
        headings: 1,
        language: "en",
      });
    }
    const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(ground).toBe(colorScheme === "dark" ? "rgb(21, 23, 26)" : "rgb(246, 246, 243)");
    expect(complaints).toEqual([]);
    await window.close();
  }
});
