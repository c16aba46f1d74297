// The workbench: SQL typed, rows shown, mistakes marked, files loaded.
import { readFile } from "node:fs/promises";
import { expect, test } from "./support/page.js";

const SHOP = new URL("../../static/samples/shop.sql", import.meta.url);

test("tables, rows and what they cost are shown", async ({ bench }) => {
  await bench.run("CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
  await bench.run("SELECT a, b FROM t");
  expect(await bench.cells()).toEqual([["1", "x"], ["2", "NULL"]]);
  const table = bench.page.locator("[data-table='t']");
  await expect(table).toContainText("a");
  await expect(table.getByText("PK", { exact: true })).toBeVisible();
  const status = bench.page.locator("footer.status");
  await expect(status.locator("[data-figure='rows-out']")).toHaveText("2 rows out");
  await expect(status.locator("[data-figure='pages']")).toHaveText("1 page read: 1 hit, 0 misses");
  await expect(status.locator("[data-figure='simulated']")).toContainText("simulated");
  await expect(status.locator("[data-figure='real']")).toContainText("in this browser");
});

test("NULL, an empty text and the word are told apart", async ({ bench }) => {
  await bench.run("SELECT NULL AS a, '' AS b, 'NULL' AS c");
  const cells = bench.page.locator("[role='gridcell']");
  await expect(cells.nth(0).locator(".null")).toHaveText("NULL");
  await expect(cells.nth(1)).toHaveText("");
  await expect(cells.nth(2)).toHaveText("NULL");
  await expect(cells.nth(2).locator(".null")).toHaveCount(0);
});

test("equal names stay apart and an empty result keeps its headings", async ({ bench }) => {
  await bench.run("SELECT 1 AS id, 2 AS id; SELECT 3 AS id, 4 AS id WHERE false");
  expect(await bench.headings()).toEqual(["id", "id"]);
  await expect(bench.page.locator(".result")).toContainText("No rows.");
  await bench.page.locator(".result [role='tab']").first().click();
  expect(await bench.cells()).toEqual([["1", "2"]]);
});

test("the first script loads the shop and runs, as its button says", async ({ bench }) => {
  const { page } = bench;
  const go = page.locator("[data-action='run']");
  await expect(go).toHaveText("Load the shop and run");
  await expect(page.locator(".data-name")).toHaveText("no tables yet");
  await go.click();
  await expect(page.locator("#app")).toHaveAttribute("data-runs", "2");
  await bench.ready();
  expect(await bench.headings()).toContain("user_id");
  await expect(page.locator(".data-name")).toHaveText("Shop");
  await expect(go).toHaveText("Run all");
  await expect(page.locator(".narration")).toContainText("Done:");
});

test("tables made by hand are counted where a data set would be named", async ({ bench }) => {
  await bench.run("CREATE TABLE users (id int)");
  await expect(bench.page.locator(".data-name")).toHaveText("1 table");
  await bench.run("DROP TABLE users");
  await expect(bench.page.locator(".data-name")).toHaveText("no tables yet");
});

test("an error in the middle of a script says what ran and what did not", async ({ bench }) => {
  await bench.run("CREATE TABLE t (a int); SELECT a FROM t; SELECT b FROM t; DROP TABLE t; SELECT 1");
  const told = bench.page.locator("[data-told='failed']");
  await expect(told).toContainText('column "b" does not exist (42703). That was statement 3 of 5.');
  await expect(told).toContainText("2 statements before it ran and stay.");
  await expect(told).toContainText("2 statements after it were not run.");
  await bench.run("BEGIN; INSERT INTO t VALUES (1); SELECT b FROM t");
  await expect(told).toContainText("ROLLBACK ends it");
  await expect(bench.page.locator("[data-table='t']")).toBeVisible();
  await bench.expectAccessible();
});

test("an error is marked at its place, with what it says and its code", async ({ bench }) => {
  await bench.run("CREATE TABLE orders (id int, total int)");
  await bench.run("SELECT 1;\nSELECT o.totl\nFROM orders o");
  const editor = bench.page.locator("glassbox-editor");
  await expect(editor.locator(".cm-wrong")).toHaveText("o.totl");
  const line = editor.getByRole("alert");
  await expect(line).toContainText("column o.totl does not exist");
  await expect(line).toContainText("42703");
  await bench.expectAccessible();
  await line.getByRole("button", { name: "o.total" }).click();
  await expect(editor.locator(".cm-wrong")).toHaveCount(0);
  expect(await editor.evaluate((element) => element.value)).toContain("SELECT o.total\n");
});

test("a place is counted in letters, whatever they are made of", async ({ bench }) => {
  await bench.run("SELECT '😀é', nowhere FROM nothing");
  await expect(bench.page.locator(".cm-wrong")).toHaveText("nothing");
});

test("the keys run all, or what is chosen", async ({ bench }) => {
  await bench.write("SELECT 1 AS one;\nSELECT 2 AS two;");
  const content = bench.page.locator("glassbox-editor .cm-content");
  await content.click();
  await bench.whileRunning(() => bench.page.keyboard.press("Control+Enter"));
  await expect(bench.page.locator(".result [role='tab']")).toHaveCount(2);
  await bench.page.keyboard.press("Control+Home");
  await bench.page.keyboard.press("Shift+End");
  await expect(bench.page.locator("[data-action='run']")).toHaveText("Run selection");
  await bench.whileRunning(() => bench.page.keyboard.press("Control+Enter"));
  expect(await bench.headings()).toEqual(["one"]);
});

test("Tab indents, and leaves the editor after Escape", async ({ bench }) => {
  await bench.write("SELECT 1");
  const content = bench.page.locator("glassbox-editor .cm-content");
  await content.click();
  await bench.page.keyboard.press("Control+Home");
  await bench.page.keyboard.press("Tab");
  const editor = bench.page.locator("glassbox-editor");
  expect(await editor.evaluate((element) => element.value)).toBe("  SELECT 1");
  await bench.page.keyboard.press("Escape");
  await bench.page.keyboard.press("Tab");
  await expect(content).not.toBeFocused();
});

test("completion knows the columns of the tables", async ({ bench }) => {
  await bench.run("CREATE TABLE parcels (weight_grams int)");
  await bench.write("SELECT  FROM parcels");
  const content = bench.page.locator("glassbox-editor .cm-content");
  await content.click();
  await bench.page.keyboard.press("Control+Home");
  for (let at = 0; at < "SELECT ".length; at += 1) await bench.page.keyboard.press("ArrowRight");
  await bench.page.keyboard.type("weig");
  const offered = bench.page.locator(".cm-tooltip-autocomplete");
  await expect(offered).toContainText("weight_grams");
  // One Escape closes what is offered and lets Tab leave.
  await bench.page.keyboard.press("Escape");
  await expect(offered).toHaveCount(0);
  await bench.page.keyboard.press("Tab");
  await expect(content).not.toBeFocused();
});

test("the sample loads, and a scan reads each page of the table once", async ({ bench }) => {
  await bench.loadShop();
  await expect(bench.page.locator("[data-table='orders'] .count")).toContainText("100,000");
  await bench.run("SELECT * FROM orders WHERE user_id = 42");
  const pages = await bench.page.locator("[data-table='orders'] .facts").textContent();
  const read = bench.page.locator(".figures");
  await expect(read).toHaveAttribute("data-value", pages.match(/\d+/)[0]);
  await bench.expectAccessible();
});

test("a dropped file runs as it is", async ({ bench }) => {
  const script = await readFile(SHOP, "utf8");
  await bench.whileRunning(() =>
    bench.page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "mine.sql", { type: "text/plain" }));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
    }, script),
  );
  await expect(bench.page.locator(".data-name")).toHaveText("mine.sql");
  await expect(bench.page.locator("[data-table='users'] .count")).toContainText("10,000");
});

