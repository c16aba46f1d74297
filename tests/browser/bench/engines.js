// Thin adapters: each engine opens a database that runs SQL and gives rows as arrays.
//
//   open()              a new, empty database
//   db.exec(sql)        a script; nothing comes back
//   db.query(sql)       the rows of one statement
//   db.prepare(sql)     a function from values for $1, $2, ... to rows
//   db.close()

async function glassbox() {
  const { open } = await import("/some/where/deep/glassbox.js");
  return () => {
    const db = open({ level: "counts" });
    return {
      exec: (sql) => void db.exec(sql),
      query: (sql) => db.exec(sql)[0].rows,
      prepare: (sql) => {
        const statement = db.prepare(sql);
        return (params) => statement.run(params).rows;
      },
      close: () => db.close(),
    };
  };
}

async function sqlJs() {
  const { Database } = await window.initSqlJs({ locateFile: (file) => `/npm/sql.js/dist/${file}` });
  return () => {
    const db = new Database();
    return {
      exec: (sql) => void db.run(sql),
      query: (sql) => db.exec(sql)[0]?.values ?? [],
      prepare: (sql) => {
        const statement = db.prepare(sql);
        return (params) => {
          const rows = [];
          statement.bind(params);
          while (statement.step()) rows.push(statement.get());
          statement.reset();
          return rows;
        };
      },
      close: () => db.close(),
    };
  };
}

/** Every engine, by name. */
export const ENGINES = { glassbox, "sql.js": sqlJs };
