// Editing in the grid: how it begins and ends, what is refused and how, and what happens when others are quicker.
import { emailOf, expect, hydrated, open, PASSWORD, test } from "../../fixtures/app.ts";
import { expectFocusKept, Grid } from "../../pages/grid.ts";

test.use({ customers: 60, as: "contributor" });

/** Customers of one website, billed in the US, private ones: every field of theirs can be edited. */
const EDITABLE = "/customers?f.country=US&f.website=1&f.type=0&columns=id,name,email,group,phone,zip,tax_vat,gender";

test("a double click opens the editor with all selected, Enter saves and goes down", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  const cell = grid.cell(1, "tax_vat");
  await cell.dblclick();
  await expect(grid.editor).toBeFocused();
  await page.keyboard.type("US 123");
  await page.keyboard.press("Enter");
  await expect(cell).toContainText("US 123");
  await expect(grid.cell(2, "tax_vat")).toBeFocused();
  await grid.settled();
  await expect(grid.editor).toHaveCount(0);
  await page.reload();
  await expect(cell).toHaveText("US 123");
});

test("Alt and Down opens the list of a choice", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await grid.goTo(1, "gender");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(grid.editor).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(grid.cell(1, "gender")).toBeFocused();
});

test("Escape gives up what was refused in a row, from any of its cells", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  const before = (await grid.cell(1, "email").textContent()) ?? "";
  await grid.goTo(1, "email");
  await page.keyboard.type("nobody");
  await page.keyboard.press("Enter");
  await expect(grid.editor).toHaveAttribute("aria-invalid", "true");
  await expect(grid.editor).toHaveCSS("outline-style", "solid");
  await grid.cell(1, "zip").click();
  await expect(grid.editor).toHaveCSS("outline-style", "none");
  await page.keyboard.press("Escape");
  await expect(grid.editor).toHaveCount(0);
  await expect(grid.cell(1, "email")).toHaveText(before);
  await expect(grid.cell(1, "zip")).toBeFocused();
});

test("F2 goes on behind what is there, a typed character replaces it, Escape brings it back", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  const cell = grid.cell(0, "phone");
  const before = (await cell.textContent()) ?? "";
  expect(before).not.toBe("");
  await grid.goTo(0, "phone");

  await page.keyboard.press("F2");
  await expect(grid.editor).toHaveValue(before);
  await page.keyboard.press("8");
  await expect(grid.editor).toHaveValue(`${before}8`);
  await page.keyboard.press("Escape");
  await expect(cell).toBeFocused();
  await expect(cell).toHaveText(before);

  await page.keyboard.press("7");
  await expect(grid.editor).toHaveValue("7");
  await page.keyboard.type("55");
  await expect(grid.editor).toHaveValue("755");
  await page.keyboard.press("Escape");
  await expect(cell).toHaveText(before);
  await expect(grid.editor).toHaveCount(0);

  await page.keyboard.press("Enter");
  await expect(grid.editor).toHaveValue(before);
  await page.keyboard.press("End");
  await page.keyboard.type("9");
  await page.keyboard.press("Enter");
  await grid.settled();
  await expect(cell).toHaveText(`${before}9`);
  await page.reload();
  await expect(cell).toHaveText(`${before}9`);
});

test("Tab saves and goes to the next cell that can be edited, Shift+Tab to the one before", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  // The first save is held back until all three are typed.
  let typed = (): void => undefined;
  const allTyped = new Promise<void>((resolve) => (typed = resolve));
  await page.route("**/api/customers/save-cell", async (route) => {
    await allTyped;
    await route.continue();
  });
  await grid.goTo(0, "phone");
  await page.keyboard.type("617 555 0100");
  await page.keyboard.press("Tab");
  await expect(grid.cell(0, "zip")).toBeFocused();
  await page.keyboard.type("02139");
  await page.keyboard.press("Tab");
  await expect(grid.cell(0, "tax_vat")).toBeFocused();
  await page.keyboard.type("12-3456789");
  await page.keyboard.press("Shift+Tab");
  await expect(grid.cell(0, "zip")).toBeFocused();
  typed();
  await grid.settled();
  await page.reload();
  await expect(grid.cell(0, "phone")).toHaveText("617 555 0100");
  await expect(grid.cell(0, "zip")).toHaveText("02139");
  await expect(grid.cell(0, "tax_vat")).toHaveText("12-3456789");
});

