// When the page's own code stops: a part of it that another version no longer has.
import { expect, hydrated, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 20 });

test("a part of the code that does not come is said, and loading again goes on", async ({ page, app }) => {
  for (const message of [/ERR_FAILED/, /Failed to fetch/, /SplitLoaderError/, /unreachable/]) app.expectMessage(message);
  await open(page, "/customers");
  await page.route(/\/pkg\/part-/, (route) => route.abort());
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Segments", exact: true }).click();
  const banner = page.getByRole("alert").filter({ hasText: "This page stopped working" });
  await expect(banner).toBeVisible();
  await page.unrouteAll();
  await banner.getByRole("link", { name: "Load the page again" }).click();
  await hydrated(page);
  await expect(banner).toBeHidden();
});

test("a page whose question a newer server does not understand leads to the page there is now", async ({ page, app }) => {
  app.expectMessage(/status of 400/);
  await open(page, "/customers");
  await page.route("**/api/customers/*", (route) => route.continue({ url: `${route.request().url()}-of-old` }));
  await new Grid(page).sort("id").click();
  const notice = page.locator(".notice").filter({ hasText: "This page is of another version" });
  await expect(notice).toBeVisible();
  await page.unrouteAll();
  await notice.getByRole("link", { name: "Load the page again" }).click();
  await hydrated(page);
  await expect(notice).toBeHidden();
  await expect(page.getByRole("grid")).toBeVisible();
});

test("a page whose code is gone is a page still", async ({ page, app }) => {
  app.expectMessage(/status of 404/);
  const grid = new Grid(page);
  await page.route(/\/pkg\/.*\.js$/, (route) => route.continue({ url: `${new URL(route.request().url()).origin}/pkg/gone.js` }));
  await page.goto("/customers");
  await expect(grid.rows).toHaveCount(20);
  await grid.sort("id").click();
  await expect(page).toHaveURL("/customers?sort=id");
  await expect(grid.rows).toHaveCount(20);
  await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
});

test("what is typed before the editor's code is there ends up in the editor", async ({ page }) => {
  const grid = new Grid(page);
  let release = (): void => {};
  const released = new Promise<void>((done) => (release = done));
  await page.route(/\/pkg\/part-/, async (route) => {
    await released;
    await route.continue();
  });
  await open(page, "/customers?columns=id,tax_vat,fax");
  await grid.goTo(0, "tax_vat");
  await page.keyboard.type("NL 77");
  await page.keyboard.press("Enter");
  await page.keyboard.type("BE");
  await expect(grid.editor).toHaveCount(0);
  release();
  await expect(grid.editor).toHaveValue("BE");
  await expect(grid.editor).toBeFocused();
  await expect(grid.cell(1, "tax_vat").locator(".editor")).toHaveCount(1);
  await expect(grid.cell(0, "tax_vat")).toHaveText("NL 77");
  await page.keyboard.type(" 8");
  await expect(grid.editor).toHaveValue("BE 8");
});

test("where the editor's code does not come the page says so, and nothing that was typed is lost", async ({ page, app }) => {
  for (const message of [/ERR_FAILED/, /Failed to fetch/]) app.expectMessage(message);
  const grid = new Grid(page);
  await page.route(/\/pkg\/part-/, (route) => route.abort());
  await open(page, "/customers?columns=id,tax_vat,fax");
  const notice = page.getByRole("alert").filter({ hasText: "try again, or load the page anew" });
  await grid.goTo(0, "tax_vat");
  await expect(notice).toBeHidden();
  await page.keyboard.press("7");
  await expect(notice).toBeVisible();
  await expect(notice.getByRole("link", { name: "Load the page again" })).toBeVisible();
  await expect(grid.cell(0, "tax_vat")).toBeFocused();
  await page.keyboard.press("8");
  await page.unrouteAll();
  await notice.getByRole("link", { name: "Try again" }).click();
  await expect(grid.editor).toHaveValue("78");
  await expect(grid.editor).toBeFocused();
  await expect(notice).toBeHidden();
});
