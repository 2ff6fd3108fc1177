// The form of a segment, as tests speak of it.
import type { Locator, Page } from "@playwright/test";

export class SegmentForm {
  readonly name: Locator;
  readonly words: Locator;
  readonly rule: Locator;

  constructor(readonly page: Page) {
    this.name = page.getByLabel("Segment Name");
    this.words = page.getByRole("region", { name: "In words" });
    this.rule = page.locator("#rule-root");
  }

  website(name: string): Locator {
    return this.page.getByRole("group", { name: "Assigned to Website" }).getByRole("checkbox", { name });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The lines of conditions, those in groups included, top to bottom. */
  get leaves(): Locator {
    return this.rule.locator(".rule-leaf");
  }

  /** Says what a line tests. */
  async fill(line: Locator, attribute: string, operator: string, value?: string): Promise<void> {
    await line.getByLabel("Attribute").selectOption({ label: attribute });
    await line.getByLabel("Operator").selectOption({ label: operator });
    if (value === undefined) return;
    const field = line.getByLabel("Value", { exact: true });
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") {
      await field.selectOption({ label: value });
    } else {
      await field.fill(value);
    }
  }
}
