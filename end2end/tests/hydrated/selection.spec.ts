// What is selected is what is said: before all are counted, when the count fails, and in the file.
import type { Page } from "@playwright/test";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, hydrated, open, test, type App } from "../../fixtures/app.ts";
import { parseCsv, saved } from "../../fixtures/files.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

/** Pages come without the number of all that match. */
async function uncounted(page: Page): Promise<void> {
  await page.route("**/api/customers/page", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), total: 20, counted: false } });
  });
}

test("all are selected, though nobody knows yet how many that is", async ({ page }) => {
  const grid = new Grid(page);
  let count: () => void = () => undefined;
  const counted = new Promise<void>((done) => {
    count = done;
  });
  await uncounted(page);
  await page.route("**/api/customers/total", async (route) => {
    await counted;
    await route.continue();
  });
  await open(page, "/customers");
  await grid.sort("name").click();
  await expect(grid.found).toHaveText("… records found");
  const which = page.locator("[data-which]");
  await expect(which).toHaveText("all matching");

  await grid.choose("Select All");
  await expect(grid.found).toHaveText("… records found (all selected)");
  await expect(page.getByRole("status").filter({ hasText: "(all selected)" })).toHaveCount(1);
  await expect(which).toHaveText("all matching");
  await grid.box(0).uncheck();
  await grid.box(2).uncheck();
  await expect(grid.found).toHaveText("… records found (all but 2 selected)");
  await expect(which).toHaveText("all matching but 2");

  count();
  await expect(grid.found).toHaveText("60 records found (58 selected)");
  await expect(which).toHaveText("58 selected rows");
});

test("a count that fails is tried again, then said, and can be had by a press", async ({ page, app }) => {
  const grid = new Grid(page);
  app.expectMessage(/503/);
  let asked = 0;
  await uncounted(page);
  await page.route("**/api/customers/total", async (route) => {
    asked += 1;
    if (asked < 3) await route.fulfill({ status: 503, json: { kind: "Busy", message: "Too much.", fields: [] } });
    else await route.continue();
  });
  await open(page, "/customers");
  await grid.sort("name").click();
  await expect(grid.found).toContainText("How many match could not be counted.");
  expect(asked, "once more by itself").toBe(2);
  await expect(page.getByRole("alert").filter({ hasText: "could not be counted" })).toHaveCount(1);
  await expect(grid.rows).toHaveCount(20);
  await grid.choose("Select All");
  await expect(grid.found).toContainText("(all selected)");
  await page.getByRole("button", { name: "Count again" }).click();
  await expect(grid.found).toHaveText("60 records found (60 selected)");
  await expect(page.getByRole("button", { name: "Count again" })).toHaveCount(0);
});

/** Deletes customers beside the server, by their e-mail addresses. */
async function removed(app: App, emails: string[]): Promise<void> {
  const file = path.join(app.folder, "gone.csv");
  await writeFile(file, ["email", ...emails].join("\n"));
  await app.run(["import", "--behavior", "delete", "--website", "base", file]);
}

test("selected rows that were deleted since are told, and the rest can be had", { tag: "@postgres" }, async ({ page, app }) => {
  const grid = new Grid(page);
  app.expectMessage(/409/);
  await open(page, "/customers?f.website=1&columns=email");
  const emails = await grid.values("email");
  for (const row of [0, 2, 4]) await grid.box(row).check();
  await removed(app, [emails[2] ?? "", emails[7] ?? ""]);
  const menu = await grid.openMenu("Export");
  await menu.getByRole("button", { name: "CSV, Visible columns" }).click();
  await expect(page.getByRole("heading", { name: "The file would hold other rows than you chose" })).toBeVisible();
  await expect(page.getByText("Rows selected: 3. Rows left: 2.")).toBeVisible();
  await expectAccessible(page, "a file of other rows");
  const file = await saved(page, () => page.getByRole("button", { name: "Export anyway: 2" }).click());
  expect(parseCsv(file.text)).toEqual([["Email"], [emails[0]], [emails[4]]]);
  await page.getByRole("link", { name: "Back to the rows" }).click();
  await hydrated(page);
  await expect(page).toHaveURL("/customers?f.website=1&columns=email");
  expect(await grid.values("email")).not.toContain(emails[2]);
});

