//! A kept plan answers as one made anew: rows, errors and their places, counters.
//!
//! - every golden script, with plans kept and without
//! - pairs of statements of one shape: the second runs the plan of the first
//! - what a plan rests on: once it has changed, the plan is made anew

use std::fs;

use engine::db::database::Database;
use engine::db::statement::{Request, Task};
use glassbox_tests::corpus::scripts;
use glassbox_tests::outcome::{outcomes, Outcome};
use glassbox_tests::script::{Script, Shown};
use model::base::ids::SessionId;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::trace::event::Level;
use model::types::value::Value;

const TABLES: &[&str] = &[
    "CREATE TABLE t (a int PRIMARY KEY, b text, c numeric(6,2), d date, e bigint, f varchar(3))",
    "CREATE TABLE s (id serial, n smallint CHECK (n > 0), made timestamp, is_on boolean)",
    "INSERT INTO t VALUES (1, 'one', 1.5, '2024-01-01', 10000000000, 'abc'), \
     (2, 'it''s', -2, '2024-02-29', -1, NULL), (30, NULL, NULL, NULL, NULL, 'x')",
];

/// (what runs first, what runs its plan)
const PAIRS: &[(&str, &str)] = &[
    ("SELECT * FROM t WHERE a = 1", "SELECT * FROM t WHERE a = 30"),
    ("SELECT b FROM t WHERE a = -1", "SELECT b FROM t WHERE a = -2147483648"),
    ("SELECT a FROM t WHERE b = 'one'", "SELECT a FROM t WHERE b = 'it''s'"),
    ("SELECT a FROM t WHERE b = 'één'", "SELECT a FROM t WHERE b = 'one'"),
    ("SELECT a FROM t WHERE d >= '2024-01-01'", "SELECT a FROM t WHERE d >= '2024-02-29'"),
    ("SELECT a FROM t WHERE c < 1.25", "SELECT a FROM t WHERE c < 100.5"),
    ("SELECT a FROM t WHERE a BETWEEN 1 AND 2", "SELECT a FROM t WHERE a BETWEEN 2 AND 100"),
    ("SELECT a FROM t WHERE a + 1 > 2 AND e < 5", "SELECT a FROM t WHERE a + 28 > 29 AND e < 0"),
    ("SELECT a FROM t WHERE f = 'abc'", "SELECT a FROM t WHERE f = 'longer than any'"),
    ("SELECT a FROM t WHERE 2 > a", "SELECT a FROM t WHERE 31 > a"),
    // Errors while it runs stand at their place in the text at hand.
    (
        "SELECT a FROM t WHERE a < 100 AND 1 / (a - 7) > 0",
        "SELECT a FROM t WHERE a < 9 AND 1 / (a - 1) > 0",
    ),
    (
        "SELECT a FROM t WHERE b < 'é' AND a * 1 > 1",
        "SELECT a FROM t WHERE b < 'zzzzz' AND a * 2147483647 > 1",
    ),
    ("UPDATE t SET a = a + 100 WHERE a = 1", "UPDATE t SET a = a + 2147483647 WHERE a = 2"),
    ("UPDATE t SET b = 'x' WHERE a = 2", "UPDATE t SET b = 'much longer' WHERE a = 1"),
    ("UPDATE t SET f = 'x' WHERE a = 2", "UPDATE t SET f = 'too long' WHERE a = 1"),
    ("UPDATE t SET c = 1 WHERE a = 2", "UPDATE t SET c = 12345 WHERE a = 1"),
    ("DELETE FROM t WHERE a = 1", "DELETE FROM t WHERE a = 2"),
    ("INSERT INTO t VALUES (5)", "INSERT INTO t VALUES (5)"),
    ("INSERT INTO t (a, b) VALUES (5, 'x')", "INSERT INTO t (a, b) VALUES (-6, NULL)"),
    ("INSERT INTO t (a, c) VALUES (5, 1)", "INSERT INTO t (a, c) VALUES (6, 7.256)"),
    ("INSERT INTO t (a, c) VALUES (5, 1)", "INSERT INTO t (a, c) VALUES (6, '1e3')"),
    ("INSERT INTO t (a) VALUES (5), (6)", "INSERT INTO t (a) VALUES (7), (7)"),
    (
        "INSERT INTO t (a) VALUES (5) RETURNING 1 / (a - 7)",
        "INSERT INTO t (a) VALUES (7) RETURNING 1 / (a - 7)",
    ),
    (
        "INSERT INTO t (a) VALUES (5), (60) RETURNING 1 / (a - 7)",
        "INSERT INTO t (a) VALUES (1000), (7) RETURNING 1 / (a - 7)",
    ),
    ("INSERT INTO s (n) VALUES (1), (2)", "INSERT INTO s (n) VALUES (3), (-4) RETURNING id"),
    (
        "INSERT INTO s (n) VALUES (1), (2) RETURNING id",
        "INSERT INTO s (n) VALUES (3), (4) RETURNING id",
    ),
    (
        "INSERT INTO s (is_on) VALUES (true), (null)",
        "INSERT INTO s (is_on) VALUES (FALSE), ('yes')",
    ),
    ("SELECT a, 1 FROM t ORDER BY 1 LIMIT 2", "SELECT a, 1 FROM t ORDER BY 1 LIMIT 2"),
    ("SELECT 1 AS x, * FROM t WHERE a = 1", "SELECT 1 AS x, * FROM t WHERE a = 2"),
];