test("leaving the editor by a click elsewhere saves", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await grid.cell(0, "tax_vat").dblclick();
  await grid.editor.fill("left behind");
  await grid.cell(3, "name").click({ position: { x: 2, y: 2 } });
  await grid.settled();
  await expect(grid.cell(0, "tax_vat")).toHaveText("left behind");
  await page.reload();
  await expect(grid.cell(0, "tax_vat")).toHaveText("left behind");
});

test("choices come as a list, a typed letter picks the first that begins with it", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await grid.goTo(0, "group");
  await page.keyboard.press("Enter");
  const offered = await grid.editor.locator("option").allTextContents();
  expect(offered).toEqual(expect.arrayContaining(["General", "Wholesale", "Retailer"]));
  expect(offered, "the group of visitors is not for accounts").not.toContain("NOT LOGGED IN");
  await page.keyboard.press("Escape");
  await page.keyboard.press("w");
  await expect(grid.editor.locator("option:checked")).toHaveText("Wholesale");
  await page.keyboard.press("Enter");
  await grid.settled();
  await expect(grid.cell(0, "group")).toHaveText("Wholesale");
  await page.reload();
  await expect(grid.cell(0, "group")).toHaveText("Wholesale");
});

test("only the seven fields can be edited", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers");
  const locked = await grid.root
    .locator('tbody tr[data-r="0"] [aria-readonly="true"]')
    .evaluateAll((cells) => cells.map((cell) => /c-(\w+)/.exec(cell.className)?.[1]));
  expect(locked).toEqual(["id", "name", "country", "region", "since", "confirmed", "created_in", "birth"]);
  for (const column of locked) {
    // Beside the name, which is a link.
    await grid.cell(0, column ?? "").dblclick({ position: { x: 2, y: 2 } });
    await expect(grid.editor, column).toHaveCount(0);
  }
});

test("an invalid value is refused at the cell, in words, and nothing is sent", async ({ page }) => {
  const grid = new Grid(page);
  let sent = 0;
  page.on("request", (request) => (sent += Number(request.url().includes("/api/customers/save-cell"))));
  await open(page, EDITABLE);
  const before = (await grid.cell(0, "email").textContent()) ?? "";
  for (const [column, typed, sentence] of [
    ["email", "nobody", "“nobody” is not an e-mail address: write it like name@example.com."],
    ["zip", "1012 AB", "“1012 AB” is not a postcode of United States: write it like 95008."],
    ["phone", "call me", "“call me” is not a phone number: use digits, spaces and + - ( ) . /."],
  ] as const) {
    const cell = grid.cell(0, column);
    await grid.goTo(0, column);
    await page.keyboard.type(typed);
    await page.keyboard.press("Enter");
    await expect(cell).toHaveAttribute("aria-invalid", "true");
    await expect(cell.locator(".note")).toContainText(sentence);
    await expect(grid.editor).toHaveAccessibleDescription(sentence);
    await expect(grid.editor, "what was typed stays").toHaveValue(typed);
    await expect(grid.editor).toBeFocused();
    await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeAttached();
    await page.keyboard.press("Escape");
    await expect(cell).toBeFocused();
    await expect(cell).not.toHaveAttribute("aria-invalid", "true");
  }
  await grid.goTo(0, "email");
  await page.keyboard.press("F2");
  await grid.editor.fill("");
  await page.keyboard.press("Enter");
  await expect(grid.cell(0, "email").locator(".note")).toContainText("This field is required: type a value.");
  await page.keyboard.press("Escape");
  await expect(grid.cell(0, "email")).toHaveText(before);
  expect(sent).toBe(0);
});

test("an e-mail address in use is refused by the server, with the customer who has it", async ({ page, app }) => {
  app.expectMessage(/status of 422/);
  const grid = new Grid(page);
  await open(page, EDITABLE);
  const [first, second] = [await grid.ids(), await grid.values("email")];
  await grid.goTo(0, "email");
  await page.keyboard.type((second[1] ?? "").toUpperCase());
  await page.keyboard.press("Enter");
  const cell = grid.cell(0, "email");
  await expect(cell.locator(".note")).toContainText(`is already used by customer ${first[1]} in Main Website`);
  await expect(grid.editor).toHaveValue((second[1] ?? "").toUpperCase());
  await grid.editor.fill("somebody.new@example.com");
  await grid.editor.press("Enter");
  await grid.settled();
  await expect(cell).toHaveText("somebody.new@example.com");
  await page.reload();
  await expect(cell).toHaveText("somebody.new@example.com");
});

