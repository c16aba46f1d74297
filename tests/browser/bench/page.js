// The page of the benchmark: engines and their databases live here, `run.js` asks from outside.
import { ENGINES } from "./engines.js";
import { loadScript, workloads } from "./workloads.js";

const openers = new Map();
const databases = new Map();

/** Loads every engine's code; returns their names. */
window.load = async () => {
  for (const [name, load] of Object.entries(ENGINES)) openers.set(name, await load());
  return [...openers.keys()];
};

/** The workloads' names and what they do. */
window.list = (orderCount) => workloads(orderCount).map(({ name, what }) => ({ name, what }));

/** Makes a database ready for a workload. */
window.prepare = (engine, name, orderCount) => {
  databases.get(engine)?.close();
  const db = openers.get(engine)();
  databases.set(engine, db);
  const { fresh } = workloads(orderCount).find((workload) => workload.name === name);
  if (!fresh) db.exec(loadScript(orderCount));
};

/** Runs a workload once: how long it took, and its answer as text. */
window.measure = (engine, name, orderCount, round) => {
  const workload = workloads(orderCount).find((workload) => workload.name === name);
  if (workload.fresh) window.prepare(engine, name, orderCount);
  const db = databases.get(engine);
  const begun = performance.now();
  const answer = workload.run(db, round);
  const millis = performance.now() - begun;
  // Engines differ in whether a sum is a number or its text.
  return { millis, answer: JSON.stringify(answer, (_, value) => shown(value)) };
};

function shown(value) {
  return typeof value === "number" || typeof value === "bigint" ? String(value) : value;
}

document.documentElement.dataset.state = "ready";
