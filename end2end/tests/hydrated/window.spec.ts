// All rows in one window: they scroll, are fetched as they come into sight, and work like those of a page.
import type { Page } from "@playwright/test";
import { expect, hydrated, open, test } from "../../fixtures/app.ts";
import { expectFocusKept, focusPlace, Grid } from "../../pages/grid.ts";

test.use({ customers: 1_500 });

const ALL = "/customers?per_page=all";

test("is a choice below the rows, and leads back to pages", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.openMenu("{n} per page");
  await page.getByRole("link", { name: "All rows, scrolling" }).click();
  await expect(page).toHaveURL(ALL);
  await expect(grid.root.locator("tbody.live")).toBeAttached();
  await expect(grid.root).toHaveAttribute("aria-rowcount", "1501");
  await expect(grid.row(0)).toHaveAttribute("aria-rowindex", "2");
  expect(await grid.rows.count()).toBeLessThan(40);
  expect(await grid.root.locator("*").count(), "elements").toBeLessThan(1_500);
  await grid.openMenu("All rows, scrolling");
  await page.getByRole("link", { name: "50 per page" }).click();
  await expect(grid.rows).toHaveCount(50);
});

test("shows every row where it is, fetched as it comes into sight", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  for (const row of [0, 99, 100, 700, 1_499, 350, 20]) {
    await grid.scrollTo(row);
    await expect(grid.row(row)).toHaveAttribute("data-id", String(row + 1));
    await expect(grid.row(row)).toHaveAttribute("aria-rowindex", String(row + 2));
    await expect(grid.row(row)).toBeInViewport();
    await expect(grid.row(row).locator(".c-id")).toHaveText(new RegExp(`^${(row + 1).toLocaleString("en")}$|^${row + 1}$`));
  }
});

test("cells beside the window show their row before they come into it, and once the rows rest", async ({ page }) => {
  await open(page, `${ALL}&columns=name,email,billing_address,shipping_address,street,city,company,id`);
  const scroll = page.locator(".grid-scroll");
  const wrong = () =>
    page.evaluate(() => {
      const rows = [...document.querySelectorAll<HTMLElement>("#grid tbody tr[data-id]")];
      const told = (row: HTMLElement) => row.querySelector(".c-id")?.textContent?.replace(/\D/g, "");
      return rows.filter((row) => told(row) !== row.dataset.id).length;
    });
  const down = () =>
    scroll.evaluate(async (scroll) => {
      for (let step = 0; step < 20; step++) {
        scroll.scrollTop += 300;
        await new Promise((done) => requestAnimationFrame(done));
      }
    });
  await down();
  await expect.poll(wrong).toBe(0);
  await down();
  await scroll.evaluate(async (scroll) => {
    scroll.scrollLeft = scroll.scrollWidth;
    for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  });
  expect(await wrong(), "at once").toBe(0);
  await down();
  expect(await wrong(), "in sight").toBe(0);
  await scroll.evaluate((scroll) => (scroll.scrollLeft = 0));
  await down();
  await expect.poll(wrong).toBe(0);
});

test("never asks for more than two blocks at a time, nor for those that were skipped", async ({ page }) => {
  const grid = new Grid(page);
  let [now, most] = [0, 0];
  const rows: number[] = [];
  await page.route("**/api/customers/block", async (route) => {
    now += 1;
    most = Math.max(most, now);
    rows.push(Number(new URLSearchParams(new URLSearchParams(route.request().postData() ?? "").get("query") ?? "").get("row")));
    await new Promise((done) => setTimeout(done, 50));
    await route.continue();
    now -= 1;
  });
  // One drag of the bar past everything; on a busy machine it may come to rest on its way, and is no such drag then.
  await expect(async () => {
    rows.length = 0;
    await open(page, ALL);
    const pause = await page.locator(".grid-scroll").evaluate(async (scroll) => {
      let [before, longest] = [performance.now(), 0];
      for (let step = 1; step <= 12; step++) {
        scroll.scrollTop = step * 4_000;
        await new Promise((done) => requestAnimationFrame(done));
        longest = Math.max(longest, performance.now() - before);
        before = performance.now();
      }
      return longest;
    });
    expect(pause).toBeLessThan(75);
  }).toPass();
  await expect(grid.row(1_340)).toHaveAttribute("data-id", "1341");
  await page.waitForLoadState("networkidle");
  expect(most).toBeLessThanOrEqual(2);
  expect(rows).not.toContain(601);
});

