// The main job, from an empty shop to a compared file, on Magento's own sample and by the means of the page alone.
import path from "node:path";
import { emailOf, expect, hydrated, PASSWORD, test } from "../../fixtures/app.ts";
import { parseCsv, throughLibreOffice } from "../../fixtures/files.ts";
import { Grid } from "../../pages/grid.ts";
import { SegmentForm } from "../../pages/segment.ts";

const FILE = path.resolve(import.meta.dirname, "../../data/customer_composite.csv");
/** Begins with a zero, which a file must not lose. */
const NEW_ZIP = "02108";

test.use({ as: null });

test("import, find, edit, segment, refresh, drill down, download, compare", { tag: "@postgres" }, async ({ page }) => {
  test.setTimeout(180_000);
  const grid = new Grid(page);
  const navigation = page.getByRole("navigation", { name: "Main navigation" });

  await test.step("sign in", async () => {
    await page.goto("/customers");
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fcustomers$/);
    await page.getByLabel("E-mail address").fill(emailOf("contributor"));
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL("/customers?view=default");
    await hydrated(page);
    await expect(page.getByRole("heading", { name: "No customers yet" })).toBeVisible();
  });

  await test.step("import in the browser", async () => {
    await page.getByRole("link", { name: "Import customers" }).click();
    await expect(page).toHaveURL("/imports");
    await page.getByLabel("Select File to Import").setInputFiles(FILE);
    const preview = page.getByRole("region", { name: /^Preview/ });
    await expect(preview).toContainText("customer_composite.csv, 775 B");
    await expect(preview).toContainText("Customers and Addresses (single file)");
    await expect(preview).toContainText("password_hash");
    await expect(preview).toContainText("No problems in these rows.");
    await expect(preview.getByRole("cell", { name: "jondoe@example.com" }).first()).toBeVisible();
    await expect(preview.getByRole("cell", { name: "95008" }).first()).toBeVisible();
    await expect(preview).not.toContainText("703feeb7a8a5195c");

    // The upload is held back until its progress was seen: the file is too small to be seen travelling.
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route("**/imports/upload?*", async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByRole("progressbar", { name: "Sending the file" })).toBeVisible();
    letGo();

    await expect(page).toHaveURL(/\/imports\?job=\d+$/);
    await expect(page.getByText("Imported customer_composite.csv.")).toBeVisible();
    const count = (label: string) => page.locator(".import-counts > div", { hasText: label }).locator("dd");
    await expect(count("Rows")).toHaveText("1");
    await expect(count("Created")).toHaveText("1");
    await expect(count("Addresses")).toHaveText("1");
    await expect(count("Refused")).toHaveText("0");
    const history = page.getByRole("region", { name: "Import History" });
    await expect(history.getByRole("row", { name: /customer_composite\.csv/ })).toContainText("Done");
  });

  await test.step("find the customer by keyword", async () => {
    await navigation.getByRole("link", { name: "Customers", exact: true }).click();
    await grid.searchFor("jondoe");
    await expect(page).toHaveURL("/customers?q=jondoe");
    await expect(grid.found).toHaveText("1 record found");
    // Said once the rows have rested; whatever is said before that, it would take the place of.
    await expect(page.getByRole("status").filter({ hasText: "1 customer" })).toBeAttached();
    await expect(grid.cell(0, "name")).toHaveText("Jon Doe");
    await expect(grid.cell(0, "zip")).toHaveText("95008");
    await expect(grid.cell(0, "phone")).toHaveText("123456789");
    await expect(grid.cell(0, "region")).toHaveText("California");
    await expect(grid.cell(0, "since")).toHaveText("Apr 19, 2016 12:55:51 PM");
  });

  await test.step("edit its ZIP in place, by keyboard", async () => {
    const inGrid = () => page.evaluate(() => document.activeElement?.closest("#grid") !== null);
    await grid.search.focus();
    for (let tabs = 0; tabs < 20 && !(await inGrid()); tabs++) await page.keyboard.press("Tab");
    expect(await inGrid(), "the grid is reached by Tab").toBe(true);
    const zip = grid.cell(0, "zip");
    const isThere = () => zip.evaluate((cell) => cell === document.activeElement);
    for (let steps = 0; steps < 20 && !(await isThere()); steps++) await page.keyboard.press("ArrowRight");
    await expect(zip).toBeFocused();
    await page.keyboard.type(NEW_ZIP);
    await expect(grid.editor).toHaveValue(NEW_ZIP);
    await page.keyboard.press("Enter");
    await expect(page.getByText(`ZIP of Jon Doe saved: ${NEW_ZIP}.`)).toBeAttached();
    await grid.settled();
    await expect(zip).toHaveText(NEW_ZIP);
  });

  await test.step("make a segment by a rule", async () => {
    const form = new SegmentForm(page);
    await navigation.getByRole("link", { name: "Segments", exact: true }).click();
    await page.getByRole("link", { name: "Add Segment" }).first().click();
    await form.name.fill("Boston post office");
    await form.website("Main Website").check();
    await form.button("Add customer address").click();
    await form.fill(form.leaves.first(), "ZIP", "is", NEW_ZIP);
    await expect(form.words).toContainText(`ZIP is “${NEW_ZIP}”`);
    await form.button("Save").click();
    await expect(page.getByText("The segment “Boston post office” was saved.")).toBeVisible();
  });

  await test.step("refresh, and see the count in the report", async () => {
    await navigation.getByRole("link", { name: "Customer Segments" }).click();
    const line = page.getByRole("row", { name: /Boston post office/ });
    await expect(line).toContainText("Never refreshed");
    await page.getByRole("button", { name: "Refresh Segment Data (all 1)" }).click();
    await expect(line).toContainText("Fresh");
    await expect(line.getByRole("cell", { name: "1", exact: true }).last()).toBeVisible();
    await expect(line).toContainText("1 added, 0 removed by this refresh");
    await line.getByRole("link", { name: "Boston post office" }).click();
  });

  await test.step("drill down, download, compare cell by cell", async () => {
    await expect(page.getByRole("heading", { name: "Boston post office" })).toBeVisible();
    await expect(grid.found).toHaveText("1 record found");
    const shown = await grid.table();
    expect(shown[0]).toEqual([
      "ID",
      "Name",
      "Email",
      "Group",
      "Phone",
      "ZIP",
      "Country",
      "State/Province",
      "Customer Since",
    ]);
    expect(shown[1]?.slice(1)).toEqual([
      "Jon Doe",
      "jondoe@example.com",
      "General",
      "123456789",
      NEW_ZIP,
      "United States",
      "California",
      "2016-04-19T12:55:51Z",
    ]);
    const csv = await grid.export("CSV");
    expect(csv.name).toMatch(/^segment_\d+_\d{8}T\d{6}Z\.csv$/);
    expect(parseCsv(csv.text)).toEqual(shown);
    const excel = await grid.export("Excel XML");
    expect(excel.name).toMatch(/^segment_\d+_\d{8}T\d{6}Z\.xml$/);
    expect(excel.text).toContain(`<Data ss:Type="String">${NEW_ZIP}</Data>`);
    expect(await throughLibreOffice(excel)).toEqual(shown);
  });

  await test.step("the customers grid as files, too", async () => {
    await navigation.getByRole("link", { name: "Customers", exact: true }).click();
    await expect(grid.found).toHaveText("1 record found");
    const shown = await grid.table();
    expect(shown[0]).toHaveLength(15);
    expect(parseCsv((await grid.export("CSV")).text)).toEqual(shown);
    expect(await throughLibreOffice(await grid.export("Excel XML"))).toEqual(shown);
    expect(await throughLibreOffice(await grid.export("Excel"))).toEqual(shown);
  });
});
