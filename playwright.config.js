// Browser tests: the built page in Chromium, from a plain file server, below a sub-path.
// `cargo xtask test` builds what they need; `npx playwright test` runs them again on that.
import { defineConfig } from "@playwright/test";

import { launchOptions } from "./tests/browser/support/chromium.js";

// The configuration is read once more in every worker: the port must stay the same.
process.env.GLASSBOX_TEST_PORT ??= String(20_000 + (process.pid % 20_000));
const port = process.env.GLASSBOX_TEST_PORT;
const origin = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: "tests/browser",
  testMatch: "*.spec.js",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  workers: 2,
  webServer: {
    command: `node -e "import('./tests/browser/support/server.js').then((s) => s.listen(${port}))"`,
    url: `${origin}/`,
    reuseExistingServer: false,
  },
  use: {
    baseURL: `${origin}/some/where/deep/`,
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    launchOptions,
  },
});