test("rows are fetched ahead of those that are scrolled by", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  const rows: number[] = [];
  await page.route("**/api/customers/block", async (route) => {
    rows.push(Number(new URLSearchParams(new URLSearchParams(route.request().postData() ?? "").get("query") ?? "").get("row")));
    await route.continue();
  });
  await grid.scrollTo(10);
  await expect(grid.row(10)).toHaveAttribute("data-id", "11");
  await expect.poll(() => rows).toContain(601);
  expect(rows).not.toContain(1_001);
});

test("the address knows the first row in sight, and history is not filled with it", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  const entries = await page.evaluate(() => history.length);
  for (const row of [300, 500, 900]) {
    await grid.scrollTo(row);
    await expect(page).toHaveURL(`/customers?row=${row + 1}&per_page=all`);
  }
  expect(await page.evaluate(() => history.length)).toBe(entries);
  await page.reload();
  await hydrated(page);
  await expect(grid.row(900)).toBeInViewport();
  await expect(grid.row(900)).toHaveAttribute("data-id", "901");
  await grid.row(905).getByRole("link", { name: /^View/ }).click();
  await expect(page).toHaveURL("/customers/906");
  await page.goBack();
  await expect(page).toHaveURL("/customers?row=901&per_page=all");
  await expect(grid.row(900)).toBeInViewport();

  await page.getByRole("spinbutton", { name: "Row" }).fill("1200");
  await page.keyboard.press("Enter");
  await expect(grid.row(1_199)).toBeInViewport();
  await expect(grid.row(1_199)).toHaveAttribute("data-id", "1200");
  // The row that the page was loaded at is one like others.
  await page.getByRole("spinbutton", { name: "Row" }).fill("901");
  await page.keyboard.press("Enter");
  await expect(grid.row(900)).toBeInViewport();
});

test("keys go through all rows", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  await grid.goTo(0, "email");
  await page.keyboard.press("PageDown");
  const down = Number((await focusPlace(page))?.row);
  expect(down).toBeGreaterThan(5);
  for (let press = 0; press < 8; press++) await page.keyboard.press("PageDown");
  await expect.poll(async () => Number((await focusPlace(page))?.row)).toBe(down * 9);
  await expect(grid.cell(down * 9, "email")).toBeInViewport();
  await page.keyboard.press("Control+End");
  await expect.poll(() => focusPlace(page)).toEqual({ row: "1499", at: 16 });
  await expect(grid.row(1_499)).toHaveAttribute("data-id", "1500");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => focusPlace(page)).toEqual({ row: "1498", at: 0 });
  await page.keyboard.press("Control+Home");
  await expect.poll(() => focusPlace(page)).toEqual({ row: "0", at: 0 });
  await page.keyboard.press("ArrowUp");
  expect(await focusPlace(page)).toEqual({ row: "h", at: 0 });
});

test("the row with the focus stays, wherever the others are scrolled to", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  await grid.goTo(3, "email");
  await grid.scrollTo(1_200);
  await expect(grid.row(1_200)).toHaveAttribute("data-id", "1201");
  await expect(grid.cell(3, "email")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(grid.cell(4, "email")).toBeFocused();
  await expect(grid.cell(4, "email")).toBeInViewport();
});

test("a selection holds over what is scrolled away", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  await grid.box(1).check();
  await grid.scrollTo(1_000);
  await grid.box(1_003).check();
  await expect(grid.row(1_003)).toHaveAttribute("aria-selected", "true");
  await expect(grid.found).toHaveText("1,500 records found (2 selected)");
  await grid.scrollTo(0);
  await expect(grid.box(1)).toBeChecked();
  await expect(grid.box(3)).not.toBeChecked();
  await page.keyboard.press("Control+a");
  await grid.choose("Select All");
  await expect(grid.found).toHaveText("1,500 records found (1,500 selected)");
  await grid.scrollTo(700);
  await expect(grid.row(705)).toHaveAttribute("aria-selected", "true");
});

test("scrolling on just as the rows come to rest is not undone", async ({ page }) => {
  await page.addInitScript(() => {
    // The end of a rest is told when the test says so: before the browser has told of the next scrolling.
    const set = window.setTimeout;
    const later = (told: TimerHandler, after?: number) => {
      if (after !== 150) return set(told, after);
      document.addEventListener("rested", told as () => void, { once: true });
      document.documentElement.dataset.rests = "some";
      return 0;
    };
    window.setTimeout = later as typeof setTimeout;
  });
  await open(page, ALL);
  const top = await page.locator(".grid-scroll").evaluate(async (scroll) => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    scroll.scrollTop = 9_000;
    await frame();
    scroll.scrollTop = 300;
    document.dispatchEvent(new Event("rested"));
    await frame();
    return scroll.scrollTop;
  });
  expect(top).toBe(300);
  await expect(page.locator("html"), "the grid has told when its rows rest").toHaveAttribute("data-rests", "some");
});

