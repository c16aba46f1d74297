// The site as a whole: where it may live, whom it asks, what it allows itself.
import { expect, test } from "./support/page.js";

test("every file comes from below the page's own address", async ({ bench, baseURL }) => {
  expect(bench.requests.length).toBeGreaterThan(4);
  expect(bench.requests.filter((url) => !url.startsWith(baseURL))).toEqual([]);
});

test("the policy allows no eval, no inline script and no inline style sheet", async ({ bench }) => {
  const meta = bench.page.locator("meta[http-equiv='Content-Security-Policy']");
  const directives = new Map(
    (await meta.getAttribute("content"))
      .split(";")
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name, ...sources]) => [name, sources.join(" ")]),
  );
  expect(directives.get("default-src")).toBe("'none'");
  expect(directives.get("script-src")).toBe("'self' 'wasm-unsafe-eval'");
  expect(directives.get("style-src")).toBe("'self'");
  expect(directives.get("style-src-attr")).toBe("'unsafe-inline'");
  for (const sources of directives.values()) expect(sources).not.toMatch(/\*|https?:/);
});

test("the policy is in force", async ({ bench }) => {
  bench.expectErrors();
  const blocked = await bench.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.inlineScriptRan = true";
    document.head.append(script);
    return window.inlineScriptRan === undefined;
  });
  expect(blocked).toBe(true);
  expect(await bench.takePolicyViolations()).toEqual(["script-src-elem: inline"]);
});

test("no shared memory is asked for, so no special headers are needed", async ({ bench }) => {
  expect(await bench.page.evaluate(() => window.crossOriginIsolated)).toBe(false);
});

for (const colorScheme of ["dark", "light"]) {
  test(`the empty workbench is accessible in ${colorScheme}`, async ({ bench }) => {
    await bench.page.emulateMedia({ colorScheme });
    await bench.expectAccessible();
  });
}
