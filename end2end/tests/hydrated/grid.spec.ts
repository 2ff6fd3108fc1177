// The customers grid: order, search, filters, columns, pages, selection and files, all of it in the address.
import { expect, hydrated, open, test } from "../../fixtures/app.ts";
import { parseCsv, throughLibreOffice, withoutGuard } from "../../fixtures/files.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 300 });

/** Choices that stand in an order of their own; the others come by their label. */
const RANKED = ["Confirmed", "Confirmation Required", "Confirmation Not Required", "Male", "Female", "Not Specified"];

/** How two cells of a column compare: numbers by size, text without regard to case and accents. */
function compare(column: string, a: string, b: string): number {
  if (column === "id") return Number(a) - Number(b);
  if (column === "confirmed" || column === "gender") return RANKED.indexOf(a) - RANKED.indexOf(b);
  const [x, y] = [a, b].map((text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
  return x === y ? 0 : (x ?? "") < (y ?? "") ? -1 : 1;
}

test("sorts by a click, turns round by the next, and adds a key with Shift", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  expect(await grid.ids()).toEqual([...Array(20).keys()].map((n) => n + 1));

  await grid.sort("since").click();
  await expect(page).toHaveURL("/customers?sort=since");
  await expect(grid.heading("since")).toHaveAttribute("aria-sort", "ascending");
  const ascending = await grid.values("since");
  expect(ascending).toEqual([...ascending].sort());

  await grid.sort("since").click();
  await expect(page).toHaveURL("/customers?sort=-since");
  await expect(grid.heading("since")).toHaveAttribute("aria-sort", "descending");
  const descending = await grid.values("since");
  expect(descending).toEqual([...descending].sort().reverse());
  expect(descending).not.toEqual(ascending);
  await expect(grid.heading("id")).toHaveAttribute("aria-sort", "none");

  await grid.sort("group").click();
  await grid.sort("id").click({ modifiers: ["Shift"] });
  await expect(page).toHaveURL("/customers?sort=group,id");
  await expect(grid.heading("group")).toContainText("sort key 1");
  await expect(grid.heading("id")).toContainText("sort key 2");
  await grid.sort("id").click({ modifiers: ["Shift"] });
  await expect(page).toHaveURL("/customers?sort=group,-id");
  // The address is there before the rows are.
  await expect
    .poll(async () => {
      const ids = await grid.ids();
      return ids.length === 20 && ids.join() === [...ids].sort((a, b) => b - a).join();
    })
    .toBe(true);
  expect(new Set(await grid.values("group")).size, "one group fills the first page").toBe(1);
});

test("every column sorts both ways, and customers who tie come by ID in the same direction", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?f.id.to=40&per_page=50");
  const all = await page.locator("#grid th [data-sort]").count();
  expect(all).toBe(15);
  for (const column of await grid.columns()) {
    for (const direction of ["ascending", "descending"]) {
      await grid.sort(column).click();
      await expect(grid.heading(column)).toHaveAttribute("aria-sort", direction);
      const [values, ids] = [await grid.values(column), await grid.ids()];
      expect([...ids].sort((a, b) => a - b), column).toEqual([...Array(40).keys()].map((n) => n + 1));
      const sign = direction === "ascending" ? 1 : -1;
      const inOrder = [...values].sort((a, b) => sign * compare(column, a, b));
      expect(values, `${column}, ${direction}`).toEqual(inOrder);
      // Of a birth the year is shown, and the day sorts: who ties cannot be seen.
      if (column === "birth") continue;
      const disordered = ids.filter(
        (id, at) => at > 0 && values[at] === values[at - 1] && sign * (id - (ids[at - 1] ?? 0)) < 0,
      );
      expect(disordered, `${column}, ${direction}`).toEqual([]);
    }
  }
});

