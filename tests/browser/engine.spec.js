// The engine in its worker: a runaway query is stopped, and a dead worker loses no table.
import { deflateRawSync } from "node:zlib";
import { expect, test } from "./support/page.js";

// A cross join that nobody waits for: a count of one long series is over in seconds.
const RUNAWAY =
  "SELECT count(*) FROM generate_series(1, 100000) AS a, generate_series(1, 100000) AS b, generate_series(1, 100000) AS c";
const SETUP = "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'kept'), (2, NULL);";

/** Replaces the editor's text and runs it; `done` is the state to wait for. */
async function run(bench, sql, done = "ready") {
  await bench.page.locator("glassbox-editor").evaluate((editor, text) => (editor.value = text), sql);
  await bench.page.locator("[data-action='run']").click();
  await bench.state(done);
}

/** The cells of the result that is shown, row by row, without row numbers. */
async function cells({ page }) {
  const rows = page.locator(".result .grid-body [role=row]");
  return rows.evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("[role=gridcell]")].map((cell) => cell.textContent)),
  );
}

async function expectTableIsThere(bench) {
  await run(bench, "SELECT a, b FROM t ORDER BY a");
  await expect.poll(() => cells(bench)).toEqual([["1", "kept"], ["2", "NULL"]]);
}

test("a runaway query is cancelled at the next slice and the tables are still there", async ({
  bench,
}) => {
  await run(bench, SETUP);
  await run(bench, RUNAWAY, "running");
  const cancel = bench.page.locator("[data-action='cancel']");
  await cancel.waitFor();
  const millis = await cancel.evaluate(
    (button) =>
      new Promise((resolve) => {
        const app = document.getElementById("app");
        const begun = performance.now();
        const observer = new MutationObserver(() => {
          if (app.dataset.engine === "ready") resolve(performance.now() - begun);
        });
        observer.observe(app, { attributes: true });
        button.click();
      }),
  );
  test.info().annotations.push({ type: "cancelled after, ms", description: millis.toFixed(1) });
  console.log(`cancelled after ${millis.toFixed(1)} ms`);
  expect(millis).toBeLessThan(1_000);
  const result = bench.page.locator(".result");
  await expect(result).toHaveAttribute("data-state", "cancelled");
  await expect(result).toContainText("Cancelled before its first row. Your tables are as they were.");
  await expect(result.locator("[role='grid']")).toHaveCount(0);
  await bench.expectAccessible();
  await expectTableIsThere(bench);
});

test("of a cancelled script the page says what ran and what did not", async ({ bench }) => {
  await run(bench, `${SETUP} ${RUNAWAY}; DROP TABLE t; SELECT 1`, "running");
  await bench.page.locator("[data-action='cancel']").click();
  await bench.ready();
  const told = bench.page.locator("[data-told='cancelled']");
  await expect(told).toContainText("That was statement 3 of 5.");
  await expect(told).toContainText("2 statements before it ran and stay.");
  await expect(told).toContainText("2 statements after it were not run.");
  await expectTableIsThere(bench);
});

test("rows without an end do not fill the page: the first are kept, the others counted", async ({
  bench,
}) => {
  test.slow();
  await run(bench, "SELECT n FROM generate_series(1, 1000000000) AS n", "running");
  const figure = bench.page.locator(".result [data-figure='rows']");
  await expect(figure).toContainText(/^first 1,000,000 of (?!1,)[\d,]{9,} rows so far$/);
  await bench.page.locator("[data-action='cancel']").click();
  await bench.ready();
  await expect(bench.page.locator("[data-told='bound']")).toContainText("first 1,000,000 rows");
  await expect(figure).toContainText(/^first 1,000,000 of [\d,]+ rows$/);
  await expect(bench.page.getByRole("grid")).toHaveAttribute("aria-rowcount", "1000001");
  await bench.expectAccessible();
});

