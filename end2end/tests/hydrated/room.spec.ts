// What there is room for: rows in a low window, menus inside the window, the line that has the focus.
import { expect, open, test } from "../../fixtures/app.ts";
import { expectInWindow } from "../../fixtures/fits.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

/** How many rows stand whole between the heading and the foot of the grid, less a bar that scrolls sideways. */
function rowsInSight(grid: Grid): Promise<number> {
  return grid.root.evaluate((table) => {
    const scroll = table.closest(".grid-scroll");
    const head = table.querySelector("thead")?.getBoundingClientRect();
    if (!scroll || !head) throw new Error("no grid");
    const foot = scroll.getBoundingClientRect().bottom - 1 - 15;
    const boxes = [...table.querySelectorAll("tbody tr")].map((row) => row.getBoundingClientRect());
    return boxes.filter((box) => box.top >= head.bottom - 0.5 && box.bottom <= foot + 0.5).length;
  });
}

for (const address of [
  "/customers",
  "/customers?per_page=all",
  "/customers?f.website=1&f.id.to=50&sort=name",
  "/customers?per_page=75&columns=id,name,email,group,phone,zip,country,region,since,website,tax_vat,gender,city",
]) {
  test(`at least fifteen rows are in sight on ${address}`, async ({ page }) => {
    const grid = new Grid(page);
    await open(page, address);
    expect(await rowsInSight(grid)).toBeGreaterThanOrEqual(15);
  });
}

test("a line of the Columns menu that gets the focus stands above its buttons", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const menu = await grid.openMenu("Columns");
  const foot = menu.locator(".sheet-end");
  const boxes = menu.getByRole("checkbox");
  await menu.getByRole("searchbox").focus();
  for (let at = 0; at < (await boxes.count()); at++) {
    while (!(await boxes.nth(at).evaluate((box) => box === document.activeElement))) await page.keyboard.press("Tab");
    const [line, end] = [await boxes.nth(at).locator("xpath=ancestor::li").boundingBox(), await foot.boundingBox()];
    if (!line || !end) throw new Error("no line");
    expect(line.y + line.height, `line ${at}`).toBeLessThanOrEqual(end.y + 0.5);
  }
});

for (const width of [760, 900, 1024, 1180, 1366]) {
  test(`each menu opens inside a window of ${width} pixels, with rows selected`, async ({ page }) => {
    const grid = new Grid(page);
    await page.setViewportSize({ width, height: 768 });
    await open(page, "/customers?f.website=1");
    await grid.choose("Select All");
    for (const name of ["Filters", "Columns", "Export"] as const) {
      await grid.openMenu(name);
      await expectInWindow(page, name);
      await page.keyboard.press("Escape");
    }
    await page.locator("#views-menu > summary").click();
    await expectInWindow(page, "Views");
  });
}

test("what can be pressed is at least as large as a pointer needs, and no type as large as a finger", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  for (const name of ["Columns", "{n} per page"] as const) {
    const menu = await grid.openMenu(name);
    const small = await menu.locator("button, a, summary, label.check").evaluateAll((all) =>
      all
        .filter((one) => one.checkVisibility())
        .map((one) => ({ one, box: one.getBoundingClientRect() }))
        .filter(({ one, box }) => box.height < 24 || (box.width < 24 && one.textContent?.trim() === ""))
        .map(({ one, box }) => `${one.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`),
    );
    expect(small, name).toEqual([]);
    await page.keyboard.press("Escape");
  }
});

test.describe("for fingers", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 1024, height: 768 } });

  test("things grow, and type does not", async ({ page }) => {
    await open(page, "/customers");
    await page.locator("details.user > summary").tap();
    await expect(page.locator(".user .sheet header span")).toHaveCSS("font-size", "12px");
    await expect(page.locator(".user .sheet .heading").first()).toHaveCSS("font-size", "12px");
  });
});
