// Importing in the browser: what the preview finds, what the server refuses, row by row, and that nothing is done by halves.
// What is in the files is in `files.spec.ts`.
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, open, test } from "../../fixtures/app.ts";
import { parseCsv, saved } from "../../fixtures/files.ts";
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

test("more refused rows than are allowed stop the import, and nothing is changed", async ({ page }) => {
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD, BAD, ELSEWHERE]);
  await page.getByLabel("Allowed Errors Count").fill("1");
  await send(page).click();
  await expect(
    page.getByText("customers.csv was not imported. Refused rows: 2, allowed: 1. Nothing was changed."),
  ).toBeVisible();
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

test("an exported file comes back as it was where its apostrophes are taken away", async ({ page, app }) => {
  const header = "email,_website,firstname,lastname,taxvat";
  const plain = "ann@example.com,base,=1+1,Lee,'=2";
  const guarded = "ann@example.com,base,'=1+1,Lee,''=2";
  const exported = (): Promise<string> => app.run(["export", "customers", "--query", "columns=name,tax_vat", "--raw"]);
  const box = page.getByRole("checkbox", { name: "Take away the apostrophes that an export put before formulas" });
  const cells = preview(page).getByRole("region", { name: "The beginning of the file:" }).getByRole("cell");
  await open(page, "/imports");
  await choose(page, [header, plain]);
  await send(page).click();
  await expect(count(page, "Created")).toHaveText("1");
  const before = await exported();
  await choose(page, [header, guarded], "guarded.csv");
  await expect(box).not.toBeChecked();
  await expect(cells.filter({ hasText: "1+1" })).toHaveText("'=1+1");
  await box.check();
  await expect(cells.filter({ hasText: "1+1" })).toHaveText("=1+1");
  await expect(cells.last()).toHaveText("'=2");
  await send(page).click();
  await expect(page.getByText("Imported guarded.csv.")).toBeVisible();
  expect(await exported()).toBe(before);
  const history = page.getByRole("region", { name: "Import History" }).getByRole("row");
  await history.nth(1).locator("summary").click();
  await expect(history.nth(1)).toContainText("Apostrophes before formulas");
  await choose(page, [`${header},_row,_reason`, `${guarded},2,no`], "refused.csv");
  await expect(box, "rows that were refused lose them anyway").toBeChecked();
  await expect(box).toBeDisabled();
  await choose(page, [header, plain], "next.csv");
  await expect(box, "of the next file nothing is said yet").not.toBeChecked();
  await expect(box).toBeEnabled();
});

test("replacing makes customers exactly what the file says, addresses included", async ({ page, app }) => {
  const header = "email,_website,firstname,lastname,gender,_address_street,_address_city,_address_country_id,_address_default_billing_";
  await open(page, "/imports");
  await choose(page, [header, "ann@example.com,base,Ann,Lee,Female,Kade 1,Gent,BE,yes"]);
  await send(page).click();
  await expect(count(page, "Created")).toHaveText("1");
  const city = async (): Promise<string> => app.run(["export", "customers", "--query", "columns=name,gender,city"]);
  expect(await city()).toContain("Ann Lee,Female,Gent");
  await choose(page, [header.replace(",gender", ""), "ann@example.com,base,Anna,Lee,,,,"], "replaced.csv");
  await page.getByLabel("Replace", { exact: true }).check();
  await send(page).click();
  await expect(page.getByText("Imported replaced.csv.")).toBeVisible();
  await expect(count(page, "Updated")).toHaveText("1");
  const replaced = await city();
  expect(replaced).toContain("Anna Lee");
  expect(replaced).not.toMatch(/Female|Gent/);
  const history = page.getByRole("region", { name: "Import History" }).getByRole("row");
  await expect(history.nth(1)).toContainText("Replace");
});

test("a file can be dropped onto the chooser", async ({ page }) => {
  await open(page, "/imports");
  const files = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], "dropped.csv", { type: "text/csv" }));
    return transfer;
  }, `${HEADER}\n${GOOD}\n`);
  const target = page.locator(".drop");
  await target.dispatchEvent("dragover", { dataTransfer: files });
  await expect(target).toHaveClass(/over/);
  await target.dispatchEvent("drop", { dataTransfer: files });
  await expect(target).not.toHaveClass(/over/);
  await expect(preview(page)).toContainText("dropped.csv");
  await expect(preview(page)).toContainText("No problems in these rows.");
  await send(page).click();
  await expect(page.getByText("Imported dropped.csv.")).toBeVisible();
  await expect(count(page, "Created")).toHaveText("1");
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

