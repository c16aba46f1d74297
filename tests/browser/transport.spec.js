// Time: stepping, playing, scrubbing through what a run did.
import { expect, test } from "./support/page.js";

const SCAN = "SELECT * FROM orders WHERE user_id = 42";

test.beforeEach(async ({ bench }) => {
  await bench.loadShop();
  await bench.run(SCAN);
});

const lit = (bench) => bench.page.locator(".figures").getAttribute("data-value").then(Number);
const moment = (bench) => bench.page.locator(".glass").getAttribute("data-moment").then(Number);

test("a step lights one page, a step back puts it out", async ({ bench }) => {
  const move = (name) => bench.page.locator(`[data-move='${name}']`).click();
  const all = await lit(bench);
  await move("start");
  await expect.poll(() => lit(bench)).toBe(0);
  await move("step");
  await move("step");
  await move("step");
  const narration = bench.page.locator(".narration");
  await expect(narration).toContainText(`Step 2 of ${all}`);
  expect(await lit(bench)).toBe(2);
  await move("back");
  expect(await lit(bench)).toBe(1);
  await move("end");
  expect(await lit(bench)).toBe(all);
});

test("keys step, jump and play anywhere outside a text", async ({ bench }) => {
  await bench.page.locator(".narration").click();
  await bench.page.keyboard.press("Home");
  await expect.poll(() => lit(bench)).toBe(0);
  for (let step = 0; step < 4; step += 1) await bench.page.keyboard.press("ArrowRight");
  await expect.poll(() => lit(bench)).toBe(3);
  await bench.page.keyboard.press(" ");
  await expect(bench.page.locator(".transport")).toHaveAttribute("data-state", "playing");
  await expect.poll(() => lit(bench)).toBeGreaterThan(5);
  await bench.page.keyboard.press(" ");
  await expect(bench.page.locator(".transport")).toHaveAttribute("data-state", "paused");
  await bench.page.keyboard.press("End");
  await expect(bench.page.locator(".narration")).toContainText("8 rows");
  await bench.page.keyboard.press("?");
  await expect(bench.page.locator("[data-dialog='help']")).toBeVisible();
});

test("play ends by itself at the end, and begins anew from there", async ({ bench }) => {
  const speed = bench.page.locator("input.speed");
  await speed.focus();
  await bench.page.keyboard.press("End");
  const all = await lit(bench);
  await bench.page.locator("[data-move='play']").click();
  await expect.poll(() => lit(bench)).toBe(all);
  await expect(bench.page.locator(".transport")).toHaveAttribute("data-state", "paused");
});

test("play stops at a miss when told to", async ({ bench }) => {
  await bench.page.locator("[data-move='start']").click();
  await bench.page.locator("[data-stop='miss']").click();
  await bench.page.locator("[data-move='play']").click();
  await expect(bench.page.locator(".transport")).toHaveAttribute("data-state", "paused");
  await expect(bench.page.locator(".narration")).toContainText("comes from disk");
});

test("by rows: the next run is written down row by row, and says so until then", async ({ bench }) => {
  await bench.page.locator("[data-choice='row']").click();
  await expect(bench.page.locator("[data-told='lacks-rows']")).toContainText("Run it again");
  await bench.run("SELECT id FROM users WHERE id < 3");
  await expect(bench.page.locator("[data-told='lacks-rows']")).toHaveCount(0);
  await bench.page.locator("[data-move='start']").click();
  const narration = bench.page.locator(".narration");
  await expect(async () => {
    await bench.page.locator("[data-move='step']").click();
    await expect(narration).toContainText("hands on 2 rows", { timeout: 100 });
  }).toPass();
});

test("the line of time is a slider for hand and keys", async ({ bench }) => {
  const line = bench.page.getByRole("slider", { name: "Moment" });
  const end = await moment(bench);
  const box = await line.boundingBox();
  await bench.page.mouse.click(box.x + box.width / 2, box.y + 10);
  await expect.poll(() => moment(bench)).toBeLessThan(end);
  await expect(line).toBeFocused();
  const middle = await moment(bench);
  await bench.page.keyboard.press("ArrowLeft");
  await expect.poll(() => moment(bench)).toBeLessThan(middle);
  await bench.page.keyboard.press("Home");
  await expect(line).toHaveAttribute("aria-valuenow", "0");
  await bench.page.mouse.move(box.x + box.width / 10, box.y + 10);
  await bench.page.mouse.down();
  await expect.poll(() => moment(bench)).toBeGreaterThan(0);
  const early = await moment(bench);
  await bench.page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 4 });
  await expect.poll(() => moment(bench)).toBeGreaterThan(early);
  await bench.page.mouse.up();
});

test("while time is looked at, the statement at the cursor is marked", async ({ bench }) => {
  const marked = bench.page.locator("glassbox-editor .cm-now");
  await expect(marked).toHaveCount(0);
  await bench.page.locator("[data-move='back']").click();
  await expect(marked).toHaveText(SCAN);
});

test("the twin says what the picture shows", async ({ bench }) => {
  const all = await lit(bench);
  await bench.page.locator("[data-look='heap'][role='tab']").click();
  await bench.page.locator("[data-action='twin']").click();
  const rows = bench.page.locator(".twin tr.hit, .twin tr.miss");
  await expect(rows).toHaveCount(all);
});

test("with a pool smaller than the table, hits and misses stand apart", async ({ bench }) => {
  await bench.open("workbench.html?pool_frames=48");
  await bench.loadShop();
  const before = await bench.counters(1);
  await bench.run(SCAN);
  const after = await bench.counters(2);
  const figure = (name) => bench.page.locator(`.figures [data-figure='${name}'] b`).textContent();
  const [hits, misses] = [Number(await figure("hits")), Number(await figure("misses"))];
  expect(hits).toBeGreaterThan(0);
  expect(misses).toBeGreaterThan(0);
  expect(hits + misses).toBe(await lit(bench));
  const squares = (state) =>
    bench.page.locator(`[data-picture='heap'] path.${state}`).first().getAttribute("data-count");
  expect(Number(await squares("hit"))).toBe(hits);
  expect(Number(await squares("miss"))).toBe(misses);
  expect(hits).toBe(after.hits - before.hits);
  expect(misses).toBe(after.misses - before.misses);
  expect(misses).toBe(after.diskReads - before.diskReads);
  await bench.run(`${SCAN} LIMIT 1`);
  const limited = await bench.counters(3);
  const touched = limited.hits + limited.misses - after.hits - after.misses;
  expect(await lit(bench)).toBe(touched);
  expect(touched).toBeLessThan(hits + misses);
});
