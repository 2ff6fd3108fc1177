// A hundred keys, faster than anybody types and than the page can answer: none is lost, and they stay in order.
import type { Page } from "@playwright/test";
import { expect, open, test } from "../../fixtures/app.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 300, as: "contributor" });

/** Customers with a billing address, whose phone number can be edited. */
const EDITABLE = "/customers?f.country=US&f.website=1&f.type=0&sort=id";

/** No two neighbours are alike, so that a lost or a turned pair is seen. */
const HUNDRED = Array.from({ length: 100 }, (_, n) => ((n * 7) % 36).toString(36)).join("");

/** Sends all keys at once, without waiting for any; `\r` is Enter. */
async function burst(page: Page, keys: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const sent = [...keys].flatMap((text) => {
    const key = text === "\r" ? "Enter" : text;
    const windowsVirtualKeyCode = text.toUpperCase().charCodeAt(0);
    return [
      session.send("Input.dispatchKeyEvent", { type: "keyDown", key, text, windowsVirtualKeyCode }),
      session.send("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode }),
    ];
  });
  await Promise.all(sent);
  await session.detach();
}

test("in a cell, the first of which opens its editor", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await grid.goTo(0, "phone");
  await burst(page, HUNDRED);
  await expect(grid.editor).toHaveValue(HUNDRED);
  await page.keyboard.press("Escape");

  await page.keyboard.press("F2");
  const before = await grid.editor.inputValue();
  await burst(page, HUNDRED);
  await expect(grid.editor, "after what is there").toHaveValue(before + HUNDRED);
  await page.keyboard.press("Escape");
});

test("down a column, each number saved in its row", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await grid.goTo(0, "phone");
  const numbers = Array.from({ length: 10 }, (_, row) => `55501${row}${row}${9 - row}7`);
  await burst(page, numbers.map((number) => `${number}\r`).join(""));
  await grid.settled();
  await expect.poll(async () => (await grid.values("phone")).slice(0, 10)).toEqual(numbers);
  await open(page, EDITABLE);
  expect((await grid.values("phone")).slice(0, 10)).toEqual(numbers);
});

test("in the keyword field, and all of them are looked for", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.search.focus();
  await burst(page, `${HUNDRED}\r`);
  await expect(grid.search).toHaveValue(HUNDRED);
  await expect(page).toHaveURL(`/customers?q=${HUNDRED}`);
  await expect(grid.found).toHaveText("0 records found");
});

test("in the keyword field on top of what is being looked for", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  await grid.search.focus();
  const [first, more] = [HUNDRED.slice(0, 50), HUNDRED.slice(50)];
  await burst(page, `${first}\r${more}`);
  await expect(page).toHaveURL(`/customers?q=${first}`);
  await expect(grid.found).toHaveText("0 records found");
  await expect(grid.search, "what is typed meanwhile stays").toHaveValue(HUNDRED);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/customers?q=${HUNDRED}`);
  await page.goBack();
  await expect(grid.search, "and what was only shown goes with its page").toHaveValue(first);
  await page.locator("#clear-all").click();
  await expect(grid.search).toHaveValue("");
});
