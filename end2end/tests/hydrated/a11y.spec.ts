// Every page in every state it can be in, in every language, light and dark: axe must find nothing, and all text must
// fit.
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";
import { expectFits, expectInWindow } from "../../fixtures/fits.ts";
import { LANGUAGES } from "../../fixtures/words.ts";
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
});
