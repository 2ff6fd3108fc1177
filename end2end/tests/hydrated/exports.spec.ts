// Files of the grid's rows, as their readers want them.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, open, test } from "../../fixtures/app.ts";
import { saved } from "../../fixtures/files.ts";
import { Grid } from "../../pages/grid.ts";

test.use({ customers: 60 });

test("a CSV file is written as its reader says, also where other rows are there by then", async ({ page, app }) => {
  const grid = new Grid(page);
  await open(page, "/customers?columns=id,email&f.website=1");
  for (const row of [0, 1, 2]) await grid.box(row).check();
  let menu = await grid.openMenu("Export");
  await menu.getByLabel("Delimiter").selectOption({ label: "Semicolon" });
  await menu.getByLabel("Byte order mark, for Excel").check();
  await menu.getByLabel("Line ends of Windows (CR LF)").check();
  let file = await saved(page, () => menu.getByRole("button", { name: "CSV, Visible columns" }).click());
  expect(file.text).toMatch(/^\ufeff"ID";"Email"\r\n(\d+;[^\r\n;]+\r\n){3}$/);

  // Rows that were deleted meanwhile: the choice goes along to the second form.
  app.expectMessage(/409/);
  const [, email = ""] = await grid.values("email");
  await writeFile(path.join(app.folder, "gone.csv"), `email\n${email}\n`);
  await app.run(["import", "--behavior", "delete", "--website", "base", path.join(app.folder, "gone.csv")]);
  if (!(await menu.getByLabel("Delimiter").isVisible())) menu = await grid.openMenu("Export");
  await menu.getByRole("button", { name: "CSV, Visible columns" }).click();
  file = await saved(page, () => page.getByRole("button", { name: "Export anyway: 2" }).click());
  expect(file.text).toMatch(/^\ufeff"ID";"Email"\r\n(\d+;[^\r\n;]+\r\n){2}$/);
});
