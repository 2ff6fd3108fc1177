// Pictures: the README's, and every page in every state and look, to be looked at. Not a test: it runs only when
// COHORT_SCREENSHOTS names a folder, as `cargo xtask screenshot` does.
import path from "node:path";
import { settled } from "./fixtures/a11y.ts";
import { expect, open, test } from "./fixtures/app.ts";
import { Grid } from "./pages/grid.ts";
import { CUSTOMERS, EMPTY, IMPORTS, NOWHERE, SEGMENTS, SIGNED_OUT, VIEWER, type State } from "./pages/states.ts";

const FOLDER = process.env.COHORT_SCREENSHOTS ?? "";
const README = path.resolve(import.meta.dirname, "../docs/screenshot.png");

function every(of: string, states: State[]): void {
  for (const [name, address, act] of states) {
    test(`${of}: ${name}`, async ({ page, say, app }) => {
      await open(page, address);
      await act?.(page, say, app);
      for (const width of [1366, 640]) {
        await page.setViewportSize({ width, height: 768 });
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await settled(page);
          const file = `${of}-${name}-${width}-${colorScheme}.png`.replaceAll(/[^a-z0-9.]+/g, "-");
          await page.screenshot({ path: path.join(FOLDER, file) });
        }
      }
    });
  }
}

test.describe("empty", () => every("empty", EMPTY));

test.describe("with data", () => {
  test.use({ customers: 10_000, seed: 1 });

  test("the picture of the README", async ({ page }) => {
    await page.emulateMedia({ colorScheme: "light" });
    await open(page, "/customers");
    await expect(new Grid(page).rows).toHaveCount(20);
    await page.screenshot({ path: README });
  });

  every("customers", CUSTOMERS);
  every("segments", SEGMENTS);
  every("imports", IMPORTS);
  every("nowhere", NOWHERE);

  test.describe("to a viewer", () => {
    test.use({ as: "viewer" });
    every("viewer", VIEWER);
  });
});

test.describe("signed out", () => {
  test.use({ as: null });
  every("signed out", SIGNED_OUT);
});
