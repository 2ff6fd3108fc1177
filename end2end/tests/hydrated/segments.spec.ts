// Segments: the rule builder, what is refused, refreshing, the report with its selection, and two people at once.
import type { Page } from "@playwright/test";
import { expect, hydrated, open, test } from "../../fixtures/app.ts";
import { expectFocusKept, Grid } from "../../pages/grid.ts";
import { SegmentForm } from "../../pages/segment.ts";

test.use({ customers: 300, as: "contributor" });

/** The demo's segment of women born since 1990. */
const WOMEN = "/segments/3";

function line(page: Page, name: string) {
  return page.getByRole("row", { name: new RegExp(name) });
}

test("a nested rule is built, read back in words, saved, and is there after a reload", async ({ page }) => {
  const form = new SegmentForm(page);
  await open(page, "/segments/new");
  await form.name.fill("Dutch or reachable");
  await form.website("Main Website").check();
  await form.website("Nederland").check();
  await form.rule.getByLabel("How many").first().selectOption({ label: "ANY" });

  await form.button("Add condition").click();
  await expect(form.leaves.first().getByLabel("Attribute"), "work goes on in the new line").toBeFocused();
  await form.fill(form.leaves.first(), "Newsletter Subscription", "is", "Yes");
  await form.button("Add customer address").first().click();
  await form.rule.getByLabel("Which addresses").selectOption({ label: "a default billing address" });
  await form.fill(form.leaves.nth(1), "Country", "is", "Netherlands");
  await form.button("Add combination").last().click();
  const combination = form.rule.locator(".rule-group").last();
  await combination.getByLabel("True or false").selectOption({ label: "FALSE" });
  await form.fill(form.leaves.last(), "Last Name", "contains", "ss");

  const reading = [
    "at least one of these is true",
    "Newsletter Subscription: yes",
    "there is a default billing address on which",
    "Country is Netherlands",
    "Last Name contains “ss”",
  ];
  for (const words of reading) await expect(form.words).toContainText(words);
  const before = await form.words.textContent();

  await form.button("Save and Continue Edit").click();
  await expect(page).toHaveURL(/\/segments\/\d+$/);
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Dutch or reachable" })).toBeVisible();
  await page.reload();
  await hydrated(page);
  expect(await form.words.textContent()).toBe(before);
  await expect(page.getByText("Saved.", { exact: true }), "it was saved before").toHaveCount(0);
  await expect(form.leaves).toHaveCount(3);
  await expect(form.website("Nederland")).toBeChecked();
  await expect(form.website("Sverige")).not.toBeChecked();
});

test("a form that a newer server does not understand keeps what is typed", async ({ page, app }) => {
  app.expectMessage(/status of 400/);
  const form = new SegmentForm(page);
  await open(page, WOMEN);
  await form.name.fill("Typed before");
  await page.route("**/api/segments/save", (route) => route.continue({ url: `${route.request().url()}-of-old` }));
  await form.button("Save and Continue Edit").click();
  await expect(page.getByText("a newer version of Cohort was probably installed")).toBeVisible();
  await expect(form.name).toHaveValue("Typed before");

  await page.unrouteAll();
  await Promise.all([page.waitForEvent("load"), form.button("Load the page again").click()]);
  await hydrated(page);
  await expect(form.name).toHaveValue("Typed before");
  await form.button("Save and Continue Edit").click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(form.name).toHaveValue("Typed before");
});

test("what is missing is listed, leads to its place, and nothing is saved", async ({ page }) => {
  const form = new SegmentForm(page);
  await open(page, "/segments/new");
  await form.button("Add condition").click();
  await form.button("Save").click();
  const problems = page.locator("#segment-problems");
  await expect(problems).toBeFocused();
  await expect(problems).toContainText("Segment Name: This field is required: type a value.");
  await expect(problems).toContainText("Assigned to Website: Choose at least one website.");
  await expect(problems).toContainText("Condition 1: This field is required: type a value.");
  await problems.getByRole("listitem").first().getByRole("button", { name: "Show" }).click();
  await expect(form.name).toBeFocused();
  await expect(form.name).toHaveAttribute("aria-invalid", "true");
  await expect(form.name).toHaveAccessibleDescription("This field is required: type a value.");
  await form.name.fill("No websites");
  await expect(problems).not.toContainText("Segment Name");
  await expect(page).toHaveURL("/segments/new");
  await open(page, "/segments");
  await expect(page.getByRole("row")).toHaveCount(9);
});

