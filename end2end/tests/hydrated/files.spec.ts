// Files as people have them: every encoding, delimiter and line end, and every fault, from the chooser to the grid.
import type { Locator, Page } from "@playwright/test";
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ as: "contributor" });

const preview = (page: Page) => page.getByRole("region", { name: /^Preview/ });
const send = (page: Page) => page.getByRole("button", { name: "Import", exact: true });
const count = (page: Page, label: string) =>
  page.locator(".import-counts > div", { hasText: label }).locator("dd");
/** What was found as it is read, which can be overruled. */
const found = (page: Page, label: "Encoding" | "Delimiter") => page.getByLabel(label).locator("option").first();

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel("Select File to Import").setInputFiles({ name, mimeType: "text/csv", buffer });
  await expect(preview(page)).toContainText(name);
}

const MARK = "\ufeff";
const little = (text: string) => Buffer.from(text, "utf16le");
const big = (text: string) => little(text).swap16();

/** An encoding, what it is found to be, and what its œ is read as. */
const ENCODINGS: [string, (text: string) => Buffer, string, string][] = [
  ["utf8", (text) => Buffer.from(text), "UTF-8", "œ"],
  ["utf8-mark", (text) => Buffer.from(MARK + text), "UTF-8", "œ"],
  ["utf16le-mark", (text) => little(MARK + text), "UTF-16 LE", "œ"],
  ["utf16be-mark", (text) => big(MARK + text), "UTF-16 BE", "œ"],
  ["utf16le", little, "UTF-16 LE", "œ"],
  ["utf16be", big, "UTF-16 BE", "œ"],
  ["windows1252", (text) => Buffer.from(text.replaceAll("œ", "\x9c"), "latin1"), "Windows-1252", "œ"],
  // Nothing in such a file says that it is not Windows-1252, which has eight other letters.
  ["iso8859-15", (text) => Buffer.from(text.replaceAll("œ", "\xbd"), "latin1"), "Windows-1252", "½"],
];

const DELIMITERS = [
  [",", "Comma"],
  [";", "Semicolon"],
  ["\t", "Tab"],
  ["|", "Vertical bar"],
] as const;

const ENDS = [
  ["LF", "\n"],
  ["CRLF", "\r\n"],
  ["CR", "\r"],
] as const;

test("every encoding, delimiter and line end is read, here and on the server", { tag: "@postgres" }, async ({ page }) => {
  const expected: [string, string][] = [];
  let at = 0;
  for (const [delimiter, word] of DELIMITERS) {
    for (const [end, sign] of ENDS) {
      const [encoding, encode, read, letter] = ENCODINGS[at++ % ENCODINGS.length] ?? ENCODINGS[0]!;
      const name = `${encoding}, ${word}, ${end}.csv`;
      const email = `n${at}@example.com`;
      // What parts fields and rows stands in a field, too, but for the tab, which no name may hold.
      const rows = [
        ["email", "_website", "firstname", "lastname"],
        [email, "base", "Zoé", `"Cœur, a;b|c ""d""${sign}née"`],
      ];
      await open(page, "/imports");
      await choose(page, name, encode(rows.map((row) => row.join(delimiter) + sign).join("")));
      await expect(found(page, "Encoding"), name).toHaveText(`As found: ${read}`);
      await expect(found(page, "Delimiter"), name).toHaveText(`As found: ${word}`);
      const last = `C${letter}ur, a;b|c "d" née`;
      await expect(preview(page).getByRole("cell", { name: last, exact: true }).first(), name).toBeVisible();
      await expect(preview(page)).toContainText("No problems in these rows.");
      await send(page).click();
      await expect(page.getByText(`Imported ${name}.`)).toBeVisible();
      await expect(count(page, "Created"), name).toHaveText("1");
      expected.push([email, `Zoé ${last}`]);
    }
  }
  const grid = new Grid(page);
  await open(page, "/customers?columns=email,name&sort=id");
  await expect(grid.found).toHaveText("12 records found");
  const names = (await grid.values("name")).map((name) => name.replace(/\s+/g, " "));
  expect((await grid.values("email")).map((email, row) => [email, names[row]])).toEqual(expected);

  // What was found can be overruled.
  await open(page, "/imports");
  await choose(page, "latin.csv", Buffer.from("email,_website,firstname\nzoe@example.com,base,Zoé\n", "latin1"));
  await expect(preview(page)).toContainText("Look whether letters with accents are right");
  await expect(preview(page)).toContainText("No problems in these rows.");
  await page.getByLabel("Encoding").selectOption("UTF-8");
  await expect(preview(page)).toContainText("Problems found in these rows:");
});

const HEADER = "email,_website,firstname,lastname,group_id,_address_street";
const GOOD = "ann@example.com,base,Ann,Lee,,";
/** Longer than any row may be, and than what the preview reads of a file. */
const ENDLESS = "x".repeat(10 << 20);

