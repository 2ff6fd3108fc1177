// Page sizes of one's own: typed once, offered from then on, taken off again.
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

test("a page size that was typed is offered from then on, until it is taken off", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  for (const size of ["7", "33"]) {
    const menu = await grid.openMenu("{n} per page");
    await menu.getByLabel("Custom").fill(size);
    await menu.getByRole("button", { name: "Apply", exact: true }).click();
    await expect(grid.rows).toHaveCount(Number(size));
  }
  let menu = await grid.openMenu("{n} per page");
  await expect(menu.getByRole("link", { name: "33 per page" })).toHaveAttribute("aria-current", "true");
  await menu.getByRole("link", { name: "20 per page" }).click();
  await expect(grid.rows).toHaveCount(20);

  // Kept by the browser, in a new document as well.
  await open(page, "/customers?sort=name");
  menu = await grid.openMenu("{n} per page");
  await expect(menu.getByRole("link")).toHaveText([
    "20 per page",
    "30 per page",
    "50 per page",
    "100 per page",
    "200 per page",
    "All rows, scrolling",
    "7 per page",
    "33 per page",
  ]);
  await menu.getByRole("link", { name: "7 per page", exact: true }).click();
  await expect(page).toHaveURL("/customers?sort=name&per_page=7");
  await expect(grid.rows).toHaveCount(7);

  menu = await grid.openMenu("{n} per page");
  await menu.getByRole("button", { name: "Remove “33 per page”" }).click();
  await expect(menu.getByRole("link", { name: "33 per page" })).toHaveCount(0);
  await expect(menu.getByLabel("Custom")).toBeFocused();
  await page.reload();
  menu = await grid.openMenu("{n} per page");
  await expect(menu.getByRole("link", { name: "7 per page", exact: true })).toHaveCount(1);
  await expect(menu.getByRole("link", { name: "33 per page" })).toHaveCount(0);
});

test("a size that an address names is offered while it is in use, and not kept", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?per_page=44");
  let menu = await grid.openMenu("{n} per page");
  await expect(menu.getByRole("link", { name: "44 per page" })).toHaveAttribute("aria-current", "true");
  await menu.getByRole("link", { name: "50 per page" }).click();
  await expect(grid.rows).toHaveCount(50);
  menu = await grid.openMenu("{n} per page");
  await expect(menu.getByRole("link", { name: "All rows, scrolling" })).toBeVisible();
  await expect(menu.getByRole("link", { name: "44 per page" })).toHaveCount(0);
});