test("filters by typed fields, shows each as a chip, and takes it off again", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?page=3");
  const menu = await grid.openMenu("Filters");
  await menu.getByLabel("Email", { exact: true }).fill("AN");
  await menu.getByRole("group", { name: "Group" }).getByRole("checkbox", { name: "General" }).check();
  await menu.getByLabel("ID from").fill("10");
  await menu.getByLabel("ID to").fill("200");
  await menu.getByRole("button", { name: "Apply Filters" }).click();

  await expect(grid.chips).toHaveText([/^ID from 10/, /^ID to 200/, /^Email contains “AN”/, /^Group: General/]);
  expect(new URL(page.url()).searchParams.get("page"), "a filter begins on page 1").toBeNull();
  await expect(menu.locator("> .sheet"), "applying closes the menu").toBeHidden();
  const [ids, emails] = [await grid.ids(), await grid.values("email")];
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.every((id) => id >= 10 && id <= 200)).toBe(true);
  expect(emails.every((email) => email.toLowerCase().includes("an"))).toBe(true);
  expect(new Set(await grid.values("group"))).toEqual(new Set(["General"]));

  await page.getByRole("link", { name: "Remove “Email contains “AN””" }).click();
  await expect(grid.chips).toHaveCount(3);
  expect(page.url()).not.toContain("f.email");
  expect((await grid.values("email")).some((email) => !email.toLowerCase().includes("an"))).toBe(true);

  await page.getByRole("link", { name: "Clear all" }).first().click();
  await expect(page).toHaveURL("/customers?view=default");
  await expect(grid.chips).toHaveCount(0);
  await expect(grid.found).toHaveText("300 records found");
});

test("compares text in five ways", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?per_page=200");
  const phones = await grid.values("phone");
  const start = (phones.find((phone) => /^\S{3}/.test(phone)) ?? "").slice(0, 3);
  const choose = async (how: string, value?: string) => {
    const menu = await grid.openMenu("Filters");
    await menu.getByLabel("Phone: how to compare").selectOption({ label: how });
    if (value !== undefined) await menu.getByLabel("Phone", { exact: true }).fill(value);
    await menu.getByRole("button", { name: "Apply Filters" }).click();
  };
  await choose("starts with", start);
  await expect(grid.chips).toHaveText(`Phone starts with “${start}”`);
  for (const phone of await grid.values("phone")) expect(phone.startsWith(start), phone).toBe(true);
  await choose("is empty");
  await expect(grid.chips).toHaveText("Phone is empty");
  for (const phone of await grid.values("phone")) expect(phone).toBe("");
  await choose("is not empty");
  await expect(grid.chips).toHaveText("Phone is not empty");
  for (const phone of await grid.values("phone")) expect(phone).not.toBe("");
  const one = (await grid.values("phone"))[0] ?? "";
  await choose("is", one);
  await expect(grid.chips).toHaveText(`Phone is “${one}”`);
  expect(new Set(await grid.values("phone"))).toEqual(new Set([one]));
});

test("a long list is searched, takes several choices, and says them in one chip", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?per_page=200");
  await expect(page.locator(".choices input[value=NL]"), "not drawn while the panel is closed").toHaveCount(0);
  const menu = await grid.openMenu("Filters");
  const countries = menu.getByRole("group", { name: "Country" });
  const search = countries.getByRole("searchbox");
  for (const [typed, left, country] of [
    ["nether", 2, "Netherlands"],
    ["SWED", 1, "Sweden"],
    ["aland", 2, "Åland Islands"],
  ] as const) {
    await search.fill(typed);
    await expect(page.getByRole("status").filter({ hasText: `Choices that fit: ${left}` })).toBeAttached();
    await expect(countries.getByRole("checkbox", { name: "France" })).toBeHidden();
    await countries.getByRole("checkbox", { name: country, exact: true }).check();
  }
  await search.press("Enter");
  await expect(page).toHaveURL("/customers?f.country=AX,NL,SE&per_page=200");
  await expect(grid.chips).toHaveText(/^Country: Åland Islands, Netherlands, Sweden/);
  for (const country of await grid.values("country")) expect(["Netherlands", "Sweden"]).toContain(country);
  await grid.openMenu("Filters");
  await expect(countries.getByRole("checkbox").first(), "what is picked comes first").toBeChecked();
});

