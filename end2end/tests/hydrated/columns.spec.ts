// Columns: how wide they are, where they stand, and which of them stay, by mouse, by menu and by keys.
import { expect, hydrated, open, test } from "../../fixtures/app.ts";
import { expectFocusKept, Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

test("an edge is dragged, which the address keeps and no row is drawn anew for", async ({ page }) => {
  const grid = new Grid(page);
  let asked = 0;
  page.on("request", (request) => (asked += Number(request.url().includes("/api/customers/"))));
  await open(page, "/customers");
  await grid.rows.first().evaluate((row) => row.setAttribute("data-same", ""));
  const before = await grid.width("email");
  await grid.dragEdge("email", 57);
  await expect.poll(() => grid.width("email")).toBe(before + 57);
  await expect(page).toHaveURL(`/customers?w.email=${before + 57}`);
  await expect(page.getByRole("status").filter({ hasText: `Email: ${before + 57} pixels wide.` })).toBeAttached();
  await grid.dragEdge("zip", -500);
  await expect.poll(() => grid.width("zip"), "no column gets narrower than this").toBe(64);
  await expect(grid.rows.first(), "the rows are the same").toHaveAttribute("data-same");
  expect(asked).toBe(0);

  await grid.sort("name").click();
  await expect(page, "links know it").toHaveURL(`/customers?sort=name&w.email=${before + 57}&w.zip=64`);
  await page.reload();
  await hydrated(page);
  expect([await grid.width("email"), await grid.width("zip")]).toEqual([before + 57, 64]);
  const menu = await grid.openMenu("Columns");
  await menu.getByRole("link", { name: "Reset" }).click();
  await expect(page).toHaveURL("/customers?sort=name");
  await expect.poll(() => grid.width("email")).toBe(before);
});

test("a double click on an edge fits the column to its rows", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?w.email=64&w.name=900");
  await grid.edge("email").dblclick();
  await expect(page).not.toHaveURL(/w\.email=64/);
  const cut = () =>
    page.locator("#grid tbody .c-email > .v").evaluateAll((cells) => cells.some((c) => c.scrollWidth > c.clientWidth));
  expect(await cut()).toBe(false);
  await grid.pick("name", "Fit the width to the rows");
  await expect.poll(() => grid.width("name")).toBeLessThan(400);
});

test("keys widen, move and pin the column of a heading", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const before = await grid.width("name");
  await grid.goTo(0, "name");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => grid.width("name")).toBe(before + 16);
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => grid.width("name")).toBe(before - 16);
  await expect(grid.sort("name")).toBeFocused();

  await page.keyboard.press("Alt+Shift+ArrowRight");
  await expect.poll(async () => (await grid.columns()).slice(0, 3)).toEqual(["id", "email", "name"]);
  await expect(grid.sort("name")).toBeFocused();
  await page.keyboard.press("Alt+Shift+ArrowLeft");
  await expect.poll(async () => (await grid.columns()).slice(0, 3)).toEqual(["id", "name", "email"]);
  await expect(grid.sort("name")).toBeFocused();

  await page.keyboard.press("Alt+Shift+Home");
  await expect(page).toHaveURL(/[?&]pin=name/);
  await expect.poll(async () => (await grid.columns()).slice(0, 2)).toEqual(["name", "id"]);
  await expect(grid.sort("name")).toBeFocused();
  await page.keyboard.press("Alt+Shift+End");
  await expect(page).not.toHaveURL(/pin=/);
  await expectFocusKept(page, "unpinning");
});

