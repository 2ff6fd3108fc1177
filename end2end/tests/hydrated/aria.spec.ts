// What the grid says of itself to those who do not see it.
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 1_500 });

test("the heading of the page names the grid, here and for the members of a segment", async ({ page }) => {
  for (const [address, name] of [
    ["/customers", "Customers"],
    ["/reports/segments/1", null],
  ] as const) {
    await open(page, address);
    const heading = page.getByRole("heading", { level: 1 });
    await expect(page.getByRole("grid", { name: name ?? ((await heading.textContent()) ?? ""), exact: true })).toBeVisible();
    expect(await page.locator("#grid").getAttribute("aria-labelledby")).toBe(await heading.getAttribute("id"));
  }
});

test("the grid is busy while rows are fetched, and says nothing of each row before one is selected", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?per_page=all");
  await expect(grid.root).toHaveAttribute("aria-busy", "false");
  let send: () => void = () => undefined;
  const sent = new Promise<void>((done) => {
    send = done;
  });
  await page.route("**/api/customers/block", async (route) => {
    await sent;
    await route.continue();
  });
  await grid.scrollTo(900);
  await expect(grid.root).toHaveAttribute("aria-busy", "true");
  await expect(grid.row(905)).toHaveClass(/awaited/);
  send();
  await expect(grid.row(905)).not.toHaveClass(/awaited/);
  await expect(grid.root).toHaveAttribute("aria-busy", "false");

  expect(await grid.row(905).getAttribute("aria-selected")).toBeNull();
  await grid.box(905).check();
  await expect(grid.row(905)).toHaveAttribute("aria-selected", "true");
  await expect(grid.row(906)).toHaveAttribute("aria-selected", "false");
  await expect(page.getByRole("status").filter({ hasText: "(1 selected)" })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("status").filter({ hasText: "(0 selected)" })).toHaveCount(1);
  await expect(grid.row(905)).not.toHaveAttribute("aria-selected");
});
