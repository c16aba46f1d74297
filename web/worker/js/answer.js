// Reads the answer to one call where it lies in the engine's memory. Its layout is drawn in
// web/worker/src/js_api/answer.rs.

const END = 0, HEADER = 1, ROWS = 2, DONE = 3, FAILED = 4, NOTICE = 5, KNOWN_HEADER = 6;
const BOOL = 1, INT32 = 2, FLOAT64 = 3, INT64 = 4, TEXT = 5;

// Strings up to here are put together byte by byte, which beats calling the decoder.
const SHORT_BYTES = 24;
// Batches up to here are made into rows at once, which beats copying them aside for later.
const SMALL_ROWS = 64;

// The place of an array that is not there.
const NOWHERE = -1;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What one statement of a script returned. */
export class Result {
  #chunks;
  #rows;

  constructor(header, rows, chunks, command, rowCount, notices) {
    /** Names of the columns, in order; they may repeat. Frozen: results share it. */
    this.columns = header.columns;
    /** PostgreSQL's short names of their types: `int4`, `text`. Frozen. */
    this.types = header.types;
    /** PostgreSQL's command tag: `SELECT 11`, `INSERT 0 1`. */
    this.command = command;
    /** Rows returned, or rows affected. */
    this.rowCount = rowCount;
    /** What the engine had to say that is no error. */
    this.notices = notices;
    this.#rows = rows;
    this.#chunks = chunks;
  }

  /** The rows, each an array of values. Made when first asked for. */
  get rows() {
    if (this.#chunks !== null) {
      for (const chunk of this.#chunks) chunk.addTo(this.#rows);
      this.#chunks = null;
    }
    return this.#rows;
  }
}

/** An error in PostgreSQL's form. */
export class SqlError extends Error {
  constructor(sqlstate, message, { position, detail, hint } = {}) {
    super(message);
    this.name = "SqlError";
    /** The five characters of PostgreSQL's appendix of error codes. */
    this.sqlstate = sqlstate;
    /** Where in the text that was run: characters from 1. */
    this.position = position;
    /** More about this very case. */
    this.detail = detail;
    /** What can be done. */
    this.hint = hint;
  }
}

/** A place in the engine's memory, with every kind of view on it. */
class Memory {
  constructor(buffer) {
    this.buffer = buffer;
    this.bytes = new Uint8Array(buffer);
    this.words = new Uint32Array(buffer);
    this.ints = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
    this.bigs = new BigInt64Array(buffer);
  }
}

/** Reads the answers in the memory of one engine. */
export class AnswerReader {
  #wasmMemory;
  #views;

  // What the engine said of columns before: a header that comes again is named by its number.
  #headers = [];

  constructor(wasmMemory) {
    this.#wasmMemory = wasmMemory;
    this.#views = new Memory(wasmMemory.buffer);
  }