test("a rule without conditions holds everybody only when that is said", async ({ page }) => {
  const form = new SegmentForm(page);
  await open(page, "/segments/new");
  await form.name.fill("Everybody");
  await form.website("Main Website").check();
  await form.button("Save").click();
  await expect(page.locator("#segment-problems")).toContainText("Without conditions this segment holds every customer");
  await page.getByRole("checkbox", { name: "This segment is meant to hold every customer of its websites." }).check();
  await form.button("Save").click();
  const saved = page.getByText("The segment “Everybody” was saved.");
  await expect(saved.getByRole("link", { name: "Customer Segment Report" })).toHaveAttribute("href", "/reports/segments");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(saved).toHaveCount(0);
  await expect(page.locator("main")).toBeFocused();
});

test("what was done is said once, and not again by the same address", async ({ page }) => {
  const form = new SegmentForm(page);
  await open(page, WOMEN);
  await form.button("Save").click();
  const saved = page.getByText(/^The segment “Women.*” was saved\./);
  await expect(saved).toBeVisible();
  await expect(page).toHaveURL("/segments");
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole("link", { name: /^Women/ })).toBeVisible();
  await expect(saved).toHaveCount(0);
});

test("Save that is pressed twice leads to the list, and no further", async ({ page }) => {
  const form = new SegmentForm(page);
  await open(page, WOMEN);
  await form.button("Save").click();
  const add = page.getByRole("link", { name: "Add Segment" });
  await expect(add).toBeVisible();
  await add.dispatchEvent("click", { detail: 2 });
  await expect(page.getByText(/^The segment “Women.*” was saved\./)).toBeVisible();
  await expect(page).toHaveURL("/segments");
  await add.click();
  await expect(page).toHaveURL("/segments/new");
});

test("lines are moved, doubled and taken away by keys, and the focus goes with them", async ({ page }) => {
  const form = new SegmentForm(page);
  await open(page, "/segments/new");
  for (const value of ["one", "two", "three"]) {
    await form.button("Add condition").click();
    await form.fill(form.leaves.last(), "First Name", "is", value);
  }
  const values = () => form.leaves.getByLabel("Value", { exact: true }).evaluateAll((all) =>
    all.map((field) => (field as HTMLInputElement).value),
  );
  const press = async (at: number, name: string) => {
    await form.leaves.nth(at).getByRole("button", { name }).focus();
    await page.keyboard.press("Enter");
    await expectFocusKept(page, name);
  };
  await press(2, "Move up");
  expect(await values()).toEqual(["one", "three", "two"]);
  await expect(form.leaves.nth(1).getByRole("button", { name: "Move up" })).toBeFocused();
  await press(0, "Move down");
  expect(await values()).toEqual(["three", "one", "two"]);
  await press(1, "Duplicate");
  expect(await values()).toEqual(["three", "one", "one", "two"]);
  await press(0, "Remove");
  expect(await values()).toEqual(["one", "one", "two"]);
  await expect(form.leaves.first().getByRole("button", { name: "Move up" })).toBeDisabled();
  await expect(form.leaves.last().getByRole("button", { name: "Move down" })).toBeDisabled();
  for (let left = 3; left > 0; left--) await press(0, "Remove");
  await expect(form.leaves).toHaveCount(0);
  await expect(form.button("Add condition")).toBeFocused();
});

