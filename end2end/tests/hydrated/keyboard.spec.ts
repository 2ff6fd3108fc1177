// The grid by keys: one tab stop, arrows and jumps as the ARIA data grid has them, and a focus that is never lost.
import { expect, open, test } from "../../fixtures/app.ts";
import { expectFocusKept, focusPlace, Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

/** Select, 15 columns, Action. */
const LAST = 16;

test("arrows move one cell and stop at the edges", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "name");
  const walk: [string, string, number][] = [
    ["ArrowRight", "0", 3],
    ["ArrowDown", "1", 3],
    ["ArrowLeft", "1", 2],
    ["ArrowUp", "0", 2],
    ["ArrowUp", "h", 2],
    ["ArrowUp", "h", 2],
    ["ArrowLeft", "h", 1],
    ["ArrowLeft", "h", 0],
    ["ArrowLeft", "h", 0],
    ["ArrowDown", "0", 0],
    ["End", "0", LAST],
    ["ArrowRight", "0", LAST],
    ["Home", "0", 0],
    ["Control+End", "19", LAST],
    ["ArrowDown", "19", LAST],
    ["Control+Home", "0", 0],
  ];
  for (const [key, row, at] of walk) {
    await page.keyboard.press(key);
    expect(await focusPlace(page), key).toEqual({ row, at });
  }
});

test("PageDown and PageUp go by what fits the window", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "email");
  await page.keyboard.press("PageDown");
  const down = await focusPlace(page);
  expect(down?.at).toBe(3);
  expect(Number(down?.row)).toBeGreaterThan(3);
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  expect(await focusPlace(page)).toEqual({ row: "19", at: 3 });
  for (let up = 0; up < 4; up++) await page.keyboard.press("PageUp");
  expect(await focusPlace(page)).toEqual({ row: "0", at: 3 });
});

test("the grid is one tab stop, which remembers where one was", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await expect(grid.root.locator('[tabindex="0"]')).toHaveCount(1);
  await grid.goTo(2, "phone");
  await expect(grid.root.locator('[tabindex="0"]')).toHaveCount(1);
  await page.keyboard.press("Tab");
  expect(await focusPlace(page), "Tab leaves the grid").toBeNull();
  await expectFocusKept(page, "Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(grid.cell(2, "phone"), "and comes back to the same cell").toBeFocused();
  await page.keyboard.press("Shift+Tab");
  expect(await focusPlace(page), "Shift+Tab leaves it, too").toBeNull();
});

test("the focused cell is in sight, not below the header nor beside the window", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "id");
  for (const key of ["Control+End", "Home", "PageUp", "PageUp", "End", "Control+Home", "PageDown", "ArrowUp"]) {
    await page.keyboard.press(key);
    const seen = await page.evaluate(() => {
      const active = document.activeElement;
      const box = active?.getBoundingClientRect();
      if (!active || !box) return "nothing is focused";
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return top && (active.contains(top) || top.contains(active)) ? "seen" : `covered by ${top?.outerHTML.slice(0, 80)}`;
    });
    expect(seen, key).toBe("seen");
  }
});

test("Space selects the row, Ctrl+A all that match", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(1, "name");
  await page.keyboard.press("Space");
  await expect(grid.found).toHaveText("60 records found (1 selected)");
  await page.keyboard.press("Space");
  await expect(grid.found).toHaveText("60 records found");
  await page.keyboard.press("Home");
  await expect(grid.box(1)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(grid.found).toHaveText("60 records found (1 selected)");
  await page.keyboard.press("Control+a");
  await expect(grid.found).toHaveText("60 records found (60 selected)");
  await expect(page.getByRole("status").filter({ hasText: "(60 selected)" })).toBeAttached();
});

test("Enter on a heading sorts, Shift+Enter adds, and the focus stays", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "group");
  await page.keyboard.press("ArrowUp");
  await expect(grid.sort("group")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(grid.heading("group")).toHaveAttribute("aria-sort", "ascending");
  await expect(grid.sort("group")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+Enter");
  await expect(page).toHaveURL("/customers?sort=group,phone");
  await expect(grid.sort("phone")).toBeFocused();
});

test("Alt+Down opens the selection menu of the header, Escape closes it", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "id");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Home");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(grid.root.getByRole("button", { name: "Select All", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(grid.found).toHaveText("60 records found (60 selected)");
  await expectFocusKept(page, "choosing");
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Escape");
  await expect(grid.root.locator(".menu[open]")).toHaveCount(0);
  await expectFocusKept(page, "Escape");
});

test("Enter on View opens the customer", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(3, "id");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/customers/4");
});

test("whatever is done, the focus is never lost", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");

  await grid.search.fill("a");
  await page.keyboard.press("Enter");
  await expect(grid.chips).toHaveCount(1);
  await expect(grid.search).toBeFocused();

  await grid.chips.getByRole("link").focus();
  await page.keyboard.press("Enter");
  await expect(grid.chips).toHaveCount(0);
  await expectFocusKept(page, "removing a chip");

  await page.getByRole("link", { name: "Next page" }).focus();
  for (const first of [21, 41]) {
    await page.keyboard.press("Enter");
    await expect(grid.rows.first()).toHaveAttribute("data-id", String(first));
    await expect(page.locator("#page-after, #page").first()).toBeVisible();
    await expectFocusKept(page, "the next page");
  }
  await expect(page.getByRole("spinbutton", { name: "Page" }), "there is no further page").toBeFocused();

  const filters = await grid.openMenu("Filters");
  await filters.getByLabel("Email", { exact: true }).fill("a");
  await page.keyboard.press("Enter");
  await expect(grid.chips).toHaveCount(1);
  await expectFocusKept(page, "filtering");

  const columns = await grid.openMenu("Columns");
  await columns.getByRole("checkbox", { name: "Phone" }).focus();
  await page.keyboard.press("Space");
  await expect(grid.heading("phone")).toHaveCount(0);
  await expectFocusKept(page, "hiding a column");
  await page.keyboard.press("Escape");
  await expect(columns.locator("> .sheet")).toBeHidden();
  await expect(columns.locator("> summary")).toBeFocused();

  await grid.openMenu("per page");
  await page.getByRole("link", { name: "50 per page" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/per_page=50/);
  await expectFocusKept(page, "another page size");

  await grid.goTo(1, "tax_vat");
  await page.keyboard.type("1");
  await page.keyboard.press("Escape");
  await expectFocusKept(page, "giving up an edit");
  await page.keyboard.type("2");
  await page.keyboard.press("Enter");
  await grid.settled();
  await expectFocusKept(page, "saving");
});

test("the focus follows its customer to a new place", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?f.id.to=15&sort=-id");
  await grid.goTo(4, "email");
  const customer = (await grid.ids())[4] ?? 0;
  expect(customer).toBe(11);
  await grid.sort("id").dispatchEvent("click");
  await expect(page).toHaveURL(/sort=id/);
  await expect.poll(() => focusPlace(page)).toEqual({ row: "10", at: 3 });
});

test("the skip link leads to the content", async ({ page }) => {
  await open(page, "/customers");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});