test("what is no customer file is refused before it is sent", async ({ page }) => {
  await open(page, "/imports");
  await expect(send(page)).toBeDisabled();
  const wide = Array.from({ length: 10_000 }, (_, n) => `c${n}`).join();
  for (const [name, text, sentence] of [
    ["empty", "", "The file is empty: there is no header line."],
    ["empty lines", "\n\r\n\n", "The file is empty: there is no header line."],
    ["an archive", "PK\x03\x04\x14\0\x06\0[Content_Types].xml", "open it in its program, save it as CSV"],
    ["compressed", "\x1f\x8b\x08\0email,_website\n", "open it in its program, save it as CSV"],
    ["an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "open it in its program, save it as CSV"],
    ["of another kind", "colour,size\nred,9\n", "The column “email” is missing"],
    ["a page", "<html><body>sign in</body></html>", "The column “email” is missing"],
    ["doubled header", "email,_website,email\na@example.com,base,b\n", "The column “email” stands in the header twice"],
    ["wide", `${wide}\n${wide}\n`, "The header has 10000 columns, more than the 500 that are read"],
  ] as const) {
    await choose(page, `${name}.csv`, Buffer.from(text, "latin1"));
    await expect(preview(page).getByRole("alert"), name).toContainText(sentence);
    await expect(send(page), name).toBeDisabled();
  }
  await choose(page, "good.csv", Buffer.from(`${HEADER}\n${GOOD}\n`));
  await expect(preview(page)).toContainText("No problems in these rows.");
  await expect(send(page)).toBeEnabled();
});

/** Line, column and a part of the reason of each finding. */
type Findings = [line: string, column: string, reason: string][];

/** A file, how many of its rows are good, what is refused, and what the preview says where it finds nothing. */
const FAULTS: [name: string, lines: string[], good: number, refused: Findings, seen?: string][] = [
  ["header only", [HEADER], 0, [], "The file has a header but no rows."],
  ["unknown column", [`${HEADER},Shoe size`, `${GOOD},43`], 1, [], "Left out: Shoe size"],
  ["a NUL", [HEADER, "bob@example.com,base,B\0b,Lee,,", GOOD], 1, [["2", "firstname", "control character"]]],
  [
    "an open quote",
    [HEADER, GOOD, 'bob@example.com,base,"Bob,Lee,,', "carl@example.com,base,Carl,Lee,,"],
    1,
    [["3", "whole row", "The row has 3 fields, the header 6"]],
  ],
  [
    "10 MB",
    [HEADER, `bob@example.com,base,${ENDLESS},Lee,,`, GOOD],
    1,
    [["2", "whole row", "longer than 1024 KB: look for a quotation mark"]],
    "10.4 MB",
  ],
  [
    "ragged",
    [HEADER, "bob@example.com,base", GOOD, "carl@example.com,base,Carl,Lee,,,,,"],
    1,
    [
      ["2", "whole row", "The row has 2 fields, the header 6"],
      ["4", "whole row", "The row has 9 fields, the header 6"],
    ],
  ],
  [
    "quoted line breaks",
    [HEADER, 'bob@example.com,base,"B\r\no\rb",Lee,,', "nobody,base,No,Body,,", GOOD],
    2,
    [["5", "email", "“nobody” is not an e-mail address"]],
  ],
];

async function expectFindings(within: Locator, expected: Findings, where: string): Promise<void> {
  const rows = within.locator(".findings tbody tr");
  await expect(rows, where).toHaveCount(expected.length);
  for (const [at, [line, column, reason]] of expected.entries()) {
    const cells = rows.nth(at).getByRole("cell");
    await expect(cells.nth(0), where).toHaveText(line);
    await expect(cells.nth(1), where).toHaveText(column);
    await expect(cells.nth(3), where).toContainText(reason);
  }
}

test("what is wrong with rows is said by line and column, before and after", { tag: "@postgres" }, async ({ page }) => {
  for (const [at, [name, lines, good, refused, seen]] of FAULTS.entries()) {
    // The customers of each file are its own.
    const text = lines.map((line) => `${line.replace("@", `@${at}.`)}\n`).join("");
    await open(page, "/imports");
    await choose(page, `${name}.csv`, Buffer.from(text));
    if (seen) await expect(preview(page), name).toContainText(seen);
    await expectFindings(preview(page), seen ? [] : refused, `${name}, preview`);
    await page.getByLabel("Skip error entries").check();
    await send(page).click();
    await expect(page.getByText(`Imported ${name}.csv.`)).toBeVisible();
    // Where there is nothing to count, nothing is counted.
    await expect(count(page, "Created"), name).toHaveText(lines.length > 1 ? [String(good)] : []);
    await expect(count(page, "Refused"), name).toHaveText(lines.length > 1 ? [String(refused.length)] : []);
    await expectFindings(page.locator("section.card", { hasText: "Imported" }), refused, `${name}, result`);
  }
  const grid = new Grid(page);
  await open(page, "/customers?columns=email,name&sort=id");
  await expect(grid.found).toHaveText("7 records found");
  expect(new Set((await grid.values("name")).map((name) => name.replace(/\s+/g, " ")))).toEqual(new Set(["Ann Lee", "B o b Lee"]));
});
