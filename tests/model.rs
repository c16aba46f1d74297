//! Random statements on the engine and on a naive database in plain Rust: the same rows, the same
//! SQLSTATE, after transactions, savepoints and errors alike.

use glassbox_tests::oracle::play::play;
use glassbox_tests::soak;

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
