// The grid of customers, as tests speak of it: rows from 0, columns by their words in the address.
import { expect, type Locator, type Page } from "@playwright/test";
import { saved, type Saved, type Table } from "../fixtures/files.ts";
import { english, type Say } from "../fixtures/words.ts";

/** A menu of the toolbar. */
type Menu = "Filters" | "Columns" | "Export" | "{n} per page" | "All rows, scrolling";

export class Grid {
  readonly root: Locator;
  readonly rows: Locator;
  readonly editor: Locator;
  /** "1,204 records found (3 selected)". */
  readonly found: Locator;
  readonly search: Locator;
  readonly chips: Locator;

  constructor(
    readonly page: Page,
    private readonly say: Say = english,
  ) {
    this.root = page.locator("#grid");
    this.rows = this.root.locator("tbody tr");
    this.editor = this.root.locator(".editor");
    this.found = page.locator("p.found");
    this.search = page.getByRole("searchbox", { name: say("Search by keyword") });
    this.chips = page.getByRole("list", { name: say("Active filters:") }).getByRole("listitem");
  }

  cell(row: number, column: string): Locator {
    return this.root.locator(`tr[data-r="${row}"] > .c-${column}`);
  }

  /** A row by its place: on the page, or among all where all rows scroll. */
  row(row: number): Locator {
    return this.root.locator(`tr[data-r="${row}"]`);
  }

  /** A column's heading cell, and the link in it that sorts. */
  heading(column: string): Locator {
    return this.root.locator(`th:has([data-sort="${column}"])`);
  }

  sort(column: string): Locator {
    return this.heading(column).getByRole("link");
  }

  /** What a column is widened by. */
  edge(column: string): Locator {
    return this.heading(column).locator(".edge");
  }

  width(column: string): Promise<number> {
    return this.heading(column).evaluate((heading) => heading.getBoundingClientRect().width);
  }

  /** Drags the edge of a column. */
  async dragEdge(column: string, by: number): Promise<void> {
    await this.edge(column).scrollIntoViewIfNeeded();
    const box = await this.edge(column).boundingBox();
    if (!box) throw new Error(`${column} has no edge`);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + by / 2, y);
    await this.page.mouse.move(x + by, y);
    await this.page.mouse.up();
  }

  /** Picks an entry of a heading's menu. */
  async pick(column: string, entry: string): Promise<void> {
    await this.heading(column).locator("summary").click();
    await this.heading(column).getByRole("button", { name: entry, exact: true }).click();
  }

  /** Scrolls so that a row is the first in sight; all rows fit below the browser's limit. */
  async scrollTo(row: number): Promise<void> {
    await this.page.locator(".grid-scroll").evaluate((scroll, row) => {
      const height = scroll.querySelector("tbody tr")?.clientHeight ?? 0;
      scroll.scrollTop = row * height;
    }, row);
  }

  /** The words of the shown columns, in shown order. */
  columns(): Promise<string[]> {
    return this.root
      .locator("th [data-sort]")
      .evaluateAll((links) => links.map((link) => link.getAttribute("data-sort") ?? ""));
  }

  /** Which customers the page shows, in order. */
  ids(): Promise<number[]> {
    return this.rows.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-id"))));
  }

  /** The cells of one column, moments and days in ISO 8601. */
  values(column: string): Promise<string[]> {
    return this.root.locator(`tbody .c-${column}`).evaluateAll((cells) =>
      cells.map((cell) => cell.querySelector("time")?.dateTime ?? cell.querySelector(".v, .badge")?.textContent ?? ""),
    );
  }

  /** Headings and rows as a file has them: Select and Action aside, moments and days in ISO 8601. */
  table(): Promise<Table> {
    return this.root.evaluate((grid) => {
      const own = ":scope > :not(.c-select, .c-action)";
      const text = (cell: Element): string =>
        // A year is its own machine-readable form.
        cell.querySelector("time")?.dateTime || (cell.querySelector("[data-sort] > span, .v, .badge")?.textContent ?? "");
      return [...grid.querySelectorAll("tr")].map((row) => [...row.querySelectorAll(own)].map(text));
    });
  }

  box(row: number): Locator {
    return this.root.locator(`tr[data-r="${row}"] [data-pick="row"]`);
  }

  get pageBox(): Locator {
    return this.root.getByRole("checkbox", { name: this.say("Select the rows of this page") });
  }

  /** Picks an entry of the selection menu in the header. */
  async choose(entry: "Select All" | "Deselect All" | "Select Visible" | "Unselect Visible"): Promise<void> {
    await this.root.locator("th.c-select .menu > summary").click();
    await this.root.getByRole("button", { name: this.say(entry), exact: true }).click();
  }

  /** A menu of the toolbar, by the words on its button. */
  menu(name: Menu): Locator {
    const words = this.say(name, { n: "" }).trim();
    return this.page.locator("details.menu", { has: this.page.locator("> summary", { hasText: words }) });
  }

  async openMenu(name: Menu): Promise<Locator> {
    const menu = this.menu(name);
    await menu.locator("> summary").click();
    await expect(menu.locator("> .sheet")).toBeVisible();
    return menu;
  }

  async searchFor(words: string): Promise<void> {
    await this.search.fill(words);
    await this.search.press("Enter");
  }

  /** Downloads by the Export menu. */
  async export(format: "CSV" | "Excel XML" | "Excel", columns: "Visible columns" | "All columns" = "Visible columns"): Promise<Saved> {
    const menu = await this.openMenu("Export");
    const button = menu.getByRole("button", { name: `${this.say(format)}, ${this.say(columns)}`, exact: true });
    const file = await saved(this.page, () => button.click());
    await this.page.keyboard.press("Escape");
    return file;
  }

  /** Focuses a cell by keys alone, from the grid's one tab stop. */
  async goTo(row: number, column: string): Promise<void> {
    await this.root.locator('[tabindex="0"]').focus();
    await this.page.keyboard.press("Control+Home");
    for (let down = 0; down < row; down++) await this.page.keyboard.press("ArrowDown");
    const at = (await this.columns()).indexOf(column) + 1;
    for (let right = 0; right < at; right++) await this.page.keyboard.press("ArrowRight");
    await expect(this.cell(row, column)).toBeFocused();
  }

  /** Waits until nothing is on its way to the server. */
  async settled(): Promise<void> {
    await expect(this.root.locator(".saving")).toHaveCount(0);
  }
}

/** The column of the element that has the focus: its place in the row, and its row (`h` for the header). */
export function focusPlace(page: Page): Promise<{ row: string; at: number } | null> {
  return page.evaluate(() => {
    const cell = document.activeElement?.closest("#grid [data-c]");
    const row = cell?.closest("[data-r]")?.getAttribute("data-r");
    return cell && row ? { row, at: Number(cell.getAttribute("data-c")) } : null;
  });
}

/** What has the focus must be a thing of the page, never the page itself. */
export async function expectFocusKept(page: Page, after: string): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.tagName ?? "none"), { message: `focus after ${after}` })
    .not.toMatch(/^(BODY|HTML|none)$/);
}