test("a key right after scrolling, before the browser has told of it, leads back to its cell", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  await grid.goTo(3, "email");
  await page.locator(".grid-scroll").evaluate((scroll) => {
    scroll.scrollTop = 9_000;
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }));
  });
  await expect(grid.cell(4, "email")).toBeFocused();
  await expect(grid.cell(4, "email")).toBeInViewport();
  await expect(grid.row(6)).toBeInViewport();
});

test("a stretch over rows that have not arrived is refused in words, and selects nothing", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  await grid.goTo(2, "email");
  await page.keyboard.press("Space");
  await expect(grid.found).toHaveText("1,500 records found (1 selected)");
  const sentence = "Some of the rows in between are not loaded: select fewer at once.";
  await page.keyboard.press("Control+Shift+End");
  await expect(page.locator(".toast")).toHaveText(sentence);
  await expect(page.getByRole("status").filter({ hasText: sentence })).toBeAttached();
  await expect(grid.found).toHaveText("1,500 records found (1 selected)");
  await expect(grid.box(2)).toBeChecked();
  await expect(grid.box(3)).not.toBeChecked();
  await expect(grid.cell(2, "email")).toBeFocused();
  // Over rows that are there it goes on.
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.locator(".toast")).toBeHidden();
  await expect(grid.found).toHaveText("1,500 records found (2 selected)");
});

test("a cell is edited far down, and keeps what was refused while it is out of sight", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, ALL);
  await grid.scrollTo(800);
  const cell = grid.cell(803, "tax_vat");
  await expect(grid.row(803)).toHaveAttribute("data-id", "804");
  await cell.dblclick();
  await page.keyboard.type("NL 42");
  await page.keyboard.press("Enter");
  await expect(grid.cell(804, "tax_vat")).toBeFocused();
  await grid.settled();
  await expect(cell).toHaveText("NL 42");

  const email = grid.cell(804, "email");
  await email.dblclick();
  await page.keyboard.type("nonsense");
  await page.keyboard.press("Enter");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await grid.scrollTo(0);
  await expect(grid.row(5)).toBeVisible();
  await grid.scrollTo(800);
  await expect(email.locator(".note")).toContainText("is not an e-mail address");
  await expect(email.locator(".editor")).toHaveValue("nonsense");
  await email.locator(".editor").press("Escape");
  await expectFocusKept(page, "giving up");

  await expect(page).toHaveURL(/row=801/);
  await page.reload();
  await hydrated(page);
  await expect(cell).toHaveText("NL 42");
});

test("another order keeps the focus in the grid", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, `${ALL}&f.id.to=60&sort=-id`);
  await grid.goTo(5, "email");
  await grid.sort("id").dispatchEvent("click");
  await expect(page).toHaveURL(/sort=id/);
  await expect.poll(() => focusPlace(page)).toEqual({ row: "54", at: 3 });
  await expect(grid.cell(54, "email")).toBeInViewport();
});

test("rows that cannot be fetched are said to be missing, and asked for again", async ({ page, app }) => {
  const grid = new Grid(page);
  app.expectMessage(/Failed to load resource|ERR_FAILED/);
  await open(page, ALL);
  await page.route("**/api/customers/block", (route) => route.abort());
  await grid.scrollTo(1_000);
  await expect(page.locator(".failure")).toBeVisible();
  await page.unroute("**/api/customers/block");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(grid.row(1_000)).toHaveAttribute("data-id", "1001");
  await expect(page.locator(".failure")).toHaveCount(0);
});

test("a segment's members scroll, too", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/reports/segments");
  await page.getByRole("button", { name: /^Refresh/ }).first().click();
  await page.locator("main table a[href^='/reports/segments/']").first().click();
  await expect(grid.rows.first()).toBeVisible();
  await open(page, `${new URL(page.url()).pathname}?per_page=all`);
  const last = Number(await grid.root.getAttribute("aria-rowcount")) - 2;
  await grid.scrollTo(last);
  await expect(grid.row(last)).toHaveAttribute("data-id", /\d/);
});

const MILLION = 1_000_000;

