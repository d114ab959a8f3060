import type { Locator, Page } from "playwright-core";

/** More stops than any page has. */
const mostStops = 400;

/** Presses Tab until this has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const reached = target.and(page.locator(":focus"));
  for (let at = 0; at < mostStops; at++) {
    await page.keyboard.press("Tab");
    if ((await reached.count()) > 0) return;
  }
  throw new Error(`Tab never reaches ${String(target)} on ${page.url()}`);
}

/** Goes to it by Tab, and presses Enter. */
export async function enter(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

/** Goes to it by Tab, and types. */
export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

const watch = `(() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const each of document.querySelectorAll("details")) each.open = true;
  window.unreached = new Set([...document.querySelectorAll(wanted)].filter((each) => each.checkVisibility() && !each.disabled));
  window.unseen = new Set();
  addEventListener("focusin", ({ target }) => {
    window.unreached.delete(target);
    const { outlineStyle, outlineWidth } = getComputedStyle(target);
    const { width, height } = target.getBoundingClientRect();
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 1 || width < 2 || height < 2) window.unseen.add(target);
  });
  return window.unreached.size;
})()`;

/** A page after a walk over it by Tab. */
export interface Walked {
  /** How many things can be used. */
  readonly stops: number;
  /** What Tab never reaches: it is left out, or the focus was trapped before it. */
  readonly unreached: readonly string[];
  /** What does not show that it has the focus. */
  readonly unseen: readonly string[];
}

/** Walks over a page by Tab, once around and further, so that a page that puts the focus somewhere is gone over too. */
export async function walk(page: Page): Promise<Walked> {
  const stops = Number(await page.evaluate(watch));
  for (let at = 0; at < stops + 20; at++) await page.keyboard.press("Tab");
  const left = "window.unreached.size";
  for (let at = 0; at < stops + 20 && Number(await page.evaluate(left)) > 0; at++) await page.keyboard.press("Tab");
  const named = (set: string): Promise<readonly string[]> =>
    page.evaluate(`[...window.${set}].map((each) => each.outerHTML.slice(0, 160))`);
  return { stops, unreached: await named("unreached"), unseen: await named("unseen") };
}
