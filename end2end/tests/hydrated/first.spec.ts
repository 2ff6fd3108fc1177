// The customers page before its first rows are there: it is seen at once that they are on their way.
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

for (const [held, what] of [
  ["**/api/views/place", "the place where it was left"],
  ["**/api/customers/page", "the rows"],
] as const) {
  test(`coming from another page, a grid is there before ${what}`, async ({ page }) => {
    const grid = new Grid(page);
    let send: () => void = () => undefined;
    const sent = new Promise<void>((done) => {
      send = done;
    });
    await open(page, "/segments");
    const asked = page.waitForRequest(held);
    await page.route(held, async (route) => {
      await sent;
      await route.continue();
    });
    await page.getByRole("navigation").getByRole("link", { name: "Customers" }).click();
    await asked;
    await expect(page.getByRole("heading", { level: 1, name: "Customers" })).toBeVisible();
    await expect(page.locator(".skeleton")).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(1);
    send();
    await expect(grid.rows).toHaveCount(20);
    await expect(page.locator(".skeleton")).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle("Customers (60) · Cohort");
  });
}

test("coming back to a grid, it is there before its rows", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?sort=email");
  await grid.row(0).getByRole("link", { name: /^View / }).click();
  await expect(page).toHaveURL(/\/customers\/\d+$/);
  await expect(page.getByRole("region", { name: "Account Information" })).toBeVisible();
  let send: () => void = () => undefined;
  const sent = new Promise<void>((done) => {
    send = done;
  });
  await page.route("**/api/customers/page", async (route) => {
    await sent;
    await route.continue();
  });
  await page.goBack();
  await expect(page.locator(".skeleton")).toBeVisible();
  send();
  await expect(grid.rows).toHaveCount(20);
  await expect(page.locator(".skeleton")).toHaveCount(0);
  await expect(grid.heading("email")).toHaveAttribute("aria-sort", "ascending");
});
