// Every menu of every page in each language, wide and narrow: no text is cut, nothing hangs out of the page.
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";
import { expectFits } from "../../fixtures/fits.ts";
import { LANGUAGES } from "../../fixtures/words.ts";

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

/** Those that lie in another way where rows are cards. */
const AS_CARDS = PAGES.filter((address) => !["/customers?q=zzz-nothing", "/segments", "/reports/segments/1"].includes(address));

test.use({ customers: 60 });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });

    // Rows are cards below 640 pixels; the smallest telephone is looked at in one language.
    for (const width of [1366, 640, 390, ...(language === "en" ? [320] : [])]) {
      test(`${width} pixels wide`, async ({ page }) => {
        test.slow();
        page.setDefaultTimeout(10_000);
        await page.setViewportSize({ width, height: 800 });
        for (const address of width < 640 ? AS_CARDS : PAGES) {
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
            await expectFits(page, where);
            if (at >= 0) await menus.nth(at).evaluate((menu) => menu.parentElement?.removeAttribute("open"));
          }
          // At other widths, axe looks at every page in `a11y.spec.ts`.
          if (width === 640 && language === "fr") await expectAccessible(page, `${language}: ${address}`);
        }
      });
    }
  });
}