test("a published database loads with progress, and can be cancelled on the way", async ({ bench }) => {
  const folder = process.env.GLASSBOX_DATA;
  test.skip(folder === undefined, "no GLASSBOX_DATA");
  const { page } = bench;
  const script = await readFile(`${folder}/chinook.sql`, "utf8");
  const drop = () =>
    page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "chinook.sql", { type: "text/plain" }));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
    }, script);
  await drop();
  await expect(page.locator(".status [data-state='doing']")).toContainText(/chinook.sql: \d+ %/);
  await page.locator("[data-action='cancel']").click();
  await bench.ready();
  await expect(page.locator("[data-told='cancelled']")).toContainText(/statements before it ran and stay/);
  await page.reload();
  await bench.ready();
  await bench.whileRunning(drop);
  await expect(page.locator("[data-table='track'] .count")).toContainText("3,503");
  await expect(page.locator("[data-table]")).toHaveCount(11);
  await bench.run("SELECT count(*) FROM invoice_line");
  expect(await bench.cells()).toEqual([["2240"]]);
});

test("a file with a mistake says in which line, and what ran before stays", async ({ bench }) => {
  const content = "CREATE TABLE kept (a int);\n\nSELECT nothing\n";
  await bench.whileRunning(() =>
    bench.page.locator("input[type='file']").setInputFiles({
      name: "wrong.sql",
      mimeType: "text/plain",
      buffer: Buffer.from(content),
    }),
  );
  await expect(bench.page.locator("[data-note='file']")).toContainText("wrong.sql, line 3");
  await expect(bench.page.locator("[data-table='kept']")).toBeVisible();
  await bench.expectAccessible();
});