test("a cancelled statement is undone", async ({ bench }) => {
  await run(bench, SETUP);
  await run(bench, "INSERT INTO t SELECT i, 'more' FROM generate_series(1, 100000000) AS s(i)", "running");
  await bench.page.locator("[data-action='cancel']").click();
  await bench.ready();
  await expectTableIsThere(bench);
});

async function toggleKeeping({ page }) {
  await page.locator("[data-menu='data']").click();
  await page.locator("[data-item='keep']").click();
}

test("tables that the reader keeps come back after a reload, for one page at a time", async ({
  bench,
  context,
}) => {
  await toggleKeeping(bench);
  await run(bench, SETUP);
  await run(bench, "BEGIN; DELETE FROM t; ROLLBACK");
  await bench.page.reload();
  await bench.ready();
  await expectTableIsThere(bench);
  const second = await context.newPage();
  await second.goto(bench.page.url());
  const note = second.locator("[data-note='keeping']");
  await expect(note).toContainText("may not outlive a reload");
  await expect(second.locator("#app")).toHaveAttribute("data-engine", "ready");
  await second.close();
});

test("a link neither turns keeping on nor touches what is kept", async ({ bench }) => {
  const { page } = bench;
  await bench.open("workbench.html?persist=local");
  await run(bench, SETUP);
  await page.reload();
  await bench.ready();
  await expect(page.locator("[data-table]")).toHaveCount(0);
  await toggleKeeping(bench);
  await run(bench, SETUP);
  await page.goto("about:blank");
  const packed = deflateRawSync(JSON.stringify({ v: 1, setup: "CREATE TABLE theirs ();", sql: "SELECT 1" }));
  await bench.open(`workbench.html#s=z1:${packed.toString("base64url")}`);
  await page.locator("[data-action='take-offer']").click();
  await expect(page.locator("[data-table='theirs']")).toBeVisible();
  await expect(page.locator("[data-note='keeping']")).toContainText("come back when you open");
  await page.goto("about:blank");
  await bench.open();
  await expectTableIsThere(bench);
  await expect(page.locator("[data-table='theirs']")).toHaveCount(0);
  await toggleKeeping(bench);
  await page.reload();
  await bench.ready();
  await expect(page.locator("[data-table]")).toHaveCount(0);
});

test("what is not kept is gone after a reload", async ({ bench }) => {
  await run(bench, SETUP);
  await bench.page.reload();
  await bench.ready();
  await run(bench, "SELECT a FROM t");
  await expect(bench.page.locator(".result")).toHaveAttribute("data-state", "error");
});

test.describe("over an engine with planted faults", () => {
  test.beforeEach(async ({ bench }) => {
    bench.expectErrors();
    await bench.open("/faults/workbench.html");
    await run(bench, SETUP);
  });

  /** Plants a fault that strikes in the next slice of work. */
  async function plant({ page }, fault) {
    const worker = page.workers().at(-1);
    await worker.evaluate((fault) => self.onmessage({ data: { fault } }), fault);
  }

  for (const fault of ["panic", "overflow"]) {
    test(`the page outlives a worker's ${fault} and the tables are back`, async ({ bench }) => {
      await plant(bench, fault);
      await run(bench, "INSERT INTO t VALUES (3, 'lost')");
      const note = bench.page.locator(".note", { hasText: "Your tables are back" });
      await expect(note).toBeVisible();
      await expectTableIsThere(bench);
      await run(bench, "INSERT INTO t VALUES (3, 'new')");
      await plant(bench, fault);
      await run(bench, "DELETE FROM t WHERE a < 3; SELECT * FROM t");
      await run(bench, "SELECT a, b FROM t ORDER BY a");
      await expect.poll(() => cells(bench)).toEqual([["1", "kept"], ["2", "NULL"], ["3", "new"]]);
    });
  }

  test("a worker that hangs is noticed", async ({ bench }) => {
    await plant(bench, "hang");
    await run(bench, "SELECT 1", "running");
    const note = bench.page.locator(".note", { hasText: "has said nothing for 5 seconds" });
    await expect(note).toBeVisible({ timeout: 20_000 });
  });
});
