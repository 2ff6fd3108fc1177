// Every page in every state it can be in, light and dark: axe must find nothing.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test, type App } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";
import { SegmentForm } from "../../pages/segment.ts";

/** A state of a page: its name, its address, and what is done there. */
type State = [name: string, address: string, act?: (page: Page, app: App) => Promise<void>];

const EDITABLE = "/customers?f.country=US&f.website=1&f.type=0";

const EMPTY: State[] = [
  ["customers, none yet", "/customers"],
  ["segments, none yet", "/segments"],
  ["report, none yet", "/reports/segments"],
  ["imports, none yet", "/imports"],
];

const CUSTOMERS: State[] = [
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
      await grid.editor.fill("02139");
      await grid.editor.press("Enter");
      await expect(grid.cell(0, "zip").getByRole("button", { name: "Keep theirs" })).toBeVisible();
    },
  ],
  ["one customer", "/customers/1"],
];

const SEGMENTS: State[] = [
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

const IMPORTS: State[] = [
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

function every(states: State[]): void {
  for (const [name, address, act] of states) {
    test(name, async ({ page, app }) => {
      await open(page, address);
      await act?.(page, app);
      await expectAccessible(page, name);
    });
  }
}

test.describe("empty", () => every(EMPTY));

test.describe("with data", () => {
  test.use({ customers: 300 });
  every([...CUSTOMERS, ...SEGMENTS, ...IMPORTS]);

  test("on a narrow window", async ({ page }) => {
    await page.setViewportSize({ width: 640, height: 800 });
    for (const address of ["/customers", "/customers/1", "/segments/7", "/reports/segments", "/imports"]) {
      await open(page, address);
      await expectAccessible(page, `${address}, narrow`);
      const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(beside, `${address} scrolls sideways`).toBe(0);
    }
  });

  test("what is not there", async ({ page, app }) => {
    app.expectMessage(/status of 404/);
    for (const address of ["/customers/999999", "/segments/999999", "/reports/segments/999999", "/no/such/page"]) {
      await page.goto(address);
      await expect(page.getByRole("main")).toContainText(/no such|not found/i);
      await expectAccessible(page, address);
    }
  });

  test.describe("to a viewer", () => {
    test.use({ as: "viewer" });
    every([
      ["grid", "/customers"],
      ["a segment", "/segments/7"],
      ["report", "/reports/segments"],
      ["imports", "/imports"],
    ]);
  });
});

test.describe("signed out", () => {
  test.use({ as: null });
  every([
    ["sign-in", "/sign-in"],
    ["sign-in, refused", "/sign-in?error=wrong"],
    ["sign-in, too many tries", "/sign-in?error=throttled&wait=60"],
  ]);
});

test.describe("the colours a person chose", () => {
  test("hold whatever the system says", async ({ page }) => {
    for (const [label, ground] of [
      ["Dark", "rgb(12, 17, 22)"],
      ["Light", "rgb(244, 246, 249)"],
    ] as const) {
      await page.emulateMedia({ colorScheme: label === "Dark" ? "light" : "dark" });
      await open(page, "/customers");
      await page.locator("details.user > summary").click();
      await page.getByRole("button", { name: label, exact: true }).click();
      await expect(page.locator("html")).toHaveAttribute("data-theme", label.toLowerCase());
      await expect(page.locator("html")).toHaveCSS("background-color", ground);
      await expect(page).toHaveURL("/customers?view=default");
    }
  });
});