test("Reset brings the stored rule back, and says so by the badge", async ({ page }) => {
  const form = new SegmentForm(page);
  await open(page, WOMEN);
  const before = await form.words.textContent();
  await expect(page.getByText("Unsaved changes")).toHaveCount(0);
  await expect(form.button("Reset")).toBeDisabled();
  await form.name.fill("Other women");
  await form.leaves.first().getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Unsaved changes")).toBeVisible();
  expect(await form.words.textContent()).not.toBe(before);
  await form.button("Reset").click();
  await expect(form.name).toHaveValue("Women born since 1990");
  expect(await form.words.textContent()).toBe(before);
  await expect(page.getByText("Unsaved changes")).toHaveCount(0);
});

test("a changed rule makes the data stale; refreshing counts anew, and the drill-down shows the same", async ({ page }) => {
  const form = new SegmentForm(page);
  const grid = new Grid(page);
  await open(page, "/reports/segments");
  const women = line(page, "Women born since 1990");
  await expect(women).toContainText("Fresh");
  const count = () => women.locator("td.number").last().textContent();
  const before = Number(await count());
  expect(before).toBeGreaterThan(0);

  await open(page, WOMEN);
  await form.leaves.nth(1).getByRole("button", { name: "Remove" }).click();
  await form.button("Save").click();
  await expect(page.getByText("The segment “Women born since 1990” was saved.")).toBeVisible();
  await expect(women).toContainText("Stale");

  await open(page, "/reports/segments");
  await expect(women).toContainText("Stale");
  expect(Number(await count()), "the old count stays until the new one is there").toBe(before);
  await women.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Refresh Segment Data (1 selected)" }).click();
  await expect(women).toContainText("Fresh");
  await expect.poll(async () => Number(await count())).toBeGreaterThan(before);
  const after = Number(await count());
  await expect(women).toContainText(`${after - before} added, 0 removed by this refresh`);

  await women.getByRole("link", { name: "Women born since 1990" }).click();
  await expect(grid.found).toHaveText(`${after} records found`);
  await grid.sort("name").click();
  await expect(grid.heading("name")).toHaveAttribute("aria-sort", "ascending");
  await expect(page).toHaveURL("/reports/segments/3?sort=name");
  const menu = await grid.openMenu("Filters");
  await menu.getByLabel("Email", { exact: true }).fill("a");
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(grid.chips).toHaveText(/Email contains “a”/);
  const shown = await grid.table();
  await page.reload();
  await hydrated(page);
  expect(await grid.table()).toEqual(shown);
  await expect(grid.root.locator("td:not([aria-readonly], .c-select, .c-action)"), "nothing is edited here").toHaveCount(0);
});

test("the drill-down can be refreshed where it stands", async ({ page, app }) => {
  const grid = new Grid(page);
  await open(page, "/reports/segments/8");
  await expect(page.getByText("Nobody knows yet who is in this segment: refresh its data first.")).toBeVisible();
  await page.getByRole("button", { name: "Refresh Segment Data" }).click();
  await expect(page.locator(".page-head")).toContainText("Fresh");
  const count = Number(await page.locator(".page-head .tally").textContent());
  await expect(grid.found).toHaveText(count === 1 ? "1 record found" : `${count} records found`);
  const file = await app.run(["export", "segment", "8"]);
  expect(file.trim().split("\n").length - 1).toBeGreaterThanOrEqual(count);
});

