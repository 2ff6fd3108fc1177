// The grid by keys: one tab stop, arrows and jumps as the ARIA data grid has them, and a focus that is never lost.
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";
import { expectFocusKept, focusPlace, Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

/** Select, 15 columns, Action. */
const LAST = 16;

test("arrows move one cell and stop at the edges", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "name");
  const walk: [string, string, number][] = [
    ["ArrowRight", "0", 3],
    ["ArrowDown", "1", 3],
    ["ArrowLeft", "1", 2],
    ["ArrowUp", "0", 2],
    ["ArrowUp", "h", 2],
    ["ArrowUp", "h", 2],
    ["PageUp", "h", 2],
    ["ArrowLeft", "h", 1],
    ["ArrowLeft", "h", 0],
    ["ArrowLeft", "h", 0],
    ["ArrowDown", "0", 0],
    ["End", "0", LAST],
    ["ArrowRight", "0", LAST],
    ["Home", "0", 0],
  ];
  for (const [key, row, at] of walk) {
    await page.keyboard.press(key);
    expect(await focusPlace(page), key).toEqual({ row, at });
  }
});

test("a name leads to its customer, pressed or by Enter, and beside it a press only goes to the cell", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const name = grid.cell(2, "name");
  const back = page.url();
  await name.getByRole("link").click();
  await expect(page).toHaveURL("/customers/3");
  await page.goBack();
  await expect(page).toHaveURL(back);
  await grid.goTo(2, "name");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/customers/3");
  await page.goBack();
  await expect(name).toBeFocused();
  const { width = 0 } = (await name.boundingBox()) ?? {};
  await grid.cell(4, "name").click({ position: { x: width - 3, y: 10 } });
  await expect(grid.cell(4, "name")).toBeFocused();
  await expect(page).toHaveURL(back);
});

test("a press shows where the keys go from then on", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.cell(3, "email").click();
  await expect(grid.cell(3, "email")).toBeFocused();
  await expect(grid.cell(3, "email")).toHaveCSS("outline-style", "solid");
  await expect(grid.cell(2, "email")).toHaveCSS("outline-style", "none");
});

test("a link leads past the toolbar to the rows", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(4, "email");
  const url = page.url();
  await page.getByRole("link", { name: "Skip to the rows" }).focus();
  await page.keyboard.press("Enter");
  await expect(grid.cell(4, "email")).toBeFocused();
  await expect(page).toHaveURL(url);
});

test("arrows go through the entries of an open menu", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "email");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Alt+ArrowDown");
  const items = grid.heading("email").locator(".item");
  await expect(items.nth(0)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(items.nth(1)).toBeFocused();
  for (let down = await items.count(); down > 0; down--) await page.keyboard.press("ArrowDown");
  await expect(items.last()).toBeFocused();
  for (let up = await items.count(); up > 1; up--) await page.keyboard.press("ArrowUp");
  await expect(items.nth(0)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(items.nth(0)).toBeHidden();
  await expectFocusKept(page, "Escape");
});

test("PageDown and PageUp go by what fits the window", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "email");
  await page.keyboard.press("PageDown");
  const down = await focusPlace(page);
  expect(down?.at).toBe(3);
  expect(Number(down?.row)).toBeGreaterThan(3);
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  expect(await focusPlace(page)).toEqual({ row: "19", at: 3 });
  for (let up = 0; up < 4; up++) await page.keyboard.press("PageUp");
  expect(await focusPlace(page)).toEqual({ row: "0", at: 3 });
});

test("the grid is one tab stop, which remembers where one was", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await expect(grid.root.locator('[tabindex="0"]')).toHaveCount(1);
  await grid.goTo(2, "phone");
  await expect(grid.root.locator('[tabindex="0"]')).toHaveCount(1);
  await page.keyboard.press("Tab");
  expect(await focusPlace(page), "Tab leaves the grid").toBeNull();
  await expectFocusKept(page, "Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(grid.cell(2, "phone"), "and comes back to the same cell").toBeFocused();
  await page.keyboard.press("Shift+Tab");
  expect(await focusPlace(page), "Shift+Tab leaves it, too").toBeNull();
});