test("the editor's text and the theme outlast a reload", async ({ bench }) => {
  await bench.page.locator("glassbox-editor .cm-content").click();
  await bench.page.keyboard.press("Control+A");
  await bench.page.keyboard.type("SELECT 7");
  await bench.page.locator("[data-menu='theme']").click();
  await bench.page.locator("[data-item='light']").click();
  await bench.page.reload();
  await bench.ready();
  const editor = bench.page.locator("glassbox-editor");
  expect(await editor.evaluate((element) => element.value)).toBe("SELECT 7");
  await expect(bench.page.locator("html")).toHaveAttribute("data-theme", "light");
});

for (const colorScheme of ["dark", "light"]) {
  test(`every state is accessible in ${colorScheme}`, async ({ bench }) => {
    test.slow();
    const { page } = bench;
    await page.emulateMedia({ colorScheme });
    await bench.loadShop();
    await bench.run("SELECT * FROM orders WHERE user_id = 42; SELECT * FROM users LIMIT 3");
    await bench.expectAccessible();
    await page.locator("[data-move='back']").click();
    await bench.expectAccessible();
    await page.locator("[data-action='twin']").click();
    await bench.expectAccessible();
    for (const look of await page.locator("[data-look][role='tab']").all()) {
      await look.click();
      await bench.expectAccessible();
    }
    await page.locator("[data-menu='data']").click();
    await bench.expectAccessible();
    await page.keyboard.press("Escape");
    await page.locator("[data-action='help']").click();
    await expect(page.locator("dialog")).toBeVisible();
    await bench.expectAccessible();
  });
}

test("the lab is set up anew with other sizes", async ({ bench }) => {
  const { page } = bench;
  await bench.loadShop();
  await page.locator("[data-menu='data']").click();
  await page.locator("[data-item='set-up']").click();
  await page.locator("#page-bytes").selectOption("1024");
  await bench.expectAccessible();
  await page.locator("[data-action='set-up']").click();
  await expect(page.locator("[data-table='orders']")).toHaveCount(0);
  await bench.loadShop();
  const facts = page.locator("[data-table='orders'] .facts");
  await expect(facts).toHaveText(/^[56],\d{3} pages$/);
});

test("a short run changes nothing on screen before its end", async ({ bench }) => {
  await bench.run("SELECT 1 AS one");
  await bench.page.evaluate(() => {
    window.seen = new Set();
    const look = () => window.seen.add(document.querySelector(".result").dataset.state);
    new MutationObserver(look).observe(document.querySelector("main"), {
      attributes: true,
      childList: true,
      subtree: true,
    });
  });
  await bench.run("SELECT 2 AS two");
  expect(await bench.headings()).toEqual(["two"]);
  expect(await bench.page.evaluate(() => [...window.seen])).toEqual(["rows"]);
});
