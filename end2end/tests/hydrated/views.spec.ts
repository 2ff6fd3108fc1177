// Saved views: choosing, keeping, sharing, and finding the grid as one left it.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, hydrated, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";
import { Views } from "../../pages/views.ts";

test.use({ customers: 60 });

/** Opens an address and waits until it is kept as the place where one left the grid. */
async function openAndLeave(page: Page, address: string): Promise<void> {
  const kept = page.waitForResponse("**/api/views/keep");
  await open(page, address);
  await (await kept).finished();
}

test("a view is saved by a name, marked when it is left, and led back to", async ({ page }) => {
  const [grid, views] = [new Grid(page), new Views(page)];
  await open(page, "/customers?f.id.to=40&sort=-id&columns=id,email&per_page=30");
  await expect(views.button).toHaveText(/Default View\s*modified/);
  await views.save("Late ones");
  await expect(page).toHaveURL(/&view=1$/);
  await expect(views.button).toHaveText("View: Late ones");
  await expect(views.button).toBeFocused();
  await expect(page.getByText("View “Late ones” saved.")).toBeAttached();

  await grid.sort("email").click();
  await expect(page, "the view stays in the address").toHaveURL(/sort=email.*&view=1$/);
  await expect(views.button).toHaveText(/Late ones\s*modified/);
  await page.getByRole("link", { name: "Reset to “Late ones”" }).click();
  await expect(page).toHaveURL(/sort=-id.*&view=1$/);
  await expect(views.button).toHaveText("View: Late ones");
  await expect.poll(() => grid.ids()).toEqual([...Array(30).keys()].map((n) => 40 - n));

  await grid.sort("id").click();
  await views.open();
  await views.sheet.getByRole("button", { name: "Save to “Late ones”" }).click();
  await expect(views.button).toHaveText("View: Late ones");
  await views.choose("Default View");
  await expect(page).toHaveURL("/customers?view=default");
  await expect.poll(() => grid.columns()).toHaveLength(15);
  await views.choose("Late ones");
  await expect.poll(() => grid.columns()).toEqual(["id", "email"]);
  await expect.poll(async () => (await grid.ids())[0]).toBe(1);
});

test("resetting the columns brings back those of the view", async ({ page }) => {
  const [grid, views] = [new Grid(page), new Views(page)];
  await open(page, "/customers?columns=id,name,email");
  await views.save("Three");
  await expect(views.button).toHaveText("View: Three");
  const menu = await grid.openMenu("Columns");
  await menu.getByRole("checkbox", { name: "Name", exact: true }).uncheck();
  await expect.poll(() => grid.columns()).toEqual(["id", "email"]);
  await menu.getByRole("link", { name: "Reset" }).click();
  await expect.poll(() => grid.columns()).toEqual(["id", "name", "email"]);
  await expect(views.button).toHaveText("View: Three");
});

test("saving a view while all rows scroll leaves one at the row in sight", async ({ page }) => {
  const [grid, views] = [new Grid(page), new Views(page)];
  await open(page, "/customers?per_page=all");
  await expect(page.locator("#grid tbody.live")).toBeAttached();
  await grid.scrollTo(30);
  await expect(page).toHaveURL(/row=3\d/);
  await views.save("Scrolling");
  await expect(page).toHaveURL(/view=\d+/);
  await expect(grid.row(32)).toBeInViewport();
  await expect(grid.row(2)).toHaveCount(0);
});

test("pages of a view are not a change of it", async ({ page }) => {
  const views = new Views(page);
  await open(page, "/customers?view=default");
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(views.button).toHaveText("View: Default View");
});

test("names: taken ones get a number, Escape gives up, renaming keeps the state", async ({ page }) => {
  const views = new Views(page);
  await open(page, "/customers?q=an");
  await views.save("Dutch");
  await expect(page).toHaveURL(/view=1$/);
  await views.save("dutch");
  await expect(views.button).toHaveText("View: dutch (2)");

  await views.open();
  await views.name.fill("Half typed");
  await views.name.press("Escape");
  await expect(views.sheet).toBeHidden();
  await expect(views.button).toBeFocused();
  await views.open();
  await expect(views.name).toHaveValue("");

  const rename = views.sheet.getByRole("textbox", { name: "Name", exact: true });
  await rename.fill("Belgian");
  await rename.press("Enter");
  await expect(views.button).toHaveText("View: Belgian");
  await views.open();
  await expect(views.names).toHaveText(["Default View", "Belgian", "Dutch"]);
  await expect(page).toHaveURL(/q=an&view=2$/);
});