const field = (page: Page, heading: string) => preview(page).getByLabel(`Field of “${heading}”`);

test("a file of another program is mapped, checked, imported, and its refused rows come back", async ({ page, app }) => {
  await open(page, "/imports");
  const bytes = Buffer.from("Nom;Pr\xe9nom;Courriel;Rue;Ville;Pays;Remarque;Mot de passe\r\nDoe;Zo\xe9;zoe@example.com;Quai 1;Gand;BE;x;secret\r\nLee;Ann;nobody;Quai 2;Gand;BE;y;secret\r\n", "latin1");
  await page.getByLabel("Select File to Import").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: bytes });
  await expect(preview(page)).toContainText("The file is not UTF-8: it is read as Windows-1252.");
  await expect(preview(page)).toContainText("Customers and Addresses (single file)");
  await expect(field(page, "Nom")).toHaveValue("lastname");
  await expect(field(page, "Prénom")).toHaveValue("firstname");
  await expect(field(page, "Courriel")).toHaveValue("email");
  await expect(field(page, "Remarque")).toHaveValue("");
  await expect(field(page, "Mot de passe")).toHaveCount(0);
  await expect(preview(page)).not.toContainText("secret");
  await field(page, "Remarque").focus();
  await field(page, "Remarque").selectOption({ label: "Company" });
  await expect(field(page, "Remarque"), "choosing leaves the focus where it is").toBeFocused();
  await field(page, "Courriel").selectOption({ label: "Do not import" });
  await expect(preview(page).getByRole("alert")).toContainText("The column “email” is missing");
  await expect(send(page)).toBeDisabled();
  await field(page, "Courriel").selectOption({ label: "Email" });
  page.once("dialog", (dialog) => void dialog.dismiss());
  await page.getByRole("navigation").getByRole("link", { name: "Customers", exact: true }).click();
  await expect(field(page, "Remarque"), "who is asked and stays has all that was chosen").toHaveValue("_address_company");

  await page.getByRole("button", { name: "Check Data" }).click();
  await expect(page.getByText("people.csv was checked: an import would come to this. Nothing has been changed.")).toBeVisible();
  await expect(count(page, "Created")).toHaveText("1");
  await expect(count(page, "Refused")).toHaveText("1");
  expect(await app.run(["export", "customers", "--query", "columns=email"])).toBe("Email\n");
  await send(page).click();
  await expect(page.getByText("Imported people.csv.")).toBeVisible();
  await expect(page.getByText("Read as Windows-1252.")).toBeVisible();
  const { text, name } = await saved(page, () => page.getByRole("link", { name: "Download the refused rows" }).click());
  expect(name).toMatch(/^refused-\d+\.csv$/);
  const rows = parseCsv(text);
  expect(rows[0].slice(-4)).toEqual(["_row", "_column", "_value", "_reason"]);
  expect(rows[1].slice(0, -1)).toEqual(["Lee", "Ann", "nobody", "Quai 2", "Gand", "BE", "y", "base", "3", "Courriel", "nobody"]);
  expect(rows[0].slice(6, 8), "what was chosen, the file says by itself").toEqual(["_address_company", "_website"]);
  expect(text).not.toContain("secret");
  const mended = text.replace("nobody,Quai 2", "ann@example.com,Quai 2");
  await page.getByLabel("Select File to Import").setInputFiles({ name: "mended.csv", mimeType: "text/csv", buffer: Buffer.from(mended) });
  await send(page).click();
  await expect(page.getByText("Imported mended.csv.")).toBeVisible();
  await expect(count(page, "Created")).toHaveText("1");
  expect(await app.run(["export", "customers", "--query", "columns=name,city"])).toContain("Zoé Doe,Gand");
  const history = page.getByRole("region", { name: "Import History" }).getByRole("row");
  await expect(history).toHaveCount(4);
  await expect(history.nth(3)).toContainText("Checked only");
});