test("the focused cell is in sight, not below the header nor beside the window", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?per_page=100");
  await grid.goTo(0, "id");
  for (const key of ["Control+End", "Home", "PageUp", "PageUp", "End", "Control+Home", "PageDown", "ArrowUp"]) {
    await page.keyboard.press(key);
    const seen = await page.evaluate(() => {
      const active = document.activeElement;
      const box = active?.getBoundingClientRect();
      if (!active || !box) return "nothing is focused";
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return top && (active.contains(top) || top.contains(active)) ? "seen" : `covered by ${top?.outerHTML.slice(0, 80)}`;
    });
    expect(seen, key).toBe("seen");
  }
});

test("Space selects the row, Ctrl+A all that match", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(1, "name");
  await page.keyboard.press("Space");
  await expect(grid.found).toHaveText("60 records found (1 selected)");
  await expect(page.getByRole("status").filter({ hasText: "(1 selected)" })).toBeAttached();
  await page.keyboard.press("Space");
  await expect(grid.found).toHaveText("60 records found");
  await page.keyboard.press("Home");
  await expect(grid.box(1)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(grid.found).toHaveText("60 records found (1 selected)");
  // As Caps Lock sends it.
  await page.keyboard.press("Control+A");
  await expect(grid.found).toHaveText("60 records found (60 selected)");
  await expect(page.getByRole("status").filter({ hasText: "(60 selected)" })).toBeAttached();
});

test("Enter on a heading sorts, Shift+Enter adds, and the focus stays", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "group");
  await page.keyboard.press("ArrowUp");
  await expect(grid.sort("group")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(grid.heading("group")).toHaveAttribute("aria-sort", "ascending");
  await expect(grid.sort("group")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+Enter");
  await expect(page).toHaveURL("/customers?sort=group,phone");
  await expect(grid.sort("phone")).toBeFocused();
});

test("Alt+Down opens the selection menu of the header, Escape closes it", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(0, "id");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Home");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(grid.root.getByRole("button", { name: "Select All", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(grid.found).toHaveText("60 records found (60 selected)");
  await expectFocusKept(page, "choosing");
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Escape");
  await expect(grid.root.locator(".menu[open]")).toHaveCount(0);
  await expectFocusKept(page, "Escape");
});

test("Enter on View opens the customer", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(3, "id");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/customers/4");
});

test("whatever is done, the focus is never lost", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");

  await grid.search.fill("a");
  await page.keyboard.press("Enter");
  await expect(grid.chips).toHaveCount(1);
  await expect(grid.search).toBeFocused();

  await grid.chips.getByRole("link").focus();
  await page.keyboard.press("Enter");
  await expect(grid.chips).toHaveCount(0);
  await expectFocusKept(page, "removing a chip");

  await page.getByRole("link", { name: "Next page" }).focus();
  for (const first of [21, 41]) {
    await page.keyboard.press("Enter");
    await expect(grid.rows.first()).toHaveAttribute("data-id", String(first));
    await expect(page.locator("#page-after, #page").first()).toBeVisible();
    await expectFocusKept(page, "the next page");
  }
  await expect(page.getByRole("spinbutton", { name: "Page" }), "there is no further page").toBeFocused();

  const filters = await grid.openMenu("Filters");
  await filters.getByLabel("Email", { exact: true }).fill("a");
  await page.keyboard.press("Enter");
  await expect(grid.chips).toHaveCount(1);
  await expectFocusKept(page, "filtering");

  const columns = await grid.openMenu("Columns");
  await columns.getByRole("checkbox", { name: "Phone" }).focus();
  await page.keyboard.press("Space");
  await expect(grid.heading("phone")).toHaveCount(0);
  await expectFocusKept(page, "hiding a column");
  await page.keyboard.press("Escape");
  await expect(columns.locator("> .sheet")).toBeHidden();
  await expect(columns.locator("> summary")).toBeFocused();

  await grid.openMenu("{n} per page");
  await page.getByRole("link", { name: "50 per page" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/per_page=50/);
  await expectFocusKept(page, "another page size");

  await grid.goTo(1, "tax_vat");
  await page.keyboard.type("1");
  await page.keyboard.press("Escape");
  await expectFocusKept(page, "giving up an edit");
  await page.keyboard.type("2");
  await page.keyboard.press("Enter");
  await grid.settled();
  await expectFocusKept(page, "saving");
});