test("days move with the calendar, have a time, and are told in words", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const menu = await grid.openMenu("Filters");
  const since = menu.getByRole("group", { name: "Customer Since" });
  await since.getByLabel("Customer Since: when").selectOption({ label: "this year" });
  await since.getByLabel("Customer Since: the last … days").fill("30");
  await since.getByLabel("Customer Since from", { exact: true }).fill("2026-01-31");
  await since.getByLabel("Customer Since from, time").fill("09:30");
  const birth = menu.getByRole("group", { name: "Date of Birth" });
  await expect(birth.getByRole("spinbutton"), "years are all that is shown, and asked for").toHaveCount(2);
  await birth.getByLabel("Date of Birth from").fill("1960");
  await birth.getByLabel("Date of Birth to").fill("1989");
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(page).toHaveURL(
    "/customers?f.since.in=this_year&f.since.last=30&f.since.from=2026-01-31T09:30&f.birth.from=1960-01-01&f.birth.to=1989-12-31",
  );
  await expect(grid.chips).toHaveText([
    "Customer Since: this year",
    "Customer Since: the last 30 days",
    "Customer Since from Jan 31, 2026 9:30 AM",
    "Date of Birth from 1960",
    "Date of Birth to 1989",
  ]);
  await grid.openMenu("Filters");
  await expect(since.getByLabel("Customer Since from, time")).toHaveValue("09:30");
  await expect(since.getByLabel("Customer Since: when")).toHaveValue("this_year");
  await expect(birth.getByLabel("Date of Birth to")).toHaveValue("1989");
});

test("a time without its day is named, not lost", async ({ page }) => {
  await open(page, "/customers");
  const menu = await new Grid(page).openMenu("Filters");
  const since = menu.getByRole("group", { name: "Customer Since" });
  await since.getByLabel("Customer Since from, time").fill("09:30");
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(page.getByText("f.since.from.at=09:30")).toBeVisible();
});

test("what is ticked and not sent outlives closing the panel", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const menu = await grid.openMenu("Filters");
  await menu.getByRole("checkbox", { name: "Netherlands", exact: true }).check();
  await menu.locator("> summary").click();
  await expect(menu.locator("> .sheet")).toBeHidden();
  await grid.openMenu("Filters");
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(page).toHaveURL("/customers?f.country=NL");
});

test("filters opened before the scripts came keep their countries", async ({ page }) => {
  let go = (): void => {};
  const wait = new Promise<void>((resolve) => (go = resolve));
  await page.route("**/*.wasm", async (route) => {
    await wait;
    await route.continue();
  });
  await page.goto("/customers?f.country=NL");
  const grid = new Grid(page);
  const menu = await grid.openMenu("Filters");
  const country = menu.getByRole("checkbox", { name: "Netherlands", exact: true });
  await expect(country).toBeChecked();
  go();
  await hydrated(page);
  await expect(country).toBeChecked();
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(page).toHaveURL("/customers?f.country=NL");
});

test("the buttons of the filters stay in a narrow and low window", async ({ page }) => {
  await page.setViewportSize({ width: 400, height: 600 });
  const grid = new Grid(page);
  await open(page, "/customers?f.email=a&q=a&f.group=1,2&f.since.in=this_year");
  const menu = await grid.openMenu("Filters");
  for (const name of ["Apply Filters", "Cancel"]) {
    await expect(menu.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
  }
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "nothing sticks out").toBeLessThanOrEqual(400);
});

test("cancelling the filters keeps what was there", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const menu = await grid.openMenu("Filters");
  await menu.getByLabel("Email", { exact: true }).fill("nobody at all");
  await menu.getByRole("button", { name: "Cancel" }).click();
  await expect(menu.locator("> .sheet")).toBeHidden();
  await expect(page).toHaveURL("/customers?view=default");
  await expect(grid.found).toHaveText("300 records found");
  await grid.openMenu("Filters");
  await expect(menu.getByLabel("Email", { exact: true })).toHaveValue("");
});

test("a filter taken off as a chip does not come back with the next one", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  let menu = await grid.openMenu("Filters");
  await menu.getByRole("group", { name: "Group" }).getByRole("checkbox", { name: "General" }).check();
  await menu.getByLabel("Name: how to compare").selectOption({ label: "starts with" });
  await menu.getByLabel("Name", { exact: true }).fill("A");
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(grid.chips).toHaveCount(2);
  await grid.chips.filter({ hasText: "Group" }).getByRole("link").click();
  await expect(grid.chips).toHaveCount(1);
  await grid.chips.getByRole("link").click();
  await expect(grid.chips).toHaveCount(0);

  menu = await grid.openMenu("Filters");
  await expect(menu.getByRole("group", { name: "Group" }).getByRole("checkbox", { name: "General" })).not.toBeChecked();
  await expect(menu.getByLabel("Name", { exact: true })).toHaveValue("");
  await menu.getByLabel("Email", { exact: true }).fill("an");
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(grid.chips).toHaveText([/^Email contains “an”/]);
});

