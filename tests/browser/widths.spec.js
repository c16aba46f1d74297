// Every width: nothing sticks out, nothing moves when the app takes the shell's place.
import { expect, test } from "./support/page.js";

const SIZES = [
  [1920, 1080],
  [1440, 900],
  [1280, 720],
  [1000, 900],
  [390, 844],
  [320, 640],
];

for (const [width, height] of SIZES) {
  test(`nothing sticks out of a page of ${width} by ${height}`, async ({ bench }) => {
    await bench.page.setViewportSize({ width, height });
    const extent = await bench.page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth, scrollHeight];
    });
    expect(extent[0]).toBeLessThanOrEqual(width);
    expect(extent[1]).toBeLessThanOrEqual(height);
    await bench.expectAccessible();
  });
}

test("the shell stands where the app will stand", async ({ bench }) => {
  const places = (page) =>
    page.evaluate(() =>
      [".top", ".brand", ".tables", ".sql", "glassbox-editor", ".result", ".glass", ".transport", ".status"]
        .map((name) => document.querySelector(name).getBoundingClientRect())
        .map(({ x, y, width, height }) => [x, y, width, height].map(Math.round)),
    );
  const shell = await bench.page.context().newPage();
  await shell.route(/app_bg.*wasm/, (route) => route.abort());
  await shell.goto("workbench.html");
  expect(await places(shell)).toEqual(await places(bench.page));
  await shell.close();
});

test("a phone shows one pane at a time", async ({ bench }) => {
  const { page } = bench;
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator(".panel.sql")).toBeVisible();
  await expect(page.locator(".panel.glass")).toBeHidden();
  await bench.run("SELECT 1 AS one");
  await expect(page.locator(".panel.result")).toBeVisible();
  await page.locator("[data-choice='glass']").click();
  await expect(page.locator(".panel.glass")).toBeVisible();
  await expect(page.locator(".transport")).toBeInViewport();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".panel.tables")).toBeVisible();
});

test("between 761 and 1400 the tables are a drawer", async ({ bench }) => {
  await bench.page.setViewportSize({ width: 1280, height: 720 });
  await expect(bench.page.locator(".panel.tables")).toBeHidden();
  await bench.page.locator("[data-action='tables']").click();
  await expect(bench.page.locator(".panel.tables")).toBeVisible();
  await bench.expectAccessible();
});

test("picture, narration and transport may have the whole page", async ({ bench }) => {
  await bench.loadShop();
  const { page } = bench;
  await page.locator("[data-action='full-screen']").click();
  await expect(page.locator(".panel.sql")).toBeHidden();
  await expect(page.locator("header.top")).toBeHidden();
  await expect(page.locator(".transport")).toBeInViewport();
  await page.locator("[data-action='full-screen']").click();
  await expect(page.locator(".panel.sql")).toBeVisible();
});
