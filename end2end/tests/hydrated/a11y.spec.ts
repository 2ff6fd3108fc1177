// Every page in every state it can be in, in every language, light and dark: axe must find nothing, and all text must
// fit.
import type { Locator } from "@playwright/test";
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";
import { expectFits, expectInWindow } from "../../fixtures/fits.ts";
import { LANGUAGES } from "../../fixtures/words.ts";
import { Grid } from "../../pages/grid.ts";
import {
  CUSTOMERS,
  EMPTY,
  EMPTY_TO_VIEWER,
  IMPORTS,
  NOWHERE,
  SEGMENTS,
  SIGNED_OUT,
  VIEWER,
  type State,
} from "../../pages/states.ts";

function every(states: State[]): void {
  for (const [name, address, act] of states) {
    test(name, async ({ page, language, say, app }) => {
      await open(page, address);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await act?.(page, say, app);
      await expectFits(page, name);
      await expectInWindow(page, name);
      await expectAccessible(page, name);
    });
  }
}

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });

    test.describe("empty", () => {
      every(EMPTY);

      test.describe("to a viewer", () => {
        test.use({ as: "viewer" });
        every(EMPTY_TO_VIEWER);
      });
    });

    test.describe("with data", () => {
      test.use({ customers: 300 });
      every([...CUSTOMERS, ...SEGMENTS, ...IMPORTS, ...NOWHERE]);

      test.describe("to a viewer", () => {
        test.use({ as: "viewer" });
        every(VIEWER);
      });
    });

    test.describe("signed out", () => {
      test.use({ as: null });
      every(SIGNED_OUT);
    });
  });
}

test.describe("on a narrow window", () => {
  test.use({ customers: 300 });

  test("nothing is found either", async ({ page }) => {
    await page.setViewportSize({ width: 640, height: 800 });
    for (const address of ["/customers", "/customers/1", "/segments/7", "/reports/segments", "/imports"]) {
      await open(page, address);
      await expectAccessible(page, `${address}, narrow`, "every");
      await expectFits(page, `${address}, narrow`);
    }
  });

  test("nor on a telephone, where rows are cards", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 800 });
    for (const address of ["/customers?f.country=NL&sort=-since", "/customers/1", "/segments/7", "/reports/segments", "/reports/segments/1", "/imports"]) {
      await open(page, address);
      await expectAccessible(page, `${address}, on a telephone`, "every", ["light"]);
    }
  });
});

test.describe("the colours a person chose", () => {
  test.use({ customers: 20 });

  test("hold whatever the system says", async ({ page }) => {
    for (const [label, ground] of [
      ["Dark", "rgb(12, 17, 22)"],
      ["Light", "rgb(244, 246, 249)"],
    ] as const) {
      await page.emulateMedia({ colorScheme: label === "Dark" ? "light" : "dark" });
      await open(page, "/customers");
      await page.locator("details.user > summary").click();
      await page.getByRole("button", { name: label, exact: true }).click();
      await expect(page.locator("html")).toHaveAttribute("data-theme", label.toLowerCase());
      await expect(page.locator("html")).toHaveCSS("background-color", ground);
      await expect(page).toHaveURL("/customers?view=default");
    }
  });

  test("are there at once, and what was selected still is", async ({ page }) => {
    const grid = new Grid(page);
    await open(page, "/customers");
    await grid.box(1).check();
    await page.locator("details.user > summary").click();
    const colours = page.getByRole("group", { name: "Colours" });
    for (const name of ["Dark", "Light", "Dark"]) {
      const button = colours.getByRole("button", { name, exact: true });
      await button.click();
      await expect(page.locator("html")).toHaveAttribute("data-theme", name.toLowerCase());
      await expect(button).toBeFocused();
      await expect(colours.locator("[aria-pressed=true]")).toHaveText(name);
    }
    await expect(grid.box(1)).toBeChecked();
    // Higher rows do not bring the old colours back.
    await page.getByRole("button", { name: "Comfortable", exact: true }).click();
    await expect(page.locator("html")).toHaveAttribute("data-density", "comfortable");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  });
});

test.describe("the colours a system asks for", () => {
  test.use({ customers: 60 });

  for (const [name, media] of [
    ["more contrast", { contrast: "more" }],
    ["its own few", { forcedColors: "active" }],
  ] as const) {
    test(`${name}: all is legible, and what has the focus has a ring`, async ({ page }) => {
      const grid = new Grid(page);
      await open(page, "/customers?f.country=NL&sort=-since");
      const line = () => grid.cell(0, "email").evaluate((cell) => getComputedStyle(cell).borderBlockEndColor);
      const usual = await line();
      await page.emulateMedia(media);
      expect(await line(), "the lines are others").not.toBe(usual);
      await grid.box(0).check();
      await grid.goTo(1, "email");
      await expectRing(grid.cell(1, "email"));
      await expectAccessible(page, name);
      for (const one of [grid.search, grid.box(1), grid.sort("email"), grid.menu("Filters").locator("> summary")]) {
        await one.focus();
        // Only keys show where the focus is.
        await page.keyboard.press("Shift");
        await expectRing(one);
      }
      await grid.goTo(1, "email");
      await page.keyboard.press("F2");
      await expect(grid.editor).toBeFocused();
      await expect(grid.editor, "its border is its ring").toHaveCSS("border-block-end-width", "2px");
    });
  }
});

/** An outline, which is drawn in every set of colours, unlike a shadow or a ground. */
async function expectRing(focused: Locator): Promise<void> {
  await expect(focused).toBeFocused();
  await expect(focused).not.toHaveCSS("outline-style", "none");
  const { width, colour } = await focused.evaluate((one) => {
    const { outlineWidth, outlineColor } = getComputedStyle(one);
    return { width: Number.parseFloat(outlineWidth), colour: outlineColor };
  });
  expect(width).toBeGreaterThanOrEqual(2);
  expect(colour).not.toMatch(/transparent|, 0\)/);
}

test.describe("a page that comes", () => {
  test.use({ customers: 300 });

  test("moves nothing that is there", async ({ page }) => {
    for (const address of ["/customers", "/segments", "/reports/segments", "/imports"]) {
      await open(page, address);
      const moved = await page.evaluate(
        () =>
          new Promise<number>((done) => {
            let sum = 0;
            const observer = new PerformanceObserver((list) => {
              for (const one of list.getEntries() as (PerformanceEntry & { value: number })[]) sum += one.value;
            });
            observer.observe({ type: "layout-shift", buffered: true });
            // What a page does once it answers, it does at once.
            setTimeout(() => done(sum), 1_000);
          }),
      );
      expect(moved, address).toBeLessThanOrEqual(0.02);
    }
  });
});
