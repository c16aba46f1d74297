//! Random statements on the engine and on a naive database in plain Rust: the same rows, the same
//! SQLSTATE, after transactions, savepoints and errors alike.
//!
//! Batches of 1, 7 and 1,024 rows, small pages and few frames are chosen by the seed.

use glassbox_tests::generator::draw::Draw;
use glassbox_tests::oracle::tables::{Answer, Naive, Statement};
use glassbox_tests::oracle::term::Row;
use glassbox_tests::oracle::write::next;
use glassbox_tests::rival::ours::Ours;
use glassbox_tests::rival::said::Said;
use glassbox_tests::rival::shrink::shrink;
use glassbox_tests::soak;
use model::message::settings::Setup;
use model::trace::event::Level;

/// Statements of one seed.
const STATEMENTS: usize = 150;

#[test]
fn the_engine_answers_as_the_naive_database() {
    let seeds = soak::seeds(25, 2_000);
    let mut asked = 0;
    for seed in seeds.clone() {
        asked += play(seed);
    }
    let figure = format!("{asked} in {} seeds, all as expected", seeds.end - seeds.start);
    soak::figure("statements against the naive database", figure);
}

/// Plays one seed; how many statements that were.
fn play(seed: u64) -> usize {
    let mut draw = Draw::new(seed, "model");
    let (mut naive, mut ours) = (Naive::default(), Ours::new(setup(seed)));
    let mut played = Vec::new();
    for _ in 0..STATEMENTS {
        let statement = next(&mut draw, &naive);
        let expected = naive.run(&statement);
        let sql = statement.sql();
        let said = ours.ask(&sql);
        played.push(sql);
        if !agrees(&statement, &expected, &said) {
            let short = shorten(seed, &played, &said);
            panic!("seed {seed}:\n{}\nexpected {expected:?}\nsaid {said}", short.join(";\n"));
        }
    }
    played.len()
}

fn agrees(statement: &Statement, expected: &Answer, said: &Said) -> bool {
    match expected {
        // Which of two rules is broken first depends on the order of a query's rows.
        Err("23502" | "23505") if matches!(statement, Statement::InsertSelect(..)) => {
            matches!(said.sqlstate(), Some("23502" | "23505"))
        }
        Err(state) => said.sqlstate() == Some(*state),
        Ok(_) if said.error.is_some() => false,
        Ok(rows) if matches!(statement, Statement::Select(_)) => {
            let cell = |value: &Option<i64>| value.map(|value| value.to_string());
            let row = |row: &Row| row.iter().map(cell).collect::<Vec<_>>();
            let mut expected: Vec<_> = rows.iter().map(row).collect();
            let mut said = said.rows.clone();
            expected.sort();
            said.sort();
            expected == said
        }
        Ok(_) => true,
    }
}

/// The statements without those that can go while the last still says the same.
fn shorten(seed: u64, played: &[String], said: &Said) -> Vec<String> {
    let mut says_the_same = |run: &[String]| {
        let mut ours = Ours::new(setup(seed));
        let last = run.iter().map(|sql| ours.ask(sql)).last();
        run.last() == played.last() && last.as_ref() == Some(said)
    };
    shrink(played, &mut says_the_same)
}

fn setup(seed: u64) -> Setup {
    let mut setup = Setup::at_level(Level::Counts);
    setup.seed = seed;
    setup.batch_rows = [1, 7, 1_024][(seed % 3) as usize];
    setup.page_bytes = [2_048, 4_096, 8_192][(seed / 3 % 3) as usize];
    setup.pool_frames = [8, 16, 16_384][(seed / 9 % 3) as usize];
    setup
}
