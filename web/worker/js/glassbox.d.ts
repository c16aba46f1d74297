/** A value of a row. See glassbox.js for which type has which form. */
export type Value = null | boolean | number | bigint | string;

/** A value for `$1`, `$2`, ...: dates go as ISO 8601 text. */
export type Param = Value | undefined | Date;

export interface Options {
  /** Decides all chance in the database. Default: 42. */
  seed?: number | bigint;
  /** How much of what happens is written down. Default: `counts`. */
  level?: "counts" | "pages" | "rows";
  /** Bytes of a page, a power of two from 512 to 32768. Default: 8192. */
  pageBytes?: number;
  /** Pages that the buffer pool holds. Default: 16384. */
  poolFrames?: number;
}

export interface Notice {
  severity: string;
  sqlstate: string;
  message: string;
  detail?: string;
  hint?: string;
}

/** What one statement returned. */
export declare class Result {
  /** Names of the columns, in order; they may repeat. */
  readonly columns: readonly string[];
  /** PostgreSQL's short names of their types. */
  readonly types: readonly string[];
  /** The rows, each an array of values. Made when first asked for. */
  readonly rows: Value[][];
  /** PostgreSQL's command tag: `SELECT 11`, `INSERT 0 1`. */
  readonly command: string;
  /** Rows returned, or rows affected. */
  readonly rowCount: number;
  /** What the engine had to say that is no error. */
  readonly notices: Notice[];
}

/** An error in PostgreSQL's form. */
export declare class SqlError extends Error {
  /** The five characters of PostgreSQL's appendix of error codes. */
  readonly sqlstate: string;
  /** Where in the text that was run: characters from 1. */
  readonly position?: number;
  readonly detail?: string;
  readonly hint?: string;
}

/** A statement to be run with values again and again. */
export interface Statement {
  run(params?: Param[]): Result;
  close(): void;
}

/**
 * A database in the caller's own thread, in an instance of the engine of its own. Should the engine
 * make a mistake, the call throws a `SqlError` with `sqlstate` XX000 and this database has ended: every
 * later call says so. Other databases go on, and `open()` gives a fresh one.
 */
export interface Glassbox {
  /** Runs a script: one result for each statement. Throws a `SqlError` at the first that fails. */
  exec(sql: string): Result[];
  /** A statement with places `$1`, `$2`, ... It is first read when it is first run. */
  prepare(sql: string): Statement;
  /** Lets go of the database and its statements. */
  close(): void;
}

/** Opens an empty database. */
export declare function open(options?: Options): Glassbox;