test("the only column shown stays when a second one is chosen, at its place", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=email");
  const menu = await grid.openMenu("Columns");
  await menu.getByRole("checkbox", { name: "Name", exact: true }).check();
  await expect(page).toHaveURL("/customers?columns=name,email");
  await expect.poll(() => grid.columns()).toEqual(["name", "email"]);
});

test("says when nobody matches, and leads back", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.searchFor("no such words anywhere");
  await expect(page.getByRole("heading", { name: "No customers match" })).toBeVisible();
  await expect(grid.found).toHaveText("0 records found");
  await page.locator(".empty").getByRole("link", { name: "Clear all" }).click();
  await expect(grid.found).toHaveText("300 records found");
  await expect(grid.search).toHaveValue("");
  await expect(grid.search).toBeFocused();
});

test("a keyword finds all its words, and is taken off as a chip", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?sort=-id");
  const [name = "", email = ""] = [(await grid.values("name"))[4], (await grid.values("email"))[4]];
  await grid.searchFor(`${email} ${name.split(" ")[0]}`);
  await expect(grid.found).toHaveText("1 record found");
  await expect(grid.cell(0, "name")).toHaveText(name);
  await expect(grid.chips).toHaveText(/^Keyword: /);
  expect(page.url(), "the order stays").toContain("sort=-id");
  await grid.chips.getByRole("link").click();
  await expect(page).toHaveURL("/customers?sort=-id");
  await expect(grid.search).toHaveValue("");
});

test("Escape gives the keyword back that was searched for", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?q=an");
  await grid.search.fill("something else");
  await grid.search.press("Escape");
  await expect(grid.search).toHaveValue("an");
});

test("columns are hidden, shown, moved and reset", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const before = await grid.columns();
  const menu = await grid.openMenu("Columns");
  await expect(menu.locator(".heading")).toHaveText("17 out of 30 visible");

  await menu.getByRole("checkbox", { name: "Phone" }).uncheck();
  await expect(menu.locator(".heading")).toHaveText("16 out of 30 visible");
  await expect(grid.heading("phone")).toHaveCount(0);
  await expect(menu.locator("> .sheet"), "the menu stays open for the next one").toBeVisible();
  await expect(menu.getByRole("checkbox", { name: "Phone" })).toBeFocused();

  await menu.getByRole("checkbox", { name: "Street Address" }).check();
  await expect(menu.locator(".heading")).toHaveText("17 out of 30 visible");
  await expect.poll(() => grid.columns()).toEqual([...before.filter((column) => column !== "phone"), "street"]);

  await menu.getByRole("link", { name: "Move Email up" }).click();
  await expect.poll(async () => (await grid.columns()).slice(0, 3)).toEqual(["id", "email", "name"]);
  await expect(menu.getByRole("link", { name: "Move Email up" }), "moving on needs no new aim").toBeFocused();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await grid.columns()).slice(0, 3)).toEqual(["email", "id", "name"]);

  await menu.getByRole("link", { name: "Reset" }).click();
  await expect(page).toHaveURL("/customers?view=default");
  await expect.poll(() => grid.columns()).toEqual(before);
});

test("all 28 columns can be shown at once", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const menu = await grid.openMenu("Columns");
  const keys = await menu
    .getByRole("checkbox")
    .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  expect(keys).toHaveLength(28);
  await open(page, `/customers?columns=${keys.join(",")}&per_page=200`);
  expect(await grid.columns()).toEqual(keys);
  expect(new Set(await grid.values("status"))).toContain("Active");
  expect(new Set(await grid.values("lock"))).toContain("Unlocked");
});