test("dates are read in the order of their file, found or chosen", async ({ page, app }) => {
  const born = (...days: string[]) => ["email,_website,firstname,lastname,dob", ...days.map((day, n) => `d${n}@example.com,base,D,${n},${day}`)];
  const dates = preview(page).getByLabel("Dates");
  await open(page, "/imports");
  await choose(page, [HEADER, GOOD]);
  await expect(preview(page)).toContainText("No problems in these rows.");
  await expect(dates, "there are none").toHaveCount(0);
  await choose(page, born("01-02-1984", "31-12-1980"));
  await expect(dates.locator("option").first()).toHaveText("As found: Day first (31-05-1984)");
  await expect(preview(page)).toContainText("No problems in these rows.");
  await choose(page, born("01-02-1984", "2/3/84"));
  await expect(dates.locator("option").first()).toHaveText("As found: not decided by these rows");
  await expect(preview(page)).toContainText("“01-02-1984” can be read with the day or with the month first");
  await expect(preview(page)).toContainText("The year of “2/3/84” has two digits");
  await dates.selectOption("Month first (05/31/1984)");
  await expect(preview(page)).not.toContainText("“01-02-1984” can be read");
  await page.getByLabel("Skip error entries").check();
  await send(page).click();
  await expect(page.getByText("Imported customers.csv.")).toBeVisible();
  await expect(page.getByText("Dates read as: Month first (05/31/1984).")).toBeVisible();
  await expect(count(page, "Created")).toHaveText("1");
  await expect(count(page, "Refused")).toHaveText("1");
  // The beginning of a long file need not say it.
  const long = born("01/02/1984", ...Array.from({ length: 3_000 }, () => "1984-05-31"), "31/12/1980");
  await choose(page, long, "long.csv");
  await expect(preview(page)).toContainText("The import looks at the whole file");
  await expect(preview(page)).toContainText("No problems in these rows.");
  await send(page).click();
  await expect(page.getByText("Imported long.csv.")).toBeVisible();
  await expect(page.getByText("Dates read as: Day first (31-05-1984).")).toBeVisible();
  await expect(count(page, "Refused")).toHaveText("0");
  expect(await app.run(["export", "customers", "--query", "columns=name,birth&sort=id"])).toContain("D 0,1984");
});

test("the three sample files import one after another", async ({ page, app }) => {
  for (const [file, label, number] of [
    ["customer_composite.csv", "Created", "1"],
    ["customer.csv", "Updated", "1"],
    ["customer_address.csv", "Updated", "1"],
  ] as const) {
    await open(page, "/imports");
    await page.getByLabel("Select File to Import").setInputFiles(path.resolve(import.meta.dirname, "../../data", file));
    if (file !== "customer_address.csv") {
      await expect(preview(page)).toContainText("Never imported, as they hold passwords, hashes or tokens: password_hash");
    }
    await send(page).click();
    await expect(page.getByText(`Imported ${file}.`)).toBeVisible();
    await expect(count(page, label)).toHaveText(number);
  }
  expect(await app.run(["export", "customers", "--query", "columns=name,zip,region"])).toContain("Jon Doe,10044,New York");
});

test("a long import tells how far it is, and can be cancelled", async ({ page }) => {
  const rows = Array.from({ length: 150_000 }, (_, n) => `c${n}@example.com,base,default,C,${n},Male`);
  await open(page, "/imports");
  await choose(page, [HEADER, ...rows], "long.csv");
  await page.getByLabel("Skip error entries").check();
  await send(page).click();
  await expect(page.getByRole("progressbar", { name: "Importing long.csv" })).toBeVisible();
  await expect(page.getByText(/rows are in, [\d,]+ a second · about .* left/)).toBeVisible();
  await page.getByRole("button", { name: "Cancel Import" }).click();
  await expect(page.getByText("Importing long.csv was cancelled: what is counted here is in and stays")).toBeVisible();
  const created = await count(page, "Created").textContent();
  expect(Number(created?.replaceAll(",", ""))).toBeLessThan(150_000);
  await open(page, "/customers");
  await expect(new Grid(page).found).toHaveText(`${created} records found`);
});

