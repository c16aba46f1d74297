// Links and files: what is seen goes out whole, and nothing that comes in runs by itself.
import { readFile } from "node:fs/promises";
import { deflateRawSync } from "node:zlib";
import { Bench, expect, test } from "./support/page.js";

const QUERY = "SELECT total, '<b>é😀</b>\t' AS note FROM orders\nWHERE user_id = 42 AND total > 200;";

/** A link's fragment, made here and not by the page. */
function fragmentOf(saved) {
  const packed = deflateRawSync(JSON.stringify(saved), { level: 9 });
  return `#s=z1:${packed.toString("base64url")}`;
}

const valueOf = ({ page }) => page.locator("glassbox-editor").evaluate((editor) => editor.value);

async function sharedLink({ page }) {
  await page.locator("[data-action='share']").click();
  return page.locator("[data-figure='link']").inputValue();
}

test("a link brings data, query and moment to another page, once it is asked to", async ({
  bench,
  browser,
}) => {
  const { page } = bench;
  await bench.loadShop();
  await bench.run("DELETE FROM orders WHERE total < 100");
  await bench.run(QUERY);
  const cells = await bench.cells();
  await page.locator("[data-look='heap'][role='tab']").click();
  for (let step = 0; step < 5; step += 1) await page.locator("[data-move='back']").click();
  const narration = await page.locator(".narration").textContent();
  const link = await sharedLink(bench);
  expect(link).toMatch(/\?pictures=heap#s=z1:[\w-]+$/);
  await expect(page.locator("dialog")).toContainText("It holds the shop and 1 line of SQL");
  await bench.expectAccessible();

  const context = await browser.newContext();
  const other = new Bench(await context.newPage());
  await other.open(link);
  await expect(other.page.locator("[data-note='offer']")).toContainText("Nothing of it has run.");
  expect(await valueOf(other)).toBe(QUERY);
  await expect(other.page.locator("#app")).toHaveAttribute("data-runs", "0");
  await expect(other.page.locator("[data-table]")).toHaveCount(0);
  await other.expectAccessible();
  await other.page.locator("[data-action='take-offer']").click();
  await expect(other.page.locator("#app")).toHaveAttribute("data-runs", "3");
  await other.ready();
  expect(await other.cells()).toEqual(cells);
  await expect(other.page.locator(".narration")).toHaveText(narration);
  await expect(other.page.locator("[data-look='heap'][role='tab']")).toHaveAttribute("aria-selected", "true");
  await other.expectClean();
  await context.close();
});

test("what is too long for a link goes into a file, and comes back when it is dropped", async ({
  bench,
}) => {
  const { page } = bench;
  const noise = Array.from({ length: 4_000 }, (_, at) => (at * 7919 * (at + 13)) % 99991).join(" ");
  await bench.run("CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)");
  await bench.write(`SELECT a FROM kept; -- ${noise}`);
  await page.locator("[data-action='share']").click();
  await expect(page.locator("[data-told='too-long']")).toContainText("8,192");
  await expect(page.locator("[data-figure='link']")).toHaveCount(0);
  await bench.expectAccessible();
  const arrived = page.waitForEvent("download");
  await page.locator("[data-action='share-file']").click();
  const download = await arrived;
  expect(download.suggestedFilename()).toBe("lab.glassbox.json");
  const content = await readFile(await download.path(), "utf8");
  await page.reload();
  await bench.ready();
  await page.locator("input[type='file']").setInputFiles({
    name: "lab.glassbox.json",
    mimeType: "application/json",
    buffer: Buffer.from(content),
  });
  await expect(page.locator("[data-note='offer']")).toContainText("1 line of SQL");
  await page.locator("[data-action='take-offer']").click();
  await expect(page.locator("#app")).toHaveAttribute("data-runs", "2");
  await bench.ready();
  expect(await bench.cells()).toEqual([["7"]]);
});

test("a link made by somebody else runs nothing and says nothing that is not text", async ({
  bench,
}) => {
  const { page } = bench;
  const evil = "<img src=x onerror=\"window.wasRun = true\"><script>window.wasRun = true</script>";
  const saved = { v: 1, setup: `SELECT '${evil}'; DROP TABLE x`, sql: evil, seed: 7, later: [1] };
  await bench.open(`workbench.html${fragmentOf(saved)}`);
  await page.reload();
  await bench.ready();
  await expect(page.locator("[data-note='offer']")).toBeVisible();
  await page.locator("[data-note='offer'] summary").click();
  await expect(page.locator("[data-note='offer'] pre")).toContainText(evil);
  await expect(page.locator("#app")).toHaveAttribute("data-runs", "0");
  expect(await page.evaluate(() => window.wasRun)).toBeUndefined();
  await bench.expectAccessible();
});

test("a link that is cut says so, and the page is as it always is", async ({ bench }) => {
  const { page } = bench;
  const whole = fragmentOf({ v: 1, sql: "SELECT 'a longer text than one would think'" });
  await page.goto("about:blank");
  await page.goto(`workbench.html${whole.slice(0, -9)}`);
  await bench.ready();
  await expect(page.locator("[data-note='link']")).toContainText("not whole");
  expect(await valueOf(bench)).toContain("WHERE user_id = 42");
  await page.goto("about:blank");
  await page.goto(`workbench.html${fragmentOf({ v: 9, sql: "" })}`);
  await bench.ready();
  await expect(page.locator("[data-note='link']")).toContainText("newer page");
});

test("a query in an address stands in the editor, and leaves the draft alone", async ({ bench }) => {
  const { page } = bench;
  await page.locator("glassbox-editor .cm-content").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("SELECT 'mine'");
  await page.goto("about:blank");
  await page.goto("workbench.html#sql=SELECT%20'theirs'%0A");
  await bench.ready();
  expect(await valueOf(bench)).toBe("SELECT 'theirs'\n");
  await expect(page.locator("[data-note='offer']")).toHaveCount(0);
  await page.goto("about:blank");
  await page.goto("workbench.html");
  await bench.ready();
  expect(await valueOf(bench)).toBe("SELECT 'mine'");
});
