// The in-thread interface as a program of Node uses it: values, errors, parameters, lifetimes.
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

import { site } from "./support/engine.js";

const { open, Result, SqlError } = await import(pathToFileURL(join(site, "glassbox.js")));

/** Runs `use` with a fresh database that is closed afterwards. */
function withDatabase(use, options) {
  const db = open(options);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

/** The error that `act` throws. */
function errorOf(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

test("a script gives one result for each statement", () =>
  withDatabase((db) => {
    const results = db.exec(
      "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL); SELECT * FROM t",
    );
    assert.deepEqual(results.map(({ command }) => command), ["CREATE TABLE", "INSERT 0 2", "SELECT 2"]);
    assert.deepEqual(results.map(({ rowCount }) => rowCount), [0, 2, 2]);
    const [, , rows] = results;
    assert.ok(rows instanceof Result);
    assert.deepEqual(rows.columns, ["a", "b"]);
    assert.deepEqual(rows.types, ["int4", "text"]);
    assert.deepEqual(rows.rows, [[1, "x"], [2, null]]);
    assert.deepEqual(results[0].rows, []);
  }));

test("what is no text is refused, and the database goes on", () =>
  withDatabase((db) => {
    db.exec("CREATE TABLE t (a int)");
    for (const wrong of [42, {}, null, undefined, ["SELECT 1"]]) {
      assert.throws(() => db.exec(wrong), TypeError);
      assert.throws(() => db.prepare(wrong), TypeError);
    }
    assert.equal(db.exec("SELECT count(*) FROM t")[0].rows[0][0], 0);
  }));

test("names that repeat and results without rows are kept", () =>
  withDatabase((db) => {
    const [twice, none] = db.exec("SELECT 1 AS a, 2 AS a; SELECT 1 AS a WHERE false");
    assert.deepEqual(twice.columns, ["a", "a"]);
    assert.deepEqual(twice.rows, [[1, 2]]);
    assert.deepEqual([none.columns, none.rows, none.rowCount], [["a"], [], 0]);
    assert.deepEqual(db.exec(""), []);
  }));

test("each type has one form in JavaScript", () =>
  withDatabase((db) => {
    const value = (sql) => db.exec(`SELECT ${sql}`)[0].rows[0][0];
    assert.equal(value("7::smallint"), 7);
    assert.equal(value("-2147483648"), -2147483648);
    assert.equal(value("9007199254740991::bigint"), 9007199254740991);
    assert.equal(value("9007199254740993::bigint"), 9007199254740993n);
    assert.equal(value("0.1::real"), 0.1);
    assert.equal(value("0.1::double precision"), 0.1);
    assert.equal(value("1.50"), "1.50");
    assert.equal(value("true"), true);
    assert.equal(value("NULL"), null);
    assert.equal(value("''"), "");
    assert.equal(value("'2026-02-03 04:05:06'::timestamp"), "2026-02-03 04:05:06");
  }));

test("text comes through whatever its letters and length", () =>
  withDatabase((db) => {
    const texts = ["a", "äöü", "\u{feff}bom", "🦀 crab", "x".repeat(5_000), "ß".repeat(50), "a\nb\tc", "'"];
    const insert = (db.exec("CREATE TABLE t (id int, s text)"), db.prepare("INSERT INTO t VALUES ($1, $2)"));
    texts.forEach((text, id) => insert.run([id, text]));
    const [{ rows }] = db.exec("SELECT s FROM t ORDER BY id");
    assert.deepEqual(rows.map(([text]) => text), texts);
  }));

test("many rows are the same, asked for early or late", () =>
  withDatabase((db) => {
    const sql = "SELECT i, i * 1000000000000, 'row ' || i FROM generate_series(1, 5000) AS s(i)";
    const [late] = db.exec(sql);
    db.exec("SELECT 'something else' FROM generate_series(1, 3000)");
    const [early] = db.exec(sql);
    assert.equal(early.rows.length, 5000);
    assert.deepEqual(late.rows, early.rows);
    assert.deepEqual(late.rows[4999].slice(0, 1), [5000]);
    assert.equal(late.rows, late.rows);
  }));

test("an error tells code, place and advice, and ends nothing", () =>
  withDatabase((db) => {
    const sql = "SELECT 1; -- ä\nSELECT 'ö', nothing FROM pg_class";
    const error = errorOf(() => db.exec(sql));
    assert.ok(error instanceof SqlError && error instanceof Error);
    assert.equal(error.sqlstate, "42703");
    assert.equal(error.message, 'column "nothing" does not exist');
    assert.equal(error.position, sql.indexOf("nothing") + 1);
    assert.equal(error.detail, undefined);
    assert.deepEqual(db.exec("SELECT 1")[0].rows, [[1]]);
  }));

test("a failed statement leaves what was before it", () =>
  withDatabase((db) => {
    db.exec("CREATE TABLE t (a int PRIMARY KEY)");
    const error = errorOf(() => db.exec("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2), (1)"));
    assert.equal(error.sqlstate, "23505");
    assert.match(error.detail, /Key \(a\)=\(1\) already exists\./);
    assert.deepEqual(db.exec("SELECT a FROM t")[0].rows, [[1]]);
  }));

test("parameters are values, never text of the statement", () =>
  withDatabase((db) => {
    db.exec("CREATE TABLE t (a int, b bigint, c double precision, d text, e boolean)");
    const insert = db.prepare("INSERT INTO t VALUES ($1, $2, $3, $4, $5)");
    assert.equal(insert.run([1, 2n ** 60n, 0.5, "'; DROP TABLE t; --", true]).rowCount, 1);
    assert.equal(insert.run([null, 3, 4, undefined, false]).command, "INSERT 0 1");
    insert.close();
    const find = db.prepare("SELECT * FROM t WHERE a = $1");
    assert.deepEqual(find.run([1]).rows, [[1, 2n ** 60n, 0.5, "'; DROP TABLE t; --", true]]);
    assert.deepEqual(find.run([2]).rows, []);
    assert.deepEqual(db.exec("SELECT * FROM t WHERE a IS NULL")[0].rows, [[null, 3, 4, null, false]]);
    assert.throws(() => find.run([{}]), /parameter \$1 must be/);
    assert.throws(() => find.run([2n ** 64n]), /does not fit bigint/);
    assert.throws(() => find.run([new Date(NaN)]), RangeError);
    const day = db.prepare("SELECT $1::date").run([new Date(Date.UTC(2026, 1, 3))]);
    assert.deepEqual(day.rows, [["2026-02-03"]]);
  }));

test("databases are apart, and a closed one says so", () => {
  const [one, other] = [open(), open()];
  one.exec("CREATE TABLE t (a int)");
  assert.equal(errorOf(() => other.exec("SELECT * FROM t")).sqlstate, "42P01");
  one.close();
  one.close();
  assert.throws(() => one.exec("SELECT 1"), /the database is closed/);
  other.close();
});

/** Does something with so little stack left that it overflows while the engine works. */
function withoutRoom(act) {
  try {
    return withoutRoom(act);
  } catch (error) {
    // Not `instanceof`: that takes more stack than the engine.
    if (error.sqlstate !== undefined) throw error;
    return act();
  }
}

test("a mistake of the engine ends one database, and reaches no other", () => {
  const [struck, other] = [open(), open()];
  for (const db of [struck, other]) db.exec("CREATE TABLE t (a int); INSERT INTO t VALUES (7)");
  const find = struck.prepare("SELECT a FROM t WHERE a = $1");
  const deep = `SELECT ${Array(800).fill("true").join(" AND ")}`;
  const error = errorOf(() => withoutRoom(() => struck.exec(deep)));
  const fresh = open();
  for (const said of [
    error,
    errorOf(() => struck.exec("SELECT 1")),
    errorOf(() => find.run([7])),
    errorOf(() => struck.prepare("SELECT 1")),
  ]) {
    assert.ok(said instanceof SqlError);
    assert.equal(said.sqlstate, "XX000");
    assert.match(said.message, /^the (engine stopped|database has ended): /);
    assert.match(said.hint, /open\(\) gives a fresh database/);
  }
  find.close();
  struck.close();
  assert.deepEqual(other.exec("SELECT a FROM t")[0].rows, [[7]]);
  assert.equal(errorOf(() => fresh.exec("SELECT a FROM t")).sqlstate, "42P01");
  other.close();
  fresh.close();
});

test("the same seed gives the same draws", () => {
  const draw = (seed) => withDatabase((db) => db.exec("SELECT random()")[0].rows[0][0], { seed });
  assert.equal(draw(7), draw(7));
  assert.notEqual(draw(7), draw(8));
});

test("settings out of their limits are refused", () => {
  assert.throws(() => open({ pageBytes: 1000 }), /power of two/);
  assert.throws(() => open({ poolFrames: 1 }), /buffer frames/);
  assert.throws(() => open({ level: "all" }), /counts, pages or rows/);
});

test("a chain too long for the stack is refused, and the database lives on", () =>
  withDatabase((db) => {
    for (const link of ["+", " AND ", " LIKE "]) {
      const { sqlstate } = errorOf(() => db.exec(`SELECT ${Array(20_000).fill("'1'").join(link)}`));
      assert.equal(sqlstate, "54001");
    }
    const chain = Array(1_000).fill("true").join(" AND ");
    assert.deepEqual(db.exec(`SELECT ${chain}`)[0].rows, [[true]]);
  }));

test("brackets and calls nest as deep as the stack goes, and no deeper", () =>
  withDatabase((db) => {
    const nested = (count, open, close) => `SELECT ${open.repeat(count)}1${close.repeat(count)}`;
    const shapes = [
      ["(", " + 1)", 60],
      ["(1 + ", ")", 45],
      ["abs(", ")", 50],
      ["- ", "", 50],
      ["CASE WHEN true THEN ", " END", 50],
      ["(SELECT ", ")", 40],
    ];
    for (const [open, close, count] of shapes) {
      assert.equal(db.exec(nested(count, open, close))[0].rows.length, 1, open);
      const { sqlstate } = errorOf(() => db.exec(nested(2_000, open, close)));
      assert.equal(sqlstate, "54001", open);
    }
  }));

test("a plan too high for the stack is refused, and the database lives on", () =>
  withDatabase((db) => {
    const list = (count, part, between = ", ") =>
      Array.from({ length: count }, (_, at) => part(at)).join(between);
    const shapes = {
      windows: (n) => `SELECT ${list(n, (at) => `sum(1) OVER (ORDER BY g + ${at})`)} FROM g`,
      scalars: (n) => `SELECT ${list(n, (at) => `(SELECT ${at} + g.g)`)} FROM g`,
      exists: (n) => `SELECT 1 FROM g WHERE ${list(n, () => "EXISTS (SELECT g.g)", " AND ")}`,
      names: (n) => `WITH ${list(n, (at) => `c${at} AS (SELECT ${at})`)} SELECT 1 FROM g`,
      unions: (n) => list(n, (at) => `SELECT ${at}`, " UNION ALL "),
    };
    db.exec("CREATE TABLE g (g int); INSERT INTO g VALUES (1)");
    const taken = { windows: 60, scalars: 190, exists: 90, names: 190, unions: 1_000 };
    for (const [name, shape] of Object.entries(shapes)) {
      for (const count of name === "unions" ? [20_000] : [1_000, 20_000]) {
        const { sqlstate } = errorOf(() => db.exec(shape(count)));
        assert.equal(sqlstate, "54001", `${count} ${name}`);
      }
      assert.ok(db.exec(shape(taken[name]))[0].rows.length > 0, name);
    }
    const joined = `SELECT count(*) FROM g a ${list(190, (at) => `JOIN g b${at} ON b${at}.g = a.g`, " ")}`;
    assert.equal(Number(db.exec(joined)[0].rows[0][0]), 1);
  }));