test("all but some, when others match by now", async ({ page, app }) => {
  const grid = new Grid(page);
  app.expectMessage(/409/);
  await open(page, "/customers?columns=email&f.website=1");
  const total = Number(/\d+/.exec((await grid.found.textContent()) ?? "")?.[0]);
  const emails = await grid.values("email");
  await grid.choose("Select All");
  await grid.box(1).uncheck();
  await removed(app, [emails[3] ?? ""]);
  const menu = await grid.openMenu("Export");
  await menu.getByRole("button", { name: "CSV, Visible columns" }).click();
  await expect(page.getByText(`Rows on the page: ${total - 1}. Rows now: ${total - 2}.`)).toBeVisible();
  await page.goBack();
  await hydrated(page);
  await expect(grid.found).toContainText(`${total - 1} records found`);
});

test("selected rows that a search leaves out are counted, with a way to them", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,email");
  const emails = await grid.values("email");
  await grid.box(1).check();
  await grid.box(4).check();
  await grid.searchFor(emails[4] ?? "");
  await expect(grid.rows).toHaveCount(1);
  await expect(grid.found).toContainText("1 record found (2 selected)");
  await page.getByRole("link", { name: "1 of them outside this search" }).click();
  await expect(page).toHaveURL("/customers?f.id=2,5&columns=id,email");
  await expect(grid.found).toHaveText("2 records found (2 selected)");
  await expect(grid.search).toBeFocused();
  await page.goBack();
  await expect(grid.rows).toHaveCount(1);
  await expect(grid.found).toContainText("(2 selected)");
  await grid.choose("Deselect All");
  await expect(page.getByRole("link", { name: /outside this search/ })).toHaveCount(0);
  await grid.box(0).check();
  await expect(grid.found).toContainText("(1 selected)");
  await expect(page.getByRole("link", { name: /outside this search/ })).toHaveCount(0);
});

test.describe("more rows than an address can name", () => {
  test.use({ customers: 400 });

  test("that a search leaves out are counted as well", async ({ page }) => {
    const grid = new Grid(page);
    await open(page, "/customers?columns=id,email&per_page=400");
    await expect(grid.rows).toHaveCount(400);
    await grid.pageBox.check();
    await expect(grid.found).toContainText("(400 selected)");
    await grid.box(0).uncheck();
    await grid.searchFor((await grid.values("email"))[399] ?? "");
    await expect(grid.rows).toHaveCount(1);
    await expect(page.getByText("398 of them outside this search")).toBeVisible();
  });
});

test("Shift and a click take the rows in between along, ticked or not", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const ticked = () => grid.rows.getByRole("checkbox").evaluateAll((boxes) => boxes.flatMap((box, at) => ((box as HTMLInputElement).checked ? [at] : [])));
  const click = (row: number) => grid.box(row).click({ modifiers: ["Shift"] });
  await grid.box(12).check();
  await grid.box(3).check();
  await click(6);
  expect(await ticked()).toEqual([3, 4, 5, 6, 12]);
  await expect(grid.found).toHaveText("60 records found (5 selected)");
  await click(4);
  expect(await ticked(), "by a row of its own").toEqual([3, 4, 12]);
  await click(2);
  expect(await ticked(), "from where it began").toEqual([2, 3, 12]);
  await grid.box(3).uncheck();
  await click(12);
  expect(await ticked()).toEqual([2]);
  await expect(grid.found).toHaveText("60 records found (1 selected)");
  expect(await page.evaluate(() => getSelection()?.toString()), "no letters are marked").toBe("");
  await page.keyboard.press("Escape");
  await expect(grid.found).toHaveText("60 records found (2 selected)");
});

test("asked once more, the grid shows what others changed and keeps cell and selection", async ({ page, somebodyElse }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,email,fax,tax_vat&sort=id");
  await grid.box(1).check();
  await grid.goTo(4, "tax_vat");
  const other = new Grid(await somebodyElse("contributor"));
  await open(other.page, "/customers?columns=id,email,fax,tax_vat&sort=id");
  await other.goTo(4, "tax_vat");
  await other.page.keyboard.type("NL 4711");
  await other.page.keyboard.press("Enter");
  await expect(other.cell(4, "tax_vat")).toHaveText("NL 4711");
  await expect(grid.cell(4, "tax_vat")).not.toHaveText("NL 4711");
  await page.getByRole("link", { name: "Refresh" }).click();
  await expect(grid.cell(4, "tax_vat")).toHaveText("NL 4711");
  await expect(page).toHaveURL("/customers?columns=id,email,fax,tax_vat&sort=id");
  await expect(grid.found).toHaveText("60 records found (1 selected)");
  await expect(grid.box(1)).toBeChecked();
  await expect(grid.root.locator("[tabindex='0']"), "one cell is the way in").toHaveCount(1);
  await expect(grid.cell(4, "tax_vat")).toHaveAttribute("tabindex", "0");
});
