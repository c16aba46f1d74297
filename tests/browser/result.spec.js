// The result grid: a million rows, sorted, copied, exported.
import { readFile } from "node:fs/promises";
import { expect, test } from "./support/page.js";

const MILLION = "SELECT n, n % 7 AS m FROM generate_series(1, 1000000) AS n";

async function download(bench, action) {
  const arrived = bench.page.waitForEvent("download");
  await bench.page.locator(`[data-action='${action}']`).click();
  return readFile(await (await arrived).path(), "utf8");
}

test("a million rows are reached from end to end, and few are in the page", async ({ bench }) => {
  await bench.run(MILLION);
  const grid = bench.page.getByRole("grid");
  await expect(grid).toHaveAttribute("aria-rowcount", "1000001");
  await grid.focus();
  await bench.page.keyboard.press("Control+End");
  await expect(bench.page.locator("#cell-999999-1")).toHaveText("1");
  expect((await bench.cells()).length).toBeLessThan(80);
  await bench.page.keyboard.press("ArrowUp");
  await expect(bench.page.locator("#cell-999998-1")).toHaveClass(/current/);
  await bench.page.keyboard.press("Control+Home");
  await expect(bench.page.locator("#cell-0-0")).toHaveText("1");
});

test("the wheel moves by rows wherever one is in a million", async ({ bench }) => {
  await bench.run(MILLION);
  const grid = bench.page.getByRole("grid");
  await grid.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
  const first = async () => Number((await bench.cells())[0][0]);
  await expect.poll(first).toBeGreaterThan(400_000);
  const before = await first();
  await grid.hover();
  await bench.page.mouse.wheel(0, 250);
  await expect.poll(first).toBe(before + 10);
});

test("a heading sorts up, down, and back to the order of arrival", async ({ bench }) => {
  await bench.run("VALUES (2, 'b'), (NULL, 'n'), (10, 'a')");
  const heading = bench.page.locator("[role='columnheader']").nth(1);
  const numbers = async () => (await bench.cells()).map(([number]) => number);
  await heading.getByRole("button", { includeHidden: true }).click();
  await expect.poll(numbers).toEqual(["2", "10", "NULL"]);
  await expect(heading).toHaveAttribute("aria-sort", "ascending");
  await heading.getByRole("button", { includeHidden: true }).click();
  await expect.poll(numbers).toEqual(["NULL", "10", "2"]);
  await heading.getByRole("button", { includeHidden: true }).click();
  await expect.poll(numbers).toEqual(["2", "NULL", "10"]);
});

test("CSV and JSON keep NULL, equal names and the order shown", async ({ bench }) => {
  await bench.run("SELECT a AS id, b AS id FROM (VALUES (2, 'say \"hi\"'), (1, NULL), (3, '')) AS v (a, b)");
  await bench.page.locator("[role='columnheader'] button").first().click();
  await expect.poll(() => bench.cells()).toEqual([["1", "NULL"], ["2", 'say "hi"'], ["3", ""]]);
  expect(await download(bench, "csv")).toBe('id,id\r\n1,\r\n2,"say ""hi"""\r\n3,""\r\n');
  const json = JSON.parse(await download(bench, "json"));
  const rows = [["1", null], ["2", 'say "hi"'], ["3", ""]];
  const columns = { columns: ["id", "id"], types: ["int4", "text"] };
  expect(json).toEqual({ ok: true, ...columns, rows, command: "SELECT 3" });
});

test("a block of cells is chosen by keys and copied with its headings", async ({ bench, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await bench.run("VALUES (1, 'a', 'x'), (2, 'b', 'y'), (3, 'c', 'z')");
  await bench.page.getByRole("grid").focus();
  for (const key of ["ArrowDown", "ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight"]) {
    await bench.page.keyboard.press(key);
  }
  await bench.page.keyboard.press("Control+C");
  const copied = () => bench.page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toBe("column1\tcolumn2\n2\tb\n3\tc\n");
});

test("sixteen hundred columns are no trouble", async ({ bench }) => {
  const columns = Array.from({ length: 1_600 }, (_, at) => `${at} AS c${at}`);
  await bench.run(`SELECT ${columns.join(", ")}`);
  expect((await bench.headings()).length).toBeLessThan(60);
  await bench.page.getByRole("grid").focus();
  for (const key of ["ArrowDown", "End"]) await bench.page.keyboard.press(key);
  await expect(bench.page.locator("#cell-0-1599")).toHaveText("1599");
});
