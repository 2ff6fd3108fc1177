// Every page in each language, wide and narrow: no text is cut, nothing hangs out of the page, axe finds nothing.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";

const LANGUAGES = ["en", "nl", "sv", "fr"];
const PAGES = [
  "/customers?f.country=NL&f.group=1&sort=-since,email&pin=name",
  "/customers?columns=id,lock,status,type,sales_rep,company,vat,fax,billing_first,billing_last,street,city",
  "/customers?q=zzz-nothing",
  "/customers?per_page=all",
  "/customers/1",
  "/segments",
  "/segments/7",
  "/reports/segments",
  "/reports/segments/1",
  "/imports",
];

test.use({ customers: 60 });

async function speak(page: Page, url: string, language: string): Promise<void> {
  const look = { locale: language[0].toUpperCase() + language[1], theme: "system", density: "comfortable" };
  const answer = await page.request.post(`${url}/api/access/profile`, { form: look });
  expect(answer.status()).toBe(200);
}

/** Texts of the interface that do not fit; the values of customers may be cut, for they tell the whole when pointed at. */
async function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const own = (element: Element): boolean =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    const hides = (element: Element): boolean =>
      ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
    return [...document.querySelectorAll<HTMLElement>("body *")]
      .filter((element) => own(element) && element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => !element.closest(".visually-hidden, .skip, td, script, style, option"))
      .filter((element) => {
        // Cut by itself, or by what is around it.
        const wide = hides(element) && element.scrollWidth > element.clientWidth + 1;
        const button = element.closest<HTMLElement>("button, summary, .button, .badge, h1, h2, label, legend");
        return wide || (button !== null && hides(button) && button.scrollWidth > button.clientWidth + 1);
      })
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent?.trim()}`);
  });
}

for (const language of LANGUAGES) {
  for (const width of [1366, 640]) {
    test(`${language}, ${width} pixels wide`, async ({ page, app }) => {
      test.slow();
      page.setDefaultTimeout(10_000);
      await page.setViewportSize({ width, height: 800 });
      await speak(page, app.url, language);
      for (const address of PAGES) {
        await open(page, address);
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        const menus = page.locator("details > summary");
        for (let at = -1; at < (await menus.count()); at++) {
          const where = `${language}, ${width}: ${address}${at < 0 ? "" : `, menu ${at + 1}`}`;
          if (at >= 0) {
            if (!(await menus.nth(at).isVisible())) continue;
            await menus.nth(at).evaluate((menu) => menu.parentElement?.setAttribute("open", ""));
            await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
          }
          expect(await cut(page), where).toEqual([]);
          const beside = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(beside, `${where} scrolls sideways`).toBe(0);
          if (at >= 0) await menus.nth(at).evaluate((menu) => menu.parentElement?.removeAttribute("open"));
        }
        if ((width > 1000 && language !== "en") || language === "fr") await expectAccessible(page, `${language}: ${address}`);
      }
    });
  }
}
