// What a pointer, or the focus, tells beyond what a cell has room for.
import type { Locator } from "@playwright/test";
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

const value = (cell: Locator): Locator => cell.locator("> .v");

/** Points at a cell, again until the part of the page that hears it has come. */
async function pointAt(cell: Locator, title: string | null): Promise<void> {
  await expect(async () => {
    await cell.page().mouse.move(0, 0);
    await cell.hover();
    expect(await value(cell).getAttribute("title")).toBe(title);
  }).toPass();
}

test("a value that is cut is told whole, and one that is not is not", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,name,email&w.email=64");
  const email = grid.cell(0, "email");
  const whole = (await value(email).textContent()) ?? "";
  expect(whole).toContain("@");
  await expect(value(email), "before anybody points at it").not.toHaveAttribute("title");
  await pointAt(email, whole);
  await pointAt(grid.cell(0, "id"), null);
  await expect(value(grid.cell(1, "email")), "one at a time").not.toHaveAttribute("title");

  // Made wide enough, it needs no telling.
  await grid.dragEdge("email", 400);
  await pointAt(email, null);
});

test("a moment is told with its zone, cut or not, and the one that the reader chose", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,since,birth");
  const since = grid.cell(0, "since");
  const shown = (await value(since).textContent()) ?? "";
  expect(shown).toMatch(/^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/);
  await expect(value(since)).toHaveAttribute("datetime", /^\d{4}-/);
  await pointAt(since, `${shown} (UTC)`);
  await pointAt(grid.cell(0, "birth"), null);

  await page.goto("/time-zone");
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Your time zone is Asia/Tokyo now.")).toBeVisible();
  await open(page, "/customers?columns=id,since&w.since=64");
  await expect(value(since)).not.toHaveText(shown);
  await pointAt(since, `${await value(since).textContent()} (Asia/Tokyo)`);
});

test("a cut value is shown whole over its neighbours while its cell has the focus", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,name,email&w.email=64");
  await grid.goTo(2, "email");
  const cell = grid.cell(2, "email");
  await expect(cell).toHaveClass(/\bcut\b/);
  const box = await value(cell).boundingBox();
  expect(box?.width, "it stands over its neighbours").toBeGreaterThan(64);
});

test("two headings that are nearly the same say which number they are", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,tax_vat,vat");
  await expect(grid.sort("tax_vat")).toHaveAttribute("title", "Tax/VAT (customer)");
  await expect(grid.sort("vat")).toHaveAttribute("title", "VAT (address)");
  await expect(grid.sort("id")).not.toHaveAttribute("title");
});