test("the focus follows its customer to a new place", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?f.id.to=15&sort=-id");
  await grid.goTo(4, "email");
  const customer = (await grid.ids())[4] ?? 0;
  expect(customer).toBe(11);
  await grid.sort("id").dispatchEvent("click");
  await expect(page).toHaveURL(/sort=id/);
  await expect.poll(() => focusPlace(page)).toEqual({ row: "10", at: 3 });
});

test("the skip link leads to the content", async ({ page }) => {
  await open(page, "/customers");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("Ctrl+End and Ctrl+Home lead to the last and the first row of all that match", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?sort=-id&per_page=25");
  await grid.goTo(3, "name");
  await page.keyboard.press("Control+End");
  await expect(page).toHaveURL("/customers?sort=-id&page=3&per_page=25");
  await expect.poll(() => focusPlace(page)).toEqual({ row: "9", at: LAST });
  await expect(grid.row(9)).toHaveAttribute("data-id", "1");
  await page.keyboard.press("ArrowDown");
  expect(await focusPlace(page)).toEqual({ row: "9", at: LAST });
  await page.keyboard.press("Control+End");
  expect(await focusPlace(page)).toEqual({ row: "9", at: LAST });
  await page.keyboard.press("Control+Home");
  await expect(page).toHaveURL("/customers?sort=-id&per_page=25");
  await expect.poll(() => focusPlace(page)).toEqual({ row: "0", at: 0 });
  await expect(grid.row(0)).toHaveAttribute("data-id", "60");
});

test("Shift selects rows as far as one goes, Escape gives them up, then all of them", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const selected = () => grid.rows.evaluateAll((rows) => rows.flatMap((row, at) => (row.ariaSelected === "true" ? [at] : [])));
  await grid.box(9).check();
  await grid.goTo(2, "email");
  for (const [key, rows, at] of [
    ["Shift+ArrowDown", [2, 3, 9], "3"],
    ["Shift+ArrowDown", [2, 3, 4, 9], "4"],
    ["Shift+ArrowUp", [2, 3, 9], "3"],
    ["Shift+ArrowUp", [2, 9], "2"],
    ["Shift+ArrowUp", [1, 2, 9], "1"],
    ["Escape", [9], "1"],
    ["Space", [1, 9], "1"],
    ["ArrowDown", [1, 9], "2"],
    ["ArrowDown", [1, 9], "3"],
    ["Shift+Space", [1, 2, 3, 9], "3"],
  ] as const) {
    await page.keyboard.press(key);
    expect(await selected(), key).toEqual(rows);
    expect(await focusPlace(page), key).toEqual({ row: at, at: 3 });
  }
  await expect(page.getByRole("status").filter({ hasText: "(4 selected)" })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  expect(await selected()).toEqual([]);
  await expect(grid.found).toHaveText("60 records found");
  await expect(grid.cell(3, "email"), "nothing is edited").toBeFocused();
});

test("Shift selects by the windowful and up to the ends", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?per_page=50");
  const stretch = () =>
    grid.rows.evaluateAll((rows) => {
      const places = rows.flatMap((row, at) => (row.ariaSelected === "true" ? [at] : []));
      return [places.length, places[0], places.at(-1)];
    });
  await grid.goTo(5, "email");
  await page.keyboard.press("PageDown");
  const far = Number((await focusPlace(page))?.row) - 5;
  expect(far).toBeGreaterThan(3);
  await grid.goTo(5, "email");
  for (const [key, first, last, at] of [
    ["Shift+PageDown", 5, 5 + far, 5 + far],
    ["Shift+PageUp", 5, 5, 5],
    ["Shift+PageUp", 0, 5, 0],
    ["Control+Shift+End", 5, 49, 49],
    ["Control+Shift+Home", 0, 5, 0],
  ] as const) {
    await page.keyboard.press(key);
    expect(await stretch(), key).toEqual([last - first + 1, first, last]);
    expect(await focusPlace(page), key).toEqual({ row: String(at), at: 3 });
  }
  await page.keyboard.press("ArrowDown");
  expect(await stretch(), "what was stretched stays").toEqual([6, 0, 5]);
});

