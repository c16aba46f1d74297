// Going back by statement, on again along any branch, and what is kept of it.
import { expect, test } from "./support/page.js";

const MAKE = "CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (1);";
const ALL = "SELECT a FROM t ORDER BY a";

/** Opens the menu of what may be undone, and tells its lines. */
async function places(bench) {
  await bench.page.locator("[data-menu='history']").click();
  return bench.page.locator("[role='menu'] [data-item^='place-']").allInnerTexts();
}

/** Goes to a place of the menu, and waits until the note says that the database is there. */
async function go(bench, label) {
  await places(bench);
  await bench.page.locator("[role='menu']").getByText(label, { exact: true }).click();
  await expect(bench.page.locator("[data-note='history']")).toBeVisible();
  await bench.page.locator("[data-note='history'] [aria-label='Close']").click();
  await bench.ready();
}

test("a statement is undone, done again, and stays as a branch", async ({ bench }) => {
  await bench.run(MAKE);
  await bench.run("INSERT INTO t VALUES (2)");
  await bench.run("DELETE FROM t WHERE a = 1");
  expect((await places(bench)).map((line) => line.trim())).toEqual([
    "Undo DELETE FROM t WHERE a = 1",
    "Undo INSERT INTO t VALUES (2)",
    "Undo INSERT INTO t VALUES (1)",
  ]);
  await bench.expectAccessible();
  await bench.page.keyboard.press("Escape");
  await go(bench, "Undo DELETE FROM t WHERE a = 1");
  await go(bench, "Undo INSERT INTO t VALUES (2)");
  await bench.run(ALL);
  expect(await bench.cells()).toEqual([["1"]]);
  await bench.run("INSERT INTO t VALUES (7)");
  await go(bench, "Branch that ends with DELETE FROM t WHERE a = 1");
  await bench.run(ALL);
  expect(await bench.cells()).toEqual([["2"]]);
});

test("what was undone is not kept for the next visit", async ({ bench }) => {
  await bench.page.locator("[data-menu='data']").click();
  await bench.page.locator("[data-item='keep']").click();
  await bench.run(MAKE);
  await bench.run("INSERT INTO t VALUES (2)");
  await go(bench, "Undo INSERT INTO t VALUES (2)");
  await bench.run("INSERT INTO t VALUES (3)");
  await bench.page.reload();
  await bench.ready();
  await bench.run(ALL);
  expect(await bench.cells()).toEqual([["1"], ["3"]]);
});
