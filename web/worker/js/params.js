// Lays the values of `$1`, `$2`, ... out in the engine's memory. The layout is drawn in
// web/worker/src/js_api/params.rs.

const NULL = 0, FALSE = 1, TRUE = 2, NUMBER = 3, BIGINT = 4, TEXT = 5;

// Strings up to here are written byte by byte, which beats calling the encoder.
const SHORT_CHARS = 32;
// Bytes of UTF-8 that a UTF-16 unit takes at most.
const UNIT_BYTES = 3;
// Bytes of any other value at most: those of a date's text.
const OTHER_BYTES = 64;
// Room in bytes: less is not worth a call, more is given back.
const ROOM_LEAST = 4_096, ROOM_KEPT_MAX = 1_048_576;

const encoder = new TextEncoder();

/** Writes into the room for parameters in the memory of one engine. */
export class ParamWriter {
  #wasmMemory;
  #address = 0;
  #room = 0;
  #buffer = null;
  #bytes = null;
  #words = null;
  #floats = null;
  #bigs = null;

  constructor(wasmMemory) {
    this.#wasmMemory = wasmMemory;
  }

  /** How much room these values need, where there is less or far too much; else 0. */
  missing(values) {
    let bound = 0;
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at];
      bound += typeof value === "string" ? 16 + UNIT_BYTES * value.length : OTHER_BYTES;
    }
    const isTight = bound > this.#room;
    const isWaste = this.#room > ROOM_KEPT_MAX && bound <= ROOM_KEPT_MAX;
    return isTight || isWaste ? Math.max(bound, ROOM_LEAST) : 0;
  }

  /** The room is there now, and so large. */
  move(address, room) {
    this.#address = address;
    this.#room = room;
  }

  /** Lays values out; how many bytes they take. */
  write(values) {
    const { buffer } = this.#wasmMemory;
    if (this.#buffer !== buffer) this.#look(buffer);
    let end = this.#address;
    for (let at = 0; at < values.length; at += 1) end = this.#put(end, values[at], at + 1);
    return end - this.#address;
  }

  /** The buffer is another one whenever the memory has grown. */
  #look(buffer) {
    this.#buffer = buffer;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#floats = new Float64Array(buffer);
    this.#bigs = new BigInt64Array(buffer);
  }

  #put(at, value, number) {
    switch (typeof value) {
      case "number":
        this.#head(at, NUMBER, 8);
        this.#floats[(at + 8) >>> 3] = value;
        return at + 16;
      case "string":
        return this.#text(at, value);
      case "boolean":
        return this.#head(at, value ? TRUE : FALSE, 0);
      case "bigint":
        if (BigInt.asIntN(64, value) !== value) {
          throw new Error(`parameter $${number} does not fit bigint`);
        }
        this.#head(at, BIGINT, 8);
        this.#bigs[(at + 8) >>> 3] = value;
        return at + 16;
      default:
        if (value === null || value === undefined) return this.#head(at, NULL, 0);
        if (value instanceof Date) return this.#text(at, value.toISOString());
        throw new Error(
          `parameter $${number} must be null, a boolean, a number, a bigint, a string or a Date`,
        );
    }
  }

  #head(at, kind, byteCount) {
    this.#words[at >>> 2] = kind;
    this.#words[(at + 4) >>> 2] = byteCount;
    return at + 8;
  }

  #text(at, text) {
    const bytes = this.#bytes, start = at + 8;
    let byteCount = 0;
    if (text.length <= SHORT_CHARS) {
      for (; byteCount < text.length; byteCount += 1) {
        const code = text.charCodeAt(byteCount);
        if (code >= 0x80) break;
        bytes[start + byteCount] = code;
      }
    }
    if (byteCount < text.length) {
      const room = bytes.subarray(start, start + UNIT_BYTES * text.length);
      byteCount = encoder.encodeInto(text, room).written;
    }
    this.#head(at, TEXT, byteCount);
    return start + ((byteCount + 7) & ~7);
  }
}
