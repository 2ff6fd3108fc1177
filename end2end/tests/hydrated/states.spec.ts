// The grid while a page is on its way, and when it does not come: what stood there stays, with a way on.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

/** Answers a page with a refusal as long as `refuse` says so. */
async function refusing(page: Page, status: number, kind: string, refuse: () => boolean): Promise<void> {
  await page.route("**/api/customers/page", async (route) => {
    if (!refuse()) return route.continue();
    await route.fulfill({ status, json: { kind, message: `The ${kind} sentence.`, fields: [] } });
  });
}

test("while a page is on its way, the old rows stay and the grid is busy", async ({ page }) => {
  const grid = new Grid(page);
  let send: () => void = () => undefined;
  const sent = new Promise<void>((done) => {
    send = done;
  });
  await page.route("**/api/customers/page", async (route) => {
    await sent;
    await route.continue();
  });
  await open(page, "/customers");
  await expect(grid.root).toHaveAttribute("aria-busy", "false");
  await grid.sort("name").click();
  await expect(grid.root).toHaveAttribute("aria-busy", "true");
  await expect(grid.rows).toHaveCount(20);
  await expectAccessible(page, "loading");
  send();
  await expect(grid.root).toHaveAttribute("aria-busy", "false");
  await expect(grid.heading("name")).toHaveAttribute("aria-sort", "ascending");
  await expect(page).toHaveTitle("Customers (60) · Cohort");
  await expect(page.getByRole("status").filter({ hasText: "60 customers, sorted by Name" })).toHaveCount(1);
});

test("a page that does not come leaves the old one, and can be had again", async ({ page, app }) => {
  const grid = new Grid(page);
  app.expectMessage(/503/);
  let down = false;
  await refusing(page, 503, "Busy", () => down);
  await open(page, "/customers?f.id.to=30");
  await grid.box(1).check();
  const before = await grid.ids();
  down = true;
  await grid.sort("email").click();
  await expect(page.getByText("The Busy sentence.")).toBeVisible();
  expect(await grid.ids()).toEqual(before);
  await expect(grid.chips).toHaveCount(1);
  await expect(grid.found).toContainText("30 records found (1 selected)");
  await expectAccessible(page, "a page that did not come");
  await grid.goTo(2, "email");

  down = false;
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByText("The Busy sentence.")).toHaveCount(0);
  await expect(grid.heading("email")).toHaveAttribute("aria-sort", "ascending");
  await expect(grid.found).toContainText("30 records found (1 selected)");
});

test("where the filters may be at fault, they can be cleared", async ({ page, app }) => {
  const grid = new Grid(page);
  app.expectMessage(/500/);
  await refusing(page, 500, "Internal", () => page.url().includes("q=broken"));
  await open(page, "/customers?columns=id,email");
  await grid.searchFor("broken");
  await expect(page.getByText("The Internal sentence.")).toBeVisible();
  await expect(grid.rows).toHaveCount(20);
  await page.getByRole("link", { name: "Clear all filters" }).click();
  await expect(page).toHaveURL("/customers?columns=id,email");
  await expect(page.getByText("The Internal sentence.")).toHaveCount(0);
  await expect(grid.rows).toHaveCount(20);
});

test("who may not see a page is told, and nothing else is lost", async ({ page, app }) => {
  const grid = new Grid(page);
  app.expectMessage(/403/);
  let forbidden = false;
  await refusing(page, 403, "Forbidden", () => forbidden);
  await open(page, "/customers");
  forbidden = true;
  await grid.sort("name").click();
  await expect(page.getByText("The Forbidden sentence.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Try again" })).toHaveCount(0);
  await expect(grid.rows).toHaveCount(20);
  await expectAccessible(page, "no permission");
});