/** Answers as a shop with a million customers would, whose ids are their places. */
async function aMillion(page: Page): Promise<void> {
  const query = (body: string | null) => new URLSearchParams(new URLSearchParams(body ?? "").get("query") ?? "");
  const block = (row: number, columns: number) => {
    const first = row - 1 - ((row - 1) % 100);
    return Array.from({ length: Math.min(100, MILLION - first) }, (_, at) => ({
      id: first + at + 1,
      version: 1,
      country: "",
      cells: Array.from({ length: columns }, (_, column) => ({ d: `${first + at + 1}.${column}` })),
    }));
  };
  await page.route("**/api/customers/page", async (route) => {
    const answer = await route.fetch();
    const found = await answer.json();
    const shown = new URLSearchParams(found.query);
    const rows = block(Number(shown.get("row") ?? 1), (shown.get("columns") ?? "").split(",").length);
    await route.fulfill({ response: answer, json: { ...found, rows, total: MILLION, counted: true } });
  });
  await page.route("**/api/customers/block", async (route) => {
    const asked = query(route.request().postData());
    const columns = (asked.get("columns") ?? "").split(",").length;
    await route.fulfill({ json: block(Number(asked.get("row") ?? 1), columns) });
  });
}

/** Is there a row at every height of the window, frame by frame, while something is done? */
async function withoutBlanks(page: Page, act: () => Promise<unknown>): Promise<void> {
  await page.evaluate(() => {
    const seen = window as unknown as { blanks: string[]; looks: number; looking: boolean };
    Object.assign(seen, { blanks: [], looks: 0, looking: true });
    const look = () => {
      const box = document.querySelector(".grid-scroll")?.getBoundingClientRect();
      const head = document.querySelector("#grid thead")?.getBoundingClientRect();
      for (let part = 1; box && head && part < 10; part++) {
        const y = head.bottom + ((box.bottom - 20 - head.bottom) * part) / 10;
        const row = document.elementFromPoint(box.x + 200, y)?.closest("tbody tr");
        if (!row) seen.blanks.push(`nothing at ${y}`);
      }
      seen.looks += 1;
      if (seen.looking) requestAnimationFrame(look);
    };
    // Behind what a frame is told of scrolling, and before it is painted.
    requestAnimationFrame(look);
  });
  await act();
  const [looks, blanks] = await page.evaluate(() => {
    const seen = window as unknown as { blanks: string[]; looks: number; looking: boolean };
    seen.looking = false;
    return [seen.looks, seen.blanks] as const;
  });
  expect(looks).toBeGreaterThan(5);
  expect(blanks).toEqual([]);
}

test("a million rows are reached by wheel, bar and keys, beyond the height a browser can have", async ({ page }) => {
  const grid = new Grid(page);
  await aMillion(page);
  await open(page, `${ALL}&columns=id,name,email`);
  await grid.sort("name").click();
  await expect(grid.root).toHaveAttribute("aria-rowcount", String(MILLION + 1));
  const stands = async (row: number) => {
    await expect(grid.row(row)).toHaveAttribute("data-id", String(row + 1));
    await expect(grid.row(row)).toHaveAttribute("aria-rowindex", String(row + 2));
    await expect(grid.cell(row, "name")).toHaveText(`${row + 1}.1`);
    await expect(grid.row(row)).toBeInViewport();
  };
  await stands(0);

  await grid.goTo(0, "name");
  await page.keyboard.press("Control+End");
  await expect.poll(() => focusPlace(page)).toEqual({ row: String(MILLION - 1), at: 4 });
  await stands(MILLION - 1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => focusPlace(page)).toEqual({ row: String(MILLION - 2), at: 4 });
  await stands(MILLION - 2);
  await page.keyboard.press("PageUp");
  const up = Number((await focusPlace(page))?.row);
  expect(up).toBeGreaterThan(MILLION - 100);
  expect(up).toBeLessThan(MILLION - 4);
  await page.keyboard.press("Control+Home");
  await expect.poll(() => focusPlace(page)).toEqual({ row: "0", at: 0 });
  await stands(0);

  const scroll = page.locator(".grid-scroll");
  expect(await scroll.evaluate((scroll) => scroll.scrollHeight)).toBeLessThan(33_000_000);
  await withoutBlanks(page, async () => {
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await scroll.evaluate((scroll, share) => {
        scroll.scrollTop = share * scroll.scrollHeight;
      }, share);
      await page.evaluate(async () => {
        for (let frame = 0; frame < 6; frame++) await new Promise((done) => requestAnimationFrame(done));
      });
    }
  });
  await stands(MILLION - 1);

  const box = await scroll.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  await withoutBlanks(page, async () => {
    for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, -300);
    for (let turn = 0; turn < 40; turn++) await page.mouse.wheel(0, 300);
    await expect(grid.row(MILLION - 1)).toBeInViewport();
  });
  await stands(MILLION - 1);

  await page.getByRole("spinbutton", { name: "Row" }).fill("654321");
  await page.keyboard.press("Enter");
  await stands(654_320);
});
