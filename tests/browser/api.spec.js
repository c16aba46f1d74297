// The in-thread interface where programs of the web use it: in a page and in a worker, under the
// site's own policy. What it answers is tested in tests/wasm/api.test.js.
import { expect, test } from "./support/page.js";

/** Runs in the browser: a table, a row, a query, an error. */
async function useIt(address) {
  const { open } = await import(address);
  const db = open({ seed: 7 });
  db.exec("CREATE TABLE t (a int, b text)");
  db.prepare("INSERT INTO t VALUES ($1, $2)").run([1, "ä"]);
  const [{ rows }] = db.exec("SELECT * FROM t");
  let sqlstate = null;
  try {
    db.exec("SELECT * FROM u");
  } catch (error) {
    sqlstate = error.sqlstate;
  }
  db.close();
  return { rows, sqlstate };
}

const EXPECTED = { rows: [[1, "ä"]], sqlstate: "42P01" };

test("it works in a page", async ({ bench, baseURL }) => {
  expect(await bench.page.evaluate(useIt, `${baseURL}glassbox.js`)).toEqual(EXPECTED);
});

test("it works in a worker", async ({ bench, baseURL }) => {
  const [worker] = bench.page.workers();
  expect(await worker.evaluate(useIt, `${baseURL}glassbox.js`)).toEqual(EXPECTED);
});
