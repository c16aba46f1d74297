//! The catalogue as a browser of tables shows it: counted in slices, whatever the disk is like.

use engine::api::lab::Lab;
use engine::storage::disk::PageBytes;
use model::base::error::sqlstate;
use model::base::ids::{PageId, SessionId};
use model::message::command::Command;
use model::message::reply::{Reply, Schema};
use model::message::settings::Setup;
use model::trace::event::Level;

fn setup() -> Setup {
    Setup { page_bytes: 512, pool_frames: 8, ..Setup::at_level(Level::Counts) }
}

fn run(lab: &mut Lab, sql: &str) -> Vec<Reply> {
    lab.handle(Command::Execute { session: SessionId(0), sql: sql.to_string() })
}

fn schema_of(replies: &[Reply]) -> Option<&Schema> {
    replies.iter().find_map(|reply| match reply {
        Reply::Schema(schema) => Some(schema),
        _ => None,
    })
}

/// A lab with a table of many pages.
fn filled() -> Lab {
    let mut lab = Lab::new(setup());
    run(&mut lab, "CREATE TABLE many AS SELECT n FROM generate_series(1, 5000) AS n");
    run(&mut lab, "DELETE FROM many WHERE n > 4000; CREATE TABLE few (n int)");
    lab
}

#[test]
fn rows_of_large_tables_are_counted_in_slices() {
    let mut lab = filled();
    let before = lab.database().plain_counters();
    lab.submit(Command::Schema);
    let (mut slices, mut replies) = (0, Vec::new());
    while lab.is_busy() {
        replies.extend(lab.advance(1));
        slices += 1;
    }
    let schema = schema_of(&replies).expect("it is told");
    let told: Vec<_> = schema.tables.iter().map(|table| (&*table.name, table.row_count)).collect();
    assert_eq!(told, [("few", 0), ("many", 4_000)]);
    assert!(slices > 20, "{slices} slices for {} pages", schema.tables[1].page_count);
    assert_eq!(lab.database().plain_counters(), before, "it leaves no trace");
}

#[test]
fn indexes_and_views_are_told() {
    let mut lab = Lab::new(setup());
    run(
        &mut lab,
        "CREATE TABLE t (id int PRIMARY KEY, \"At\" date, n int);
         CREATE INDEX late ON t (n, \"At\" DESC);
         CREATE VIEW v AS SELECT id, n AS amount FROM t;",
    );
    let replies = lab.handle(Command::Schema);
    let schema = schema_of(&replies).expect("it is told");
    let indexes = schema.tables[0].indexes.iter();
    let told: Vec<_> = indexes.map(|index| (&*index.name, &*index.key, index.unique)).collect();
    assert_eq!(told, [("late", "n, \"At\" DESC", false), ("t_pkey", "id", true)]);
    assert!(schema.tables[0].indexes.iter().all(|index| index.page_count > 0));
    let names: Vec<_> = schema.views[0].columns.iter().map(|column| &*column.name).collect();
    assert_eq!((&*schema.views[0].name, &names[..]), ("v", &["id", "amount"][..]));
}

#[test]
fn the_walk_can_be_cancelled() {
    let mut lab = filled();
    lab.submit(Command::Schema);
    assert!(schema_of(&lab.advance(1)).is_none());
    lab.cancel();
    let replies = lab.advance(1);
    assert_eq!(replies, [Reply::Finished { cancelled: true, statements_left: 0 }]);
    assert!(schema_of(&lab.handle(Command::Schema)).is_some(), "the next is answered");
}

#[test]
fn a_damaged_page_is_an_error() {
    let mut lab = filled();
    let rel = schema_of(&lab.handle(Command::Schema)).expect("it is told").tables[1].rel;
    run(&mut lab, "CHECKPOINT");
    let mut disk = lab.database().store.pool().disk().boxed();
    let page = PageId { rel, no: 3 };
    let mut bytes = disk.peek(page).to_vec();
    bytes[40..].fill(0xff);
    disk.write(page, PageBytes::new(&bytes)).expect("the power is on");
    let mut lab = Lab::on_disk(setup(), disk);
    lab.handle(Command::Recover);
    let replies = lab.handle(Command::Schema);
    let told = replies.iter().find_map(|reply| match reply {
        Reply::SchemaFailed(error) => Some(error.sqlstate),
        _ => None,
    });
    assert_eq!(told, Some(sqlstate::DATA_CORRUPTED), "{replies:?}");
    let answers = run(&mut lab, "SELECT count(*) FROM few");
    assert!(answers.iter().any(|reply| matches!(reply, Reply::StatementFinished { .. })));
}
