//! What of a script belongs into the log.

use super::*;
use model::base::error::{sqlstate, SqlError};
use model::base::ids::StatementId;

const SESSION: SessionId = SessionId(0);

/// Follows a script whose statements end at `;` and gives each the outcome in the list.
fn run(log: &mut CommandLog, sql: &str, outcomes: &[&str]) -> Records {
    let sql = sql.to_string();
    let mut follower = Follower::new(Command::Execute { session: SESSION, sql: sql.clone() });
    let (statement, summary, mut start) = (StatementId(1), Summary::default(), 0);
    for (text, outcome) in sql.split_inclusive(';').zip(outcomes) {
        let begin = start + (text.len() - text.trim_start().len()) as u32;
        let span = (begin, start + text.len() as u32 - 1);
        start += text.len() as u32;
        follower.note(&Reply::StatementStarted { statement, span });
        let tag = outcome.to_string();
        follower.note(&match *outcome {
            "failed" => {
                let error = SqlError::new(sqlstate::SYNTAX_ERROR, "syntax error");
                Reply::StatementFailed { statement, span, error, summary }
            }
            _ => Reply::StatementFinished { statement, tag, summary },
        });
    }
    follower.note(&Reply::Finished { cancelled: false, statements_left: 0 });
    follower.close(log)
}

fn new_log() -> CommandLog {
    CommandLog::new(Setup::at_level(Level::Pages))
}

fn scripts(log: &CommandLog) -> Vec<&str> {
    log.commands()
        .iter()
        .map(|command| match command {
            Command::Execute { sql, .. } => sql.as_str(),
            other => panic!("no script: {other:?}"),
        })
        .collect()
}

#[test]
fn only_what_changed_something_is_kept() {
    let mut log = new_log();
    let sql = "CREATE TABLE t (a int); SELECT 1; INSERT INTO t VALUES (1); x; INSERT 2;";
    run(&mut log, sql, &["CREATE TABLE", "SELECT 1", "INSERT 0 1", "failed"]);
    run(&mut log, "SELECT nextval('s');", &["SELECT 1"]);
    run(&mut log, "SELECT 2;", &["SELECT 1"]);
    let kept = "CREATE TABLE t (a int); INSERT INTO t VALUES (1); ";
    assert_eq!(scripts(&log), [kept, "SELECT nextval('s');"]);
}

#[test]
fn what_is_kept_of_a_whole_script_is_that_script() {
    let mut log = new_log();
    let sql = "CREATE TABLE t (a int); -- one\n\nINSERT INTO t VALUES (1);\n-- two\n";
    run(&mut log, sql, &["CREATE TABLE", "INSERT 0 1"]);
    assert_eq!(scripts(&log), [sql]);
}

#[test]
fn a_failure_aborts_a_block_in_the_replay_too() {
    let mut log = new_log();
    run(&mut log, "x;", &["failed"]);
    run(&mut log, "BEGIN; INSERT; x;", &["BEGIN", "INSERT 0 1", "failed"]);
    run(&mut log, "COMMIT;", &["COMMIT"]);
    run(&mut log, "x;", &["failed"]);
    assert_eq!(scripts(&log), ["BEGIN; INSERT; ", FAILING_STATEMENT, "COMMIT;"]);
}

#[test]
fn the_file_gives_the_log_back_even_with_a_torn_end() {
    let mut log = new_log();
    run(&mut log, "CREATE TABLE t (a int);", &["CREATE TABLE"]);
    let mut file = log.to_file();
    assert_eq!(CommandLog::from_file(&file), Some(log.clone()));
    let Records::More(more) = run(&mut log, "INSERT;", &["INSERT 0 1"]) else {
        panic!("a script is appended");
    };
    file.extend(&more[..more.len() - 1]);
    assert_eq!(CommandLog::from_file(&file).map(|log| log.commands().len()), Some(1));
    assert_eq!(CommandLog::from_file(b"something else"), None);
}

#[test]
fn past_its_bound_the_log_stays_a_prefix() {
    let mut log = new_log();
    log.bytes = LOG_BYTES_MAX - 5;
    run(&mut log, "INSERT INTO t;", &["INSERT 0 1"]);
    run(&mut log, "A;", &["ANALYZE"]);
    assert!(log.is_cut() && log.commands().is_empty());
}
