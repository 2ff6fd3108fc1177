// With scripts off: signing in, and everything that only looks, by links and forms alone.
import { emailOf, expect, PASSWORD, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";
import { Views } from "../../pages/views.ts";

test.use({ customers: 60 });

test("signing in leads on to where one wanted to go", async ({ page, context }) => {
  await context.clearCookies();
  await page.goto("/customers?sort=-id");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("E-mail address").fill(emailOf("viewer"));
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("The e-mail address or the password is wrong: try again.");
  await page.getByLabel("E-mail address").fill(emailOf("viewer"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/customers?sort=-id");
  await expect(new Grid(page).rows).toHaveCount(20);
});

test("signing out ends it", async ({ page }) => {
  await page.goto("/customers");
  await page.locator("details.user > summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");
  await page.goto("/customers");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test("scripts are off indeed", async ({ page }) => {
  await page.goto("/customers");
  await expect(new Grid(page).rows).toHaveCount(20);
  await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
  await expect(new Grid(page).box(0), "what needs scripts is not offered").toBeHidden();
});

test("headings sort", async ({ page }) => {
  const grid = new Grid(page);
  await page.goto("/customers");
  await grid.sort("id").click();
  await expect(page).toHaveURL("/customers?sort=id");
  await grid.sort("id").click();
  await expect(page).toHaveURL("/customers?sort=-id");
  await expect(grid.heading("id")).toHaveAttribute("aria-sort", "descending");
  expect((await grid.ids())[0]).toBe(60);
});

test("links and the number box page, links size", async ({ page }) => {
  const grid = new Grid(page);
  const pager = page.getByRole("navigation", { name: "Pages" });
  await page.goto("/customers?sort=-id");
  await pager.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL("/customers?sort=-id&page=2");
  expect((await grid.ids())[0]).toBe(40);
  await pager.getByRole("spinbutton", { name: "Page" }).fill("3");
  await pager.getByRole("button", { name: "Apply" }).last().click();
  expect((await grid.ids())[0]).toBe(20);
  await grid.openMenu("{n} per page");
  await page.getByRole("link", { name: "50 per page" }).click();
  await expect(grid.rows).toHaveCount(50);
});

test("the keyword form searches", async ({ page }) => {
  const grid = new Grid(page);
  await page.goto("/customers?sort=-id");
  const email = (await grid.values("email"))[2] ?? "";
  await grid.searchFor(email);
  await expect(grid.found).toHaveText("1 record found");
  await expect(grid.cell(0, "email")).toHaveText(email);
  expect(page.url(), "the order stays").toContain("sort=-id");
  await grid.chips.getByRole("link").click();
  await expect(grid.found).toHaveText("60 records found");
});

test("the filter form filters", async ({ page }) => {
  const grid = new Grid(page);
  await page.goto("/customers?page=2");
  const menu = await grid.openMenu("Filters");
  await menu.getByLabel("ID from").fill("11");
  await menu.getByLabel("ID to").fill("30");
  await menu.getByRole("group", { name: "Group" }).getByRole("checkbox", { name: "General" }).check();
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(grid.chips).toHaveCount(3);
  const ids = await grid.ids();
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.every((id) => id >= 11 && id <= 30)).toBe(true);
  expect(new Set(await grid.values("group"))).toEqual(new Set(["General"]));
  await grid.openMenu("Filters");
  await menu.getByLabel("Phone: how to compare").selectOption({ label: "is empty" });
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(page.getByText("Phone is empty").first()).toBeVisible();
  await grid.openMenu("Filters");
  await menu.getByLabel("Phone: how to compare").selectOption({ label: "contains" });
  await menu.getByLabel("Email: how to compare").selectOption({ label: "starts with" });
  await menu.getByLabel("Email", { exact: true }).fill("a");
  await menu.getByRole("group", { name: "Group" }).getByRole("checkbox", { name: "Wholesale" }).check();
  await menu.getByRole("button", { name: "Apply Filters" }).click();
  await expect(page.getByText("Email starts with “a”").first()).toBeVisible();
  await expect(page.getByText("Group: General, Wholesale").first()).toBeVisible();
  await grid.openMenu("Filters");
  await expect(menu.getByLabel("Email", { exact: true })).toHaveValue("a");
  await page.getByRole("link", { name: "Clear all" }).first().click();
  await expect(grid.found).toHaveText("60 records found");
});

test("the columns form shows, hides and moves", async ({ page }) => {
  const grid = new Grid(page);
  await page.goto("/customers?sort=-id");
  const menu = await grid.openMenu("Columns");
  await menu.getByRole("checkbox", { name: "Phone" }).uncheck();
  await menu.getByRole("checkbox", { name: "City" }).check();
  await menu.getByRole("button", { name: "Apply" }).click();
  const shown = await grid.columns();
  expect(shown).toContain("city");
  expect(shown).not.toContain("phone");
  expect((await grid.ids())[0]).toBe(60);
  await grid.openMenu("Columns");
  await menu.getByRole("link", { name: "Move Name up" }).click();
  expect((await grid.columns()).slice(0, 2)).toEqual(["name", "id"]);
});

test("views are links", async ({ page, context, app }) => {
  const view = { id: null, version: 0, name: "First dozen", query: "f.id.to=12&columns=id,email" };
  const saved = await context.request.post(`${app.url}/api/views/save`, { data: view });
  expect(saved.ok()).toBe(true);
  const grid = new Grid(page);
  await page.goto("/customers");
  await expect(page).toHaveURL("/customers?view=default");
  const views = new Views(page);
  await views.choose("First dozen");
  await expect(grid.rows).toHaveCount(12);
  expect(await grid.columns()).toEqual(["id", "email"]);
  await grid.sort("email").click();
  await expect(views.button).toHaveText(/First dozen\s*modified/);
  await page.getByRole("link", { name: "Reset to “First dozen”" }).click();
  await expect(views.button).toHaveText("View: First dozen");
  await views.open();
  await expect(views.name, "what needs scripts is not offered").toBeHidden();
});

test("nonsense in the address is named and breaks nothing", async ({ page }) => {
  const grid = new Grid(page);
  await page.goto("/customers?sort=shoe_size&page=-3&f.id.from=ten&columns=feet&%FF=%00");
  await expect(page.getByText("names a column “shoe_size” in “sort” that does not exist")).toBeVisible();
  await expect(page.getByText("“page=-3”, which means nothing here")).toBeVisible();
  await expect(page.getByText("“f.id.from=ten”, which means nothing here")).toBeVisible();
  await expect(page.getByText("names a column “feet” in “columns” that does not exist")).toBeVisible();
  await expect(grid.rows).toHaveCount(20);
  expect(await grid.columns()).toHaveLength(15);
});

test("customers, segments, the report and the drill-down can be read", async ({ page }) => {
  const grid = new Grid(page);
  await page.goto("/customers");
  await grid.rows.first().getByRole("link", { name: /^View/ }).click();
  await expect(page.getByRole("region", { name: "Account Information" })).toBeVisible();

  const navigation = page.getByRole("navigation", { name: "Main navigation" });
  await navigation.getByRole("link", { name: "Segments", exact: true }).click();
  await page.getByRole("link", { name: "Women born since 1990" }).click();
  await expect(page.getByRole("region", { name: "In words" })).toContainText("Gender is Female");
  await expect(page.getByText("Changing a segment needs JavaScript")).toBeVisible();

  await navigation.getByRole("link", { name: "Customer Segments" }).click();
  await page.getByLabel("Filter by segment").fill("dutch");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByText("1 of 8 segments")).toBeVisible();
  await page.getByRole("link", { name: "Dutch newsletter readers" }).click();
  await expect(grid.found).toBeVisible();
  await grid.sort("id").click();
  await expect(grid.heading("id")).toHaveAttribute("aria-sort", "ascending");

  await navigation.getByRole("link", { name: "Imports" }).click();
  await expect(page.getByText("Sending a file from this page needs JavaScript")).toBeVisible();
});

test("downloads come by the form", async ({ page }) => {
  const grid = new Grid(page);
  await page.goto("/customers?f.id.to=12&columns=id,email");
  const file = await grid.export("CSV");
  expect(file.text.trim().split("\n")).toHaveLength(13);
});

test("a language is chosen by a form, too", async ({ page }) => {
  await page.goto("/customers");
  await page.locator("details.user > summary").click();
  await page.getByRole("button", { name: "Nederlands" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "nl");
});

test("every page answers while many ask for it at once", async ({ page, context, app }) => {
  await page.goto("/customers");
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const path of ["/customers", "/customers/1", "/segments", "/segments/new", "/segments/1", "/reports/segments", "/imports"]) {
    const answers = new Set<number>();
    const ask = async (): Promise<void> => {
      for (let nth = 0; nth < 50; nth++) {
        const answer = await fetch(`${app.url}${path}`, { headers: { cookie }, redirect: "manual" });
        answers.add(answer.status);
        await answer.text();
      }
    };
    await Promise.all(Array.from({ length: 8 }, ask));
    expect([...answers], path).toEqual([200]);
  }
});
