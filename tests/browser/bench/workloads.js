// What is measured. Every engine gets the same SQL and must give the same answer.
//
//   name, what     how it is called and what it does
//   fresh          the database is made anew for every run, empty; else it is loaded once
//   run(db, round) does the work and returns the answer that is compared

const COUNTRIES = ["AT", "BE", "CH", "DE", "DK", "ES", "FR", "IT", "NL", "PT", "SE", "UK"];
const ROWS_PER_INSERT = 1_000;
const CALLS = 1_000;

/** A generator of Lehmer's kind, so that every run has the same rows. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function inserts(table, rows) {
  const statements = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    const values = rows.slice(at, at + ROWS_PER_INSERT).join(",");
    statements.push(`INSERT INTO ${table} VALUES ${values}`);
  }
  return statements.join(";\n");
}

/** The script that makes users and orders. */
export function loadScript(orderCount) {
  const next = numbers(42);
  const userCount = Math.max(1, orderCount / 10);
  const users = Array.from({ length: userCount }, (_, at) => {
    return `(${at + 1},'user ${at + 1}','${COUNTRIES[next(COUNTRIES.length)]}')`;
  });
  const orders = Array.from({ length: orderCount }, (_, at) => {
    return `(${at + 1},${next(userCount) + 1},${next(100_000)},'item ${next(500)}')`;
  });
  return `CREATE TABLE users (id int PRIMARY KEY, name text, country text);
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, item text);
${inserts("users", users)};
${inserts("orders", orders)};`;
}

const query = (name, what, sql) => ({ name, what, run: (db) => db.query(sql) });

/** Every workload on tables of that many orders. */
export function workloads(orderCount) {
  const script = loadScript(orderCount);
  const keys = () => {
    const next = numbers(7);
    return Array.from({ length: CALLS }, () => next(orderCount) + 1);
  };
  return [
    {
      name: "bulk load",
      what: `${orderCount} orders and their users as INSERTs of ${ROWS_PER_INSERT} rows`,
      fresh: true,
      run: (db) => {
        db.exec(script);
        return db.query("SELECT count(*), sum(amount) FROM orders");
      },
    },
    query(
      "group",
      "count and sum by item",
      "SELECT item, count(*), sum(amount) FROM orders GROUP BY item ORDER BY item",
    ),
    query(
      "join",
      "sum by the user's country",
      `SELECT u.country, sum(o.amount) FROM orders o JOIN users u ON u.id = o.user_id
       GROUP BY u.country ORDER BY u.country`,
    ),
    query(
      "window",
      "each user's greatest order",
      `SELECT count(*), sum(amount) FROM (SELECT amount, row_number() OVER
       (PARTITION BY user_id ORDER BY amount DESC, id) AS place FROM orders) AS t WHERE place = 1`,
    ),
    query("sort", "all orders by amount", "SELECT id, amount FROM orders ORDER BY amount, id"),
    {
      name: "key lookups, text",
      what: `${CALLS} SELECTs by primary key, each with its own text`,
      run: (db) => keys().map((key) => db.query(`SELECT * FROM orders WHERE id = ${key}`)[0]),
    },
    {
      name: "key lookups, prepared",
      what: `${CALLS} SELECTs by primary key, prepared once`,
      run: (db) => {
        const select = db.prepare("SELECT * FROM orders WHERE id = $1");
        return keys().map((key) => select([key])[0]);
      },
    },
    {
      name: "single inserts",
      what: `${CALLS} INSERTs of one row, prepared once`,
      run: (db, round) => {
        const insert = db.prepare("INSERT INTO orders VALUES ($1, $2, $3, $4)");
        const first = orderCount + 1 + round * CALLS;
        for (let at = 0; at < CALLS; at += 1) insert([first + at, 1, at, "item"]);
        return db.query(`SELECT count(*) FROM orders WHERE id >= ${first}`);
      },
    },
    {
      name: "update",
      what: "one UPDATE of a tenth of the orders",
      run: (db) => {
        db.exec("UPDATE orders SET amount = amount + 1 WHERE id % 10 = 0");
        return db.query("SELECT sum(amount) FROM orders");
      },
    },
  ];
}
