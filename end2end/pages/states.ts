// Every page in every state it can be in, and how one comes there in any language: what axe looks at, and what the
// pictures are of.
import type { Locator, Page, Route } from "@playwright/test";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, type App } from "../fixtures/app.ts";
import type { Say } from "../fixtures/words.ts";
import { Grid } from "./grid.ts";
import { SegmentForm } from "./segment.ts";
import { Views } from "./views.ts";

/** A state of a page: its name, its address, and what is done there. */
export type State = [name: string, address: string, act?: (page: Page, say: Say, app: App) => Promise<void>];

/** Refuses every page of customers, and gives what says so. */
async function refuse(page: Page, status: number, kind: string, message: string): Promise<Locator> {
  await page.route("**/api/customers/page", (route) => route.fulfill({ status, json: { kind, message, fields: [] } }));
  return page.getByText(message);
}

/** Goes to the customers without loading a page anew. */
async function toCustomers(page: Page, say: Say): Promise<void> {
  const links = page.getByRole("navigation", { name: say("Main navigation") });
  await links.getByRole("link", { name: say("Customers"), exact: true }).click();
}

/** Chooses how high rows are, by the user menu, which stays open. */
async function chooseRows(page: Page, say: Say, height: "Compact" | "Comfortable"): Promise<void> {
  await page.locator("details.user > summary").click();
  await page.getByRole("button", { name: say(height), exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-density", height.toLowerCase());
}

/** What another answer says in place of the server's. */
async function otherwise(route: Route, change: (answer: Record<string, unknown>) => object): Promise<void> {
  const response = await route.fetch();
  await route.fulfill({ response, json: change((await response.json()) as Record<string, unknown>) });
}

/** Never answers: what waits for it is to be looked at. */
const never = (): void => undefined;

/** A text up to its first mark that is not filled in. */
function before(text: string): string {
  return text.split("{")[0] ?? text;
}

const EDITABLE = "/customers?f.country=US&f.website=1&f.type=0";

export const EMPTY: State[] = [
  ["customers, none yet", "/customers"],
  ["segments, none yet", "/segments"],
  ["report, none yet", "/reports/segments"],
  ["imports, none yet", "/imports"],
];

/** What who may only look sees of an empty shop. */
export const EMPTY_TO_VIEWER: State[] = [["customers, none yet", "/customers"]];

export const CUSTOMERS: State[] = [
  ["grid", "/customers?sort=-since,email&page=2"],
  ["grid, all columns", `/customers?columns=id,name,status,lock,type,sales_rep,company,vat,fax,billing_address`],
  ["grid, chips", "/customers?q=a&f.group=1&f.id.from=3"],
  ["grid, nobody matches", "/customers?q=zzz-nothing"],
  ["grid, past the end", "/customers?page=99"],
  ["grid, nonsense", "/customers?sort=shoe_size&f.shoe=1"],
  ["filters open", "/customers?f.email=a", async (page, say) => void (await new Grid(page, say).openMenu("Filters"))],
  [
    "filters open, a list searched",
    "/customers?f.since.in=today&f.birth.from=1960&f.country=NL,SE,FR,DE,US",
    async (page, say) => {
      const menu = await new Grid(page, say).openMenu("Filters");
      await menu.getByRole("group", { name: say("Country") }).getByRole("searchbox").fill("land");
    },
  ],
  [
    "a billing address asked for",
    "/customers?f.country.empty=1&f.billing_address.empty=1&columns=name,phone",
    async (page, say) => {
      const grid = new Grid(page, say);
      await grid.cell(0, "phone").dblclick();
      await grid.editor.fill("12345");
      await grid.editor.press("Enter");
      await page.getByRole("button", { name: say("Create billing address") }).click();
      await page.getByRole("button", { name: say("Create and save") }).click();
      await expect(page.getByRole("dialog").getByLabel(say("City"))).toHaveAttribute("aria-invalid", "true");
    },
  ],
  [
    "views open, one of them changed",
    "/customers?f.country=NL&sort=-since",
    async (page, say) => {
      const views = new Views(page, say);
      await views.save("Dutch, newest first");
      await new Grid(page, say).sort("name").click();
      await expect(views.button).toContainText(say("modified"));
      await views.open();
    },
  ],
  [
    "deleting a view",
    "/customers?f.country=NL&sort=-since",
    async (page, say) => {
      const views = new Views(page, say);
      await views.save("Dutch, newest first");
      await views.open();
      await page.getByRole("button", { name: say("Delete “{name}”", { name: "Dutch, newest first" }) }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "columns open",
    "/customers",
    async (page, say) => {
      const menu = await new Grid(page, say).openMenu("Columns");
      // Before the end of the list, the buttons below it lie over half a row.
      await menu.locator("> .sheet").evaluate((sheet) => sheet.scrollTo(0, sheet.scrollHeight));
    },
  ],
  ["export open", "/customers", async (page, say) => void (await new Grid(page, say).openMenu("Export"))],
  ["page sizes open", "/customers", async (page, say) => void (await new Grid(page, say).openMenu("{n} per page"))],
  [
    "selection menu open, all selected",
    "/customers",
    async (page, say) => {
      const grid = new Grid(page, say);
      await grid.choose("Select All");
      await expect(grid.box(0)).toBeChecked();
      await grid.root.locator("th.c-select .menu > summary").click();
    },
  ],
  [
    "menu of a pinned column open",
    "/customers?pin=email&sort=name,email",
    async (page, say) => {
      await new Grid(page, say).heading("email").locator("summary").click();
      await expect(page.getByRole("button", { name: say("Unpin") })).toBeVisible();
      await expect(page.getByRole("button", { name: say("Sort ascending") })).toBeFocused();
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
    async (page, say, app) => {
      app.expectMessage(/503/);
      const message = await refuse(page, 503, "Busy", say("access.BUSY"));
      await new Grid(page, say).sort("email").click();
      await expect(message).toBeVisible();
    },
  ],
  [
    "grid, on its way",
    "/segments",
    async (page, say) => {
      await page.route("**/api/customers/page", never);
      await toCustomers(page, say);
      await expect(page.locator(".skeleton")).toBeVisible();
    },
  ],
  [
    "grid, not to be counted",
    "/customers",
    async (page, say, app) => {
      app.expectMessage(/503/);
      const json = { kind: "Busy", message: say("access.BUSY"), fields: [] };
      await page.route("**/api/customers/page", (route) => otherwise(route, (found) => ({ ...found, total: 20, counted: false })));
      await page.route("**/api/customers/total", (route) => route.fulfill({ status: 503, json }));
      const grid = new Grid(page, say);
      await grid.sort("name").click();
      await expect(grid.found).toContainText(say("How many match could not be counted."));
    },
  ],
  [
    "a page of a newer version",
    "/segments",
    async (page, say, app) => {
      app.expectMessage(/400/);
      const message = await refuse(page, 400, "NotUnderstood", say("shell.OUTDATED"));
      await toCustomers(page, say);
      await expect(message).toBeVisible();
    },
  ],
  [
    "a first page that did not come",
    "/imports",
    async (page, say, app) => {
      app.expectMessage(/503/);
      const message = await refuse(page, 503, "Busy", say("access.BUSY"));
      await toCustomers(page, say);
      await expect(message).toBeVisible();
    },
  ],
  [
    "no permission",
    "/customers",
    async (page, say, app) => {
      app.expectMessage(/403/);
      const message = await refuse(page, 403, "Forbidden", say("access.MAY_NOT", { role: say("Viewer") }));
      await new Grid(page, say).sort("email").click();
      await expect(message).toBeVisible();
    },
  ],
  [
    "a session that has ended",
    "/customers",
    async (page, say, app) => {
      app.expectMessage(/401/);
      const message = await refuse(page, 401, "Unauthenticated", say("access.SESSION_ENDED"));
      await new Grid(page, say).sort("email").click();
      await expect(message).toBeVisible();
    },
  ],
  ["compact rows", "/customers", (page, say) => chooseRows(page, say, "Compact")],
  ["comfortable rows", "/customers", (page, say) => chooseRows(page, say, "Comfortable")],
  [
    "a file of other rows than chosen",
    "/customers?f.website=1",
    async (page, say, app) => {
      app.expectMessage(/409/);
      const grid = new Grid(page, say);
      const [, email] = await grid.values("email");
      for (const row of [0, 1, 2]) await grid.box(row).check();
      const file = path.join(app.folder, "gone.csv");
      await writeFile(file, `email\n${email}\n`);
      await app.run(["import", "--behavior", "delete", "--website", "base", file]);
      const menu = await grid.openMenu("Export");
      await menu.getByRole("button", { name: `${say("CSV")}, ${say("Visible columns")}` }).click();
      await expect(page.getByRole("button", { name: say("Export anyway: {n}", { n: 2 }) })).toBeVisible();
    },
  ],
  ["user menu open", "/customers", async (page) => page.locator("details.user > summary").click()],
  [
    "editing text",
    EDITABLE,
    async (page, say) => {
      await new Grid(page, say).cell(0, "phone").dblclick();
      await expect(new Grid(page, say).editor).toBeFocused();
    },
  ],
  [
    "editing a choice",
    EDITABLE,
    async (page, say) => {
      await new Grid(page, say).cell(0, "group").dblclick();
      await expect(new Grid(page, say).editor).toBeFocused();
    },
  ],
  [
    "a refused value",
    EDITABLE,
    async (page, say) => {
      const grid = new Grid(page, say);
      await grid.cell(0, "email").dblclick();
      await grid.editor.fill("nobody");
      await grid.editor.press("Enter");
      await expect(grid.cell(0, "email").locator(".note")).toBeVisible();
    },
  ],
  [
    "a stale save",
    EDITABLE,
    async (page, say, app) => {
      const grid = new Grid(page, say);
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
      await expect(grid.cell(0, "zip").getByRole("button", { name: say("Keep theirs") })).toBeVisible();
    },
  ],
  ["one customer", "/customers/1"],
  ["change password", "/customers", async (page) => void (await page.goto("/password"))],
  [
    "change password, refused",
    "/customers",
    async (page, say, app) => {
      app.expectMessage(/422/);
      await page.goto("/password");
      await page.getByLabel(say("Current password")).fill("whatever it is");
      await page.getByLabel(say("New password"), { exact: true }).fill("password12345");
      await page.getByLabel(say("New password again")).fill("password12345");
      await page.getByRole("button", { name: say("Change password") }).click();
      await expect(page.getByText(say("access.PASSWORD_COMMON"))).toBeVisible();
    },
  ],
  [
    "sessions",
    "/customers",
    async (page, say) => {
      await page.locator("details.user > summary").click();
      await page.getByRole("link", { name: say("Where you are signed in") }).click();
      await expect(page.getByText(say("access.THIS_SESSION"), { exact: true })).toBeVisible();
    },
  ],
  ["time zone", "/customers", async (page) => void (await page.goto("/time-zone"))],
  [
    "time zone, chosen",
    "/customers",
    async (page, say) => {
      await page.locator("details.user > summary").click();
      await page.getByRole("link", { name: say("Time zone") }).click();
      await page.getByLabel(say("Time zone")).selectOption("UTC");
      await page.getByRole("button", { name: say("Save") }).click();
      await expect(page.getByText(before(say("access.ZONE_CHANGED", { zone: "UTC" })))).toBeVisible();
    },
  ],
];

export const SEGMENTS: State[] = [
  ["segments", "/segments"],
  [
    "segments, just saved",
    "/segments/1",
    async (page, say) => {
      await new SegmentForm(page, say).button(say("Save")).click();
      await expect(page).toHaveURL("/segments");
      await expect(page.locator(".notice.ok")).toBeVisible();
    },
  ],
  ["a new segment", "/segments/new"],
  [
    "a segment that cannot be saved",
    "/segments/new",
    async (page, say) => {
      const form = new SegmentForm(page, say);
      await form.button(say("Add condition")).click();
      await form.button(say("Add customer address")).first().click();
      await form.button(say("Save")).click();
      await expect(page.locator("#segment-problems")).toBeVisible();
    },
  ],
  ["a segment with nested conditions", "/segments/7"],
  [
    "a segment that somebody else has saved",
    "/segments/3",
    async (page, say, app) => {
      app.expectMessage(/409/);
      const json = { kind: "Conflict", message: "", fields: [] };
      await page.route("**/api/segments/save", (route) => route.fulfill({ status: 409, json }));
      const form = new SegmentForm(page, say);
      await form.name.fill("My women");
      await form.button(say("Save")).click();
      await expect(page.getByRole("button", { name: say("segments.KEEP_MINE") })).toBeVisible();
    },
  ],
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
      await page.locator("main button.danger").first().click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  ],
  ["report", "/reports/segments"],
  [
    "report, searched and selected",
    "/reports/segments?name=dutch",
    async (page, say) => {
      await page.getByRole("row", { name: /Dutch/ }).getByRole("checkbox").check();
      await page.locator("details.menu > summary", { hasText: say("Select") }).click();
    },
  ],
  [
    "report, refreshing and failed",
    "/reports/segments",
    async (page, say) => {
      const states: object[] = [{ freshness: "refreshing" }, { freshness: "failed", failure: say("access.BUSY") }];
      await page.route("**/jobs/refresh-segment/events", never);
      await page.route("**/api/segments/refresh", async (route) => {
        const report = await page.request.post(route.request().url().replace("refresh", "report"));
        const lines = (await report.json()) as object[];
        await route.fulfill({ json: lines.map((line, at) => ({ ...line, ...states[at] })) });
      });
      await page.getByRole("button", { name: say("Refresh Segment Data") }).click();
      await expect(page.getByRole("button", { name: say("Cancel Refresh") })).toBeVisible();
    },
  ],
  ["drill-down", "/reports/segments/1"],
  ["drill-down, never refreshed", "/reports/segments/8"],
];

async function chooseFile(page: Page, say: Say, text: string, encoding: BufferEncoding = "utf8"): Promise<void> {
  const file = { name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(text, encoding) };
  await page.getByLabel(say("Select File to Import")).setInputFiles(file);
  await expect(page.getByRole("region", { name: say("Preview") })).toBeVisible();
}

const GOOD_ROWS = "email,_website\nann@example.com,base\n";
const BAD_ROWS = "email,_website,gender\nann@example.com,base,Female\nnobody,base,robot\n";
const STRANGE_COLUMNS = "email,Surname,password_hash\nann@example.com,Vos,x\n";
const ACCENTS = "email,firstname\nzoe@example.com,Zoë\n";

export const IMPORTS: State[] = [
  ["imports", "/imports"],
  ["a preview without problems", "/imports", (page, say) => chooseFile(page, say, GOOD_ROWS)],
  ["a preview with problems", "/imports", (page, say) => chooseFile(page, say, BAD_ROWS)],
  ["a preview of columns to choose", "/imports", (page, say) => chooseFile(page, say, STRANGE_COLUMNS)],
  ["a preview in another encoding", "/imports", (page, say) => chooseFile(page, say, ACCENTS, "latin1")],
  ["a file that is none", "/imports", (page, say) => chooseFile(page, say, "colour\nred\n")],
  [
    "deleting by file",
    "/imports",
    async (page, say) => {
      await chooseFile(page, say, GOOD_ROWS);
      await page.getByLabel(say("Delete"), { exact: true }).check();
      await page.getByRole("button", { name: say("imports.IMPORT"), exact: true }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "an import that runs",
    "/imports",
    async (page, say) => {
      const running = { state: "running", progress: { done: 40, total: 100 } };
      await page.route("**/jobs/import/events", never);
      await page.route("**/api/imports/one", (route) => otherwise(route, (view) => ({ ...view, ...running })));
      await chooseFile(page, say, GOOD_ROWS);
      await page.getByRole("button", { name: say("imports.IMPORT"), exact: true }).click();
      await expect(page.getByRole("progressbar")).toBeVisible();
    },
  ],
  [
    "a report with refused rows",
    "/imports",
    async (page, say) => {
      await chooseFile(page, say, BAD_ROWS);
      await page.getByLabel(say("Skip error entries")).check();
      await page.getByRole("button", { name: say("imports.IMPORT"), exact: true }).click();
      await expect(page.getByText(say("imports.RESULT_FAILED", { file: "customers.csv" }))).toBeVisible();
    },
  ],
  [
    "a file that was not imported",
    "/imports",
    async (page, say) => {
      await chooseFile(page, say, BAD_ROWS);
      await page.getByLabel(say("Allowed Errors Count")).fill("0");
      await page.getByRole("button", { name: say("imports.IMPORT"), exact: true }).click();
      const stopped = { file: "customers.csv", refused: 2, allowed: 0 };
      await expect(page.getByText(say("imports.RESULT_STOPPED", stopped))).toBeVisible();
    },
  ],
  [
    "a file that was checked",
    "/imports",
    async (page, say) => {
      await chooseFile(page, say, GOOD_ROWS);
      await page.getByRole("button", { name: say("Check Data"), exact: true }).click();
      await expect(page.getByText(say("imports.RESULT_CHECKED", { file: "customers.csv" }))).toBeVisible();
    },
  ],
];

/** What leads nowhere. */
export const NOWHERE: State[] = [
  ["no such customer", "/customers/999999", nothingThere],
  ["no such segment", "/segments/999999", nothingThere],
  ["no such report", "/reports/segments/999999", nothingThere],
  ["no such page", "/no/such/page", nothingThere],
  [
    "no such file",
    "/imports",
    async (page, say, app) => {
      await page.goto("/imports/999999/refused");
      await nothingThere(page, say, app);
    },
  ],
];

async function nothingThere(page: Page, say: Say, app: App): Promise<void> {
  app.expectMessage(/status of 404/);
  await expect(page.getByRole("main")).toContainText(say("Page not found"));
}

/** What who may only look sees. */
export const VIEWER: State[] = [
  ["grid", "/customers"],
  ["a segment", "/segments/7"],
  ["a new segment", "/segments/new"],
  ["report", "/reports/segments"],
  ["imports", "/imports"],
];

/** What nobody signed in sees. */
export const SIGNED_OUT: State[] = [
  ["sign-in", "/sign-in"],
  ["sign-in, refused", "/sign-in?error=wrong"],
  ["sign-in, too many tries", "/sign-in?error=throttled&wait=60"],
];
