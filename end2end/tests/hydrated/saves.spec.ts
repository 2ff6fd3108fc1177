// Saves that are answered late: after their page was turned, sorted, left or closed, or after others wrote meanwhile.
import type { Page } from "@playwright/test";
import { expect, hydrated, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60, as: "contributor" });

/** Customers of one website, whose e-mail addresses must differ. */
const CUSTOMERS = "/customers?f.website=1&sort=-id&columns=id,name,email,phone,tax_vat";

/** All of them on one page. */
const ALL = `${CUSTOMERS}&per_page=60`;

/** Holds every save of a cell back until the returned function is called. */
async function hold(page: Page): Promise<() => void> {
  let go = (): void => undefined;
  const free = new Promise<void>((resolve) => (go = resolve));
  await page.route("**/api/customers/save-cell", async (route) => {
    await free;
    await route.continue();
  });
  return go;
}

/** Types a value into a cell of the first row, and saves it. */
async function save(grid: Grid, column: string, value: string): Promise<void> {
  await grid.goTo(0, column);
  await grid.page.keyboard.type(value);
  await grid.page.keyboard.press("Enter");
  await expect(grid.cell(0, column)).toHaveClass(/saving/);
}

/** A cell of a customer, wherever the row is. */
function cellOf(grid: Grid, id: number | undefined, column: string) {
  return grid.root.locator(`tr[data-id="${id}"] > .c-${column}`);
}

test("what is refused after its page was turned is told, and waits there", async ({ page, app }) => {
  app.expectMessage(/status of 422/);
  const grid = new Grid(page);
  await open(page, `${CUSTOMERS}&per_page=5`);
  const [[id, owner], [, taken = ""]] = [await grid.ids(), await grid.values("email")];
  const answer = await hold(page);
  await save(grid, "email", taken);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(cellOf(grid, id, "email")).toHaveCount(0);
  await expect(grid.rows).toHaveCount(5);
  answer();
  const toast = page.locator(".toast");
  await expect(toast).toContainText(/^Email of /);
  await expect(toast).toContainText(`is already used by customer ${owner}`);
  await expect(page.getByRole("alert").filter({ hasText: "is already used" })).toBeAttached();

  await page.getByRole("link", { name: "Previous page" }).click();
  const cell = cellOf(grid, id, "email");
  await expect(cell.locator(".editor")).toHaveValue(taken);
  await expect(cell.locator(".note")).toContainText("This is not saved yet");
  await expect(cell.locator(".editor"), "the focus stays with the pages").not.toBeFocused();
  await cell.locator(".editor").fill("somebody.new@example.com");
  await cell.locator(".editor").press("Enter");
  await expect(cell).toHaveText("somebody.new@example.com");
});

test("what is refused after the rows were sorted stands at its row", async ({ page, app }) => {
  app.expectMessage(/status of 422/);
  const grid = new Grid(page);
  await open(page, ALL);
  const [[id, owner], [, taken = ""]] = [await grid.ids(), await grid.values("email")];
  const answer = await hold(page);
  await save(grid, "email", taken);
  await grid.sort("id").click();
  await expect(grid.rows.last()).toHaveAttribute("data-id", String(id));
  const cell = cellOf(grid, id, "email");
  await expect(cell, "it is still on its way").toHaveClass(/saving/);
  answer();
  await expect(cell.locator(".note")).toContainText(`is already used by customer ${owner}`);
  await expect(cell.locator(".editor")).toHaveValue(taken);
});

test("what is refused when the grid was left is told on the next page, and waits in the grid", async ({ page, app }) => {
  app.expectMessage(/status of 422/);
  const grid = new Grid(page);
  const said: string[] = [];
  page.on("dialog", (dialog) => {
    said.push(`${dialog.type()}: ${dialog.message()}`);
    void dialog.accept();
  });
  await open(page, ALL);
  const [[id, owner], [, taken = ""]] = [await grid.ids(), await grid.values("email")];
  const answer = await hold(page);
  await save(grid, "email", taken);
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Segments" })).toBeVisible();
  expect(said, "nothing is lost yet").toEqual([]);
  answer();
  await expect.poll(() => said).toHaveLength(1);
  expect(said[0]).toMatch(/^alert: Email of /);
  expect(said[0]).toContain(`is already used by customer ${owner}`);
  await page.goBack();
  await expect(cellOf(grid, id, "email").locator(".editor")).toHaveValue(taken);
});

test("closing the window while values are on their way is asked about", async ({ page }) => {
  const grid = new Grid(page);
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await open(page, ALL);
  const answer = await hold(page);
  await save(grid, "email", "somebody.new@example.com");
  await save(grid, "tax_vat", "queued");
  // The page goes by that, too, and stays in reach of the test.
  await page.evaluate(() => void setTimeout(() => location.reload()));
  await expect.poll(() => asked).toEqual(["beforeunload"]);
  answer();
  await grid.settled();
  await page.reload();
  expect(asked, "what was answered is not asked about").toHaveLength(1);
  await expect(grid.cell(0, "email")).toHaveText("somebody.new@example.com");
  await expect(grid.cell(0, "tax_vat")).toHaveText("queued");
});

