// Every page in every state it can be in, light and dark: axe must find nothing.
import { expectAccessible } from "../../fixtures/a11y.ts";
import { expect, open, test } from "../../fixtures/app.ts";
import { CUSTOMERS, EMPTY, IMPORTS, SEGMENTS, SIGNED_OUT, VIEWER, type State } from "../../pages/states.ts";

function every(states: State[]): void {
  for (const [name, address, act] of states) {
    test(name, async ({ page, app }) => {
      await open(page, address);
      await act?.(page, app);
      await expectAccessible(page, name);
    });
  }
}

test.describe("empty", () => every(EMPTY));

test.describe("with data", () => {
  test.use({ customers: 300 });
  every([...CUSTOMERS, ...SEGMENTS, ...IMPORTS]);

  test("on a narrow window", async ({ page }) => {
    await page.setViewportSize({ width: 640, height: 800 });
    for (const address of ["/customers", "/customers/1", "/segments/7", "/reports/segments", "/imports"]) {
      await open(page, address);
      await expectAccessible(page, `${address}, narrow`);
      const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(beside, `${address} scrolls sideways`).toBe(0);
    }
  });

  test("what is not there", async ({ page, app }) => {
    app.expectMessage(/status of 404/);
    for (const address of ["/customers/999999", "/segments/999999", "/reports/segments/999999", "/no/such/page"]) {
      await page.goto(address);
      await expect(page.getByRole("main")).toContainText(/no such|not found/i);
      await expectAccessible(page, address);
    }
  });

  test.describe("to a viewer", () => {
    test.use({ as: "viewer" });
    every(VIEWER);
  });
});

test.describe("signed out", () => {
  test.use({ as: null });
  every(SIGNED_OUT);
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