test("an import is read out at its quarters, and no oftener", async ({ page }) => {
  await open(page, "/imports");
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const told = (): string => document.querySelector("section.card > [role=status].visually-hidden")?.textContent ?? "";
    const listen = (): void => void (told() && heard.at(-1) !== told() && heard.push(told()));
    new MutationObserver(listen).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const rows = Array.from({ length: 60_000 }, (_, n) => `c${n}@example.com,base,default,C,${n},Male`);
  await choose(page, [HEADER, ...rows], "long.csv");
  await send(page).click();
  await expect(page.getByText("Imported long.csv.")).toBeVisible({ timeout: 60_000 });
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(heard.length).toBeGreaterThan(0);
  expect(["0%", "25%", "50%", "75%", "100%"].filter((quarter) => heard.includes(quarter))).toEqual(heard);
});

test("where the stream of events is cut, the page asks by itself", async ({ page, app }) => {
  app.expectMessage(/ERR_FAILED/);
  await open(page, "/imports");
  await page.route("**/jobs/import/events", (route) => route.abort());
  const rows = Array.from({ length: 20_000 }, (_, n) => `c${n}@example.com,base,default,C,${n},Male`);
  await choose(page, [HEADER, ...rows], "long.csv");
  await send(page).click();
  await expect(page.getByText("Imported long.csv.")).toBeVisible({ timeout: 60_000 });
  await expect(count(page, "Created")).toHaveText("20,000");
});

test("the history hears of the end of an import that nobody looks at", async ({ page, context, app }) => {
  const data = `${HEADER}\n${GOOD}\n`;
  expect((await context.request.post(`${app.url}/imports/upload?name=a.csv`, { data })).status()).toBe(200);
  const answers: string[] = [];
  await page.route("**/api/imports/list", async (route) => {
    const response = await route.fetch();
    const json = (await response.json()) as { lines: { state: string }[] };
    // As it was a moment ago.
    if (answers.length === 0) for (const line of json.lines) line.state = "running";
    answers.push(...json.lines.map((line) => line.state));
    await route.fulfill({ response, json });
  });
  await open(page, "/segments");
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Imports" }).click();
  const line = page.getByRole("region", { name: "Import History" }).getByRole("row").nth(1);
  await expect(line).toContainText("a.csv");
  await expect(line).not.toContainText("Running");
  expect(answers.slice(0, 2), "it was asked again").toEqual(["running", "done"]);
});

test("the history goes back to the first import, and its lines tell how they were asked for", async ({ page, context, app }) => {
  for (let n = 1; n <= 52; n += 1) {
    const words = `name=${n}.csv&on_error=skip&website=base&map=Note%3D-&map=Surname%3Dlastname`;
    const data = "email,firstname,Surname,Note\na@example.com,A,B,x\n";
    // Ten of one person wait at a time.
    await expect.poll(async () => (await context.request.post(`${app.url}/imports/upload?${words}`, { data })).status()).toBe(200);
  }
  await open(page, "/imports");
  const history = page.getByRole("region", { name: "Import History" });
  const files = history.getByRole("row").getByRole("link", { name: /^\d+\.csv$/ });
  await expect(files).toHaveCount(50);
  await expect(files.last()).toHaveText("3.csv");
  await history.getByRole("link", { name: "Older imports" }).click();
  await expect(files).toHaveText(["2.csv", "1.csv"]);
  await expect(history.getByRole("link", { name: "Older imports" })).toHaveCount(0);
  const first = history.getByRole("row").last();
  await first.getByText("Details").click();
  await expect(first.getByRole("definition").filter({ hasText: "Skip error entries" })).toBeVisible();
  await expect(first.getByRole("definition").filter({ hasText: "Note → Do not import; Surname → Last Name" })).toBeVisible();
  await expect(first.getByRole("definition").filter({ hasText: "Comma" })).toBeVisible();
  await files.last().click();
  await expect(page.getByText("Imported 1.csv.")).toBeVisible();
  await expect(files, "the page of the history stays").toHaveText(["2.csv", "1.csv"]);
  await history.getByRole("link", { name: "Newest imports" }).click();
  await expect(files).toHaveCount(50);
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
