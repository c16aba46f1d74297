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
//
// Each database has an instance of the engine of its own: what happens to one, even a mistake of the
// engine, does not reach another. The code is compiled once.
import { makeEngine } from "./engine.js";
import { AnswerReader, SqlError } from "./answer.js";
import { ParamWriter } from "./params.js";

export { Result, SqlError } from "./answer.js";

const ENGINE_URL = new URL("./engine_bg.wasm", import.meta.url);
// PostgreSQL's sizes: 8 KiB pages, 128 MB of them in the buffer pool.
const DEFAULTS = { seed: 42, level: "counts", pageBytes: 8192, poolFrames: 16384 };
// PostgreSQL's class of internal errors.
const INTERNAL_ERROR = "XX000";
const HINT = "What it held is lost. open() gives a fresh database; others that are open go on.";

const module = await compile();
// Made here, where it may take its time: a page makes others at once only of code below 8 MB.
let spare = makeEngine();
await spare({ module_or_path: module });

async function compile() {
  if (ENGINE_URL.protocol === "file:") {
    const { readFile } = await import("node:fs/promises");
    return WebAssembly.compile(await readFile(ENGINE_URL));
  }
  const response = await fetch(ENGINE_URL);
  if (!response.ok) throw new Error(`${ENGINE_URL.href}: ${response.status}`);
  // A plain server may not know the type of WebAssembly, without which streaming is refused.
  const isTyped = response.headers.get("Content-Type") === "application/wasm";
  if (isTyped) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/**
 * Opens an empty database. `seed` decides all chance in it; `level` is how much of what happens is
 * written down: `counts`, `pages` or `rows`.
 */
export function open(options = {}) {
  const { seed, level, pageBytes, poolFrames } = { ...DEFAULTS, ...options };
  const engine = spare ?? makeEngine();
  spare = null;
  // Made already, it is only returned.
  const { memory } = engine.initSync({ module });
  const database = new engine.Database(BigInt(seed), level, pageBytes, poolFrames);
  return new Glassbox(engine, memory, database);
}

// What is no text must not get as far as the engine's memory.
function checkText(sql) {
  if (typeof sql !== "string") throw new TypeError(`SQL must be text, not ${typeof sql}`);
}

class Glassbox {
  #engine;
  #reader;
  #params;
  #database;
  #statements = new Set();
  // Why it has ended, once a mistake of the engine has ended it.
  #ended = null;
  // Whether a call has entered the engine and not come back.
  #isInside = false;

  constructor(engine, memory, database) {
    this.#engine = engine;
    this.#reader = new AnswerReader(memory);
    this.#params = new ParamWriter(memory);
    this.#database = database;
  }

  /** Runs a script: one result for each statement. Throws at the first that fails. */
  exec(sql) {
    checkText(sql);
    const address = this.#enter(() => this.#database.exec(sql));
    return this.#reader.read(address, sql);
  }

  /** A statement to be run with values for `$1`, `$2`, ... It is first read when it is first run. */
  prepare(sql) {
    checkText(sql);
    const prepared = this.#enter(() => new this.#engine.Prepared(sql));
    this.#statements.add(prepared);
    return new Statement(
      (params) => this.#run(prepared, params, sql),
      () => this.#statements.delete(prepared) && prepared.free(),
    );
  }

  /** Lets go of the database and its statements. */
  close() {
    if (this.#isInside) this.#end("a call did not come back");
    for (const prepared of this.#statements) prepared.free();
    this.#database?.free();
    this.#letGo();
  }

  #run(prepared, params, sql) {
    const room = this.#params.missing(params);
    if (room > 0) {
      this.#params.move(this.#enter(() => this.#database.params_room(room)), room);
    }
    // A value that is none throws here, and not in the middle of the engine.
    const bytes = this.#params.write(params);
    const address = this.#enter(() => this.#database.run(prepared, bytes));
    return this.#reader.read(address, sql)[0];
  }

  /** Does something in the engine, unless it is closed or has ended. */
  #enter(act) {
    // Where the stack is used up, there may have been no room to say that it has ended.
    if (this.#isInside) this.#end("a call did not come back");
    if (this.#ended !== null) {
      throw new SqlError(INTERNAL_ERROR, `the database has ended: ${this.#ended}`, { hint: HINT });
    }
    if (this.#database === null) throw new Error("the database is closed");
    this.#isInside = true;
    try {
      const done = act();
      this.#isInside = false;
      return done;
    } catch (error) {
      // An overflow of the stack is a RangeError.
      const isOurs = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
      if (!isOurs) {
        this.#isInside = false;
        throw error;
      }
      this.#end(error.message);
      throw new SqlError(INTERNAL_ERROR, `the engine stopped: ${error.message}`, { hint: HINT });
    }
  }

  /** The engine's own mistake: its memory cannot be trusted, so it is never entered again. */
  #end(reason) {
    this.#ended = reason;
    this.#isInside = false;
    // Else the collector of garbage would enter it to free them.
    for (const prepared of this.#statements) prepared.__destroy_into_raw();
    this.#database.__destroy_into_raw();
    this.#letGo();
  }

  #letGo() {
    this.#statements.clear();
    this.#engine = null;
    this.#reader = null;
    this.#database = null;
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
