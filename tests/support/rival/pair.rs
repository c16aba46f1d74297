//! Our engine and PostgreSQL side by side, asked the same.

use model::message::settings::Setup;
use model::trace::event::Level;

use super::ours::Ours;
use super::said::Said;
use super::wire::Wire;

/// What a case begins with there: nothing of the case before, and settings that we have too.
const AFRESH: &[&str] = &[
    "rollback",
    "discard all",
    "set client_min_messages = error",
    "drop schema public cascade",
    "create schema public",
    "set timezone = 'UTC'",
    "set statement_timeout = '10s'",
];

/// Ways to plan that are taken from us in a case, so that others come to work on its few rows.
const WAYS: &[&[&str]] = &[
    &[],
    &["seqscan"],
    &["hashjoin"],
    &["nestloop"],
    &["hashagg"],
    &["seqscan", "indexscan"],
    &["mergejoin"],
];

/// The two.
pub struct Pair {
    ours: Ours,
    theirs: Wire,
}

impl Pair {
    /// Our engine beside that connection.
    pub fn new(theirs: Wire) -> Pair {
        Pair { ours: Ours::new(setup(0)), theirs }
    }

    /// Two empty databases. Sizes of ours follow from the seed.
    pub fn begin(&mut self, seed: u64) {
        self.ours = Ours::new(setup(seed));
        for way in WAYS[(seed % WAYS.len() as u64) as usize] {
            assert_eq!(self.ours.ask(&format!("set enable_{way} = off")).error, None);
        }
        for statement in AFRESH {
            self.ask_theirs(statement);
        }
    }

    /// What both say to a statement. What we refuse, PostgreSQL does not keep either.
    pub fn ask(&mut self, sql: &str) -> (Said, Said) {
        let ours = self.ours.ask(sql);
        if ours.sqlstate() != Some("0A000") {
            return (ours, self.ask_theirs(sql));
        }
        if sql.starts_with("insert") {
            // Sequences would go on.
            self.ask_theirs("a statement that fails");
            return (ours, Said::default());
        }
        let outside = self.ask_theirs("savepoint refused").error.is_some();
        if outside {
            self.ask_theirs("begin");
        }
        let theirs = self.ask_theirs(sql);
        self.ask_theirs(if outside { "rollback" } else { "a statement that fails" });
        (ours, theirs)
    }

    /// What our plan of a query consists of.
    pub fn plan(&mut self, query: &str) -> String {
        let lines = self.ours.ask(&format!("explain {query}")).rows;
        lines.into_iter().flatten().flatten().collect::<Vec<_>>().join("\n")
    }

    /// What both say to the last of some statements, beginning afresh.
    pub fn replay(&mut self, seed: u64, run: &[String]) -> (Said, Said) {
        self.begin(seed);
        run.iter().map(|sql| self.ask(sql)).last().unwrap_or_default()
    }

    fn ask_theirs(&mut self, sql: &str) -> Said {
        self.theirs.ask(sql).expect("the server that we started stays")
    }
}

/// The setup of a seed: batches of one, seven and many rows, small pages and few frames.
pub fn setup(seed: u64) -> Setup {
    let mut setup = Setup::at_level(Level::Counts);
    setup.batch_rows = [1, 7, 1_024][(seed % 3) as usize];
    setup.page_bytes = [8_192, 4_096, 2_048, 8_192][(seed / 3 % 4) as usize];
    setup.pool_frames = [16_384, 8, 32][(seed / 12 % 3) as usize];
    setup
}
