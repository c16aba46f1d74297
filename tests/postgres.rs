//! Golden scripts against PostgreSQL 15: the same rows, the same SQLSTATE.
//!
//! Runs in `cargo xtask soak`, or with `GLASSBOX_POSTGRES` naming the folder of its programs. A
//! statement tagged `[ours]` gives another answer on purpose, and its script says why.

use std::error::Error;
use std::fs;
use std::process::ExitCode;
use std::rc::Rc;

use engine::api::lab::Lab;
use glassbox_tests::corpus::{scripts, ScriptFile};
use glassbox_tests::harness::{run, Test};
use glassbox_tests::outcome::{outcomes, Outcome};
use glassbox_tests::postgres::{Answer, Server};
use glassbox_tests::script::{statements_in, Act, Reader};
use goldenscript::{Command as Line, Context};
use model::message::command::Command;

/// Scripts about our own ways: plans, counters, several statements at once.
const OURS: &[&str] = &["sql/explain/", "sql/runner/", "sql/script/", "storage/", "txn/"];

/// A line of a script and what we answer.
struct Step {
    sql: String,
    ours: Answer,
    is_compared: bool,
}

fn main() -> ExitCode {
    let Some(server) = Server::start() else { return run(Vec::new()) };
    let server = Rc::new(server);
    let mut files = scripts();
    files.retain(|file| !OURS.iter().any(|folder| file.name.starts_with(folder)));
    let tests = files.into_iter().map(|file| {
        let server = Rc::clone(&server);
        Test::new(format!("postgres/{}", file.name), move || compare(&server, &file))
    });
    run(tests.collect())
}

fn compare(server: &Server, file: &ScriptFile) {
    let input = fs::read_to_string(&file.path).expect("a script is text");
    let mut player = Player::default();
    goldenscript::generate(&mut player, &input).expect("the script can be run");
    let steps = player.steps;
    let statements: Vec<String> = steps.iter().map(|step| step.sql.clone()).collect();
    let theirs = server.answers(&file.name.replace('/', "_"), &statements);
    assert_eq!(theirs.len(), steps.len(), "PostgreSQL left statements unanswered");
    let differences: Vec<String> = steps
        .iter()
        .zip(theirs)
        .filter(|(step, theirs)| step.is_compared && step.ours != bag(theirs, &step.sql))
        .map(|(step, theirs)| {
            format!("{}\n  ours:   {:?}\n  theirs: {theirs:?}", step.sql, step.ours)
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Rows have an order only where the statement gives them one.
fn bag(answer: &Answer, sql: &str) -> Answer {
    let mut answer = answer.clone();
    if !sql.to_lowercase().contains("order by") {
        answer.rows.sort();
    }
    answer
}

/// Plays a script and keeps our answers.
#[derive(Default)]
struct Player {
    lab: Option<Lab>,
    reader: Option<Reader>,
    has_crashed: bool,
    steps: Vec<Step>,
}

impl goldenscript::Runner for Player {
    type Command = Line;

    fn run(&mut self, line: &Line, context: &Context) -> Result<String, Box<dyn Error>> {
        let reader = self.reader.get_or_insert_with(|| Reader::new(|_| {}));
        let setup = reader.default_setup();
        let lab = self.lab.get_or_insert_with(|| Lab::new(setup));
        match reader.act(line, context)? {
            Act::Open(setup) => *lab = Lab::new(setup),
            Act::Execute(session, sql) => {
                let command = Command::Execute { session, sql: sql.clone() };
                let made = outcomes(&lab.handle(command));
                // The function that writes statements is ours; the statements are everybody's.
                if context.tags.contains("script") {
                    for sql in statements_in(&made) {
                        let command = Command::Execute { session, sql: sql.clone() };
                        let ours = bag(&answer_of(&outcomes(&lab.handle(command))), &sql);
                        self.steps.push(Step { sql, ours, is_compared: !self.has_crashed });
                    }
                    return Ok(String::new());
                }
                let ours = bag(&answer_of(&made), &sql);
                let is_compared = !context.tags.contains("ours") && !self.has_crashed;
                self.steps.push(Step { sql, ours, is_compared });
            }
            // The server over there keeps its power.
            Act::Power(command) => {
                lab.handle(command);
                self.has_crashed = true;
            }
        }
        Ok(String::new())
    }
}

/// Our outcomes as one answer.
fn answer_of(outcomes: &[Outcome]) -> Answer {
    let mut answer = Answer::default();
    for outcome in outcomes {
        let text = |value: &Option<String>| value.clone().unwrap_or("NULL".to_string());
        for row in outcome.rows.iter().filter(|_| outcome.error.is_none()) {
            answer.rows.push(row.iter().map(text).collect::<Vec<_>>().join("|"));
        }
        let failed = outcome.error.as_ref().map(|error| error.sqlstate.to_string());
        answer.sqlstate = answer.sqlstate.or(failed);
    }
    answer
}
