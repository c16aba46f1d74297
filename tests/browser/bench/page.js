// The page of the benchmark: engines and their databases live here, `run.js` asks from outside.
import { ENGINES } from "./engines.js";
import { loadScript, workloads } from "./workloads.js";

const openers = new Map();
const databases = new Map();
// Answers of each round by engine, as text. They stay here: some are megabytes.
const answers = new Map();
let last = null;

const find = (name, orderCount) =>
  workloads(orderCount).find((workload) => workload.name === name);

/** The engines' names. */
window.engines = () => Object.keys(ENGINES);

/** The workloads, without their work. */
window.list = (orderCount) =>
  workloads(orderCount).map(({ name, what, goal }) => ({ name, what, goal }));

/** Loads one engine's code, opens a database and asks it one thing. */
window.begin = async (engine) => {
  openers.set(engine, await ENGINES[engine]());
  const db = openers.get(engine)();
  const [[answer]] = db.query("SELECT 6 * 7");
  db.close();
  return answer;
};

/** Makes a database ready for a workload. */
window.prepare = (engine, name, orderCount) => {
  databases.get(engine)?.close();
  const db = openers.get(engine)();
  databases.set(engine, db);
  const { fresh, ready } = find(name, orderCount);
  const script = loadScript(orderCount);
  if (!fresh) db.exec(script);
  ready?.(db);
};

/** Runs a workload once: how many milliseconds it took. */
window.measure = (engine, name, orderCount, round) => {
  const { fresh, run } = find(name, orderCount);
  if (fresh) window.prepare(engine, name, orderCount);
  const db = databases.get(engine);
  const begun = performance.now();
  last = run(db, round);
  return performance.now() - begun;
};

/** Keeps the answer of the last run; apart from it, so that it is not measured. */
window.keep = (engine, round) => {
  if (!answers.has(round)) answers.set(round, new Map());
  // Engines differ in whether a sum is a number or its text.
  answers.get(round).set(engine, JSON.stringify(last, (_, value) => shown(value)));
  last = null;
};

/** Whether all engines gave the same answer in every round. */
window.agree = () =>
  [...answers.values()].every((ofRound) => new Set(ofRound.values()).size === 1);

function shown(value) {
  return typeof value === "number" || typeof value === "bigint" ? String(value) : value;
}

document.documentElement.dataset.state = "ready";
