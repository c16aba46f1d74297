// Measures the engines against each other in one Chromium, interleaved: round after round, every
// engine does the same work on the page's own thread, and their answers are compared. Prints a
// table and writes BENCHMARKS.md. `cargo xtask bench` builds the site and calls this.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { chromium } from "@playwright/test";

import { launchOptions } from "../support/chromium.js";
import { listen } from "../support/server.js";

const ROUNDS = 5;
/** After that long a workload counts as unanswered. */
const PATIENCE_MILLIS = 120_000;
/** Below this ratio, noise may decide. */
const CLEAR_RATIO = 2;

const orderCount = Number(process.argv[2] ?? 100_000);
const origin = await listen(0);
const browser = await chromium.launch(launchOptions);

async function openPage() {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MILLIS);
  await page.goto(`${origin}/bench/page.html`);
  await page.locator("html[data-state=ready]").waitFor({ state: "attached" });
  const engines = await page.evaluate(() => window.load());
  return { page, engines };
}

function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    const message = `no answer in ${PATIENCE_MILLIS / 1000} s`;
    timer = setTimeout(() => reject(new Error(message)), PATIENCE_MILLIS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** One engine's part in one round. What goes wrong is its result. */
async function measure(page, engine, name, round) {
  const args = [engine, name, orderCount, round];
  try {
    if (round === 0) await inTime(page.evaluate((args) => window.prepare(...args), args));
    return await inTime(page.evaluate((args) => window.measure(...args), args));
  } catch (error) {
    return { failed: error.message.split("\n")[0].replace(/^page\.evaluate: /, "") };
  }
}

async function measureAll(name) {
  const { page, engines } = await openPage();
  const runs = new Map(engines.map((engine) => [engine, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const engine of engines) {
      const done = runs.get(engine);
      if (!done.some((run) => run.failed)) done.push(await measure(page, engine, name, round));
    }
  }
  // A page that does not answer cannot be asked to close: it goes with the browser.
  await Promise.race([page.close(), new Promise((resolve) => setTimeout(resolve, 2_000))]);
  return runs;
}

function summary(runs) {
  const failed = runs.find((run) => run.failed)?.failed;
  if (failed) return { failed };
  const sorted = runs.map((run) => run.millis).sort((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)],
    least: sorted[0],
    most: sorted.at(-1),
    answers: runs.map((run) => run.answer).join("\n"),
  };
}

function cell({ failed, median, least, most }) {
  if (failed) return failed.replaceAll("|", "\\|");
  return `${median.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`;
}

function verdict(ours, theirs) {
  if (ours.failed || theirs.failed) return "not compared";
  if (ours.answers !== theirs.answers) return "**answers differ**";
  const ratio = theirs.median / ours.median;
  const told = ratio >= 1 ? `${ratio.toFixed(2)}x faster` : `${(1 / ratio).toFixed(2)}x slower`;
  return Math.max(ratio, 1 / ratio) < CLEAR_RATIO ? `undecided (${told})` : told;
}

const { page, engines } = await openPage();
const workloads = await page.evaluate((count) => window.list(count), orderCount);
await page.close();

const rows = [];
let differing = 0;
for (const { name, what } of workloads) {
  console.log(`==> ${name}: ${what}`);
  const runs = await measureAll(name);
  const figures = engines.map((engine) => summary(runs.get(engine)));
  const told = verdict(figures[0], figures[1]);
  if (told.includes("differ")) differing += 1;
  rows.push([name, what, ...figures.map(cell), told]);
  console.log(`    ${engines.map((engine, at) => `${engine} ${cell(figures[at])}`).join(", ")}: ${told}`);
}

const head = ["workload", "what", ...engines.map((engine) => `${engine}, ms`), engines[0]];
const table = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
const date = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL("../../../BENCHMARKS.md", import.meta.url),
  `# Benchmarks

Written by \`cargo xtask bench\` on ${date}: ${orderCount} orders, Chromium ${browser.version()},
${cpus().length} cores (${cpus()[0].model}).

Both engines run on the page's own thread, in turns, ${ROUNDS} rounds each; ours records at level
\`counts\`. A figure is the median, with the least and the most in brackets. Answers are compared. A
ratio below ${CLEAR_RATIO} is undecided: noise may make it.

${table.join("\n")}
`,
);
await Promise.race([browser.close(), new Promise((resolve) => setTimeout(resolve, 5_000))]);
process.exit(differing > 0 ? 1 : 0);
