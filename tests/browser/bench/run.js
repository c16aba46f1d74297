// Measures the engines against each other in one Chromium, interleaved: round after round, every
// engine does the same work on the page's own thread, and their answers are compared. Prints a
// table and writes BENCHMARKS.md. `cargo xtask bench` builds the site and calls this.
//
//   node run.js ORDERS [WORKLOAD...]     only workloads whose name has one of these words; a part
//                                        of them is printed, not written
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { chromium } from "@playwright/test";

import { launchOptions } from "../support/chromium.js";
import { listen } from "../support/server.js";
import { CLEAR_RATIO, cell, kept, report, summary, verdict } from "./report.js";

/** Runs whose median counts. The one before them is told apart: code and memory are cold in it. */
const ROUNDS = 5;
/** After that long a workload counts as unanswered. */
const PATIENCE_MILLIS = 300_000;

const orderCount = Number(process.argv[2] ?? 100_000);
const wanted = process.argv.slice(3);
const origin = await listen(0);
const browser = await chromium.launch(launchOptions);

async function openPage() {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MILLIS);
  await page.goto(`${origin}/bench/page.html`);
  await page.locator("html[data-state=ready]").waitFor({ state: "attached" });
  return page;
}

/** Pages are not closed one by one: one that does not answer cannot be asked to close. */
function letGo(page) {
  return Promise.race([page.close(), new Promise((resolve) => setTimeout(resolve, 2_000))]);
}

function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    const message = `no answer in ${PATIENCE_MILLIS / 1000} s`;
    timer = setTimeout(() => reject(new Error(message)), PATIENCE_MILLIS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A page with a clock of its own thread's processor time, which other programs do not disturb. */
async function openTimed() {
  const page = await openPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const clock = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1_000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  return { page, clock };
}

/** Processor time and wall time of one act in the page. What goes wrong is its result. */
async function timed({ page, clock }, act) {
  try {
    const before = await clock();
    const wall = await inTime(act(page));
    return { millis: (await clock()) - before, wall };
  } catch (error) {
    return { failed: error.message.split("\n")[0].replace(/^page\.evaluate: /, "") };
  }
}

/** From nothing to the first answer, in a new page each time. */
async function measureStart(engines) {
  const runs = new Map(engines.map((engine) => [engine, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const engine of engines) {
      const timer = await openTimed();
      const act = (page) => page.evaluate((engine) => window.begin(engine), engine);
      runs.get(engine).push(await timed(timer, act));
      await letGo(timer.page);
    }
  }
  return { runs, agree: true };
}

async function measureWorkload(engines, name) {
  const timer = await openTimed();
  const runs = new Map(engines.map((engine) => [engine, []]));
  for (const engine of engines) {
    const args = [engine, name, orderCount];
    const ready = await timed(timer, (page) =>
      page.evaluate(async (args) => {
        await window.begin(args[0]);
        window.prepare(...args);
      }, args),
    );
    if (ready.failed) runs.get(engine).push(ready);
  }
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const engine of engines) {
      const done = runs.get(engine);
      if (done.some((run) => run.failed)) continue;
      const args = [engine, name, orderCount, round];
      const run = await timed(timer, (page) => page.evaluate((args) => window.measure(...args), args));
      done.push(run);
      if (!run.failed) await timer.page.evaluate((args) => window.keep(...args), [engine, round]);
    }
  }
  const hasFailed = [...runs.values()].flat().some((run) => run.failed);
  const agree = hasFailed || (await timer.page.evaluate(() => window.agree()));
  await letGo(timer.page);
  return { runs, agree };
}

const listing = await openPage();
const engines = await listing.evaluate(() => window.engines());
const start = { name: "cold start", what: "load the code, open, first answer", goal: "" };
const all = [start, ...(await listing.evaluate((count) => window.list(count), orderCount))];
await letGo(listing);
const chosen = all.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
);

const rows = [];
let differing = 0;
for (const workload of chosen) {
  console.log(`==> ${workload.name}: ${workload.what}`);
  const { runs, agree } =
    workload === start ? await measureStart(engines) : await measureWorkload(engines, workload.name);
  const figures = engines.map((engine) => summary(runs.get(engine)));
  const told = agree ? verdict(figures[0], figures[1]) : "**answers differ**";
  if (!agree) differing += 1;
  rows.push({ ...workload, figures, told, kept: agree ? kept(workload.goal, figures) : "no" });
  console.log(`    ${engines.map((engine, at) => `${engine} ${cell(figures[at])}`).join(", ")}: ${told}`);
}

const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).trim();
if (wanted.length === 0) {
  report({
    rows,
    engines,
    orderCount,
    rounds: ROUNDS,
    clearRatio: CLEAR_RATIO,
    commit: git("rev-parse", "--short=10", "HEAD"),
    changed: git("status", "--porcelain", "--untracked-files=no") !== "",
    machine: `${cpus().length} cores (${cpus()[0].model}), Chromium ${browser.version()}`,
  });
}
await Promise.race([browser.close(), new Promise((resolve) => setTimeout(resolve, 5_000))]);
process.exit(differing > 0 ? 1 : 0);
