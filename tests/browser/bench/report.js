// Figures to words: medians, ratios, and BENCHMARKS.md.
import { writeFileSync } from "node:fs";

/** Below this ratio, noise may decide. */
export const CLEAR_RATIO = 2;

/** The first run apart, then the median and the spread of the others. */
export function summary(runs) {
  const failed = runs.find((run) => run.failed)?.failed;
  if (failed) return { failed };
  const [first, ...warm] = runs.map((run) => run.millis);
  const sorted = warm.sort((a, b) => a - b);
  return { first, median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted.at(-1) };
}

/** A figure as the table has it. */
export function cell({ failed, first, median, least, most }) {
  if (failed) return failed.replaceAll("|", "\\|");
  return `${median.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)}; first ${first.toFixed(1)})`;
}

/** How ours compares with theirs. */
export function verdict(ours, theirs) {
  if (ours.failed || theirs.failed) return "not compared";
  const ratio = theirs.median / ours.median;
  const told = ratio >= 1 ? `${ratio.toFixed(2)}x faster` : `${(1 / ratio).toFixed(2)}x slower`;
  return Math.max(ratio, 1 / ratio) < CLEAR_RATIO ? `undecided (${told})` : told;
}

/** Whether a goal is reached: "2x faster" is at least that, "2x slower" at most. */
export function kept(goal, [ours, theirs]) {
  if (goal === "") return "";
  if (ours.failed || theirs.failed) return "no";
  const ratio = theirs.median / ours.median;
  const [bound, direction] = goal.split("x ");
  const isKept = direction === "faster" ? ratio >= Number(bound) : ratio >= 1 / Number(bound);
  return isKept ? "yes" : "no";
}

/** Writes BENCHMARKS.md. */
export function report(facts) {
  const { rows, engines, orderCount, rounds, clearRatio, commit, changed, machine } = facts;
  const head = ["workload", "what", ...engines.map((engine) => `${engine}, ms`), engines[0], "promised"];
  const lines = rows.map(({ name, what, goal, figures, told, kept }) => {
    const promise = goal === "" ? "" : `${goal.endsWith("faster") ? "at least" : "at most"} ${goal}: ${kept}`;
    return [name, what, ...figures.map(cell), told, promise];
  });
  const table = [head, head.map(() => "---"), ...lines].map((row) => `| ${row.join(" | ")} |`);
  const date = new Date().toISOString().slice(0, 10);
  const state = changed ? `${commit}, with changes on top` : commit;
  writeFileSync(
    new URL("../../../BENCHMARKS.md", import.meta.url),
    `# Benchmarks

Written by \`cargo xtask bench\` on ${date} at commit ${state}: ${orderCount} orders and
${orderCount / 10} users, ${machine}.

Both engines run on the page's own thread, in turns; ours records at level \`counts\`. A figure is
the processor time of that thread: the median of ${rounds} runs, in brackets the least and the most,
and the first run before them, in which code and memory are still cold. Answers of all runs are
compared. A ratio below ${clearRatio} is undecided: noise may make it.

${table.join("\n")}
`,
  );
}
