//! FOREIGN KEY from both ends, with every action.

use engine::catalog::info::{ConstraintInfo, ConstraintKind, ForeignKeyAction, TableInfo};
use engine::plan::physical::Plan;
use model::types::data_type::DataType;

use super::plans::*;
use super::world::World;
use super::BATCH_ROWS;

/// A parent with ids 1 to 3, a child whose first column refers to it, and a grandchild whose first
/// column refers to the child's second.
struct Family {
    parent: TableInfo,
    child: TableInfo,
    grandchild: TableInfo,
}

fn family(world: &mut World, action: ForeignKeyAction) -> Family {
    let refers = |oid, name: &str, to: &TableInfo, referred| ConstraintInfo {
        oid,
        name: name.into(),
        kind: ConstraintKind::ForeignKey {
            columns: vec![0],
            table: to.rel,
            referred: vec![referred],
            on_delete: action,
            on_update: action,
        },
    };
    let mut parent = table(world, "parent", &[DataType::Int8], &["1", "2", "3"]);
    world.key(&mut parent, "parent_pkey", 0);
    let mut child = table(world, "child", &[INT, INT], &["1 10", "2 20", "2 21", "- 30"]);
    world.key(&mut child, "child_pkey", 1);
    child.constraints.push(refers(3, "child_fkey", &parent, 0));
    let mut grandchild = table(world, "grandchild", &[INT], &["10", "20", "20"]);
    grandchild.constraints.push(refers(4, "grandchild_fkey", &child, 1));
    for table in [&parent, &child, &grandchild] {
        world.register(table);
    }
    Family { parent, child, grandchild }
}

/// What child and grandchild hold after a statement, or why it was refused.
#[track_caller]
fn after(action: ForeignKeyAction, statement: impl Fn(&Family) -> Plan) -> String {
    let outcomes = BATCH_ROWS.map(|batch_rows| {
        let mut world = World::new(batch_rows);
        let family = family(&mut world, action);
        match world.run(&statement(&family)) {
            Ok(outcome) => {
                let child = world.run(&scan(&family.child, None)).unwrap().rows.join(", ");
                let grand = world.run(&scan(&family.grandchild, None)).unwrap().rows.join(", ");
                format!("{} rows; {child}; {grand}", outcome.affected)
            }
            Err(error) => {
                let error = error.to_sql();
                format!("{} {}\n{}", error.sqlstate, error.message, error.detail.unwrap())
            }
        }
    });
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]), "{outcomes:?}");
    outcomes[0].clone()
}

fn is(number: i64) -> Option<engine::expr::bound::Expr> {
    Some(op("=", col(0, BIGINT), bigint(number)))
}

#[test]
fn a_key_must_be_there() {
    let bad = |family: &Family| insert(&family.child, rows(&[INT, INT], &["3 40", "9 50"]), vec![]);
    assert_eq!(
        after(ForeignKeyAction::NoAction, bad),
        "23503 insert or update on table \"child\" violates foreign key constraint \"child_fkey\"\n\
         Key (c0)=(9) is not present in table \"parent\"."
    );
    let good =
        |family: &Family| insert(&family.child, rows(&[INT, INT], &["3 40", "- 50"]), vec![]);
    assert_eq!(
        after(ForeignKeyAction::NoAction, good),
        "2 rows; 1 10, 2 20, 2 21, - 30, 3 40, - 50; 10, 20, 20"
    );
}

#[test]
fn a_key_in_use_stays() {
    let refused = "23503 update or delete on table \"parent\" violates foreign key constraint \
                   \"child_fkey\" on table \"child\"\n\
                   Key (c0)=(2) is still referenced from table \"child\".";
    for action in [ForeignKeyAction::NoAction, ForeignKeyAction::Restrict] {
        assert_eq!(after(action, |family| delete(&family.parent, is(2))), refused);
        let free = after(action, |family| delete(&family.parent, is(3)));
        assert_eq!(free, "1 rows; 1 10, 2 20, 2 21, - 30; 10, 20, 20");
        let moved = after(action, |family| update(&family.parent, is(2), 0, bigint(7)));
        assert_eq!(moved, refused);
    }
}

#[test]
fn cascades_go_all_the_way_down() {
    let gone = after(ForeignKeyAction::Cascade, |family| delete(&family.parent, is(2)));
    assert_eq!(gone, "1 rows; 1 10, - 30; 10");
    let moved =
        after(ForeignKeyAction::Cascade, |family| update(&family.parent, is(2), 0, bigint(7)));
    assert_eq!(moved, "1 rows; 1 10, - 30, 7 20, 7 21; 10, 20, 20");
}

#[test]
fn columns_become_null_or_their_default() {
    let null = after(ForeignKeyAction::SetNull, |family| delete(&family.parent, is(2)));
    assert_eq!(null, "1 rows; 1 10, - 30, - 20, - 21; 10, 20, 20");
    // The default, 0, is no key of the parent either.
    let default = after(ForeignKeyAction::SetDefault, |family| delete(&family.parent, is(2)));
    assert_eq!(
        default,
        "23503 insert or update on table \"child\" violates foreign key constraint \"child_fkey\"\n\
         Key (c0)=(0) is not present in table \"parent\"."
    );
}
