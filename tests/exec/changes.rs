//! INSERT, UPDATE, DELETE: what is there afterwards, what comes back, and which rule breaks first.

use engine::catalog::info::TableInfo;
use engine::plan::physical::{Check, Node, Plan};
use model::base::error::Result;

use super::plans::*;
use super::world::{Outcome, World};
use super::BATCH_ROWS;

/// What a table holds after statements made for it; the same for all sizes of a batch.
#[track_caller]
fn after(
    prepare: impl Fn(&mut World) -> TableInfo,
    statements: impl Fn(&TableInfo) -> Vec<Plan>,
) -> Result<Vec<String>> {
    let outcomes: Vec<Result<Outcome>> = BATCH_ROWS
        .iter()
        .map(|&batch_rows| {
            let mut world = World::new(batch_rows);
            let table = prepare(&mut world);
            world.register(&table);
            for statement in statements(&table) {
                world.run(&statement)?;
            }
            world.run(&scan(&table, None))
        })
        .collect();
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]), "{outcomes:?}");
    outcomes[0].clone().map(|outcome| outcome.rows)
}

/// The SQLSTATE, message and detail of the statement that fails.
#[track_caller]
fn refused(
    prepare: impl Fn(&mut World) -> TableInfo,
    statements: impl Fn(&TableInfo) -> Vec<Plan>,
) -> String {
    let error = after(prepare, statements).expect_err("a rule is broken").to_sql();
    format!("{} {}\n{}", error.sqlstate, error.message, error.detail.unwrap_or_default())
}

fn numbers(world: &mut World) -> TableInfo {
    table(world, "t", &[INT, TEXT], &["1 a", "2 b", "3 c", "4 d"])
}

fn with_key(world: &mut World) -> TableInfo {
    let mut table = numbers(world);
    world.key(&mut table, "t_pkey", 0);
    table.columns[0].not_null = true;
    table
}

#[test]
fn rows_are_inserted_updated_and_deleted() {
    let is = |number| Some(op("=", col(0, INT), int(number)));
    let statements = |table: &TableInfo| {
        vec![
            insert(table, rows(&[INT, TEXT], &["5 e", "- -"]), vec![]),
            update(table, is(2), 1, text("B")),
            delete(table, is(3)),
        ]
    };
    assert_eq!(after(numbers, statements).unwrap(), ["1 a", "4 d", "5 e", "- -", "2 B"]);
}

#[test]
fn a_statement_does_not_see_its_own_rows() {
    let all = |table: &TableInfo| {
        let grow = update(table, None, 0, op("+", col(0, INT), int(10)));
        vec![grow, insert(table, scan(table, None), vec![])]
    };
    let rows = after(numbers, all).unwrap();
    assert_eq!(rows, ["11 a", "12 b", "13 c", "14 d", "11 a", "12 b", "13 c", "14 d"]);
}

#[test]
fn returning_shows_the_rows_as_they_are_now() {
    for batch_rows in BATCH_ROWS {
        let mut world = World::new(batch_rows);
        let table = numbers(&mut world);
        world.register(&table);
        let mut plan = update(&table, None, 0, op("*", col(0, INT), int(2)));
        let made = vec![col(0, INT), col(1, TEXT)];
        if let Node::Update { returning, .. } = &mut plan.node {
            *returning = Some(made.clone());
        }
        plan.columns = project(unit(), made).columns;
        let outcome = world.run(&plan).unwrap();
        assert_eq!(outcome.rows, ["2 a", "4 b", "6 c", "8 d"]);
        assert_eq!(outcome.affected, 4);
    }
}

#[test]
fn not_null_and_check_name_the_row() {
    let not_null = |table: &TableInfo| {
        let plan = insert(table, rows(&[INT, TEXT], &["7 x", "- y", "1 z"]), vec![]);
        vec![plan]
    };
    assert_eq!(
        refused(with_key, not_null),
        "23502 null value in column \"c0\" of relation \"t\" violates not-null constraint\n\
         Failing row contains (null, y)."
    );
    let checked = |table: &TableInfo| {
        let check = Check { name: "t_check".into(), expr: op("<", col(0, INT), int(9)) };
        vec![insert(table, rows(&[INT, TEXT], &["7 x", "- y", "9 z"]), vec![check])]
    };
    assert_eq!(
        refused(numbers, checked),
        "23514 new row for relation \"t\" violates check constraint \"t_check\"\n\
         Failing row contains (9, z)."
    );
}

#[test]
fn a_key_is_there_once() {
    let message = "23505 duplicate key value violates unique constraint \"t_pkey\"\n";
    let old = |table: &TableInfo| vec![insert(table, rows(&[INT, TEXT], &["9 x", "3 y"]), vec![])];
    assert_eq!(refused(with_key, old), format!("{message}Key (c0)=(3) already exists."));
    let new = |table: &TableInfo| {
        vec![insert(table, rows(&[INT, TEXT], &["9 x", "8 z", "9 y", "- n"]), vec![])]
    };
    assert_eq!(refused(with_key, new), format!("{message}Key (c0)=(9) already exists."));
}

#[test]
fn an_update_meets_keys_in_the_order_of_its_rows() {
    let up = |table: &TableInfo| vec![update(table, None, 0, op("+", col(0, INT), int(1)))];
    assert_eq!(
        refused(with_key, up),
        "23505 duplicate key value violates unique constraint \"t_pkey\"\n\
         Key (c0)=(2) already exists."
    );
    let down = |table: &TableInfo| vec![update(table, None, 0, op("-", col(0, INT), int(1)))];
    assert_eq!(after(with_key, down).unwrap(), ["0 a", "1 b", "2 c", "3 d"]);
    let same = |table: &TableInfo| vec![update(table, None, 1, text("z"))];
    assert_eq!(after(with_key, same).unwrap(), ["1 z", "2 z", "3 z", "4 z"]);
}
