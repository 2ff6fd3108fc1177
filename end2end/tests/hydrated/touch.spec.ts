// For fingers: nothing waits for a pointer above it, and everything is as large as a finger.
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60, hasTouch: true, isMobile: true, viewport: { width: 1024, height: 768 } });

for (const address of ["/customers?f.country=NL&sort=-since,email", "/segments", "/segments/7", "/reports/segments", "/imports"]) {
  test(`what can be tapped on ${address} is as large as a finger`, async ({ page }) => {
    await open(page, address);
    expect(await page.evaluate(() => matchMedia("(pointer: coarse)").matches)).toBe(true);
    const small = await page.locator(":is(a, summary, :is(button, input, select):enabled):not(.skip, p a)").evaluateAll((all) =>
      all.flatMap((one) => {
        one.scrollIntoView({ block: "center", inline: "center" });
        const box = one.getBoundingClientRect();
        if (box.width === 0 || !one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return [];
        // What is hit 20 pixels beside the middle, a label that stands for it included. In a heading the link, the menu
        // and the edge share the width of the column.
        const shared = one.closest("#grid thead") !== null;
        const [x, y] = [box.x + (shared ? 16 : box.width / 2), box.y + box.height / 2];
        const around = [[0, -20], [0, 20], ...(shared ? [] : [[-20, 0], [20, 0]])];
        const missed = around.filter(([dx = 0, dy = 0]) => {
          const hit = document.elementFromPoint(x + dx, y + dy);
          const label = (one as HTMLInputElement).labels?.[0];
          return !(one.contains(hit) || label?.contains(hit));
        });
        return missed.length === 0 ? [] : [`${one.outerHTML.slice(0, 120)} ${Math.round(box.width)} x ${Math.round(box.height)}`];
      }),
    );
    expect(small).toEqual([]);
  });
}

test("on a telephone, all of a card stands within it", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  for (const address of ["/customers", "/customers?per_page=all"]) {
    await open(page, address);
    const outside = await new Grid(page).rows.evaluateAll((rows) =>
      rows.flatMap((row) => {
        const card = row.getBoundingClientRect();
        return [...row.querySelectorAll("td, td a, td .v, td input")]
          .filter((one) => one.checkVisibility())
          .map((one) => ({ one, box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.height > 0 && (box.top < card.top - 1 || box.bottom > card.bottom + 1))
          .map(({ one, box }) => `${one.outerHTML.slice(0, 100)} ${box.top} to ${box.bottom} in ${card.top} to ${card.bottom}`);
      }),
    );
    expect(outside, address).toEqual([]);
  }
});

test("a tap opens the menu of a heading, and ticks a row beside its box", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const menu = grid.heading("email").locator("summary");
  await expect(menu).toHaveCSS("opacity", "1");
  await menu.tap();
  await expect(grid.heading("email").getByRole("button", { name: "Pin to the start" })).toBeVisible();
  await page.keyboard.press("Escape");
  const box = await grid.cell(0, "select").boundingBox();
  if (!box) throw new Error("no cell");
  await page.touchscreen.tap(box.x + 40, box.y + box.height / 2);
  await expect(grid.box(0)).toBeChecked();
});

test("on a telephone, all of a menu can be reached without knowing that it scrolls", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await open(page, "/customers");
  const grid = new Grid(page);
  const menu = await grid.openMenu("Columns");
  await expect(menu.getByRole("link", { name: "Reset" })).toBeInViewport({ ratio: 1 });
  await expect(menu.getByRole("button", { name: "Cancel" })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await page.locator("details.user > summary").click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeInViewport({ ratio: 1 });
});
