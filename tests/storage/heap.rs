//! Rows come back as they went in, and only to those who may see them.

use crate::world::{row, World};

#[test]
fn rows_are_seen_by_their_maker_and_then_by_all() {
    let mut world = World::new(512, 8);
    let mut writer = world.begin();
    for number in 0..200 {
        world.insert(&mut writer, &row(number, "some text that takes place"));
    }
    let mut reader = world.begin();
    assert_eq!(world.rows(&mut reader).len(), 0, "nothing is committed");
    assert_eq!(world.rows(&mut writer).len(), 200, "one sees one's own");
    world.commit(writer);
    let rows = world.rows(&mut reader);
    let expected: Vec<_> =
        (0..200).map(|number| row(number, "some text that takes place")).collect();
    assert_eq!(rows, expected);
    world.check();
}

#[test]
fn a_row_made_and_deleted_by_one_transaction_is_gone_for_its_next_command() {
    let mut world = World::new(512, 8);
    let mut txn = world.begin();
    let place = world.insert(&mut txn, &row(1, "one"));
    txn.next_command();
    world.insert(&mut txn, &row(2, "two"));
    world.delete(&mut txn, place);
    let snapshot = world.manager.snapshot(&mut txn);
    assert_eq!(snapshot.command.0, 1);
    assert_eq!(world.rows(&mut txn), vec![row(2, "two")]);
    world.commit(txn);
    let mut reader = world.begin();
    assert_eq!(world.rows(&mut reader), vec![row(2, "two")]);
    world.check();
}