test("the menu of a heading sorts, moves, pins, widens and hides", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?sort=name");
  await grid.goTo(0, "email");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(page.getByRole("button", { name: "Sort ascending" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Sort ascending" })).toHaveCount(0);

  await grid.pick("email", "Add to the order");
  await expect(page).toHaveURL("/customers?sort=name,email");
  await expect(grid.sort("email")).toBeFocused();
  await grid.pick("email", "Sort descending");
  await expect(page).toHaveURL("/customers?sort=-email");
  // The page in that order takes the place of this one, and of a menu that is open by then.
  await expect(grid.heading("email")).toHaveAttribute("aria-sort", "descending");
  await grid.pick("email", "Move to the left");
  await expect.poll(async () => (await grid.columns()).slice(0, 3)).toEqual(["id", "email", "name"]);
  await expect(grid.sort("email")).toBeFocused();
  const before = await grid.width("email");
  await grid.pick("email", "Wider");
  await expect.poll(() => grid.width("email")).toBe(before + 16);
  await grid.pick("email", "Usual width");
  await expect.poll(() => grid.width("email")).toBe(before);
  await grid.pick("email", "Hide");
  await expect(grid.heading("email")).toHaveCount(0);
  await expectFocusKept(page, "hiding");
});

test("one key leaves the order by the menu or by Delete, and the others keep theirs", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?sort=-group,zip,email");
  await expect(grid.heading("zip").locator(".rank")).toHaveText("2");
  await expect(grid.heading("email").locator(".rank")).toHaveText("3");
  await grid.pick("zip", "Take out of the order");
  await expect(page).toHaveURL("/customers?sort=-group,email");
  await expect(grid.sort("zip")).toBeFocused();
  await expect(grid.heading("zip")).toHaveAttribute("aria-sort", "none");
  await expect(grid.heading("email").locator(".rank")).toHaveText("2");
  await expect(page.getByRole("status").filter({ hasText: "sorted by Group (descending), Email" })).toHaveCount(1);

  await grid.sort("group").focus();
  await page.keyboard.press("Delete");
  await expect(page).toHaveURL("/customers?sort=email");
  await expect(grid.sort("group")).toBeFocused();
  await expect(grid.heading("group")).toHaveAttribute("aria-sort", "none");
  await expect(grid.heading("email")).toHaveAttribute("aria-sort", "ascending");

  // Nothing to take out: nothing happens.
  await page.keyboard.press("Delete");
  await expect(page).toHaveURL("/customers?sort=email");
  await grid.heading("phone").locator("summary").click();
  await expect(grid.heading("phone").getByRole("button", { name: "Add to the order" })).toBeVisible();
  await expect(grid.heading("phone").getByRole("button", { name: "Take out of the order" })).toHaveCount(0);
});

test("a heading is dragged to another place, among pinned ones too", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?pin=id");
  await grid.sort("phone").dragTo(grid.heading("email"), { targetPosition: { x: 30, y: 10 } });
  await expect.poll(async () => (await grid.columns()).slice(0, 4)).toEqual(["id", "name", "phone", "email"]);
  await grid.sort("email").dragTo(grid.heading("id"), { targetPosition: { x: 20, y: 10 } });
  await expect.poll(async () => (await grid.columns()).slice(0, 3)).toEqual(["email", "id", "name"]);
  await expect(page).toHaveURL(/pin=email,id$/);
});

test("pinned columns stay, on an opaque ground and with a shadow once others go below them", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.pick("email", "Pin to the start");
  await expect(page).toHaveURL("/customers?pin=email");
  const left = () => grid.cell(0, "email").evaluate((cell) => cell.getBoundingClientRect().left);
  const shadow = () => grid.cell(0, "email").evaluate((cell) => getComputedStyle(cell, "::before").content);
  const before = await left();
  expect(await shadow()).toBe("none");
  await page.locator(".grid-scroll").evaluate((scroll) => (scroll.scrollLeft = 500));
  await expect.poll(shadow).not.toBe("none");
  expect(await left()).toBeCloseTo(before, 0);
  expect(await grid.cell(0, "email").evaluate((cell) => getComputedStyle(cell).backgroundColor)).not.toMatch(/, 0\)$/);

  await grid.goTo(0, "name");
  const [pinned, focused] = await Promise.all([grid.cell(0, "email").boundingBox(), grid.cell(0, "name").boundingBox()]);
  expect(focused?.x, "the focus is not below it").toBeGreaterThanOrEqual((pinned?.x ?? 0) + (pinned?.width ?? 0) - 1);

  await page.setViewportSize({ width: 600, height: 768 });
  expect(await grid.cell(0, "email").evaluate((cell) => getComputedStyle(cell).position)).toBe("relative");
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, "/customers?pin=email,name,phone");
  const positions = await page
    .locator("#grid tbody tr:first-child > :is(.c-email, .c-name, .c-phone)")
    .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).position));
  expect(positions, "two fifths of the window at most").toEqual(["sticky", "sticky", "relative"]);
});