test("what is being typed is not lost by going back or loading anew without a question", async ({ page }) => {
  const grid = new Grid(page);
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked++;
    void dialog.dismiss();
  });
  await open(page, EDITABLE);
  await grid.sort("id").click();
  await expect(page).toHaveURL(/sort=-?id/);
  await grid.goTo(0, "tax_vat");
  await page.keyboard.press("F2");
  await page.evaluate(() => history.back());
  await expect(page, "nothing was typed").not.toHaveURL(/sort=/);

  await grid.sort("id").click();
  await expect(page).toHaveURL(/sort=-?id/);
  await grid.goTo(0, "tax_vat");
  await page.keyboard.press("Enter");
  await page.keyboard.type("NL 77");
  for (const leave of [() => history.back(), () => location.reload()]) {
    const before = asked;
    await page.evaluate(leave);
    await expect.poll(() => asked).toBe(before + 1);
    await expect(page).toHaveURL(/sort=-?id/);
    await expect(grid.editor).toHaveValue("NL 77");
  }
  await grid.editor.press("Enter");
  await grid.settled();
  await expect(grid.cell(0, "tax_vat")).toHaveText("NL 77");
});

test("a phone number without a billing address asks for one, keeps it there, and is not left behind", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?f.country.empty=1&f.billing_address.empty=1&columns=id,name,phone,zip,country");
  await grid.goTo(0, "phone");
  await page.keyboard.type("+31 20 123");
  await page.keyboard.press("Enter");
  const cell = grid.cell(0, "phone");
  await expect(cell.locator(".note")).toContainText("no default billing address");

  page.once("dialog", (dialog) => void dialog.dismiss());
  await grid.sort("id").click();
  await expect(cell.locator(".note"), "leaving is asked about").toBeVisible();

  await cell.getByRole("button", { name: "Create billing address" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a billing address" });
  await expect(dialog.getByLabel("Phone")).toHaveValue("+31 20 123");
  await expect(dialog.getByLabel("Last Name")).not.toHaveValue("");
  await dialog.getByLabel("Street Address").fill("Damrak 1");
  await dialog.getByLabel("ZIP").fill("nonsense");
  await dialog.getByLabel("Country").selectOption({ label: "Netherlands" });
  await dialog.getByRole("button", { name: "Create and save" }).click();
  await expect(dialog.getByLabel("City")).toHaveAccessibleDescription("This field is required: type a value.");
  await expect(dialog.getByLabel("ZIP"), "the first that is wrong").toBeFocused();
  await expect(dialog.getByLabel("ZIP")).toHaveAccessibleDescription(/is not a postcode of Netherlands/);
  await dialog.getByLabel("City").fill("Amsterdam");
  await dialog.getByLabel("ZIP").fill("1012 AB");
  await dialog.getByLabel("ZIP").press("Enter");
  await expect(dialog).toBeHidden();
  await expect(cell).toHaveText("+31 20 123");
  await expect(cell).toBeFocused();
  await expect(grid.cell(0, "zip")).toHaveText("1012 AB");
  await expect(grid.cell(0, "country")).toHaveText("Netherlands");
  const name = (await grid.values("name"))[0] ?? "";
  await open(page, "/customers?f.phone.is=%2B31+20+123&columns=name,phone,zip");
  expect(await grid.values("name")).toEqual([name]);
});

test("a phone number and a postcode without an address are kept in the same new one", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, "/customers?f.country.empty=1&f.billing_address.empty=1&columns=id,name,phone,zip,country");
  for (const [column, value] of [
    ["phone", "+31 20 456"],
    ["zip", "1012 AB"],
  ] as const) {
    await grid.goTo(1, column);
    await page.keyboard.type(value);
    await page.keyboard.press("Enter");
    await expect(grid.cell(1, column).locator(".note")).toContainText("no default billing address");
  }
  await grid.cell(1, "zip").getByRole("button", { name: "Create billing address" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a billing address" });
  await expect(dialog.getByLabel("Phone")).toHaveValue("+31 20 456");
  await expect(dialog.getByLabel("ZIP")).toHaveValue("1012 AB");
  await dialog.getByLabel("Street Address").fill("Damrak 1");
  await dialog.getByLabel("City").fill("Amsterdam");
  await dialog.getByLabel("Country").selectOption({ label: "Netherlands" });
  await dialog.getByRole("button", { name: "Create and save" }).click();
  await expect(dialog).toBeHidden();
  await expect(grid.cell(1, "phone")).toHaveText("+31 20 456");
  await expect(grid.cell(1, "zip")).toHaveText("1012 AB");
});

test("an address that a session's end kept from being made leads to the sign-in", async ({ page, app, context }) => {
  app.expectMessage(/status of 401/);
  const grid = new Grid(page);
  await open(page, "/customers?f.country.empty=1&f.billing_address.empty=1&columns=id,name,phone,zip,country");
  await grid.goTo(2, "phone");
  await page.keyboard.type("+31 20 789");
  await page.keyboard.press("Enter");
  await grid.cell(2, "phone").getByRole("button", { name: "Create billing address" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a billing address" });
  await dialog.getByLabel("Street Address").fill("Damrak 1");
  await dialog.getByLabel("City").fill("Amsterdam");
  await dialog.getByLabel("Country").selectOption({ label: "Netherlands" });
  await context.clearCookies();
  await dialog.getByRole("button", { name: "Create and save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("no longer signed in");
  await expect(dialog.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", /^\/sign-in\?next=/);
});

test("a stale save overwrites nothing and shows both values; theirs can be kept", { tag: "@postgres" }, async ({ page, somebodyElse }) => {
  const mine = new Grid(page);
  await open(page, EDITABLE);
  const other = await somebodyElse("administrator");
  const theirs = new Grid(other);
  await open(other, EDITABLE);

  await theirs.goTo(0, "zip");
  await other.keyboard.type("10001");
  await other.keyboard.press("Enter");
  await theirs.settled();
  await expect(theirs.cell(0, "zip")).toHaveText("10001");

  await mine.goTo(0, "zip");
  await page.keyboard.type("20002");
  await page.keyboard.press("Enter");
  const note = mine.cell(0, "zip").locator(".note");
  await expect(note).toContainText("it now reads “10001”, you typed “20002”. Nothing was overwritten.");
  await expect(note.locator('[data-side="theirs"]')).toHaveText("10001");
  await expect(note.locator('[data-side="mine"]')).toHaveText("20002");
  await other.reload();
  await expect(theirs.cell(0, "zip")).toHaveText("10001");

  await note.getByRole("button", { name: "Keep theirs" }).click();
  await expect(mine.cell(0, "zip")).toHaveText("10001");
  await expectFocusKept(page, "keeping theirs");
  await page.reload();
  await expect(mine.cell(0, "zip")).toHaveText("10001");
});

test("what waits behind a stale save overwrites nothing that was not seen", async ({ page, somebodyElse }) => {
  const mine = new Grid(page);
  await open(page, EDITABLE);
  let answer = (): void => undefined;
  const changed = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/customers/save-cell", async (route) => {
    await changed;
    await route.continue();
  });
  await mine.goTo(0, "phone");
  await page.keyboard.type("617 555 0001");
  await page.keyboard.press("Tab");
  await page.keyboard.type("02139");
  await page.keyboard.press("Tab");
  await page.keyboard.type("MINE");
  await page.keyboard.press("Enter");

  // Meanwhile somebody else writes the first and the last of the three.
  const other = await somebodyElse("administrator");
  const theirs = new Grid(other);
  await open(other, EDITABLE);
  for (const [column, value] of [
    ["phone", "617 555 0002"],
    ["tax_vat", "THEIRS"],
  ] as const) {
    await theirs.goTo(0, column);
    await other.keyboard.type(value);
    await other.keyboard.press("Enter");
    await theirs.settled();
  }
  answer();
  await mine.settled();
  await expect(mine.cell(0, "phone").locator(".note")).toContainText("617 555 0002");
  await expect(mine.cell(0, "tax_vat").locator(".note")).toContainText("THEIRS");
  await expect(mine.cell(0, "zip").locator(".note"), "nobody else touched it").toHaveCount(0);
  await other.reload();
  await expect(theirs.cell(0, "phone")).toHaveText("617 555 0002");
  await expect(theirs.cell(0, "zip")).toHaveText("02139");
  await expect(theirs.cell(0, "tax_vat")).toHaveText("THEIRS");
});

test("after a stale save one's own value can be saved knowingly", async ({ page, somebodyElse }) => {
  const mine = new Grid(page);
  await open(page, EDITABLE);
  const other = await somebodyElse("administrator");
  const theirs = new Grid(other);
  await open(other, EDITABLE);
  await theirs.goTo(1, "tax_vat");
  await other.keyboard.type("THEIRS");
  await other.keyboard.press("Enter");
  await theirs.settled();

  // Another field of the same customer: the row is what has a version.
  await mine.goTo(1, "phone");
  await page.keyboard.type("617 555 0199");
  await page.keyboard.press("Enter");
  const note = mine.cell(1, "phone").locator(".note");
  await expect(note).toContainText("you typed “617 555 0199”");
  await expect(mine.cell(1, "tax_vat"), "the rest of the row is the stored one").toHaveText("THEIRS");
  await note.getByRole("button", { name: "Save mine" }).click();
  await mine.settled();
  await expect(mine.cell(1, "phone")).toHaveText("617 555 0199");
  await other.reload();
  await expect(theirs.cell(1, "phone")).toHaveText("617 555 0199");
  await expect(theirs.cell(1, "tax_vat")).toHaveText("THEIRS");
});

test("a page that a newer server does not understand says so, and loses nothing typed", async ({ page, app }) => {
  app.expectMessage(/status of 400/);
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await page.route("**/api/customers/save-cell", (route) => route.continue({ url: `${route.request().url()}-of-old` }));
  await grid.goTo(2, "tax_vat");
  await page.keyboard.type("typed before");
  await page.keyboard.press("Enter");
  const note = grid.cell(2, "tax_vat").locator(".note");
  await expect(note).toContainText("a newer version of Cohort was probably installed");
  await expect(grid.editor).toHaveValue("typed before");

  const link = note.getByRole("link", { name: "Load the page again" });
  await Promise.all([page.waitForEvent("load"), link.click()]);
  await page.unrouteAll();
  await hydrated(page);
  await expect(grid.editor).toHaveValue("typed before");
  await expect(note).toContainText("This is not saved yet");
  await grid.editor.press("Enter");
  await grid.settled();
  await expect(grid.cell(2, "tax_vat")).toHaveText("typed before");
});

test("a session that ends in the middle of an edit loses nothing typed", async ({ page, app, context, playwright }) => {
  app.expectMessage(/status of 401/);
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await grid.goTo(2, "tax_vat");
  await page.keyboard.type("typed long ago");

  const [cookie] = await context.cookies();
  const outside = await playwright.request.newContext({
    baseURL: app.url,
    extraHTTPHeaders: { cookie: `${cookie?.name}=${cookie?.value}` },
  });
  expect((await outside.post("/sign-out", { maxRedirects: 0 })).status()).toBe(303);
  await outside.dispose();

  await page.keyboard.press("Enter");
  const note = grid.cell(2, "tax_vat").locator(".note");
  await expect(note).toContainText("You are no longer signed in: sign in again, nothing you typed is lost.");
  await expect(grid.editor).toHaveValue("typed long ago");
  await grid.cell(1, "tax_vat").dblclick();
  await page.keyboard.type("typed after it");
  await page.keyboard.press("Enter");
  await expect(grid.cell(1, "tax_vat").locator(".note")).toContainText("You are no longer signed in");

  await note.getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fcustomers/);
  await page.getByLabel("E-mail address").fill(emailOf("contributor"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await hydrated(page);
  for (const [row, typed] of [
    [1, "typed after it"],
    [2, "typed long ago"],
  ] as const) {
    const cell = grid.cell(row, "tax_vat");
    await expect(cell.locator(".editor")).toHaveValue(typed);
    await expect(cell.locator(".note")).toContainText("This is not saved yet");
    await cell.locator(".editor").press("Enter");
    await grid.settled();
    await expect(cell).toHaveText(typed);
  }
  await page.reload();
  await expect(grid.cell(1, "tax_vat")).toHaveText("typed after it");
  await expect(grid.cell(2, "tax_vat")).toHaveText("typed long ago");
});

test("what somebody typed is not there for whoever signs in next", async ({ page, app, context }) => {
  app.expectMessage(/status of 401/);
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await grid.goTo(2, "tax_vat");
  await page.keyboard.type("typed by one");
  await context.clearCookies();
  await page.keyboard.press("Enter");
  const note = grid.cell(2, "tax_vat").locator(".note");
  await note.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("E-mail address").fill(emailOf("administrator"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await hydrated(page);
  const left = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(left).not.toContain("typed by one");
  await expect(grid.editor).toHaveCount(0);
});

test("a save that does not get through can be tried again, or given up", async ({ page, app }) => {
  app.expectMessage(/net::ERR_FAILED/);
  const grid = new Grid(page);
  await open(page, EDITABLE);
  let cut = true;
  await page.route("**/api/customers/save-cell", (route) => (cut ? route.abort() : route.continue()));
  await grid.goTo(0, "tax_vat");
  await page.keyboard.type("on the train");
  await page.keyboard.press("Enter");
  const cell = grid.cell(0, "tax_vat");
  await expect(cell.getByRole("button", { name: "Discard" })).toBeVisible();
  await expect(grid.editor).toHaveValue("on the train");
  cut = false;
  await cell.getByRole("button", { name: "Save again" }).click();
  await grid.settled();
  await expect(cell).toHaveText("on the train");
  await page.reload();
  await expect(cell).toHaveText("on the train");
});

test("a value that fits and one that does not: the first is saved, the second waits", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await grid.goTo(0, "phone");
  await page.keyboard.type("617 555 0142");
  await page.keyboard.press("Tab");
  await page.keyboard.type("not a code");
  await page.keyboard.press("Enter");
  await expect(grid.cell(0, "zip").locator(".note")).toBeVisible();
  await expect(grid.editor).toHaveValue("not a code");
  await grid.settled();
  await grid.editor.press("Escape");
  await page.reload();
  await expect(grid.cell(0, "phone")).toHaveText("617 555 0142");
});

test("leaving the page with an edit open saves it and breaks nothing", async ({ page }) => {
  const grid = new Grid(page);
  await open(page, EDITABLE);
  await page.route("**/api/customers/save-cell", async (route) => {
    // The answer comes when the grid has long gone.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await grid.goTo(0, "tax_vat");
  await page.keyboard.type("left open");
  const answered = page.waitForResponse("**/api/customers/save-cell");
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Segments" })).toBeVisible();
  await answered;
  await page.getByRole("link", { name: "Women born since 1990" }).click();
  await expect(page.getByLabel("Segment Name")).toHaveValue("Women born since 1990");
  await open(page, EDITABLE);
  await expect(grid.cell(0, "tax_vat")).toHaveText("left open");
});

test.describe("a viewer", () => {
  test.use({ as: "viewer" });

  test("cannot edit, neither in the page nor past it", async ({ page, context, app }) => {
    const grid = new Grid(page);
    await open(page, EDITABLE);
    await expect(grid.root.locator("tbody td[data-c]:not([aria-readonly], .c-select, .c-action)")).toHaveCount(0);
    await grid.goTo(0, "zip");
    for (const key of ["F2", "Enter", "7"]) {
      await page.keyboard.press(key);
      await expect(grid.editor, key).toHaveCount(0);
    }
    await grid.cell(0, "zip").dblclick();
    await expect(grid.editor).toHaveCount(0);
    const before = (await grid.cell(0, "zip").textContent()) ?? "";

    const [id] = await grid.ids();
    const answer = await context.request.post(`${app.url}/api/customers/save-cell`, {
      data: { edit: { customer: id, version: 1, column: "zip", value: "10001" }, columns: ["zip"] },
    });
    expect(answer.status()).toBe(403);
    expect(((await answer.json()) as { message: string }).message).toContain("Your role, Viewer, does not allow this");
    await page.reload();
    await expect(grid.cell(0, "zip")).toHaveText(before);
  });
});
