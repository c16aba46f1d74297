//! Broken statements for parser, binder and planner: no panic, and an answer in bounded time.
//!
//! Nothing is carried out: each statement is cancelled before its first step. The thread that asks
//! has the stack that WebAssembly has, so that what is too deep there is too deep here.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::mpsc::{channel, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use engine::api::lab::Lab;
use glassbox_tests::generator::case::Case;
use glassbox_tests::generator::draw::Draw;
use glassbox_tests::mutation::{corpus::statements, mutate::mutated};
use glassbox_tests::soak;
use model::base::ids::SessionId;
use model::message::command::Command;
use model::message::settings::Setup;
use model::trace::event::Level;

/// Broken statements of one seed.
const INPUTS: u64 = 1_000;
/// What one statement may take, with room for a busy machine and a build that is not optimised.
const PATIENCE: Duration = Duration::from_secs(20);
/// The stack of a thread: four times WebAssembly's 4 MiB, since unoptimised code takes more.
const STACK_BYTES: usize = 16 * 1024 * 1024;
/// Generated cases in the corpus.
const CASES: u64 = 40;

/// What the asking thread tells of itself.
enum Told {
    /// It begins this statement.
    Asks(String),
    /// It is done: how long the slowest took, and what ended the engine.
    Done(Duration, Vec<String>),
}

#[test]
fn broken_statements_are_answered_and_end_nothing() {
    let seeds = soak::seeds(3, 1_000);
    let count = (seeds.end - seeds.start) * INPUTS;
    let (sender, receiver) = channel();
    let asking = std::thread::Builder::new().stack_size(STACK_BYTES);
    asking.spawn(move || ask_all(seeds, &sender)).expect("a thread can be made");
    let mut asked = String::new();
    let (slowest, fatal) = loop {
        match receiver.recv_timeout(PATIENCE) {
            Ok(Told::Asks(sql)) => asked = sql,
            Ok(Told::Done(slowest, fatal)) => break (slowest, fatal),
            Err(RecvTimeoutError::Timeout) => panic!("no answer in {PATIENCE:?}: {asked:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("the thread ended at: {asked:?}"),
        }
    };
    soak::figure("broken statements", format!("{count}, {} ended the engine", fatal.len()));
    soak::figure("broken statements, slowest", format!("{} ms", slowest.as_millis()));
    assert!(fatal.is_empty(), "{} ended the engine:\n{}", fatal.len(), fatal.join("\n"));
}

fn ask_all(seeds: std::ops::Range<u64>, sender: &Sender<Told>) {
    let corpus = statements(CASES);
    let (mut slowest, mut fatal) = (Duration::ZERO, Vec::new());
    for seed in seeds {
        let mut draw = Draw::new(seed, "mutation");
        let mut lab = peopled(seed % CASES);
        for _ in 0..INPUTS {
            let sql = mutated(&mut draw, &corpus);
            let _ = sender.send(Told::Asks(sql.clone()));
            let begun = Instant::now();
            let answered = catch_unwind(AssertUnwindSafe(|| ask(&mut lab, &sql)));
            slowest = slowest.max(begun.elapsed());
            if answered.is_err() {
                fatal.push(format!("seed {seed}: {sql:?}"));
                lab = peopled(seed % CASES);
            }
        }
    }
    let _ = sender.send(Told::Done(slowest, fatal));
}

/// Parses, binds and plans what is there, statement after statement, and carries out none.
fn ask(lab: &mut Lab, sql: &str) {
    lab.submit(Command::Execute { session: SessionId(0), sql: sql.to_string() });
    while lab.is_busy() {
        lab.advance(1);
        lab.cancel();
    }
}

/// A lab with the tables of a generated case.
fn peopled(seed: u64) -> Lab {
    let mut lab = Lab::new(Setup::at_level(Level::Counts));
    for statement in Case::new(seed).1 {
        lab.handle(Command::Execute { session: SessionId(0), sql: statement.text });
    }
    lab
}
