//! The engine and the naive database play the same statements.
//!
//! Batches of 1, 7 and 1,024 rows, small pages, few frames and every policy are chosen by the seed.

use model::base::replacement::Replacement;
use model::message::settings::Setup;
use model::trace::event::Level;

use super::tables::{Answer, Naive, Statement};
use super::term::Row;
use super::write::next;
use crate::generator::draw::Draw;
use crate::rival::ours::Ours;
use crate::rival::said::Said;
use crate::rival::shrink::shrink;

/// Statements of one seed.
const STATEMENTS: usize = 150;

/// Plays one seed; how many statements that were. Panics where the two differ.
pub fn play(seed: u64) -> usize {
    let mut draw = Draw::new(seed, "model");
    let (mut naive, mut ours) = (Naive::default(), engine(seed));
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
        let mut ours = engine(seed);
        let last = run.iter().map(|sql| ours.ask(sql)).last();
        run.last() == played.last() && last.as_ref() == Some(said)
    };
    shrink(played, &mut says_the_same)
}

/// The engine, with some of its ways to plan taken from it.
fn engine(seed: u64) -> Ours {
    const ABLE: [&str; 5] = ["", "hashjoin", "nestloop", "seqscan", "hashagg"];
    let mut ours = Ours::new(setup(seed));
    match ABLE[(seed / 3 % 5) as usize] {
        "" => {}
        other => assert_eq!(ours.ask(&format!("set enable_{other} = off")).error, None),
    }
    ours
}

fn setup(seed: u64) -> Setup {
    let mut setup = Setup::at_level(Level::Counts);
    setup.seed = seed;
    setup.batch_rows = [1, 7, 1_024][(seed % 3) as usize];
    setup.page_bytes = [2_048, 4_096, 8_192][(seed / 3 % 3) as usize];
    setup.pool_frames = [8, 16, 16_384][(seed / 9 % 3) as usize];
    setup.replacement = Replacement::ALL[(seed / 2 % 3) as usize];
    setup.index_entries = [u16::MAX, 4][(seed / 5 % 2) as usize];
    setup
}
