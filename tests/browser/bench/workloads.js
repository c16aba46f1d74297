// What is measured. Every engine gets the same SQL and must give the same answer.
//
//   name, what     how it is called and what it does
//   goal           what the project promises: at least "2x faster", or at most "2x slower"
//   fresh          the database is made anew for every run, empty; else it is loaded once
//   ready(db)      what is done once after loading, not measured
//   run(db, round) does the work and returns the answer that is compared

const COUNTRIES = ["AT", "BE", "CH", "DE", "DK", "ES", "FR", "IT", "NL", "PT", "SE", "UK"];
const ROWS_PER_INSERT = 500;
const FASTER = "2x faster";
const NOT_SLOWER = "2x slower";

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

const scripts = new Map();

/** The script that makes users and orders; made once, so that making it is not measured. */
export function loadScript(orderCount) {
  if (!scripts.has(orderCount)) scripts.set(orderCount, makeScript(orderCount));
  return scripts.get(orderCount);
}

/** Orders belong to users in random order. */
function makeScript(orderCount) {
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

const query = (name, what, goal, sql) => ({ name, what, goal, run: (db) => db.query(sql) });

/** Queries that read whole tables. */
function scans() {
  return [
    query(
      "group by",
      "count and sum by item, 500 groups",
      FASTER,
      "SELECT item, count(*), sum(amount) FROM orders GROUP BY item ORDER BY item",
    ),
    query(
      "join + group by",
      "sum by the user's country",
      FASTER,
      `SELECT u.country, sum(o.amount) FROM orders o JOIN users u ON u.id = o.user_id
       GROUP BY u.country ORDER BY u.country`,
    ),
    query(
      "window",
      "each user's greatest order, by row_number",
      FASTER,
      `SELECT count(*), sum(amount) FROM (SELECT amount, row_number() OVER
       (PARTITION BY user_id ORDER BY amount DESC, id) AS place FROM orders) AS t WHERE place = 1`,
    ),
    query("sort", "all orders by amount", FASTER, "SELECT id, amount FROM orders ORDER BY amount, id"),
    query(
      "top 100",
      "the greatest 100 orders",
      "",
      "SELECT id, amount FROM orders ORDER BY amount DESC, id LIMIT 100",
    ),
    query("whole rows", "all orders into JavaScript", "", "SELECT * FROM orders"),
  ];
}

/**
 * Work in one transaction. A commit of sql.js writes a journal into an emulated file, which costs
 * it ten times the statement; that is told apart, in the workloads whose name says so.
 */
function inOne(work) {
  return (db, round) => {
    db.exec("BEGIN");
    const answer = work(db, round);
    db.exec("COMMIT");
    return answer;
  };
}

/** Small statements, many of them, each workload in one transaction unless it says otherwise. */
function calls(orderCount, lookups, changes) {
  const keys = (round, count) => {
    const next = numbers(7 + round);
    return Array.from({ length: count }, () => next(orderCount) + 1);
  };
  // Other keys in every round, and each once, so that a row is deleted once.
  const rowsOf = (round) => {
    const first = (round * changes) % orderCount;
    return Array.from({ length: changes }, (_, at) => first + ((at * 7_919) % changes) + 1);
  };
  const total = (db) => db.query("SELECT count(*), sum(amount) FROM orders");
  const firstNew = (round) => orderCount + 1 + round * changes;
  const insertEach = (db, round) => {
    const first = firstNew(round);
    for (let at = 0; at < changes; at += 1) {
      db.exec(`INSERT INTO orders VALUES (${first + at}, ${at}, ${at * 3}, 'item ${at % 500}')`);
    }
    return total(db);
  };
  const lookUpEach = (db, round) =>
    keys(round, lookups).map((key) => db.query(`SELECT * FROM orders WHERE id = ${key}`)[0]);
  return [
    {
      name: "single inserts, text",
      what: `${changes} INSERTs of one row, each with its own text`,
      goal: NOT_SLOWER,
      run: inOne(insertEach),
    },
    {
      name: "single inserts, each committed",
      what: `${changes} INSERTs of one row, each its own transaction`,
      goal: NOT_SLOWER,
      run: insertEach,
    },
    {
      name: "single inserts, prepared",
      what: `${changes} INSERTs of one row, prepared once`,
      goal: NOT_SLOWER,
      run: inOne((db, round) => {
        const insert = db.prepare("INSERT INTO orders VALUES ($1, $2, $3, $4)");
        const first = firstNew(round);
        for (let at = 0; at < changes; at += 1) insert([first + at, at, at * 3, `item ${at % 500}`]);
        return total(db);
      }),
    },
    {
      name: "key look-ups, text",
      what: `${lookups} SELECTs by primary key, each with its own text`,
      goal: NOT_SLOWER,
      run: inOne(lookUpEach),
    },
    {
      name: "key look-ups, each by itself",
      what: `${lookups} SELECTs by primary key, each its own transaction`,
      goal: NOT_SLOWER,
      run: lookUpEach,
    },
    {
      name: "key look-ups, prepared",
      what: `${lookups} SELECTs by primary key, prepared once`,
      goal: NOT_SLOWER,
      run: inOne((db, round) => {
        const select = db.prepare("SELECT * FROM orders WHERE id = $1");
        return keys(round, lookups).map((key) => select([key])[0]);
      }),
    },
    {
      name: "index look-ups",
      what: `${lookups / 4} SELECTs of about 10 orders by an index on user_id, each with its own text`,
      goal: "",
      ready: (db) => db.exec("CREATE INDEX orders_user ON orders (user_id)"),
      run: inOne((db, round) =>
        keys(round, lookups / 4).map((key) => {
          const user = 1 + (key % (orderCount / 10));
          const rows = db.query(`SELECT id, amount FROM orders WHERE user_id = ${user}`);
          return rows.sort((left, right) => left[0] - right[0]);
        }),
      ),
    },
    {
      name: "updates by key",
      what: `${changes} UPDATEs of one row, each with its own text`,
      goal: NOT_SLOWER,
      run: inOne((db, round) => {
        for (const id of rowsOf(round)) {
          db.exec(`UPDATE orders SET amount = amount + ${1 + (id % 9)} WHERE id = ${id}`);
        }
        return total(db);
      }),
    },
    {
      name: "deletes by key",
      what: `${changes} DELETEs of one row, each with its own text`,
      goal: "",
      run: inOne((db, round) => {
        for (const id of rowsOf(round)) db.exec(`DELETE FROM orders WHERE id = ${id}`);
        return total(db);
      }),
    },
  ];
}

/** Every workload on tables of that many orders. */
export function workloads(orderCount) {
  return [
    {
      name: "bulk load",
      what: `${orderCount} orders and their users as INSERTs of ${ROWS_PER_INSERT} rows`,
      goal: NOT_SLOWER,
      fresh: true,
      run: (db) => {
        db.exec(loadScript(orderCount));
        return db.query("SELECT count(*), sum(amount) FROM orders");
      },
    },
    ...calls(orderCount, orderCount / 5, orderCount / 10),
    ...scans(),
  ];
}
