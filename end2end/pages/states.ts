// Every page in every state it can be in, and how one comes there: what axe looks at, and what the pictures are of.
import type { Page } from "@playwright/test";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, type App } from "../fixtures/app.ts";
import { Grid } from "./grid.ts";
import { SegmentForm } from "./segment.ts";
import { Views } from "./views.ts";

/** A state of a page: its name, its address, and what is done there. */
export type State = [name: string, address: string, act?: (page: Page, app: App) => Promise<void>];

const EDITABLE = "/customers?f.country=US&f.website=1&f.type=0";

export const EMPTY: State[] = [
  ["customers, none yet", "/customers"],
  ["segments, none yet", "/segments"],
  ["report, none yet", "/reports/segments"],
  ["imports, none yet", "/imports"],
];

export const CUSTOMERS: State[] = [
  ["grid", "/customers?sort=-since,email&page=2"],
  ["grid, all columns", `/customers?columns=id,name,status,lock,type,sales_rep,company,vat,fax,billing_address`],
  ["grid, chips", "/customers?q=a&f.group=1&f.id.from=3"],
  ["grid, nobody matches", "/customers?q=zzz-nothing"],
  ["grid, past the end", "/customers?page=99"],
  ["grid, nonsense", "/customers?sort=shoe_size&f.shoe=1"],
  ["filters open", "/customers?f.email=a", async (page) => void (await new Grid(page).openMenu("Filters"))],
  [
    "filters open, a list searched",
    "/customers?f.since.in=today&f.birth.from=1960&f.country=NL,SE,FR,DE,US",
    async (page) => {
      const menu = await new Grid(page).openMenu("Filters");
      await menu.getByRole("group", { name: "Country" }).getByRole("searchbox").fill("land");
    },
  ],
  [
    "a billing address asked for",
    "/customers?f.country.empty=1&f.billing_address.empty=1&columns=name,phone",
    async (page) => {
      const grid = new Grid(page);
      await grid.cell(0, "phone").dblclick();
      await grid.editor.fill("12345");
      await grid.editor.press("Enter");
      await page.getByRole("button", { name: "Create billing address" }).click();
      await page.getByRole("button", { name: "Create and save" }).click();
      await expect(page.getByRole("dialog").getByLabel("City")).toHaveAttribute("aria-invalid", "true");
    },
  ],
  [
    "views open, one of them changed",
    "/customers?f.country=NL&sort=-since",
    async (page) => {
      const views = new Views(page);
      await views.save("Dutch, newest first");
      await new Grid(page).sort("name").click();
      await expect(views.button).toContainText("modified");
      await views.open();
    },
  ],
  ["columns open", "/customers", async (page) => void (await new Grid(page).openMenu("Columns"))],
  ["export open", "/customers", async (page) => void (await new Grid(page).openMenu("Export"))],
  ["page sizes open", "/customers", async (page) => void (await new Grid(page).openMenu("per page"))],
  [
    "selection menu open, all selected",
    "/customers",
    async (page) => {
      const grid = new Grid(page);
      await grid.choose("Select All");
      await expect(grid.box(0)).toBeChecked();
      await grid.root.locator("th.c-select .menu > summary").click();
    },
  ],
  [
    "menu of a pinned column open",
    "/customers?pin=email&sort=name,email",
    async (page) => {
      await new Grid(page).heading("email").locator("summary").click();
      await expect(page.getByRole("button", { name: "Unpin" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Sort ascending" })).toBeFocused();
    },
  ],
  [
    "all rows in one window",
    "/customers?per_page=all&row=20",
    async (page) => void (await expect(page.locator("#grid tbody.live")).toBeAttached()),
  ],
  [
    "keys",
    "/customers",
    async (page) => {
      await page.locator("#grid [tabindex='0']").focus();
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "a page that did not come",
    "/customers?f.id.to=100",
    async (page, app) => {
      app.expectMessage(/503/);
      const busy = { kind: "Busy", message: "The database is busy. Try again in a moment.", fields: [] };
      await page.route("**/api/customers/page", (route) => route.fulfill({ status: 503, json: busy }));
      await new Grid(page).sort("email").click();
      await expect(page.getByText(busy.message)).toBeVisible();
    },
  ],
  [
    "a file of other rows than chosen",
    "/customers?f.website=1",
    async (page, app) => {
      app.expectMessage(/409/);
      const grid = new Grid(page);
      const [, email] = await grid.values("email");
      for (const row of [0, 1, 2]) await grid.box(row).check();
      const file = path.join(app.folder, "gone.csv");
      await writeFile(file, `email\n${email}\n`);
      await app.run(["import", "--behavior", "delete", "--website", "base", file]);
      const menu = await grid.openMenu("Export");
      await menu.getByRole("button", { name: "CSV, Visible columns" }).click();
      await expect(page.getByRole("button", { name: "Export anyway: 2" })).toBeVisible();
    },
  ],
  ["user menu open", "/customers", async (page) => page.locator("details.user > summary").click()],
  [
    "editing text",
    EDITABLE,
    async (page) => {
      await new Grid(page).cell(0, "phone").dblclick();
      await expect(new Grid(page).editor).toBeFocused();
    },
  ],
  [
    "editing a choice",
    EDITABLE,
    async (page) => {
      await new Grid(page).cell(0, "group").dblclick();
      await expect(new Grid(page).editor).toBeFocused();
    },
  ],
  [
    "a refused value",
    EDITABLE,
    async (page) => {
      const grid = new Grid(page);
      await grid.cell(0, "email").dblclick();
      await grid.editor.fill("nobody");
      await grid.editor.press("Enter");
      await expect(grid.cell(0, "email").locator(".note")).toBeVisible();
    },
  ],
  [
    "a stale save",
    EDITABLE,
    async (page, app) => {
      const grid = new Grid(page);
      const [id] = await grid.ids();
      const email = (await grid.values("email"))[0];
      const answer = await page.request.post(`${app.url}/imports/upload?name=other.csv`, {
        data: `email,_website,firstname\n${email},base,Meanwhile\n`,
      });
      expect(answer.status()).toBe(200);
      await expect
        .poll(async () => await (await page.request.get(`${app.url}/customers/${id}`)).text())
        .toContain("Meanwhile");
      await grid.cell(0, "zip").dblclick();
      await grid.editor.fill("99501");
      await grid.editor.press("Enter");
      await expect(grid.cell(0, "zip").getByRole("button", { name: "Keep theirs" })).toBeVisible();
    },
  ],
  ["one customer", "/customers/1"],
  ["change password", "/customers", async (page) => void (await page.goto("/password"))],
  [
    "change password, refused",
    "/customers",
    async (page, app) => {
      app.expectMessage(/422/);
      await page.goto("/password");
      await page.getByLabel("Current password").fill("whatever it is");
      await page.getByLabel("New password", { exact: true }).fill("password12345");
      await page.getByLabel("New password again").fill("password12345");
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByText("among the first")).toBeVisible();
    },
  ],
  ["time zone", "/customers", async (page) => void (await page.goto("/time-zone"))],
  [
    "time zone, chosen",
    "/customers",
    async (page) => {
      await page.locator("details.user > summary").click();
      await page.getByRole("link", { name: "Time zone" }).click();
      await page.getByLabel("Time zone").selectOption("UTC");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("Your time zone is UTC now")).toBeVisible();
    },
  ],
];

export const SEGMENTS: State[] = [
  ["segments", "/segments"],
  ["segments, just saved", "/segments?saved=1"],
  ["a new segment", "/segments/new"],
  [
    "a segment that cannot be saved",
    "/segments/new",
    async (page) => {
      const form = new SegmentForm(page);
      await form.button("Add condition").click();
      await form.button("Add customer address").first().click();
      await form.button("Save").click();
      await expect(page.locator("#segment-problems")).toBeVisible();
    },
  ],
  ["a segment with nested conditions", "/segments/7"],
  [
    "a list of choices open",
    "/segments/4",
    async (page) => {
      await page.locator("details.rule-choices > summary").first().click();
      await expect(page.locator(".rule-choice-list")).toBeVisible();
    },
  ],
  [
    "deleting a segment",
    "/segments/3",
    async (page) => {
      await page.getByRole("button", { name: "Delete", exact: true }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  ],
  ["report", "/reports/segments"],
  [
    "report, searched and selected",
    "/reports/segments?name=dutch",
    async (page) => {
      await page.getByRole("row", { name: /Dutch/ }).getByRole("checkbox").check();
      await page.locator("details.menu > summary", { hasText: "Select" }).click();
    },
  ],
  ["drill-down", "/reports/segments/1"],
  ["drill-down, never refreshed", "/reports/segments/8"],
];

async function chooseFile(page: Page, text: string): Promise<void> {
  const file = { name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.getByLabel("Select File to Import").setInputFiles(file);
  await expect(page.getByRole("region", { name: /^Preview/ })).toBeVisible();
}

const BAD_ROWS = "email,_website,gender\nann@example.com,base,Female\nnobody,base,robot\n";

export const IMPORTS: State[] = [
  ["imports", "/imports"],
  ["a preview without problems", "/imports", (page) => chooseFile(page, "email,_website\nann@example.com,base\n")],
  ["a preview with problems", "/imports", (page) => chooseFile(page, BAD_ROWS)],
  ["a file that is none", "/imports", (page) => chooseFile(page, "colour\nred\n")],
  [
    "deleting by file",
    "/imports",
    async (page) => {
      await chooseFile(page, "email,_website\nann@example.com,base\n");
      await page.getByLabel("Delete", { exact: true }).check();
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "a report with refused rows",
    "/imports",
    async (page) => {
      await chooseFile(page, BAD_ROWS);
      await page.getByLabel("Skip error entries").check();
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await expect(page.getByText("Imported customers.csv.")).toBeVisible();
    },
  ],
];

/** What who may only look sees. */
export const VIEWER: State[] = [
  ["grid", "/customers"],
  ["a segment", "/segments/7"],
  ["report", "/reports/segments"],
  ["imports", "/imports"],
];

/** What nobody signed in sees. */
export const SIGNED_OUT: State[] = [
  ["sign-in", "/sign-in"],
  ["sign-in, refused", "/sign-in?error=wrong"],
  ["sign-in, too many tries", "/sign-in?error=throttled&wait=60"],
];
