// What every browser test starts from: `import { test, expect } from "./support/page.js"`.
//
// The fixture `bench` is the workbench, up and with its engine ready. Waiting is for states that
// the page itself declares (`data-engine` on `#app`), never for time to pass. When a test ends,
// the page must have asked no other origin for anything, have broken no rule of its policy and
// have thrown nothing; a test that breaks something on purpose says so with `bench.expectErrors()`.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";

export { expect };

/** The workbench in one browser page. */
export class Bench {
  #errorsExpected = false;

  constructor(page) {
    this.page = page;
    this.requests = [];
    this.problems = [];
    page.on("request", (request) => this.requests.push(request.url()));
    page.on("pageerror", (error) => this.problems.push(`thrown: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(`console: ${message.text()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.problems.push(`${response.status()}: ${response.url()}`);
    });
  }

  /** Opens a page of the site, and waits for its engine. */
  async open(path = "workbench.html") {
    await this.page.addInitScript(() => {
      window.policyViolations = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        window.policyViolations.push(`${event.effectiveDirective}: ${event.blockedURI}`);
      });
    });
    await this.page.goto(path);
    await this.ready();
  }

  /** Waits until the engine has nothing to do. */
  async ready() {
    await this.state("ready");
  }

  /** Puts a script into the editor. */
  async write(sql) {
    const editor = this.page.locator("glassbox-editor");
    await editor.evaluate((element, text) => (element.value = text), sql);
  }

  /** Does something that starts a run, and waits until that run is over. */
  async whileRunning(act) {
    const app = this.page.locator("#app");
    const before = Number(await app.getAttribute("data-runs"));
    await act();
    await expect(app).toHaveAttribute("data-runs", String(before + 1));
    await this.ready();
  }

  /** Runs a script to its end. */
  async run(sql) {
    await this.write(sql);
    await this.whileRunning(() => this.page.locator("[data-action='run']").click());
  }

  /** Loads the sample from the menu. */
  async loadShop() {
    await this.page.locator("[data-menu='data']").click();
    await this.whileRunning(() => this.page.locator("[data-item='sample']").click());
  }

  /** The cells of the rows in view, without row numbers. */
  async cells() {
    const rows = this.page.locator(".result .grid-body [role='row']");
    return rows.evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("[role='gridcell']")].map((cell) => cell.textContent)),
    );
  }

  /** The headings of the result. */
  async headings() {
    return this.page.locator(".result [role='columnheader'] button").allTextContents();
  }

  /** Waits for a state of the engine. */
  async state(name) {
    await expect(this.page.locator("#app")).toHaveAttribute("data-engine", name);
  }

  /** The counters that pool and disk kept for themselves, once they are those after this run. */
  async counters(runs) {
    const app = this.page.locator("#app");
    await expect(app).toHaveAttribute("data-counters", new RegExp(`^${runs} `));
    const text = await app.getAttribute("data-counters");
    const [, hits, misses, diskReads] = text.split(" ").map(Number);
    return { hits, misses, diskReads };
  }

  /** This test makes the page report errors. */
  expectErrors() {
    this.#errorsExpected = true;
  }

  /** Violations of the policy since the last time one asked. */
  async takePolicyViolations() {
    return this.page.evaluate(() => window.policyViolations.splice(0));
  }

  /** No violation of accessibility rules, as the page is now. */
  async expectAccessible() {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const told = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id} (${help}): ${node.target.join(" ")}: ${node.failureSummary}`),
    );
    expect(told).toEqual([]);
  }

  /** What must hold when any test ends. */
  async expectClean() {
    const { origin } = new URL(this.page.url());
    const foreign = this.requests.filter((url) => !url.startsWith(origin) && !isLocal(url));
    expect(foreign, "requests to other origins").toEqual([]);
    expect(await this.takePolicyViolations(), "violations of the policy").toEqual([]);
    if (!this.#errorsExpected) expect(this.problems, "errors that the page told").toEqual([]);
  }
}

/** Addresses that no network sees. */
function isLocal(url) {
  return url.startsWith("data:") || url.startsWith("blob:");
}

export const test = base.extend({
  bench: async ({ page }, use) => {
    const bench = new Bench(page);
    await bench.open();
    await use(bench);
    await bench.expectClean();
  },
});
