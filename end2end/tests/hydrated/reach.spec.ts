// Every page within everybody's reach: narrow windows, wide letters, colours the system forces, few tab stops, and
// the structure that screen readers are told.
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";
import { beside } from "../../fixtures/fits.ts";
import { Grid } from "../../pages/grid.ts";

const PAGES = [
  "/customers?f.country=NL&sort=-since,email&pin=name",
  "/customers?q=zzz-nothing",
  "/customers?per_page=all",
  "/customers/1",
  "/segments",
  "/segments/new",
  "/segments/7",
  "/reports/segments",
  "/reports/segments/1",
  "/imports",
];

test.use({ customers: 60 });

test("at 320 pixels, which is 400 % of a common window, only tables scroll sideways", async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 320, height: 640 });
  for (const address of PAGES) {
    await open(page, address);
    expect(await beside(page), address).toBe(0);
    const menus = page.locator("main details.menu > summary");
    for (let at = 0; at < (await menus.count()); at++) {
      if (!(await menus.nth(at).isVisible())) continue;
      await menus.nth(at).click();
      expect(await beside(page), `${address}, menu ${at + 1}`).toBe(0);
      const sheet = menus.nth(at).locator("xpath=..").locator("> .sheet");
      const box = await sheet.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= 320, `${address}, menu ${at + 1} is in the window`).toBe(true);
      await page.keyboard.press("Escape");
    }
  }
});

test("with letters, words and lines set wide, nothing is lost", async ({ page }) => {
  for (const address of PAGES) {
    await open(page, address);
    const sheet = "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important; }";
    await page.evaluate((css) => {
      const wide = new CSSStyleSheet();
      wide.replaceSync(css);
      document.adoptedStyleSheets.push(wide);
    }, sheet);
    expect(await beside(page), address).toBe(0);
    const cut = await page
      .locator("main :is(button, .button, summary, h1, h2, label, legend)")
      .evaluateAll((all) =>
        all
          .filter((one) => one.checkVisibility() && getComputedStyle(one).overflowX !== "visible")
          .filter((one) => one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.textContent),
      );
    expect(cut, address).toEqual([]);
  }
});

test("no page has more than 25 tab stops before it begins again", async ({ page }) => {
  for (const address of PAGES) {
    await open(page, address);
    // A rule has as many stops as it has fields, a list of links one a row.
    if (address.startsWith("/segments/")) continue;
    const stops = await page.evaluate(() => {
      const what = ":is(a[href], button, input, select, textarea, summary, [tabindex]):not(table.segments tr + tr *)";
      const all = document.querySelectorAll<HTMLElement>(what);
      const radios = new Set<string>();
      return [...all].filter((one) => {
        if (one.tabIndex < 0 || one.matches(":disabled, [type=hidden]")) return false;
        if (!one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false;
        // Of the buttons of one choice, one is a stop.
        if (one instanceof HTMLInputElement && one.type === "radio") {
          if (radios.has(one.name)) return false;
          radios.add(one.name);
        }
        return true;
      }).length;
    });
    expect(stops, address).toBeLessThanOrEqual(25);
    expect(stops, address).toBeGreaterThan(3);
  }
});

test("in colours that the system forces, focus and selection can be seen", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.box(1).check();
  await grid.goTo(2, "email");
  const ring = await grid.cell(2, "email").evaluate((cell) => {
    const { outlineStyle, outlineWidth, outlineColor, backgroundColor } = getComputedStyle(cell);
    return { outlineStyle, outlineWidth, differs: outlineColor !== backgroundColor };
  });
  expect(ring).toEqual({ outlineStyle: "solid", outlineWidth: "2px", differs: true });
  const line = (row: number): Promise<string> =>
    grid.cell(row, "email").evaluate((cell) => getComputedStyle(cell).borderBlockEnd);
  expect(await line(1), "a selected row differs by more than its ground").not.toBe(await line(3));
  await grid.cell(2, "phone").dblclick();
  await expect(grid.editor).toBeFocused();
  await expectAccessible(page, "forced colours, editing");
});

test("what screen readers are told of the grid", async ({ page }) => {
  await open(page, "/customers?columns=id,name,zip&sort=-id&f.id.to=2");
  const grid = new Grid(page);
  await grid.box(0).check();
  await expect(grid.root).toMatchAriaSnapshot({ name: "grid.yml" });
  await grid.heading("name").locator("summary").click();
  await expect(grid.heading("name").locator("details")).toMatchAriaSnapshot({ name: "heading-menu.yml" });
});

test("what screen readers are told of a rule, and of a question", async ({ page }) => {
  await open(page, "/segments/3");
  await expect(page.getByRole("region", { name: "Conditions" })).toMatchAriaSnapshot({ name: "rule.yml" });
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("dialog")).toMatchAriaSnapshot({ name: "question.yml" });
});