/// The same, where the second must not run the plan of the first.
const UNLIKE: &[(&str, &str)] = &[
    ("SELECT a FROM t WHERE e = 1", "SELECT a FROM t WHERE e = 10000000000"),
    ("SELECT a FROM t WHERE a = 1", "SELECT a FROM t WHERE a = 1.0"),
    ("SELECT a FROM t WHERE a = '1'", "SELECT a FROM t WHERE a = 'x'"),
    ("SELECT a FROM t WHERE d = '2024-01-01'", "SELECT a FROM t WHERE d = 'today'"),
    ("SELECT a FROM t WHERE d = '2024-01-01'", "SELECT a FROM t WHERE d = '2024-13-01'"),
    // The planner may make the constant a smallint, to ask an index.
    ("SELECT id FROM s WHERE n = 1", "SELECT id FROM s WHERE n = 2"),
    ("SELECT a, b FROM t ORDER BY 1", "SELECT a, b FROM t ORDER BY 2"),
    ("SELECT a, b FROM t ORDER BY 1", "SELECT a, b FROM t ORDER BY 3"),
    ("SELECT a FROM t ORDER BY a LIMIT 1", "SELECT a FROM t ORDER BY a LIMIT 2"),
    (
        "SELECT a + 1 FROM t GROUP BY a + 1 ORDER BY 1",
        "SELECT a + 1 FROM t GROUP BY a + 2 ORDER BY 1",
    ),
    ("SELECT 1", "SELECT 2"),
    ("SELECT 'a'", "SELECT 'b'"),
    ("SELECT a FROM t WHERE b LIKE 'o%'", "SELECT a FROM t WHERE b LIKE 'i%'"),
    ("SELECT a FROM t WHERE a IN (1, 2)", "SELECT a FROM t WHERE a IN (2, 3)"),
    ("SELECT a FROM t WHERE 1 = 1", "SELECT a FROM t WHERE 1 = 2"),
    ("INSERT INTO t (a) VALUES (5)", "INSERT INTO t (a) VALUES ('x')"),
    ("INSERT INTO t (a) VALUES (5)", "INSERT INTO t (a) VALUES (5000000000)"),
    ("INSERT INTO t (a, f) VALUES (5, 'x')", "INSERT INTO t (a, f) VALUES (6, 'too long')"),
    ("INSERT INTO t (a) VALUES (5), (6)", "INSERT INTO t (a) VALUES (7), (8), (9)"),
    ("INSERT INTO t (a) VALUES (5), (6)", "INSERT INTO t (a) VALUES (7, 8), (9, 10)"),
    ("INSERT INTO s (n) VALUES (1)", "INSERT INTO s (n) VALUES (true)"),
];

struct Bench {
    database: Database,
}

impl Bench {
    fn new(settings: &[&str]) -> Bench {
        let database = Database::new(&Setup::at_level(Level::Counts)).expect("it is empty");
        let mut bench = Bench { database };
        settings.iter().chain(TABLES).for_each(|sql| assert_eq!(bench.run(sql).error, None));
        bench
    }

    fn run(&mut self, sql: &str) -> Outcome {
        self.run_with(sql, &[])
    }

    fn run_with(&mut self, text: &str, params: &[Value]) -> Outcome {
        let request = Request { session: SessionId(0), text, params, data: None };
        let mut out = Vec::new();
        let mut task = Task::start(&mut self.database, &request);
        out.push(Reply::StatementStarted { statement: task.id(), span: (0, 0) });
        let mut result = task.prepare(&mut self.database, &request, &mut out);
        while result.is_ok() && !task.is_done() {
            result = task.advance(&mut self.database, &mut out);
        }
        if let Err(error) = result.and_then(|()| task.finish(&mut self.database, &mut out)) {
            task.fail(&mut self.database, error, (text, (0, 0)), &mut out);
        }
        outcomes(&out).pop().expect("a statement has an outcome")
    }

