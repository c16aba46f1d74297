//! What many small statements cost: no more for the last than for the first.
//!
//! - one row updated again and again, by statements of their own and within one transaction
//! - rows inserted one by one, as a file of INSERTs has them

use engine::api::lab::Lab;
use glassbox_tests::outcome::outcomes;
use model::base::ids::SessionId;
use model::message::command::Command;
use model::message::settings::Setup;
use model::trace::event::Level;

/// Pages that a statement about one row may ask for: some levels of an index, some versions of the
/// row, and a split now and then.
const PAGES_MAX: u64 = 60;

struct Bench {
    lab: Lab,
}

impl Bench {
    fn new() -> Bench {
        let mut bench = Bench { lab: Lab::new(Setup::at_level(Level::Counts)) };
        bench.run("CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0)");
        bench
    }

    /// Runs a script; the pages that each of its statements asked for.
    fn run(&mut self, sql: &str) -> Vec<u64> {
        let session = SessionId(0);
        let replies = self.lab.handle(Command::Execute { session, sql: sql.to_string() });
        let pages = |outcome: &glassbox_tests::outcome::Outcome| {
            assert_eq!(outcome.error, None);
            outcome.summary.counters.pages_read()
        };
        outcomes(&replies).iter().map(pages).collect()
    }
}

fn no_statement_asks_for_many(pages: &[u64]) {
    let most = pages.iter().max().copied().unwrap_or_default();
    assert!(most <= PAGES_MAX, "one statement of {} asked for {most} pages", pages.len());
}

#[test]
fn the_thousandth_update_of_a_row_costs_what_the_first_did() {
    let mut bench = Bench::new();
    no_statement_asks_for_many(&bench.run(&"UPDATE t SET n = n + 1 WHERE id = 1;".repeat(2_000)));
}

#[test]
fn so_it_is_within_one_transaction() {
    let mut bench = Bench::new();
    bench.run("BEGIN; UPDATE t SET n = n + 1 WHERE id = 1");
    no_statement_asks_for_many(&bench.run(&"UPDATE t SET n = n + 1 WHERE id = 1;".repeat(2_000)));
    bench.run("COMMIT");
}

#[test]
fn a_file_of_inserts_loads_row_by_row() {
    let mut bench = Bench::new();
    let insert = |row: u32| format!("INSERT INTO t VALUES ({row}, {row});\n");
    no_statement_asks_for_many(&bench.run(&(2..5_000).map(insert).collect::<String>()));
}
