// Pictures of the pages, for the README and to be looked at. Not a test: it runs only when COHORT_SCREENSHOTS names a
// folder, as `cargo xtask screenshot` does.
import type { Page } from "@playwright/test";
import path from "node:path";
import { expect, open, test } from "./fixtures/app.ts";
import { Grid } from "./pages/grid.ts";
import { Views } from "./pages/views.ts";

const FOLDER = process.env.COHORT_SCREENSHOTS ?? "";
const README = path.resolve(import.meta.dirname, "../docs/screenshot.png");

const PAGES: [name: string, address: string, act?: (page: Page) => Promise<void>][] = [
  ["customers", "/customers?view=default"],
  ["customers-filtered", "/customers?q=a&f.group=1&f.country=NL&sort=-since,email"],
  ["customers-filters", "/customers?view=default", async (page) => void (await new Grid(page).openMenu("Filters"))],
  ["customers-columns", "/customers?view=default", async (page) => void (await new Grid(page).openMenu("Columns"))],
  ["customers-export", "/customers?view=default", async (page) => void (await new Grid(page).openMenu("Export"))],
  [
    "customers-views",
    "/customers?f.country=NL&sort=-since",
    async (page) => {
      const views = new Views(page);
      await views.save("Dutch, newest first");
      await new Grid(page).sort("name").click();
      await expect(views.button).toContainText("modified");
      await views.open();
    },
  ],
  [
    "customers-refused",
    "/customers?f.website=1",
    async (page) => {
      const grid = new Grid(page);
      await grid.box(1).check();
      await grid.cell(2, "email").dblclick();
      await grid.editor.fill("nobody");
      await grid.editor.press("Enter");
      await expect(grid.cell(2, "email").locator(".note")).toBeVisible();
    },
  ],
  ["customers-none", "/customers?q=zzz-nothing"],
  ["customer", "/customers/1"],
  ["segments", "/segments"],
  ["segment-new", "/segments/new"],
  ["segment", "/segments/7"],
  ["report", "/reports/segments"],
  ["drill-down", "/reports/segments/1"],
  ["imports", "/imports"],
  [
    "imports-preview",
    "/imports",
    async (page) => {
      const file = path.resolve(import.meta.dirname, "data/customer_composite.csv");
      await page.getByLabel("Select File to Import").setInputFiles(file);
      await expect(page.getByRole("region", { name: /^Preview/ })).toBeVisible();
    },
  ],
];

test.use({ customers: 10_000, seed: 1 });
test.describe.configure({ mode: "serial" });

test("the picture of the README", async ({ page }) => {
  test.setTimeout(300_000);
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/customers");
  await expect(new Grid(page).rows).toHaveCount(20);
  await page.screenshot({ path: README });
});

test("every page", async ({ page, context }) => {
  test.setTimeout(300_000);
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1366, 640]) {
      await page.setViewportSize({ width, height: 768 });
      await page.emulateMedia({ colorScheme });
      for (const [name, address, act] of PAGES) {
        await open(page, address);
        await act?.(page);
        await page.screenshot({ path: path.join(FOLDER, `${name}-${colorScheme}-${width}.png`) });
      }
    }
  }
  await context.clearCookies();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, "/sign-in?error=wrong");
    await page.screenshot({ path: path.join(FOLDER, `sign-in-${colorScheme}-640.png`) });
  }
});
