// Glassbox in the caller's own thread: `import { open } from "./glassbox.js"` in a page, a worker or
// Node 20 and later. Every call is synchronous; nothing is sent anywhere.
//
//   const db = open();
//   db.exec("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x')");
//   const [result] = db.exec("SELECT * FROM t");     // result.rows is [[1, "x"]]
//   const insert = db.prepare("INSERT INTO t VALUES ($1, $2)");
//   insert.run([2, null]);
//   db.close();
//
// Values: smallint, integer, real and double precision are numbers; bigint is a number where that
// is exact and a bigint past 2^53; boolean is a boolean; NULL is null; everything else, numeric and
// dates among it, is a string in PostgreSQL's text form.
import init, { Database, Prepared } from "./engine.js";
import { readAnswer, SqlError } from "./answer.js";

export { Result, SqlError } from "./answer.js";

const ENGINE_URL = new URL("./engine_bg.wasm", import.meta.url);
// PostgreSQL's sizes: 8 KiB pages, 128 MB of them in the buffer pool.
const DEFAULTS = { seed: 42, level: "counts", pageBytes: 8192, poolFrames: 16384 };

const { memory } = await load();

async function load() {
  if (ENGINE_URL.protocol !== "file:") return init({ module_or_path: ENGINE_URL });
  const { readFile } = await import("node:fs/promises");
  return init({ module_or_path: await readFile(ENGINE_URL) });
}

/**
 * Opens an empty database. `seed` decides all chance in it; `level` is how much of what happens is
 * written down: `counts`, `pages` or `rows`.
 */
export function open(options = {}) {
  const { seed, level, pageBytes, poolFrames } = { ...DEFAULTS, ...options };
  return new Glassbox(new Database(BigInt(seed), level, pageBytes, poolFrames));
}

class Glassbox {
  #database;
  #statements = new Set();

  constructor(database) {
    this.#database = database;
  }

  /** Runs a script: one result for each statement. Throws at the first that fails. */
  exec(sql) {
    return this.#answer((database) => database.exec(sql), sql);
  }

  /** A statement to be run with values for `$1`, `$2`, ... It is first read when it is first run. */
  prepare(sql) {
    const prepared = new Prepared(sql);
    this.#statements.add(prepared);
    return new Statement(
      (params) => this.#answer((database) => database.run(prepared, params), sql)[0],
      () => this.#statements.delete(prepared) && prepared.free(),
    );
  }

  /** Lets go of the database and its statements. */
  close() {
    for (const prepared of this.#statements) prepared.free();
    this.#statements.clear();
    this.#database?.free();
    this.#database = null;
  }

  #answer(call, sql) {
    if (this.#database === null) throw new Error("the database is closed");
    try {
      return readAnswer(memory, call(this.#database) >>> 0, sql);
    } catch (error) {
      // An overflow of the stack is a RangeError.
      const isOurs = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
      if (!isOurs) throw error;
      // The engine's own mistake: its memory cannot be trusted any more.
      this.#database = null;
      throw new SqlError("XX000", `the engine panicked and the database is lost: ${error.message}`);
    }
  }
}

class Statement {
  #close;

  constructor(run, close) {
    /** Runs it with an array of values and returns its result. */
    this.run = (params = []) => run(params);
    this.#close = close;
  }

  /** Lets go of it. */
  close() {
    this.#close();
  }
}