test("a segment that somebody deleted leaves the report, and the others are refreshed", async ({ page, somebodyElse }) => {
  const other = await somebodyElse("administrator");
  await open(page, "/reports/segments");
  const refresh = page.getByRole("button", { name: /^Refresh Segment Data/ });
  await expect(refresh).toHaveText("Refresh Segment Data (all 8)");
  await open(other, WOMEN);
  await other.getByRole("button", { name: "Delete", exact: true }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(other.getByText("The segment was deleted.")).toBeVisible();

  await refresh.click();
  await expect(refresh).toHaveText("Refresh Segment Data (all 7)");
  await expect(line(page, "Women born since 1990")).toHaveCount(0);
  await expect(line(page, "Boston area businesses")).toContainText("Fresh");
});

test("the heading of a drill-down counts what its rows were read from", async ({ page, app, somebodyElse }) => {
  const grid = new Grid(page);
  const tally = page.locator(".page-head .tally");
  await open(page, "/reports/segments/3");
  const before = Number(await tally.textContent());
  const other = await somebodyElse("administrator");
  const form = new SegmentForm(other);
  await open(other, WOMEN);
  await form.leaves.nth(1).getByRole("button", { name: "Remove" }).click();
  await form.button("Save").click();
  await expect(other.getByText("The segment “Women born since 1990” was saved.")).toBeVisible();
  await app.run(["segment", "refresh", "3"]);

  await grid.sort("name").click();
  await expect(grid.heading("name")).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(async () => Number(await tally.textContent())).toBeGreaterThan(before);
  await expect(grid.found).toHaveText(`${await tally.textContent()} records found`);
});

test("the report selects: all, none, those that the search shows", async ({ page }) => {
  await open(page, "/reports/segments");
  const refresh = page.getByRole("button", { name: /^Refresh Segment Data/ });
  const told = page.getByRole("main").getByRole("status");
  const choose = async (entry: string) => {
    await page.locator("details.menu > summary", { hasText: "Select" }).click();
    await page.getByRole("button", { name: entry, exact: true }).click();
  };
  await expect(refresh).toHaveText("Refresh Segment Data (all 8)");
  await choose("Select All");
  await expect(told.filter({ hasText: "8 selected" })).toBeVisible();
  await expect(refresh).toHaveText("Refresh Segment Data (8 selected)");

  await page.getByLabel("Filter by segment").fill("DUTCH");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/name=DUTCH/);
  await expect(page.getByText("1 of 8 segments")).toBeVisible();
  await expect(told.filter({ hasText: "8 selected, 7 of them outside this search" })).toBeVisible();
  await choose("Unselect Visible");
  await expect(told.filter({ hasText: "7 selected, 7 of them outside this search" })).toBeVisible();
  await choose("Deselect All");
  await choose("Select Visible");
  await expect(refresh).toHaveText("Refresh Segment Data (1 selected)");
  await page.getByRole("link", { name: "Reset Filter" }).click();
  await expect(page.getByText("8 of 8 segments")).toBeVisible();
  await expect(told.filter({ hasText: /^1 selected$/ })).toBeVisible();

  await page.getByLabel("Filter by status").selectOption({ label: "Inactive" });
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByText("1 of 8 segments")).toBeVisible();
  await expect(line(page, "Boston area businesses")).toContainText("Inactive");
});