  /**
   * Reads the answer at `address`. Returns its results; throws the error that ended it. `sql` is
   * the text that was run.
   */
  read(address, sql) {
    // The buffer is another one whenever the memory has grown.
    const { buffer } = this.#wasmMemory;
    if (this.#views.buffer !== buffer) this.#views = new Memory(buffer);
    return readAnswer(this.#views, address, sql, this.#headers);
  }
}

const NO_HEADER = { columns: Object.freeze([]), types: Object.freeze([]) };

function readAnswer(engine, address, sql, headers) {
  const reader = new Reader(engine, address);
  const results = [];
  let header = NO_HEADER, rows = [], chunks = null, notices = [], allChunks = null;
  for (;;) {
    switch (reader.word()) {
      case END:
        reader.pad();
        if (allChunks !== null) moveOut(allChunks, engine, address, reader.at);
        return results;
      case HEADER: {
        const place = reader.word();
        header = headers[place] = reader.header();
        break;
      }
      case KNOWN_HEADER:
        header = headers[reader.word()];
        break;
      case ROWS: {
        const rowCount = reader.word();
        const columnCount = header.columns.length;
        if (rowCount === 1 && chunks === null) {
          rows.push(reader.row(columnCount));
          break;
        }
        const chunk = reader.chunk(rowCount, columnCount);
        if (rowCount <= SMALL_ROWS && chunks === null) {
          chunk.addTo(rows);
        } else {
          (chunks ??= []).push(chunk);
          (allChunks ??= []).push(chunk);
        }
        break;
      }
      case DONE: {
        const rowCount = reader.float();
        results.push(new Result(header, rows, chunks, reader.tag(), rowCount, notices));
        (header = NO_HEADER), (rows = []), (chunks = null), (notices = []);
        break;
      }
      case FAILED:
        throw reader.error(sql);
      case NOTICE:
        notices.push(reader.notice());
        break;
      default:
        throw new Error("the answer cannot be read: answer.js and engine are not of one build");
    }
  }
}

/** Makes chunks independent of the engine's memory, which the next call uses again. */
function moveOut(chunks, engine, start, end) {
  const copy = new Memory(engine.buffer.slice(start, end));
  for (const chunk of chunks) chunk.moveTo(copy, -start);
}

// The last command tag: the next one is often the same.
let lastTag = "";

/** A cursor over the answer. */
class Reader {
  constructor(memory, at) {
    this.memory = memory;
    this.at = at;
  }

  word() {
    const word = this.memory.words[this.at >> 2];
    this.at += 4;
    return word;
  }

  pad() {
    this.at = (this.at + 7) & ~7;
  }

  float() {
    this.pad();
    const float = this.memory.floats[this.at >> 3];
    this.at += 8;
    return float;
  }

  skip(bytes) {
    const at = this.at;
    this.at += bytes;
    this.pad();
    return at;
  }

  strings() {
    const byteCount = this.word();
    const at = this.skip(byteCount);
    return textOf(this.memory, at, byteCount).split("\0");
  }

  header() {
    const columnCount = this.word();
    const strings = this.strings();
    const columns = new Array(columnCount), types = new Array(columnCount);
    for (let column = 0; column < columnCount; column += 1) {
      columns[column] = strings[2 * column];
      types[column] = strings[2 * column + 1];
    }
    return { columns: Object.freeze(columns), types: Object.freeze(types) };
  }

  tag() {
    const byteCount = this.word();
    const at = this.skip(byteCount);
    let index = 0;
    const bytes = this.memory.bytes;
    while (index < byteCount && bytes[at + index] === lastTag.charCodeAt(index)) index += 1;
    if (index !== byteCount || index !== lastTag.length) lastTag = textOf(this.memory, at, byteCount);
    return lastTag;
  }

  /** A batch of one row. */
  row(columnCount) {
    const row = [];
    for (let at = 0; at < columnCount; at += 1) row.push(this.value());
    return row;
  }

  /** A column of one row. */
  value() {
    const { memory } = this;
    const form = this.word();
    const isNull = this.word() === 1 && memory.bytes[this.skip(1)] === 0;
    let value = null;
    switch (form) {
      case BOOL:
        value = memory.bytes[this.skip(1)] === 1;
        break;
      case INT32:
        value = memory.ints[this.skip(4) >> 2];
        break;
      case FLOAT64:
        value = memory.floats[this.skip(8) >> 3];
        break;
      case INT64:
        value = integer(memory.bigs[this.skip(8) >> 3]);
        break;
      case TEXT: {
        const byteCount = this.word();
        value = textOf(memory, this.skip(byteCount), byteCount);
        this.skip(4);
        break;
      }
      default:
        this.pad();
    }
    return isNull ? null : value;
  }

  chunk(rowCount, columnCount) {
    const columns = new Array(columnCount);
    for (let at = 0; at < columnCount; at += 1) columns[at] = this.column(rowCount);
    return new Chunk(this.memory, rowCount, columns);
  }

  column(rowCount) {
    const form = this.word();
    const valid = this.word() === 1 ? this.skip(rowCount) : NOWHERE;
    switch (form) {
      case BOOL:
        return { form, valid, data: this.skip(rowCount), textBytes: 0, ends: NOWHERE };
      case INT32:
        return { form, valid, data: this.skip(4 * rowCount), textBytes: 0, ends: NOWHERE };
      case FLOAT64:
      case INT64:
        return { form, valid, data: this.skip(8 * rowCount), textBytes: 0, ends: NOWHERE };
      case TEXT: {
        const textBytes = this.word();
        const data = this.skip(textBytes);
        return { form, valid, data, textBytes, ends: this.skip(4 * rowCount) };
      }
      default:
        return { form, valid, data: NOWHERE, textBytes: 0, ends: NOWHERE };
    }
  }

  error(sql) {
    const position = this.word();
    const start = this.word();
    const [sqlstate, message, detail, hint] = this.strings();
    return new SqlError(sqlstate, message, {
      position: position === 0 ? undefined : position + charactersBefore(sql, start),
      detail: detail || undefined,
      hint: hint || undefined,
    });
  }

  notice() {
    const [severity, sqlstate, message, detail, hint] = this.strings();
    return { severity, sqlstate, message, detail: detail || undefined, hint: hint || undefined };
  }
}

/** Some rows of a result, still as columns. */
class Chunk {
  constructor(memory, rowCount, columns) {
    this.memory = memory;
    this.rowCount = rowCount;
    this.columns = columns;
  }

  /** The same columns lie in a copy of the memory, that many bytes further on. */
  moveTo(memory, bytes) {
    this.memory = memory;
    for (const column of this.columns) {
      for (const place of ["valid", "data", "ends"]) {
        if (column[place] !== NOWHERE) column[place] += bytes;
      }
    }
  }

  /** Puts the rows at the end of an array. */
  addTo(rows) {
    const columns = this.columns.map((column) => valuesOf(this.memory, column, this.rowCount));
    const make = ROW_MAKERS[columns.length] ?? makeLongRow;
    for (let at = 0; at < this.rowCount; at += 1) rows.push(make(columns, at));
  }
}

// Written out, because an array literal costs a quarter of an array that is filled in a loop.
const ROW_MAKERS = [
  () => [],
  (c, at) => [c[0][at]],
  (c, at) => [c[0][at], c[1][at]],
  (c, at) => [c[0][at], c[1][at], c[2][at]],
  (c, at) => [c[0][at], c[1][at], c[2][at], c[3][at]],
  (c, at) => [c[0][at], c[1][at], c[2][at], c[3][at], c[4][at]],
  (c, at) => [c[0][at], c[1][at], c[2][at], c[3][at], c[4][at], c[5][at]],
];

function makeLongRow(columns, at) {
  const row = [];
  for (const column of columns) row.push(column[at]);
  return row;
}

function valuesOf(memory, { form, valid, data, textBytes, ends }, rowCount) {
  const values = new Array(rowCount);
  switch (form) {
    case BOOL:
      for (let at = 0; at < rowCount; at += 1) values[at] = memory.bytes[data + at] === 1;
      break;
    case INT32:
      for (let at = 0; at < rowCount; at += 1) values[at] = memory.ints[(data >> 2) + at];
      break;
    case FLOAT64:
      for (let at = 0; at < rowCount; at += 1) values[at] = memory.floats[(data >> 3) + at];
      break;
    case INT64:
      for (let at = 0; at < rowCount; at += 1) values[at] = integer(memory.bigs[(data >> 3) + at]);
      break;
    case TEXT: {
      const all = textOf(memory, data, textBytes);
      for (let at = 0, start = 0; at < rowCount; at += 1) {
        const end = memory.words[(ends >> 2) + at];
        values[at] = all.substring(start, end);
        start = end;
      }
      break;
    }
    default:
      return values.fill(null);
  }
  if (valid !== NOWHERE) {
    for (let at = 0; at < rowCount; at += 1) if (memory.bytes[valid + at] === 0) values[at] = null;
  }
  return values;
}

/** A number where it is exact, else the bigint. */
function integer(big) {
  const number = Number(big);
  return Number.isSafeInteger(number) ? number : big;
}

function textOf(memory, at, byteCount) {
  if (byteCount <= SHORT_BYTES) {
    let text = "";
    let index = 0;
    for (; index < byteCount && memory.bytes[at + index] < 0x80; index += 1) {
      text += String.fromCharCode(memory.bytes[at + index]);
    }
    if (index === byteCount) return text;
  }
  return decoder.decode(memory.bytes.subarray(at, at + byteCount));
}

/** Characters, as PostgreSQL counts them, in the first `byteCount` bytes of a text. */
function charactersBefore(sql, byteCount) {
  const start = decoder.decode(new TextEncoder().encode(sql).subarray(0, byteCount));
  let count = 0;
  for (const _ of start) count += 1;
  return count;
}