test("deleting the active view falls back to Default View", async ({ page }) => {
  const views = new Views(page);
  await open(page, "/customers?sort=-id");
  await views.save("Backwards");
  await views.open();
  await views.sheet.getByRole("button", { name: "Delete “Backwards”" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete the view “Backwards”?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await views.sheet.getByRole("button", { name: "Delete “Backwards”" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL("/customers?view=default");
  await expect(views.button).toHaveText("View: Default View");
  await views.open();
  await expect(views.names).toHaveText(["Default View"]);
});

test("two windows that save at once lose nothing", async ({ page, context }) => {
  const second = await context.newPage();
  const both = [new Views(page), new Views(second)];
  for (const [nth, views] of both.entries()) {
    await open(views.page, `/customers?f.id.from=${nth + 1}`);
    await views.open();
    await views.name.fill("Dutch");
  }
  await Promise.all(both.map((views) => views.name.press("Enter")));
  for (const views of both) await expect(views.button).toHaveText(/View: Dutch/);
  await open(page, "/customers?view=default");
  await both[0]?.open();
  await expect(both[0]?.names ?? page.locator("none")).toHaveText(["Default View", "Dutch", "Dutch (2)"]);
});

test("a change in another window is not overwritten", async ({ page, context, app }) => {
  app.expectMessage(/status of 409/);
  const views = new Views(page);
  await open(page, "/customers?sort=-id");
  await views.save("Mine");
  const second = await context.newPage();
  await open(second, page.url());
  await new Views(second).open();
  await second.getByRole("textbox", { name: "Name", exact: true }).fill("Ours");
  await second.getByRole("button", { name: "Rename" }).click();
  await expect(new Views(second).button).toHaveText("View: Ours");

  await new Grid(page).sort("email").click();
  await views.open();
  await views.sheet.getByRole("button", { name: "Save to “Mine”" }).click();
  await expect(views.sheet.getByRole("alert")).toContainText("changed in another window");
});

test("the grid is found as it was left, and a link always wins", async ({ page, app }) => {
  const [grid, views] = [new Grid(page), new Views(page)];
  const left = "/customers?q=a&sort=-id&page=2";
  await openAndLeave(page, left);
  await open(page, "/customers");
  await expect(page).toHaveURL(left);
  await expect(views.button).toHaveText(/Default View\s*modified/);
  const link = "/customers?f.id.to=5";
  await openAndLeave(page, link);
  await expect(grid.rows).toHaveCount(5);

  const navigation = page.getByRole("navigation", { name: "Main navigation" });
  await navigation.getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page).toHaveURL("/segments");
  await navigation.getByRole("link", { name: "Customers", exact: true }).click();
  await expect(page).toHaveURL(link);
  await expect(grid.rows).toHaveCount(5);
  await page.goBack();
  await expect(page, "going back does not lead through the bare address").toHaveURL("/segments");
  await page.goForward();
  await expect(page).toHaveURL(link);

  const kept = page.waitForResponse("**/api/views/keep");
  await page.getByRole("link", { name: "Reset to “Default View”" }).click();
  await expect(page).toHaveURL("/customers?view=default");
  await expect(grid.found).toHaveText("60 records found");
  await (await kept).finished();
  await open(page, "/customers");
  await expect(page).toHaveURL("/customers?view=default");
  expect(app.complaints()).toEqual([]);
});

test("a view is shared with a role, which uses and copies but does not change it", async ({ page, somebodyElse }) => {
  const views = new Views(page);
  await open(page, "/customers?f.id.to=12&columns=id,email");
  await views.save("First dozen");
  await views.open();
  await views.sheet.getByLabel("Shared with").selectOption("Viewer");
  await views.sheet.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect(views.sheet).toBeHidden();
  await views.open();
  await expect(views.sheet.getByRole("link", { name: "First dozen" })).toContainText("shared with: Viewer");

  const theirs = new Views(await somebodyElse("viewer"));
  await open(theirs.page, "/customers");
  await theirs.choose("First dozen");
  await expect(new Grid(theirs.page).rows).toHaveCount(12);
  await expect(theirs.button).toHaveText("View: First dozen");
  await theirs.open();
  await expect(theirs.sheet.getByRole("link", { name: "First dozen" })).toContainText(
    "shared by administrator@example.com",
  );
  for (const name of [/^Save to/, "Rename", /^Delete/]) {
    await expect(theirs.sheet.getByRole("button", { name })).toHaveCount(0);
  }
  await expect(theirs.sheet.getByText("Save a copy")).toBeVisible();
  await theirs.name.press("Enter");
  await expect(theirs.page).toHaveURL(/view=2$/);
  await theirs.open();
  await expect(theirs.sheet.getByRole("button", { name: "Rename" })).toBeVisible();
  await expect(theirs.sheet.getByLabel("Shared with"), "a viewer shares nothing").toHaveCount(0);

  const other = new Views(await somebodyElse("contributor"));
  await open(other.page, page.url());
  await expect(new Grid(other.page).rows, "the link shows the same to whoever may not see the view").toHaveCount(12);
  await expect(other.button).toHaveText(/Default View\s*modified/);
});

test("a view that cannot be read is said to be so, and deleted", async ({ page }) => {
  const views = new Views(page);
  await open(page, "/customers?sort=-id");
  await page.route("**/api/views/list", async (route) => {
    const answer = await route.fetch();
    const list = (await answer.json()) as Record<string, unknown>[];
    for (const view of list) if (view.name === "Broken") view.state = null;
    await route.fulfill({ response: answer, json: list });
  });
  await views.save("Broken");
  await expect(views.button).toHaveText(/Default View\s*modified/);
  await views.open();
  await expect(views.sheet.getByRole("listitem").filter({ hasText: "Broken" })).toContainText("cannot be read");
  await expectAccessible(page, "a view that cannot be read");
  await views.sheet.getByRole("button", { name: "Delete “Broken”" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  // The list that comes takes the place of the menu.
  await expect(page.locator("#views-menu .name")).toHaveCount(2);
  await views.open();
  await expect(views.names).toHaveText(["Default View"]);
});

test("what a view names and does not exist any more is told, until the view is saved", async ({ page }) => {
  const views = new Views(page);
  await open(page, "/customers?sort=-id");
  await page.route("**/api/views/list", async (route) => {
    const answer = await route.fetch();
    const list = (await answer.json()) as Record<string, unknown>[];
    for (const view of list) view.left_out = view.version === 1;
    await route.fulfill({ response: answer, json: list });
  });
  await views.save("Old");
  const notice = page.getByText("Part of the view “Old” no longer exists");
  await expect(notice).toBeVisible();
  await views.open();
  await views.sheet.getByRole("button", { name: "Save to “Old”" }).click();
  await expect(notice).toBeHidden();
});

test("the menu and its question are accessible, and fit a narrow window", async ({ page }) => {
  const views = new Views(page);
  await open(page, "/customers?q=a");
  await views.save("A view with a rather long name that has to break somewhere");
  await new Grid(page).sort("id").click();
  await expect(views.button).toContainText("modified");
  await views.open();
  await expectAccessible(page, "views open");
  await page.setViewportSize({ width: 360, height: 720 });
  await expectAccessible(page, "views open, narrow");
  const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beside, "nothing scrolls sideways").toBe(0);
  await views.sheet.getByRole("button", { name: /^Delete/ }).click();
  await expectAccessible(page, "deleting a view");
});

test("three densities, remembered from the first byte on", async ({ page, context, app }) => {
  const grid = new Grid(page);
  await open(page, "/customers?view=default");
  const heights = { Compact: 28, Standard: 36, Comfortable: 44 };
  for (const [name, height] of Object.entries(heights)) {
    await page.locator("details.user > summary").click();
    await page.getByRole("group", { name: "Row height" }).getByRole("button", { name }).click();
    await expect(page.locator("html")).toHaveAttribute("data-density", name.toLowerCase());
    await hydrated(page);
    const box = await grid.rows.nth(1).boundingBox();
    expect(box?.height, name).toBe(height);
    const html = await (await context.request.get(`${app.url}/customers`)).text();
    expect(html).toContain(`data-density="${name.toLowerCase()}"`);
  }
  await expect(page).toHaveURL("/customers?view=default");
});

test("cancelling the columns brings back those there were", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,name,email");
  const menu = await grid.openMenu("Columns");
  await menu.getByRole("checkbox", { name: "Name", exact: true }).uncheck();
  await expect.poll(() => grid.columns()).toEqual(["id", "email"]);
  await menu.getByRole("checkbox", { name: "Phone" }).check();
  await expect.poll(() => grid.columns()).toEqual(["id", "email", "phone"]);
  await menu.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(() => grid.columns()).toEqual(["id", "name", "email"]);
  await expect(menu.locator("> .sheet")).toBeHidden();
});

test.describe("an empty shop", () => {
  test.use({ customers: 0 });

  test("leads to an import or to demo data", async ({ page, app }) => {
    await open(page, "/customers");
    const first = page.getByRole("region", { name: "No customers yet" });
    await expect(first.getByRole("link", { name: "Import customers" })).toHaveAttribute("href", "/imports");
    await expect(first.locator("code")).toHaveText("cohort demo");
    await app.run(["demo", "--customers", "25"]);
    await open(page, "/customers");
    await expect(new Grid(page).found).toHaveText("25 records found");
  });

  test("tells a viewer whom to ask", async ({ somebodyElse, page }) => {
    await page.goto("/customers");
    const viewer = await somebodyElse("viewer");
    await open(viewer, "/customers");
    await expect(viewer.getByText("ask a contributor or an administrator")).toBeVisible();
    await expect(viewer.getByRole("link", { name: "Import customers" })).toHaveCount(0);
  });
});