test("a save that comes second overwrites nothing and shows both", async ({ page, app, somebodyElse }) => {
  app.expectMessage(/status of 409/);
  const other = await somebodyElse("administrator");
  const theirs = new SegmentForm(other);
  const mine = new SegmentForm(page);
  await open(page, WOMEN);
  await open(other, WOMEN);
  await theirs.name.fill("Their women");
  await theirs.button("Save and Continue Edit").click();
  await expect(other.getByText("Saved.", { exact: true })).toBeVisible();

  await mine.name.fill("My women");
  await mine.button("Save").click();
  await expect(page.getByText("Somebody saved this segment after you opened it. Nothing was overwritten")).toBeVisible();
  const differing = page.getByRole("row", { name: /^Segment Name/ });
  await expect(differing.getByRole("cell")).toHaveText(["Their women", "My women"]);
  await other.reload();
  await expect(theirs.name).toHaveValue("Their women");

  await page.getByRole("button", { name: "Save mine over it" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await other.reload();
  await expect(theirs.name).toHaveValue("My women");
});

test("refreshes that wait are cancelled", async ({ page }) => {
  const states: object[] = [{ freshness: "refreshing" }];
  await page.route("**/jobs/refresh-segment/events", () => undefined);
  await page.route("**/api/segments/refresh", async (route) => {
    const report = await page.request.post(route.request().url().replace("refresh", "report"));
    const lines = (await report.json()) as object[];
    await route.fulfill({ json: lines.map((line, at) => ({ ...line, ...states[at] })) });
  });
  await open(page, "/reports/segments");
  const cancel = page.getByRole("button", { name: "Cancel Refresh" });
  await expect(cancel).toHaveCount(0);
  await page.getByRole("button", { name: "Refresh Segment Data" }).click();
  await expect(page.getByText("Refreshing", { exact: true })).toBeVisible();
  const asked = page.waitForRequest("**/api/segments/cancel");
  await cancel.click();
  expect((await asked).postDataJSON()).toEqual({ ids: [expect.any(Number)] });
  await expect(cancel).toHaveCount(0);
  await expect(page.getByText("Refreshing", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("searchbox", { name: "Filter by segment" })).toBeFocused();
});

test("refreshing a segment that somebody has deleted says so", async ({ page }) => {
  await open(page, WOMEN);
  const id = Number(/\d+/.exec(WOMEN)?.[0]);
  const deleted = await page.request.post("/api/segments/delete", { data: { id, version: 1 } });
  expect(deleted.status()).toBe(200);
  await page.getByRole("button", { name: "Refresh Segment Data" }).click();
  await expect(page.getByText("There is no such page or record: it may have been deleted.")).toBeVisible();
});

test("deleting asks first", async ({ page, app }) => {
  app.expectMessage(/status of 404/);
  await open(page, WOMEN);
  const dialog = page.getByRole("dialog", { name: "Delete the segment “Women born since 1990”?" });
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Delete", exact: true }), "the focus is back").toBeFocused();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("The segment was deleted.")).toBeVisible();
  await expect(line(page, "Women born since 1990")).toHaveCount(0);
  await expect(page.getByRole("row")).toHaveCount(8);

  await page.goBack();
  await page.getByRole("link", { name: "Go to the segments" }).click();
  await expect(page).toHaveURL("/segments");
});

test.describe("in an empty shop", () => {
  test.use({ customers: 0 });

  test("there are no segments yet, and the way to the first one", async ({ page }) => {
    await open(page, "/segments");
    await expect(page.getByRole("heading", { name: "There are no segments yet" })).toBeVisible();
    await page.getByRole("link", { name: "Add Segment" }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "New Segment" })).toBeVisible();
    await open(page, "/reports/segments");
    await expect(page.getByText("There are no segments yet")).toBeVisible();
  });
});

test.describe("a viewer", () => {
  test.use({ as: "viewer" });

  test("reads rules and members, and is offered nothing else", async ({ page, context, app }) => {
    await open(page, "/segments");
    await expect(page.getByRole("link", { name: "Add Segment" })).toHaveCount(0);
    await open(page, WOMEN);
    await expect(page.getByText("You can look at this segment; your role, Viewer, cannot change it.")).toBeVisible();
    await expect(page.getByLabel("Segment Name")).toBeDisabled();
    for (const name of ["Save", "Delete", "Reset", "Add condition", "Remove", "Refresh Segment Data"]) {
      await expect(page.getByRole("button", { name, exact: true }), name).toHaveCount(0);
    }
    await open(page, "/reports/segments");
    await expect(page.getByRole("button", { name: /^Refresh/ })).toHaveCount(0);
    await expect(page.locator("main").getByRole("checkbox"), "nothing is selected for nothing").toHaveCount(0);
    const answer = await context.request.post(`${app.url}/api/segments/refresh`, { data: { ids: [3] } });
    expect(answer.status()).toBe(403);
  });
});

test("unsaved rules are not left by a link without a question", async ({ page }) => {
  const form = new SegmentForm(page);
  let questions = 0;
  let leave = false;
  page.on("dialog", async (dialog) => {
    questions++;
    await (leave ? dialog.accept() : dialog.dismiss());
  });
  await open(page, "/segments");
  await page.getByRole("link", { name: "Women born since 1990" }).click();
  await expect(form.name).toHaveValue("Women born since 1990");
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page).toHaveURL("/segments");
  expect(questions, "nothing was typed").toBe(0);

  await page.getByRole("link", { name: "Women born since 1990" }).click();
  await form.name.fill("Half typed");
  for (const [nth, way] of [
    () => page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Customers", exact: true }).click(),
    () => page.getByRole("link", { name: "Back", exact: true }).click(),
    () => page.evaluate(() => history.back()),
    // Once more: staying has put the page where it was.
    () => page.evaluate(() => history.back()),
  ].entries()) {
    await way();
    await expect.poll(() => questions, { message: `way ${nth}` }).toBe(nth + 1);
    await expect(page).toHaveURL(WOMEN);
    await expect(form.name).toHaveValue("Half typed");
  }
  leave = true;
  await page.evaluate(() => history.back());
  await expect(page.getByRole("heading", { level: 1, name: "Segments" })).toBeVisible();
  await expect(page).toHaveURL("/segments");
});

