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
  // Nobody knows whose box that is.
  await expect(grid.box(905)).toHaveCSS("pointer-events", "none");
  send();
  await expect(grid.row(905)).not.toHaveClass(/awaited/);
  await expect(grid.root).toHaveAttribute("aria-busy", "false");

  await expect(grid.box(905)).not.toBeChecked();
  expect(await grid.row(905).getAttribute("aria-selected")).toBeNull();
  await grid.box(905).check();
  await expect(grid.row(905)).toHaveAttribute("aria-selected", "true");
  await expect(grid.row(906)).toHaveAttribute("aria-selected", "false");
  await expect(page.getByRole("status").filter({ hasText: "(1 selected)" })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("status").filter({ hasText: "(0 selected)" })).toHaveCount(1);
  await expect(grid.row(905)).not.toHaveAttribute("aria-selected");
});

test("while nobody knows how many match, the grid says so, and goes on as far as there are rows", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?f.website=1");
  let send: () => void = () => undefined;
  const sent = new Promise<void>((done) => {
    send = done;
  });
  // As in a large shop: the page comes without its number, which follows.
  await page.route("**/api/customers/page", async (route) => {
    const answer = await route.fetch();
    const page = (await answer.json()) as Record<string, unknown>;
    await route.fulfill({ response: answer, json: { ...page, total: 100, counted: false } });
  });
  await page.route("**/api/customers/total", async (route) => {
    await sent;
    await route.continue();
  });
  const menu = await grid.openMenu("{n} per page");
  await menu.getByRole("link", { name: "All rows, scrolling" }).click();
  await expect(page).toHaveURL("/customers?f.website=1&per_page=all");
  await expect(grid.root).toHaveAttribute("aria-rowcount", "-1");
  await expect(grid.root).toHaveAttribute("aria-busy", "false");
  await expect(grid.found).toContainText("… records found");
  await expect(page.locator(".pager")).toContainText("of …");
  const height = (): Promise<number> =>
    grid.root.locator("tbody").evaluate((body) => Math.round(body.getBoundingClientRect().height / 36));
  // One block further than what is in sight.
  await expect.poll(height).toBe(200);

  // The end of what has arrived is not the end of the rows.
  await grid.goTo(0, "id");
  await page.keyboard.press("Control+End");
  await expect(grid.row(199)).toBeVisible();
  await expect.poll(height).toBe(300);
  await page.keyboard.press("Control+End");
  await expect(grid.row(299)).toBeVisible();
  await expect.poll(height).toBe(400);
  await expect(grid.row(299)).toHaveAttribute("aria-rowindex", "301");
  await expect(grid.root).toHaveAttribute("aria-rowcount", "-1");

  send();
  await expect(grid.root).not.toHaveAttribute("aria-rowcount", "-1");
  const rows = Number(await grid.root.getAttribute("aria-rowcount")) - 1;
  expect(rows).toBeGreaterThan(400);
  await expect.poll(height).toBe(rows);
  await expect(grid.row(299), "what was in sight stays").toBeVisible();
  await page.keyboard.press("Control+End");
  await expect(grid.row(rows - 1)).toBeVisible();
  await expect(grid.row(rows - 1)).toHaveAttribute("aria-rowindex", String(rows + 1));
});