test("Ctrl+C copies the cell, or the selected rows, as text and as a table", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const grid = new Grid(page);
  const copied = (kind: string) =>
    page.evaluate(async (kind) => {
      const [item] = await navigator.clipboard.read();
      return (await item?.getType(kind))?.text();
    }, kind);
  await open(page, "/customers?columns=id,email&per_page=20");
  await expect(page.locator(".toast")).toBeHidden();
  const emails = await grid.values("email");
  await grid.goTo(1, "email");
  await page.keyboard.press("Control+c");
  await expect(page.getByRole("status").filter({ hasText: "Cell copied." })).toHaveCount(1);
  expect(await copied("text/plain")).toBe(emails[1]);
  const said = page.getByRole("status").filter({ hasText: "Cell copied." });
  const before = await said.evaluate((region) => region.textContent);
  await page.keyboard.press("Control+c");
  await expect.poll(() => said.evaluate((region) => region.textContent), "said again").not.toBe(before);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.keyboard.press("Control+c");
  await expect(page.getByRole("status").filter({ hasText: "Rows copied: 2." })).toHaveCount(1);
  expect(await copied("text/plain")).toBe(`2\t${emails[1]}\n4\t${emails[3]}`);
  const cells = (await copied("text/html"))?.match(/<td>[^<]*<\/td>/g);
  expect(cells).toEqual(["2", emails[1], "4", emails[3]].map((text) => `<td>${text}</td>`));
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await expect(page.getByRole("status").filter({ hasText: "Rows copied: 20 of 60 selected." })).toHaveCount(1);
  expect((await copied("text/plain"))?.split("\n")).toHaveLength(20);
  // Eyes are told as well, until the next key.
  await expect(page.locator(".toast")).toContainText("Rows copied: 20 of 60 selected.");
  await expect(page.locator(".toast")).toBeInViewport();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".toast")).toBeHidden();
});

test("a slash searches, a question mark shows the keys, and both can be switched off", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(1, "tax_vat");
  await page.keyboard.press("/");
  await expect(grid.search).toBeFocused();
  await page.keyboard.type("a/b?");
  await expect(grid.search, "in a field they are typed").toHaveValue("a/b?");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Segments", exact: true }).first().focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard keys" });
  await expect(sheet).toBeVisible();
  await expect(sheet.getByRole("row").filter({ hasText: "Ctrl+C" })).toContainText("Copy the cell");
  await expectAccessible(page, "the sheet of keys");
  await page.keyboard.press("/");
  await expect(sheet, "nothing else happens below it").toBeVisible();
  await sheet.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("link", { name: "Segments", exact: true }).first()).toBeFocused();
  await page.keyboard.press("?");
  await page.keyboard.press("/");
  await expect(sheet).toBeHidden();
  await expect(grid.search).not.toBeFocused();
  await page.reload();
  await open(page, "/customers");
  await grid.goTo(1, "tax_vat");
  await page.keyboard.press("/");
  await expect(grid.editor, "switched off, they are typed into the cell").toHaveValue("/");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Keyboard keys" }).click();
  await sheet.getByRole("checkbox").check();
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("/");
  await expect(grid.search).toBeFocused();
});