test("an answer that comes when its page has been left breaks nothing", async ({ page }) => {
  const form = new SegmentForm(page);
  page.on("dialog", (dialog) => dialog.accept());
  await open(page, WOMEN);
  let left = (): void => undefined;
  const gone = new Promise<void>((resolve) => (left = resolve));
  await page.route("**/api/segments/save", async (route) => {
    await gone;
    await route.continue();
  });
  await form.name.fill("Women, renamed");
  const answered = page.waitForResponse("**/api/segments/save");
  await form.button("Save").click();
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Imports", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Import" })).toBeVisible();
  left();
  await (await answered).finished();
  await expect(page, "it leads nobody away").toHaveURL("/imports");
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page.getByRole("link", { name: "Women, renamed" })).toBeVisible();
});

for (const button of ["Save", "Save and Continue Edit"]) {
  test(`what is typed while a new segment is saved by “${button}” is there in its own form`, async ({ page }) => {
    const form = new SegmentForm(page);
    await open(page, "/segments/new");
    let answer = (): void => undefined;
    const typed = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/api/segments/save", async (route) => {
      await typed;
      await route.continue();
    });
    await form.name.fill("First name");
    await form.website("Main Website").check();
    await form.button("Add condition").click();
    await form.fill(form.leaves.first(), "First Name", "is", "Anna");
    await form.button(button).click();
    await form.name.fill("Second name");
    answer();
    await expect(page).toHaveURL(/\/segments\/\d+$/);
    await expect(page.getByRole("heading", { level: 1, name: "First name", exact: true })).toBeVisible();
    await expect(form.name).toHaveValue("Second name");
    await expect(page.getByText("Unsaved changes")).toBeVisible();
    await form.button("Save and Continue Edit").click();
    await expect(page.getByRole("heading", { level: 1, name: "Second name", exact: true })).toBeVisible();
    await expect(page.getByText("Unsaved changes")).toHaveCount(0);
  });
}

test("whoever types on while a segment is saved stays with what they type", async ({ page }) => {
  const form = new SegmentForm(page);
  await open(page, WOMEN);
  let answer = (): void => undefined;
  const typed = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/segments/save", async (route) => {
    await typed;
    await route.continue();
  });
  await form.name.fill("First name");
  await form.button("Save").click();
  await form.name.fill("Second name");
  answer();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(WOMEN);
  await expect(page.getByRole("heading", { level: 1, name: "First name", exact: true })).toBeVisible();
  await expect(form.name).toHaveValue("Second name");
  await expect(page.getByText("Unsaved changes")).toBeVisible();
});

test("a drill-down offers its nine columns and no others", async ({ page }) => {
  await open(page, "/reports/segments/3");
  const menu = await new Grid(page).openMenu("Columns");
  await expect(menu.getByRole("checkbox")).toHaveCount(9);
  await expect(menu).toContainText("11 out of 11 visible");
});