test("pages: forward, back, by number, by size", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const pager = page.getByRole("navigation", { name: "Pages" });
  await pager.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL("/customers?page=2");
  await expect(grid.rows.first()).toHaveAttribute("aria-rowindex", "22");
  expect((await grid.ids())[0]).toBe(21);
  await pager.getByRole("link", { name: "Previous page" }).click();
  await expect(page).toHaveURL("/customers?view=default");
  await expect(pager.getByRole("link", { name: "Previous page" })).toBeDisabled();

  await pager.getByRole("spinbutton", { name: "Page" }).fill("15");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/customers?page=15");
  await expect.poll(() => grid.ids()).toEqual([...Array(20).keys()].map((n) => n + 281));
  await expect(pager.getByRole("link", { name: "Next page" })).toBeDisabled();

  await grid.openMenu("{n} per page");
  await page.getByRole("link", { name: "100 per page" }).click();
  await expect(page).toHaveURL("/customers?per_page=100");
  await expect(grid.rows).toHaveCount(100);
  await expect(pager).toContainText("of 3");

  await open(page, "/customers?page=77");
  await expect(page.getByText("There is no page 77: this is the last one.")).toBeVisible();
  await expect(pager.getByRole("spinbutton", { name: "Page" })).toHaveValue("15");
});

test("the address makes the same screen again: reload, a new tab, back and forward", async ({ page, context }) => {
  const grid = new Grid(page);
  const address =
    "/customers?q=a&f.id.from=5&sort=-email,id&page=2&per_page=30&columns=email,id,zip,group,name";
  await open(page, address);
  await expect(page).toHaveURL(address);
  const before = await grid.table();
  expect(before[0]).toEqual(["Email", "ID", "ZIP", "Group", "Name"]);
  expect(before.length).toBeGreaterThan(5);

  await page.reload();
  await hydrated(page);
  expect(await grid.table()).toEqual(before);
  await expect(grid.search).toHaveValue("a");

  const tab = await context.newPage();
  await open(tab, page.url());
  expect(await new Grid(tab).table()).toEqual(before);

  await grid.sort("zip").click();
  await expect(grid.heading("zip")).toHaveAttribute("aria-sort", "ascending");
  const sorted = await grid.table();
  expect(sorted).not.toEqual(before);
  await grid.searchFor("zzz-nothing");
  await expect(page.getByRole("heading", { name: "No customers match" })).toBeVisible();
  await page.goBack();
  await expect.poll(() => grid.table()).toEqual(sorted);
  await expect(grid.search).toHaveValue("a");
  await page.goBack();
  await expect.poll(() => grid.table()).toEqual(before);
  await page.goForward();
  await expect.poll(() => grid.table()).toEqual(sorted);
});

test("nonsense in the address is named, left out, and breaks nothing", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?sort=shoe_size&page=minus&f.shoe=1&per_page=100000&columns=id,feet,email&f.id.from=ten&gruop=2");
  for (const sentence of [
    "The address names a column “shoe_size” in “sort” that does not exist. That was left out.",
    "The address says “page=minus”, which means nothing here. That was left out.",
    "The address says “f.shoe=1”, which means nothing here. That was left out.",
    "The address says “per_page=100000”, which means nothing here. That was left out.",
    "The address names a column “feet” in “columns” that does not exist. That was left out.",
    "The address says “f.id.from=ten”, which means nothing here. That was left out.",
    "The address says “gruop”, which is no word of this page; filters begin with “f.”. That was left out.",
  ]) {
    await expect(page.getByText(sentence)).toBeVisible();
  }
  expect(await grid.columns()).toEqual(["id", "email"]);
  await expect(grid.rows).toHaveCount(20);
});

test("a selection reaches over pages, and means what the bar says", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.box(0).check();
  await grid.box(3).check();
  await expect(grid.found).toHaveText("300 records found (2 selected)");
  await expect(grid.rows.nth(3)).toHaveAttribute("aria-selected", "true");
  await expect(grid.rows.nth(1)).toHaveAttribute("aria-selected", "false");
  await expect(grid.pageBox).toBeChecked({ indeterminate: true });

  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL("/customers?page=2");
  await grid.pageBox.check();
  await expect(grid.found).toHaveText("300 records found (22 selected)");

  await grid.choose("Select All");
  await expect(grid.found).toHaveText("300 records found (300 selected)");
  await grid.box(5).uncheck();
  await expect(grid.found).toHaveText("300 records found (299 selected)");
  await grid.choose("Unselect Visible");
  await expect(grid.found).toHaveText("300 records found (280 selected)");
  await grid.choose("Select Visible");
  await expect(grid.found).toHaveText("300 records found (300 selected)");
  await grid.choose("Deselect All");
  await expect(grid.found).toHaveText("300 records found");
});

