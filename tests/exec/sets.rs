//! DISTINCT, set operations, WITH and recursion.

use engine::sql::algebra::{JoinKind, SetOp};

use super::plans::*;
use super::{given, outcome};

#[test]
fn distinct_keeps_the_first_of_each_kind() {
    let lines = ["1 a", "- b", "1 c", "2 d", "- e", "1 a"];
    assert_eq!(given(&distinct(rows(&[INT, TEXT], &lines), &[0])), ["1 a", "- b", "2 d"]);
    let all = given(&distinct(rows(&[INT, TEXT], &lines), &[0, 1]));
    assert_eq!(all, ["1 a", "- b", "1 c", "2 d", "- e"]);
}

#[test]
fn set_operations_count_as_multisets() {
    let made = |op, all| {
        let left = rows(&[INT, TEXT], &["1 a", "1 a", "2 b", "- c", "- c", "3 -"]);
        let right = rows(&[INT, TEXT], &["1 a", "- c", "- c", "- c", "4 d", "4 d"]);
        given(&set_operation(op, all, left, right))
    };
    assert_eq!(made(SetOp::Union, true).len(), 12);
    assert_eq!(made(SetOp::Union, false), ["1 a", "2 b", "- c", "3 -", "4 d"]);
    assert_eq!(made(SetOp::Intersect, true), ["1 a", "- c", "- c"]);
    assert_eq!(made(SetOp::Intersect, false), ["1 a", "- c"]);
    assert_eq!(made(SetOp::Except, true), ["1 a", "2 b", "3 -"]);
    assert_eq!(made(SetOp::Except, false), ["2 b", "3 -"]);
}

#[test]
fn a_query_with_a_name_runs_once_and_only_as_far_as_it_is_read() {
    let tenth = op("/", int(10), op("-", int(5), col(0, INT)));
    // The fifth row of the query fails; nobody reads so far.
    let query = || project(series(9), vec![col(0, INT), tenth.clone()]);
    let body = nested_loop(
        JoinKind::Inner,
        limit(cte_scan(0, &[INT, INT]), 2),
        limit(cte_scan(0, &[INT, INT]), 3),
        Some(op("<", col(0, INT), col(2, INT))),
    );
    let made = given(&with(0, query(), body));
    assert_eq!(made, ["1 2 2 3", "1 2 3 5", "2 3 3 5"]);
}

#[test]
fn a_query_that_changes_rows_runs_to_its_end() {
    for batch_rows in super::BATCH_ROWS {
        let mut world = super::world::World::new(batch_rows);
        let numbers = table(&mut world, "t", &[INT], &["1", "2"]);
        world.register(&numbers);
        let change = insert(&numbers, series(20), vec![]);
        let outcome = world.run(&with(0, change, scan(&numbers, None))).unwrap();
        assert_eq!((outcome.rows, outcome.affected), (vec!["1".into(), "2".into()], 20));
        assert_eq!(world.run(&scan(&numbers, None)).unwrap().rows.len(), 22);
    }
}

#[test]
fn recursion_goes_round_by_round() {
    let next = op("+", col(0, INT), int(1));
    let is_less = |limit| op("<", col(0, INT), int(limit));
    let step = |limit| project(filter(cte_scan(0, &[INT]), is_less(limit)), vec![next.clone()]);
    let counted = recursive_union(0, rows(&[INT], &["1"]), step(50), true);
    let expected: Vec<String> = (1..=50).map(|number| number.to_string()).collect();
    assert_eq!(given(&counted), expected);
    // Without an end, a LIMIT is one.
    let endless = recursive_union(0, rows(&[INT], &["1"]), step(i32::MAX), true);
    assert_eq!(given(&limit(endless, 9)).len(), 9);
    // Each row once: a round of nothing new is the last.
    let modulo = project(cte_scan(0, &[INT]), vec![op("%", next.clone(), int(7))]);
    let ring = recursive_union(0, rows(&[INT], &["3", "3"]), modulo, false);
    assert_eq!(given(&ring), ["3", "4", "5", "6", "0", "1", "2"]);
}

#[test]
fn recursion_over_a_table_hashes_it_once() {
    let plan = |world: &mut super::world::World| {
        let edges = ["1 2", "1 3", "2 4", "3 4", "4 5", "9 9"];
        let edges = table(world, "edges", &[INT, INT], &edges);
        let joined = hash_join(JoinKind::Inner, cte_scan(0, &[INT]), scan(&edges, None), None);
        let step = project(joined, vec![col(2, INT)]);
        recursive_union(0, rows(&[INT], &["1"]), step, false)
    };
    assert_eq!(outcome(plan).unwrap().rows, ["1", "2", "3", "4", "5"]);
    let mut world = super::world::World::new(7);
    let plan = plan(&mut world);
    let before = world.tracer.counters.tuples_read;
    world.run(&plan).unwrap();
    assert_eq!(world.tracer.counters.tuples_read - before, 6, "the table is read once");
}
