// The landing: painted without WebAssembly, light, and its one button shows what an index does.
import { brotliCompressSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import AxeBuilder from "@axe-core/playwright";
import { Bench } from "./support/page.js";

/** Bytes that a visitor waits for, after brotli. */
const BYTES_MAX = 60_000;

async function openLanding(page) {
  const bodies = new Map();
  page.on("response", async (response) => {
    bodies.set(response.url(), await response.body().catch(() => Buffer.alloc(0)));
  });
  await page.goto("./");
  await page.waitForLoadState("networkidle");
  return bodies;
}

test("it paints with no WebAssembly fetched, and with few bytes", async ({ page }) => {
  const bodies = await openLanding(page);
  const urls = [...bodies.keys()];
  expect(urls.filter((url) => /\.wasm|app-|engine/.test(url))).toEqual([
    expect.stringMatching(/app-[0-9a-f]+\.css$/),
  ]);
  const bytes = [...bodies.values()].map((body) => brotliCompressSync(body).length);
  const sum = bytes.reduce((all, one) => all + one, 0);
  console.log(`landing: ${sum} bytes after brotli`);
  expect(sum).toBeLessThan(BYTES_MAX);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator(".half svg:visible")).toHaveCount(2);
});

test("one click puts both numbers side by side", async ({ page }) => {
  await openLanding(page);
  await expect(page.getByText("not run yet")).toBeVisible();
  await page.locator("#index").click();
  const counts = page.locator(".half .count:visible b");
  await expect(counts).toHaveCount(2);
  const [scan, lookup] = (await counts.allTextContents()).map(Number);
  expect(scan / lookup).toBeGreaterThan(20);
  await expect(page.getByText("not run yet")).toBeHidden();
  await expect(page.getByText(`${scan - lookup} pages spared.`)).toBeVisible();
  const lit = await page.locator(".half svg:visible").nth(0).locator("path.miss, path.hit").evaluateAll(
    (paths) => paths.reduce((sum, path) => sum + Number(path.dataset.count), 0),
  );
  expect(lit).toBe(scan);
  const button = page.getByRole("button", { name: "Remove the index" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("not run yet")).toBeVisible();
});

test("the engine comes along only once the button was pressed", async ({ page }) => {
  const bodies = await openLanding(page);
  const fetched = () => [...bodies.keys()].filter((url) => url.endsWith(".wasm")).length;
  expect(fetched()).toBe(0);
  await page.locator("#index").click();
  await expect.poll(fetched).toBe(2);
});

test("links to the workbench from before the landing still lead there", async ({ page }) => {
  await page.goto("./?pictures=heap#sql=SELECT%201");
  await expect(page).toHaveURL(/workbench\.html\?pictures=heap#sql=SELECT%201$/);
  await expect(page.locator("#app")).toHaveAttribute("data-engine", "ready");
});

test("the lookup can be stepped through, and reads what the landing said", async ({ page }) => {
  test.slow();
  await openLanding(page);
  await page.locator("#index").click();
  const said = Number(await page.locator(".half .count:visible b").nth(1).textContent());
  await page.getByRole("link", { name: "Step through it" }).click();
  const bench = new Bench(page);
  await expect(page.locator("#app")).toHaveAttribute("data-runs", "3", { timeout: 90_000 });
  await bench.ready();
  await expect(page.locator("[data-line='index']", { hasText: "orders_user" })).toBeVisible();
  await expect(page.locator(".narration")).toContainText("Before the first step");
  await page.locator("[data-move='end']").click();
  await expect(page.locator("footer.status [data-figure='pages'] b").first()).toHaveText(String(said));
});

for (const colorScheme of ["dark", "light"]) {
  for (const [width, height] of [[1440, 900], [1280, 720], [390, 844]]) {
    test(`it is accessible and fits ${width} by ${height} in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await openLanding(page);
      for (const press of [false, true]) {
        if (press) await page.locator("#index").click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target)}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    });
  }
}