test("a save that ends on another page of the grid is shown in its row", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, `${CUSTOMERS}&per_page=5`);
  const [id] = await grid.ids();
  const cell = cellOf(grid, id, "tax_vat");

  // Another page, and back.
  const first = await hold(page);
  await save(grid, "tax_vat", "turned");
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(cell).toHaveCount(0);
  await page.getByRole("link", { name: "Previous page" }).click();
  await expect(cell, "it is still on its way").toHaveClass(/saving/);
  first();
  await expect(cell).toHaveText("turned");
  await page.unroute("**/api/customers/save-cell");

  // Another order.
  await open(page, ALL);
  const second = await hold(page);
  await save(grid, "tax_vat", "sorted");
  await grid.sort("id").click();
  await expect(grid.rows.last()).toHaveAttribute("data-id", String(id));
  second();
  await expect(cell).toHaveText("sorted");
  await page.unroute("**/api/customers/save-cell");

  // Other columns.
  await open(page, ALL);
  const email = (await cellOf(grid, id, "email").textContent()) ?? "";
  const third = await hold(page);
  await save(grid, "tax_vat", "other columns");
  const columns = await grid.openMenu("Columns");
  await columns.getByRole("checkbox", { name: "Name", exact: true }).click();
  await expect(grid.heading("name")).toHaveCount(0);
  third();
  await expect(cell).toHaveText("other columns");
  await expect(cellOf(grid, id, "email")).toHaveText(email);
});

test("a value that waits in a column hidden meanwhile is saved", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  const [id] = await grid.ids();
  const answer = await hold(page);
  await save(grid, "email", "somebody.new@example.com");
  await save(grid, "tax_vat", "it waited");
  const columns = await grid.openMenu("Columns");
  await columns.getByRole("checkbox", { name: "Tax VAT Number", exact: true }).click();
  await expect(grid.heading("tax_vat")).toHaveCount(0);
  answer();
  await expect(cellOf(grid, id, "email")).toHaveText("somebody.new@example.com");
  await expect
    .poll(async () => (await page.request.get(`/customers?f.id=${id}&columns=tax_vat`)).text())
    .toContain("it waited");
});

test.describe("where all rows scroll", () => {
  test.use({ customers: 300 });

  test("what is refused after another search waits at its row", async ({ page, app }) => {
    app.expectMessage(/status of 422/);
    const grid = new Grid(page);
    let answer = (): void => undefined;
    const free = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/api/customers/save-cell", async (route) => {
      await free;
      await route.fulfill({ status: 422, json: { kind: "Invalid", message: "Not this one.", fields: [] } });
    });
    await open(page, "/customers?columns=id,email&sort=id&row=290&per_page=all");
    await grid.goTo(289, "email");
    await page.keyboard.type("typed@example.com");
    await page.keyboard.press("Enter");
    await expect(grid.cell(289, "email")).toHaveClass(/saving/);
    await grid.searchFor("zzz-nothing");
    await expect(grid.rows).toHaveCount(0);
    answer();
    await expect(page.locator(".toast")).toContainText("Not this one.");
    await grid.searchFor("");
    await expect(grid.row(0)).toBeInViewport();
    await grid.scrollTo(289);
    await expect(grid.cell(289, "email").locator(".editor")).toHaveValue("typed@example.com");
  });
});

test("a save whose value stood there already overwrites nothing that was written with it", async ({ page, somebodyElse }) => {
  const homeless = "/customers?f.country.empty=1&f.billing_address.empty=1&columns=id,name,phone,zip,country";
  const mine = new Grid(page);
  await open(page, homeless);
  const [id] = await mine.ids();
  const answer = await hold(page);
  await save(mine, "phone", "+31 20 123");
  await save(mine, "zip", "1012 AB");

  // Meanwhile somebody else makes the address: the same phone number, another postcode, by one write.
  const other = await somebodyElse("administrator");
  const theirs = new Grid(other);
  await open(other, homeless);
  await theirs.goTo(0, "phone");
  await other.keyboard.type("+31 20 123");
  await other.keyboard.press("Enter");
  await theirs.cell(0, "phone").getByRole("button", { name: "Create billing address" }).click();
  const dialog = other.getByRole("dialog", { name: "Create a billing address" });
  await dialog.getByLabel("Street Address").fill("Damrak 1");
  await dialog.getByLabel("City").fill("Amsterdam");
  await dialog.getByLabel("ZIP").fill("1013 CD");
  await dialog.getByLabel("Country").selectOption({ label: "Netherlands" });
  await dialog.getByRole("button", { name: "Create and save" }).click();
  await expect(dialog).toBeHidden();

  answer();
  await expect(mine.cell(0, "zip").locator(".note")).toContainText("it now reads “1013 CD”, you typed “1012 AB”");
  await expect(mine.cell(0, "phone")).toHaveText("+31 20 123");
  await open(other, `/customers?f.id=${id}&columns=id,phone,zip`);
  await expect(theirs.cell(0, "zip")).toHaveText("1013 CD");
});

test("what is given up after the session's end does not come back", async ({ page, app, context }) => {
  app.expectMessage(/status of 401/);
  const grid = new Grid(page);
  const kept = () => page.evaluate(() => sessionStorage.getItem("cohort-draft"));
  await open(page, ALL);
  const before = (await grid.values("tax_vat"))[0] ?? "";
  await context.clearCookies();
  const giveUp = [
    () => grid.editor.press("Escape"),
    // What stood there before needs no saving.
    async () => {
      await grid.editor.fill(before);
      await grid.editor.press("Enter");
    },
  ];
  for (const way of giveUp) {
    await grid.goTo(0, "tax_vat");
    await page.keyboard.type("given up");
    await page.keyboard.press("Enter");
    await expect(grid.cell(0, "tax_vat").locator(".note")).toContainText("You are no longer signed in");
    expect(await kept()).toContain("given up");
    await way();
    await expect(grid.editor).toHaveCount(0);
    expect(await kept()).toBeNull();
  }
  await app.signIn(context, "contributor");
  await page.reload();
  await hydrated(page);
  await grid.goTo(0, "tax_vat");
  await expect(grid.editor).toHaveCount(0);
  await expect(grid.cell(0, "tax_vat")).not.toContainText("given up");
});
