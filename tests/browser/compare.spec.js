// Two runs of one query beside each other, and the tree beside the heap.
import { expect, test } from "./support/page.js";

const ORDERS =
  "CREATE TABLE orders (id int, user_id int); " +
  "INSERT INTO orders SELECT n, n % 997 FROM generate_series(1, 9000) AS g(n); ANALYZE orders;";
const LOOKUP = "SELECT * FROM orders WHERE user_id = 42";

test("with and without the index stand side by side", async ({ bench }) => {
  await bench.run(ORDERS);
  await bench.run(LOOKUP);
  await bench.run("CREATE INDEX orders_user ON orders (user_id)");
  await bench.run(LOOKUP);
  await bench.page.locator("[data-look='compare']").click();
  const pages = (side) =>
    bench.page.locator(`.side-head[data-side='${side}']`).getAttribute("data-pages").then(Number);
  const [without, within] = [await pages("A"), await pages("B")];
  expect(within).toBeLessThan(without / 2);
  const strip = bench.page.locator("[data-difference='pages']");
  await expect(strip).toHaveAttribute("data-a", String(without));
  await expect(strip).toHaveAttribute("data-b", String(within));
  await expect(bench.page.locator("[data-difference='rows']")).toContainText("the same");
  await bench.page.locator("[data-move='start']").click();
  expect([await pages("A"), await pages("B")]).toEqual([0, 0]);
  await bench.expectAccessible();
});

test("one run is compared with the other way to run it", async ({ bench }) => {
  await bench.run(ORDERS + " CREATE INDEX orders_user ON orders (user_id);");
  await bench.run(LOOKUP);
  await bench.page.locator("[data-look='compare']").click();
  await bench.whileRunning(() => bench.page.locator("[data-action='other-way']").click());
  await expect(bench.page.locator(".side-head[data-side='A']")).toContainText("With an index");
  await expect(bench.page.locator(".side-head[data-side='B']")).toContainText("Seq Scan on orders");
});

test("the tree and the heap light the pages that the pool counted", async ({ bench }) => {
  await bench.run(ORDERS + " CREATE INDEX orders_user ON orders (user_id);");
  await bench.run("SELECT 1");
  const before = await bench.counters(2);
  await bench.run(LOOKUP);
  const after = await bench.counters(3);
  const read = after.hits + after.misses - before.hits - before.misses;
  await expect(bench.page.locator("[data-picture='btree'] .on-way")).toHaveCount(2);
  await expect(bench.page.locator(".figures")).toHaveAttribute("data-value", String(read));
});
