//! A disk takes so many bytes and no more: what would need more is refused, and what was there
//! stays as it was.

use engine::api::lab::Lab;
use glassbox_tests::outcome::outcomes;
use model::base::ids::SessionId;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::trace::event::Level;

const DISK_BYTES: u64 = 4 * 1024 * 1024;

fn run(lab: &mut Lab, sql: &str) -> Vec<Reply> {
    lab.handle(Command::Execute { session: SessionId(0), sql: sql.to_string() })
}

/// The SQLSTATE and the hint of the statement that failed.
fn refusal(replies: &[Reply]) -> Option<(&str, bool)> {
    replies.iter().find_map(|reply| match reply {
        Reply::StatementFailed { error, .. } => {
            Some((error.sqlstate.as_str(), error.hint.is_some()))
        }
        _ => None,
    })
}

fn count(lab: &mut Lab, table: &str) -> Option<String> {
    let replies = run(lab, &format!("SELECT count(*) FROM {table}"));
    outcomes(&replies).first()?.rows.first()?.first()?.clone()
}

fn small() -> Lab {
    let mut lab = Lab::new(Setup { pool_frames: 16, ..Setup::at_level(Level::Counts) });
    lab.bound_disk(DISK_BYTES);
    lab
}

#[test]
fn a_table_too_large_is_refused_and_leaves_nothing() {
    let mut lab = small();
    run(&mut lab, "CREATE TABLE few AS SELECT n FROM generate_series(1, 1000) AS n");
    for _ in 0..3 {
        let made =
            run(&mut lab, "CREATE TABLE many AS SELECT n FROM generate_series(1, 1000000) AS n");
        assert_eq!(refusal(&made), Some(("53100", true)));
    }
    assert_eq!(count(&mut lab, "few").as_deref(), Some("1000"));
    let more = run(&mut lab, "INSERT INTO few SELECT n FROM generate_series(1, 10000) AS n");
    assert_eq!(refusal(&more), None, "what the others took is free again");
}

#[test]
fn a_full_disk_is_freed_by_dropping_a_table() {
    let mut lab = small();
    run(&mut lab, "CREATE TABLE t AS SELECT n FROM generate_series(1, 10000) AS n");
    let mut fill = || run(&mut lab, "INSERT INTO t SELECT n FROM generate_series(1, 10000) AS n");
    let refused = (0..100).map(|_| fill()).find(|replies| refusal(replies).is_some());
    assert_eq!(refusal(&refused.expect("it is full at last")), Some(("53100", true)));
    assert_eq!(refusal(&run(&mut lab, "DROP TABLE t")), None);
    let again = run(&mut lab, "CREATE TABLE t AS SELECT n FROM generate_series(1, 10000) AS n");
    assert_eq!(refusal(&again), None);
}

#[test]
fn temporary_files_are_bounded() {
    let mut lab = small();
    run(&mut lab, "SET work_mem = '64kB'");
    let sorted = "SELECT n FROM generate_series(1, 2000000) AS n ORDER BY n DESC";
    assert_eq!(refusal(&run(&mut lab, sorted)), Some(("53400", true)));
    assert_eq!(refusal(&run(&mut lab, "SELECT 1")), None);
}
