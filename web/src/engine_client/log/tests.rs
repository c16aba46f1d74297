//! What of a script belongs into the log.

use super::*;
use model::base::error::{sqlstate, SqlError};
use model::base::ids::StatementId;
use model::message::reply::ImageTaken;

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
    log.now.bytes = LOG_BYTES_MAX - 5;
    run(&mut log, "INSERT INTO t;", &["INSERT 0 1"]);
    run(&mut log, "A;", &["ANALYZE"]);
    assert!(log.is_cut() && log.commands().len() == 0);
}

/// Follows a script as `run` does, with an image of that number after each statement.
fn run_with_images(log: &mut CommandLog, sql: &str, tags: &[&str], first: u32) -> Records {
    let sql = sql.to_string();
    let mut follower = Follower::new(Command::Execute { session: SESSION, sql: sql.clone() });
    let (statement, summary, mut start) = (StatementId(1), Summary::default(), 0);
    for ((text, tag), image) in sql.split_inclusive(';').zip(tags).zip(first..) {
        let begin = start + (text.len() - text.trim_start().len()) as u32;
        let span = (begin, start + text.len() as u32 - 1);
        start += text.len() as u32;
        follower.note(&Reply::StatementStarted { statement, span });
        let tag = tag.to_string();
        follower.note(&Reply::StatementFinished { statement, tag, summary });
        follower.note(&Reply::Image(taken(image)));
    }
    follower.note(&Reply::Finished { cancelled: false, statements_left: 0 });
    follower.close(log)
}

fn taken(image: u32) -> ImageTaken {
    let (image, parent, let_go) = (ImageId(image), ImageId(0), ImageId(0));
    ImageTaken { image, parent, statement: StatementId(1), seq: 0, let_go }
}

fn restore(log: &mut CommandLog, image: u32) -> Records {
    let mut follower = Follower::new(Command::Restore { image: ImageId(image) });
    follower.note(&Reply::Restored(taken(image)));
    follower.note(&Reply::Finished { cancelled: false, statements_left: 0 });
    follower.close(log)
}

#[test]
fn going_back_takes_what_was_undone_out_of_the_log_and_going_on_puts_it_back() {
    let mut log = new_log();
    let tags = ["CREATE TABLE", "INSERT 0 1", "SELECT 1", "INSERT 0 1"];
    run_with_images(&mut log, "CREATE; INSERT 1; SELECT 1; INSERT 2;", &tags, 1);
    run_with_images(&mut log, "INSERT 3;", &["INSERT 0 1"], 5);
    assert_eq!(restore(&mut log, 4), Records::Anew);
    assert_eq!(scripts(&log), ["CREATE; INSERT 1; INSERT 2;"]);
    assert_eq!(restore(&mut log, 2), Records::Anew);
    assert_eq!(scripts(&log), ["CREATE; INSERT 1; "]);
    // Another branch, and back to the first one.
    run_with_images(&mut log, "INSERT 4;", &["INSERT 0 1"], 6);
    assert_eq!(scripts(&log), ["CREATE; INSERT 1; ", "INSERT 4;"]);
    let file = log.to_file();
    let again = CommandLog::from_file(&file).expect("ours");
    assert_eq!(scripts(&again), scripts(&log), "the file has what the log has");
    restore(&mut log, 5);
    assert_eq!(scripts(&log), ["CREATE; INSERT 1; INSERT 2;", "INSERT 3;"]);
    assert_eq!(restore(&mut log, 9), Records::More(Vec::new()), "an image nobody knows");
}

#[test]
fn an_image_within_a_block_knows_of_the_block() {
    let mut log = new_log();
    let tags = ["BEGIN", "INSERT 0 1", "COMMIT"];
    run_with_images(&mut log, "BEGIN; INSERT 1; COMMIT;", &tags, 1);
    restore(&mut log, 2);
    run(&mut log, "x;", &["failed"]);
    assert_eq!(scripts(&log), ["BEGIN; INSERT 1; ", FAILING_STATEMENT]);
}
