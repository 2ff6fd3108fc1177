// Importing in the browser: what the preview finds, what the server refuses, row by row, and that nothing is done by halves.
import type { Page } from "@playwright/test";
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ as: "contributor" });

const HEADER = "email,_website,_store,firstname,lastname,gender";
const GOOD = "ann@example.com,base,default,Ann,Lee,Female";
/** A row whose faults the preview sees, and one whose website only the server can look up. */
const BAD = "nobody,base,default,No,Body,robot";
const ELSEWHERE = "far@example.com,mars,default,Far,Away,Male";

async function choose(page: Page, lines: string[], name = "customers.csv"): Promise<void> {
  await page.getByLabel("Select File to Import").setInputFiles({
    name,
    mimeType: "text/csv",
    buffer: Buffer.from(lines.map((row) => `${row}\n`).join("")),
  });
}

const preview = (page: Page) => page.getByRole("region", { name: /^Preview/ });
const send = (page: Page) => page.getByRole("button", { name: "Import", exact: true });
const count = (page: Page, label: string) =>
  page.locator(".import-counts > div", { hasText: label }).locator("dd");

test("what is no customer file is refused before it is sent", async ({ page }) => {
  await open(page, "/imports");
  await expect(send(page)).toBeDisabled();
  for (const [lines, sentence] of [
    [["colour,size", "red,9"], "its header has neither “email” nor “_email”"],
    [["email,_website,shoe_size", "a@example.com,base,9"], "The column “shoe_size” is not known here"],
    [["email,_website,email", "a@example.com,base,b"], "The column “email” stands in the header twice"],
    [["email,firstname", "a@example.com,Ann"], "The column “_website” is missing"],
    [[], "The file is empty: there is no header line."],
  ] as const) {
    await choose(page, [...lines]);
    await expect(preview(page).getByRole("alert")).toContainText(sentence);
    await expect(send(page)).toBeDisabled();
  }
  await choose(page, [HEADER, GOOD]);
  await expect(preview(page)).toContainText("No problems in these rows.");
  await expect(send(page)).toBeEnabled();
});

test("the preview shows where the problems are", async ({ page }) => {
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD, BAD, "ragged,base"]);
  await expect(preview(page)).toContainText("Problems found in these rows:");
  const findings = preview(page).getByRole("table").last().getByRole("row");
  await expect(findings).toHaveCount(4);
  await expect(findings.nth(1).getByRole("cell")).toHaveText([
    "3",
    "email",
    "nobody",
    "“nobody” is not an e-mail address: write it like name@example.com.",
  ]);
  await expect(findings.nth(2).getByRole("cell")).toHaveText([
    "3",
    "gender",
    "robot",
    "“robot” is not a gender here: write Male, Female or Not Specified.",
  ]);
  await expect(findings.nth(3).getByRole("cell").nth(1)).toHaveText("whole row");
  await expect(findings.nth(3)).toContainText("The row has 2 fields, the header 6");
});

test("one refused row stops the import, and nothing is changed", async ({ page }) => {
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD, BAD, ELSEWHERE]);
  await send(page).click();
  await expect(page.getByText("customers.csv was not imported: a row was refused, so nothing was changed.")).toBeVisible();
  const refused = page.getByRole("region", { name: "Reason" }).getByRole("row");
  await expect(refused.filter({ hasText: "“nobody” is not an e-mail address" }).getByRole("cell").first()).toHaveText("3");
  await expect(page.getByRole("region", { name: "Import History" }).getByRole("row").nth(1)).toContainText("Stopped");
  await open(page, "/customers");
  await expect(page.getByRole("heading", { name: "No customers yet" })).toBeVisible();
});

test("refused rows can be skipped; the rest is imported and the report names them", async ({ page, app }) => {
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD, BAD, ELSEWHERE]);
  await page.getByLabel("Skip error entries").check();
  await send(page).click();
  await expect(page.getByText("Imported customers.csv.")).toBeVisible();
  await expect(count(page, "Rows")).toHaveText("3");
  await expect(count(page, "Created")).toHaveText("1");
  await expect(count(page, "Refused")).toHaveText("2");
  const rows = page.getByRole("region", { name: "Reason" }).getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(3).getByRole("cell")).toHaveText([
    "4",
    "_website",
    "mars",
    "There is no website with the code “mars”.",
  ]);
  const address = page.url();
  expect(address).toMatch(/\/imports\?job=\d+$/);
  await open(page, "/customers");
  await expect(new Grid(page).found).toHaveText("1 record found");
  await open(page, address);
  await expect(rows, "the report is there to come back to").toHaveCount(4);
  expect(await app.run(["export", "customers", "--query", "columns=email"])).toContain("ann@example.com");
});

test("the same file again updates, and empty fields leave what is there alone", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD]);
  await send(page).click();
  await expect(count(page, "Created")).toHaveText("1");
  await choose(page, [HEADER, "ann@example.com,base,,Anna,,"], "again.csv");
  await send(page).click();
  await expect(page.getByText("Imported again.csv.")).toBeVisible();
  await expect(count(page, "Created")).toHaveText("0");
  await expect(count(page, "Updated")).toHaveText("1");
  await open(page, "/customers");
  await expect(grid.cell(0, "name")).toHaveText("Anna Lee");
  await expect(grid.cell(0, "gender")).toHaveText("Female");
});

test("a cut upload is refused whole, in words", async ({ page, app }) => {
  app.expectMessage(/status of 422/);
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD]);
  await page.route("**/imports/upload?*", (route) => route.continue({ postData: `${HEADER}\nann@exam` }));
  await send(page).click();
  await expect(page.getByText(/The upload broke off after 56 of 92 bytes: nothing was imported/)).toBeVisible();
  await expect(send(page), "the file is still chosen").toBeEnabled();
  await expect(page.getByText("Nothing has been imported yet.")).toBeVisible();
  await page.unroute("**/imports/upload?*");
  await send(page).click();
  await expect(page.getByText("Imported customers.csv.")).toBeVisible();
});

test("an upload that never arrives says so", async ({ page, app }) => {
  app.expectMessage(/net::ERR_FAILED/);
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD]);
  await page.route("**/imports/upload?*", (route) => route.abort());
  await send(page).click();
  await expect(page.getByText("The upload broke off before the server had the whole file: nothing was imported.")).toBeVisible();
});

test("deleting by file asks first, by name", async ({ page }) => {
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD]);
  await send(page).click();
  await expect(count(page, "Created")).toHaveText("1");

  await choose(page, ["email,_website", "ann@example.com,base"], "goners.csv");
  await page.getByLabel("Delete", { exact: true }).check();
  await send(page).click();
  const dialog = page.getByRole("dialog", { name: "Delete the customers in goners.csv?" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await send(page).click();
  await dialog.getByRole("button", { name: "Delete Customers" }).click();
  await expect(page.getByText("Imported goners.csv.")).toBeVisible();
  await expect(count(page, "Deleted")).toHaveText("1");
  await open(page, "/customers");
  await expect(page.getByRole("heading", { name: "No customers yet" })).toBeVisible();
});

test.describe("a viewer", () => {
  test.use({ as: "viewer" });

  test("sees what was imported, and cannot import", async ({ page, context, app }) => {
    await open(page, "/imports");
    await expect(page.getByText("Your role, Viewer, sees what was imported")).toBeVisible();
    await expect(page.getByLabel("Select File to Import")).toHaveCount(0);
    const answer = await context.request.post(`${app.url}/imports/upload?name=a.csv&size=5`, { data: "email" });
    expect(answer.status()).toBe(403);
  });
});