test("whoever looks at somebody and comes back finds the selection and the place", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?page=2");
  await grid.box(0).check();
  await grid.box(3).check();
  await grid.row(6).getByRole("link", { name: /^View / }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveURL("/customers/27");
  await expect(page.locator("main")).toBeFocused();
  await page.goBack();
  await expect(grid.found).toHaveText("300 records found (2 selected)");
  await expect(grid.box(3)).toBeChecked();
  await expect(grid.row(6).getByRole("link", { name: /^View / })).toBeFocused();
  // Other rows than those that were left have none.
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL("/customers?page=3");
  await grid.row(0).getByRole("link", { name: /^View / }).click();
  await expect(page).toHaveURL("/customers/41");
  await page.evaluate(() => history.go(-2));
  await expect(page).toHaveURL("/customers?page=2");
  await expect(grid.found).toHaveText("300 records found");
});

test("paging, order and keyword keep a selection; a filter clears it", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.box(1).check();
  await grid.sort("email").click();
  await expect(grid.heading("email")).toHaveAttribute("aria-sort", "ascending");
  await expect(grid.found).toHaveText("300 records found (1 selected)");
  await grid.searchFor("an");
  await expect(grid.chips).toHaveCount(1);
  await expect(grid.found).toContainText("(1 selected)");
  const menu = await grid.openMenu("Filters");
  await menu.getByLabel("ID from").fill("100");
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(grid.chips).toHaveCount(2);
  await expect(grid.found).not.toContainText("selected");
  await expect(page.getByText("Other rows are shown: nothing is selected any more.").first()).toBeVisible();
});

test("a cell without a value says so to whoever cannot see its dash", async ({ page }) => {
  await open(page, "/customers");
  const cell = page.locator("#grid td:has(> .v:empty)").first();
  await expect(cell).toHaveAccessibleName("no value");
});

test("filters that were not changed keep the selection", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?f.email=a&f.id.from=5");
  await grid.box(1).check();
  const menu = await grid.openMenu("Filters");
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(page).toHaveURL(/f\.id\.from=5.*f\.email=a/);
  await expect(grid.found).toContainText("(1 selected)");
});

test("whoever stays with a value that was refused keeps the columns as they are, and may export", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,email");
  await grid.goTo(0, "email");
  await page.keyboard.type("nonsense");
  await page.keyboard.press("Enter");
  await expect(grid.cell(0, "email").locator(".note")).toBeVisible();

  const menu = await grid.openMenu("Columns");
  const name = menu.getByRole("checkbox", { name: "Name", exact: true });
  page.once("dialog", (dialog) => void dialog.dismiss());
  await name.click();
  await expect(name, "turned back").not.toBeChecked();
  await expect(page).toHaveURL("/customers?columns=id,email");

  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  const file = await grid.export("CSV");
  expect(parseCsv(file.text)[0]).toEqual(["ID", "Email"]);
  expect(asked).toEqual([]);
  await page.reload();
  expect(asked, "a reload loses the value").toEqual(["beforeunload"]);
});

test("the number in the file is the number in the bar", async ({ page }) => {
  const grid = new Grid(page);
  const rowsOf = async () => parseCsv((await grid.export("CSV")).text).length - 1;
  const bar = async () => {
    const text = (await grid.found.textContent()) ?? "";
    const selected = /\(([\d,]+) selected\)/.exec(text)?.[1];
    return Number((selected ?? text.split(" ")[0] ?? "").replaceAll(",", ""));
  };
  await open(page, "/customers?sort=-id");
  expect([await rowsOf(), await bar()], "nothing selected means all").toEqual([300, 300]);

  await grid.box(0).check();
  await grid.box(7).check();
  expect([await rowsOf(), await bar()]).toEqual([2, 2]);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/page=2/);
  await grid.pageBox.check();
  expect([await rowsOf(), await bar()]).toEqual([22, 22]);

  await grid.choose("Select All");
  await grid.box(2).uncheck();
  expect([await rowsOf(), await bar()]).toEqual([299, 299]);

  // The keyword now matches neither the row that was taken out nor most of the others.
  await grid.searchFor("an");
  await expect(grid.chips).toHaveCount(1);
  expect(await rowsOf(), "all but one, searched").toBe(await bar());
  await grid.choose("Select All");
  expect(await rowsOf(), "all that are found").toBe(await bar());
  await grid.choose("Deselect All");
  await grid.box(0).check();
  await grid.searchFor("e");
  await expect(grid.chips).toHaveText(/^Keyword: e/);
  expect([await rowsOf(), await bar()], "one row, wherever it is now").toEqual([1, 1]);
});

