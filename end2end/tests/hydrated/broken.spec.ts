// When the page's own code stops: a part of it that another version no longer has.
import { expect, hydrated, open, test } from "../../fixtures/app.ts";

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