    fn hits_of(&mut self, sql: &str) -> u64 {
        let before = self.database.plans.hits();
        self.run(sql);
        self.database.plans.hits() - before
    }
}

fn compare(first: &str, second: &str, hits: u64) {
    let mut kept = Bench::new(&[]);
    let mut anew = Bench::new(&["SET plan_cache_mode = force_custom_plan"]);
    let firsts = [kept.run(first), anew.run(first)];
    assert_eq!(firsts[0], firsts[1], "{first}");
    let before = kept.database.plans.hits();
    let seconds = [kept.run(second), anew.run(second)];
    assert_eq!(seconds[0], seconds[1], "{second}");
    assert_eq!(kept.database.plans.hits() - before, hits, "kept plans run by {second}");
    assert_eq!(anew.database.plans.hits(), 0);
}

#[test]
fn statements_of_one_shape_share_a_plan() {
    for (first, second) in PAIRS {
        // One adds a clause, to show that the shape differs then.
        let is_longer = second.ends_with("RETURNING id") && !first.ends_with("RETURNING id");
        compare(first, second, u64::from(!is_longer));
    }
}

#[test]
fn what_a_plan_depends_on_is_part_of_the_shape() {
    for (first, second) in UNLIKE {
        compare(first, second, 0);
    }
}

#[test]
fn parameters_are_told_apart_by_type() {
    let mut bench = Bench::new(&[]);
    let select = "SELECT a FROM t WHERE a = $1 AND e > -5";
    for (value, hits) in [(Value::Int4(1), 0), (Value::Int4(2), 1), (Value::Int8(1), 1)] {
        assert_eq!(bench.run_with(select, &[value]).error, None);
        assert_eq!(bench.database.plans.hits(), hits);
    }
}

#[test]
fn a_statement_that_was_prepared_keeps_its_plan() {
    let mut bench = Bench::new(&[]);
    bench.run("PREPARE p (int) AS SELECT 1 / (a - $1) FROM t WHERE a < 30 ORDER BY 1");
    assert_eq!((bench.hits_of("EXECUTE p (7)"), bench.hits_of("EXECUTE p (8)")), (0, 1));
    // Nothing in its text has a place in the statement at hand.
    let error = bench.run("EXECUTE p (1)").error.expect("it divides by zero");
    assert_eq!((error.message.as_str(), error.position), ("division by zero", None));
    bench.run("ALTER TABLE t RENAME COLUMN a TO z");
    let error = bench.run("EXECUTE p (1)").error.map(|error| error.sqlstate.to_string());
    assert_eq!(error, Some("42703".to_string()));
}

#[test]
fn a_plan_goes_with_what_it_rests_on() {
    let mut bench = Bench::new(&[]);
    let select = "SELECT * FROM t WHERE a = 1";
    assert_eq!((bench.hits_of(select), bench.hits_of(select)), (0, 1));
    for change in [
        "ALTER TABLE t ADD COLUMN g int",
        "SET search_path = pg_catalog, public",
        "SET enable_seqscan = off",
        "CREATE TABLE public.other (a int)",
    ] {
        bench.run(change);
        assert_eq!((bench.hits_of(select), bench.hits_of(select)), (0, 1), "{change}");
    }
    let columns = bench.run(select).columns.map(|columns| columns.len());
    assert_eq!(columns, Some(7));
    // More pages, another plan perhaps: never the old one.
    bench.run("INSERT INTO t (a) SELECT n FROM generate_series(1000, 3000) AS n");
    assert_eq!((bench.hits_of(select), bench.hits_of(select)), (0, 1));
    bench.run("BEGIN");
    bench.run("CREATE TABLE public.t2 (a int)");
    bench.run("SELECT * FROM t2 WHERE a = 1");
    bench.run("ROLLBACK");
    let error = bench.run("SELECT * FROM t2 WHERE a = 1").error;
    assert_eq!(error.map(|error| error.sqlstate.to_string()), Some("42P01".to_string()));
}

#[test]
fn golden_scripts_answer_the_same_with_plans_kept() {
    for file in scripts() {
        let input = fs::read_to_string(&file.path).expect("a script is text");
        let answers = |mut script: Script| {
            goldenscript::generate(&mut script, &input).expect("the script can be run")
        };
        let kept = answers(Script::new(Shown::Results, |_| {}));
        let anew = answers(Script::new(Shown::Results, |_| {}).planning_anew());
        assert_eq!(kept, anew, "{}", file.name);
    }
}
