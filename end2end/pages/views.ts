// The Views menu of the customers grid.
import { expect, type Locator, type Page } from "@playwright/test";
import { english, type Say } from "../fixtures/words.ts";

export class Views {
  readonly button: Locator;
  readonly sheet: Locator;
  /** The names in the list, in order. */
  readonly names: Locator;
  /** The field for the name of a new view. */
  readonly name: Locator;

  constructor(
    readonly page: Page,
    say: Say = english,
  ) {
    const menu = page.locator("#views-menu");
    this.button = menu.locator("> summary");
    this.sheet = menu.locator("> .sheet");
    this.names = this.sheet.getByRole("list", { name: say("Views") }).locator(".name");
    this.name = this.sheet.getByRole("textbox", { name: say("Name of the new view") });
  }

  async open(): Promise<void> {
    await this.button.click();
    await expect(this.sheet).toBeVisible();
  }

  async choose(name: string): Promise<void> {
    await this.open();
    await this.sheet.getByRole("link", { name }).click();
    await expect(this.sheet).toBeHidden();
  }

  /** Saves what is shown under a new name. */
  async save(name: string): Promise<void> {
    await this.open();
    await this.name.fill(name);
    await this.name.press("Enter");
    await expect(this.sheet).toBeHidden();
  }
}
