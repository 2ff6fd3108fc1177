// The form of a segment, as tests speak of it.
import type { Locator, Page } from "@playwright/test";
import { english, type Say } from "../fixtures/words.ts";

export class SegmentForm {
  readonly name: Locator;
  readonly words: Locator;
  readonly rule: Locator;

  constructor(
    readonly page: Page,
    private readonly say: Say = english,
  ) {
    this.name = page.getByLabel(say("Segment Name"));
    this.words = page.getByRole("region", { name: say("In words") });
    this.rule = page.locator("#rule-root");
  }

  website(name: string): Locator {
    return this.page.getByRole("group", { name: this.say("Assigned to Website") }).getByRole("checkbox", { name });
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
    await line.getByLabel(this.say("Attribute")).selectOption({ label: attribute });
    await line.getByLabel(this.say("Operator")).selectOption({ label: operator });
    if (value === undefined) return;
    const field = line.getByLabel(this.say("Value"), { exact: true });
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") {
      await field.selectOption({ label: value });
    } else {
      await field.fill(value);
    }
  }
}