for (const chord of ["Control+k", "Meta+k"]) {
  test(`${chord} searches from wherever one is, without the browser's own search`, async ({ page }) => {
    const grid = new Grid(page);
    await open(page, "/customers?q=lee");
    await page.evaluate(() =>
      addEventListener("keydown", (event) => {
        if (event.key === "k") document.documentElement.dataset.prevented = String(event.defaultPrevented);
      }),
    );
    const prevented = page.locator("html[data-prevented='true']");
    await grid.root.locator('[tabindex="0"]').focus();
    await page.keyboard.press(chord);
    await expect(grid.search).toBeFocused();
    await expect(prevented).toHaveCount(1);
    await page.keyboard.press(chord);
    await page.keyboard.type("x");
    await expect(grid.search, "what stands there is selected, from within it as well").toHaveValue("x");

    // No key of a single character, it stays where those are switched off, and does nothing below a dialog.
    await page.getByRole("button", { name: "Keyboard keys" }).click();
    const sheet = page.getByRole("dialog", { name: "Keyboard keys" });
    await expect(sheet.getByRole("row").filter({ hasText: "Ctrl+K" })).toContainText("Search by keyword");
    await sheet.getByRole("checkbox").uncheck();
    await page.keyboard.press(chord);
    await expect(sheet).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await expect(grid.search).not.toBeFocused();
    await page.keyboard.press(chord);
    await expect(grid.search).toBeFocused();
  });
}

test("the place in the grid outlives filters and a search made elsewhere", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.goTo(6, "zip");
  const place = () =>
    grid.root
      .locator('[tabindex="0"]')
      .evaluateAll((stops) => stops.map((stop) => [stop.closest("tr")?.dataset.id, stop.getAttribute("data-c")]));
  const at = await focusPlace(page);
  expect(await place()).toEqual([["7", String(at?.at)]]);

  const filters = await grid.openMenu("Filters");
  await filters.getByLabel("ID from").fill("5");
  await filters.getByRole("button", { name: "Apply Filters" }).click();
  await expect(grid.rows.first()).toHaveAttribute("data-id", "5");
  await expect.poll(place).toEqual([["7", String(at?.at)]]);
  expect(await focusPlace(page), "the focus stays outside").toBeNull();

  await grid.searchFor("example");
  await expect(grid.chips).toHaveCount(2);
  await expect.poll(place).toEqual([["7", String(at?.at)]]);
  await expect(grid.search).toBeFocused();

  await grid.root.locator('[tabindex="0"]').focus();
  await page.keyboard.press("ArrowDown");
  await expect(grid.cell(3, "zip")).toBeFocused();
});

test("where the row has gone, the next one has the focus, and that is said", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?f.id=1,2,5,6");
  await grid.chips.getByRole("link").first().click();
  await expect(grid.rows).toHaveCount(20);
  await grid.goTo(2, "email");
  await expect(grid.row(2)).toHaveAttribute("data-id", "3");
  await page.goBack();
  await expect(grid.rows).toHaveCount(4);
  await expect.poll(() => focusPlace(page)).toEqual({ row: "2", at: 3 });
  await expect(grid.row(2)).toHaveAttribute("data-id", "5");
  await expect(page.getByRole("status").filter({ hasText: "4 customers. The row you were on is not shown any more." })).toHaveCount(1);

  await open(page, "/customers?f.email=nobody-at-all");
  await page.getByRole("main").getByRole("link", { name: "Clear all" }).last().click();
  await grid.goTo(2, "email");
  await page.goBack();
  await expect(grid.rows).toHaveCount(0);
  await expect(grid.search).toBeFocused();
});