test("the columns menu keeps pins and widths", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?pin=email&w.name=300");
  const menu = await grid.openMenu("Columns");
  await menu.getByRole("checkbox", { name: "Phone" }).uncheck();
  await expect(grid.heading("phone")).toHaveCount(0);
  expect(page.url()).toMatch(/pin=email&w\.name=300$/);
  expect((await grid.columns())[0]).toBe("email");
});

test("a segment's members have the same columns to work with", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/reports/segments");
  await page.getByRole("button", { name: /^Refresh/ }).first().click();
  const segment = page.locator("main table tr", { has: page.locator("a[href^='/reports/segments/']") }).first();
  await expect(segment).toContainText("Fresh");
  await segment.getByRole("link").first().click();
  await expect(grid.rows.first()).toBeVisible();
  await grid.pick("email", "Pin to the start");
  await expect.poll(async () => (await grid.columns())[0]).toBe("email");
  await grid.dragEdge("email", 40);
  await expect(page).toHaveURL(/pin=email&w\.email=280$/);
});

test("a column is found in the menu by its name, and the place in the grid says which of all it is", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,zip,email");
  const menu = await grid.openMenu("Columns");
  await menu.getByRole("searchbox", { name: "Find a column" }).fill("BILLING");
  await expect(menu.getByRole("checkbox")).toHaveCount(3);
  await expect(page.getByRole("status").filter({ hasText: "Choices that fit: 3" })).toBeAttached();
  await menu.getByRole("checkbox", { name: "Billing Firstname" }).check();
  await expect(grid.heading("billing_first")).toBeVisible();
  await expect(menu.getByRole("checkbox"), "what was looked for stays").toHaveCount(3);
  await menu.getByRole("searchbox", { name: "Find a column" }).fill("");
  await expect(menu.getByRole("checkbox")).toHaveCount(28);
  const places = await grid.root
    .locator("tbody tr")
    .first()
    .locator("> *")
    .evaluateAll((cells) => cells.map((cell) => Number(cell.ariaColIndex)));
  const listed = await menu.getByRole("checkbox").evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  const expected = (await grid.columns()).map((column) => listed.indexOf(column) + 2);
  expect(places).toEqual([1, ...expected, 30]);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  await expect(grid.root).toHaveAttribute("aria-colcount", "30");
});

test.describe("a viewer", () => {
  test.use({ as: "viewer" });

  test("sorts by nothing that a viewer may not see, by Shift neither", async ({ page }) => {
    const grid = new Grid(page);
    await open(page, "/customers?columns=name,tax_vat&sort=name");
    const asked: string[] = [];
    page.on("request", (request) => void (request.url().includes("/api/customers/") && asked.push(request.url())));
    await grid.sort("tax_vat").click({ modifiers: ["Shift"] });
    await grid.sort("tax_vat").focus();
    await page.keyboard.press("Shift+Enter");
    await expect(page).toHaveURL("/customers?columns=name,tax_vat&sort=name");
    expect(asked).toEqual([]);
    await grid.sort("name").click({ modifiers: ["Shift"] });
    await expect(page).toHaveURL(/[?&]sort=-name(&|$)/);
    expect(asked).not.toEqual([]);
  });
});
