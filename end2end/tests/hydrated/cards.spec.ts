// The grid on a telephone: each row a card of its first three columns, and still a grid.
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";
import { expectFits } from "../../fixtures/fits.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 300, viewport: { width: 390, height: 800 } });

test("rows are cards of their first three columns, and nothing scrolls sideways", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,name,email,phone,zip&w.name=600");
  for (const column of ["id", "name", "email"]) {
    await expect(grid.cell(0, column)).toBeVisible();
    await expect(grid.sort(column)).toBeVisible();
  }
  await expect(grid.cell(0, "phone")).toBeHidden();
  await expect(grid.row(0).getByRole("link", { name: /^View / })).toBeVisible();
  const [name, email] = [await grid.cell(0, "name").boundingBox(), await grid.cell(0, "email").boundingBox()];
  expect(email?.y, "below each other").toBeGreaterThanOrEqual((name?.y ?? 0) + (name?.height ?? 0) - 1);
  const beside = await page.locator(".grid-scroll").evaluate((scroll) => scroll.scrollWidth - scroll.clientWidth);
  expect(beside).toBe(0);
  await expect(page.getByRole("grid", { name: "Customers" })).toHaveAttribute("aria-colcount", "30");
  await expectFits(page, "cards");
  await expectAccessible(page, "cards");

  // Another order of columns is another card.
  await open(page, "/customers?columns=phone,zip,country,name");
  await expect(grid.cell(0, "phone")).toBeVisible();
  await expect(grid.cell(0, "name")).toBeHidden();
});

test("cards are sorted, selected, edited and gone through by keys", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.sort("name").click();
  await expect(grid.heading("name")).toHaveAttribute("aria-sort", "ascending");
  await grid.box(1).check();
  await expect(grid.found).toContainText("(1 selected)");
  await grid.pageBox.check();
  await expect(grid.found).toContainText("(20 selected)");

  await grid.goTo(2, "email");
  await page.keyboard.press("ArrowRight");
  await expect(grid.row(2).getByRole("link", { name: /^View / })).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(grid.cell(2, "email")).toBeFocused();
  await page.keyboard.press("F2");
  await expect(grid.editor).toBeFocused();
  const [cell, editor] = [await grid.cell(2, "email").boundingBox(), await grid.editor.boundingBox()];
  expect(editor?.height).toBeLessThanOrEqual((cell?.height ?? 0) + 1);
  await page.keyboard.press("Escape");
  await expect(grid.cell(2, "email")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/customers\/\d+$/);
});

test("all cards scroll in one window", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?per_page=all");
  await grid.scrollTo(200);
  await expect(grid.cell(200, "email")).not.toHaveText("");
  await expect(grid.cell(200, "id")).toBeVisible();
  const [one, next] = [await grid.row(200).boundingBox(), await grid.row(201).boundingBox()];
  expect((next?.y ?? 0) - (one?.y ?? 0)).toBeCloseTo(one?.height ?? 0, 0);
  expect(await grid.cell(200, "id").evaluate((cell) => cell.getBoundingClientRect().width)).toBeGreaterThan(30);
});