test("files hold the shown columns in the shown order, cell by cell, in both formats", async ({ page }) => {
  const grid = new Grid(page);
  await open(
    page,
    "/customers?per_page=300&sort=-since&columns=since,id,name,email,group,phone,zip,country,website,confirmed,tax_vat," +
      "gender,birth,street,city,company,status,lock,type,sales_rep",
  );
  const shown = await grid.table();
  expect(shown).toHaveLength(301);
  const csv = await grid.export("CSV");
  expect(csv.name).toMatch(/^customers_\d{8}T\d{6}Z\.csv$/);
  expect(parseCsv(csv.text).map((row) => row.map(withoutGuard))).toEqual(shown);
  const excel = await grid.export("Excel XML");
  expect(excel.name).toMatch(/^customers_\d{8}T\d{6}Z\.xml$/);
  expect(await throughLibreOffice(excel)).toEqual(shown);
  const workbook = await grid.export("Excel");
  expect(workbook.name).toMatch(/^customers_\d{8}T\d{6}Z\.xlsx$/);
  expect(await throughLibreOffice(workbook)).toEqual(shown);
});

test("all columns can be had in a file, too", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=email");
  await grid.box(0).check();
  const shown = parseCsv((await grid.export("CSV")).text);
  expect(shown[0]).toEqual(["Email"]);
  const all = parseCsv((await grid.export("CSV", "All columns")).text);
  expect(all).toHaveLength(2);
  expect(all[0]).toHaveLength(28);
  expect(all[0]?.slice(0, 4)).toEqual(["ID", "Name", "Email", "Group"]);
  expect(all[1]?.[2]).toBe(shown[1]?.[0]);
});

test("a customer's page shows account, addresses and segments, and leads back", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?sort=email");
  const [name = "", email = ""] = [(await grid.values("name"))[0], (await grid.values("email"))[0]];
  await grid.rows.first().getByRole("link", { name: /^View/ }).click();
  await expect(page).toHaveURL(/\/customers\/\d+$/);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("region", { name: "Account Information" })).toContainText(email);
  await expect(page.getByRole("region", { name: "Addresses" })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL("/customers?sort=email");
  await expect(grid.cell(0, "email")).toHaveText(email);
});

test("rows come before the number of all that match, and the number follows", async ({ page }) => {
  const grid = new Grid(page);
  let count: () => void = () => undefined;
  const counted = new Promise<void>((done) => {
    count = done;
  });
  await page.route("**/api/customers/page", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), total: 20, counted: false } });
  });
  await page.route("**/api/customers/total", async (route) => {
    await counted;
    await route.continue();
  });
  await open(page, "/customers");
  await expect(grid.found).toHaveText(/^300 records found/);

  await grid.sort("name").click();
  await expect(page).toHaveURL("/customers?sort=name");
  await expect(grid.found).toHaveText(/^… records found/);
  await expect(grid.rows).toHaveCount(20);
  await expect(grid.root).toHaveAttribute("aria-rowcount", "-1");
  await expect(page.locator(".pager")).toContainText("of …");
  await expect(page.locator("#page-after")).toHaveAttribute("href", "/customers?sort=name&page=2");

  count();
  await expect(grid.found).toHaveText(/^300 records found/);
  await expect(grid.root).toHaveAttribute("aria-rowcount", "301");
  await expect(page.locator(".pager")).toContainText("of 15");
  await expect(page.getByRole("status").filter({ hasText: "300 customers, sorted by Name" })).toHaveCount(1);
});

test("a menu that is opened before the rows come stays open when they do", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  let answer: () => void = () => undefined;
  const opened = new Promise<void>((done) => {
    answer = done;
  });
  await page.route("**/api/customers/page", async (route) => {
    await opened;
    await route.continue();
  });
  await grid.sort("name").click();
  const menu = await grid.openMenu("Columns");
  const field = menu.getByRole("searchbox");
  await field.fill("ma");
  answer();
  await expect(grid.root.locator("th[aria-sort=ascending]")).toHaveText(/^Name/);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("ma");
});
