//! Aggregate: groups, sets, DISTINCT, FILTER, ORDER BY inside a call.

use super::plans::*;
use super::{failure, given};

#[test]
fn groups_come_as_they_are_first_seen() {
    let input = rows(&[TEXT, INT], &["b 1", "a 2", "- 3", "b 4", "- -", "a 5"]);
    let plan = aggregate(
        input,
        &[0],
        vec![agg("count", vec![]), agg("count", vec![col(1, INT)]), agg("sum", vec![col(1, INT)])],
    );
    assert_eq!(given(&plan), ["b 2 2 5", "a 2 2 7", "- 2 1 3"]);
}

#[test]
fn without_keys_there_is_one_row() {
    let calls = || vec![agg("count", vec![]), agg("max", vec![col(0, INT)])];
    assert_eq!(given(&aggregate(series(0), &[], calls())), ["0 -"]);
    assert_eq!(given(&aggregate(series(50), &[], calls())), ["50 50"]);
    assert!(given(&aggregate(series(0), &[0], calls())).is_empty());
}

#[test]
fn grouping_sets_follow_one_another() {
    let input = rows(&[TEXT, INT], &["a 1", "b 1", "a 2"]);
    let sets = Some(vec![vec![0, 1], vec![0], vec![]]);
    let plan = aggregate_sets(input, &[0, 1], sets.clone(), vec![agg("count", vec![])]);
    assert_eq!(given(&plan), ["a 1 1", "b 1 1", "a 2 1", "a - 2", "b - 1", "- - 3"]);
    let empty = aggregate_sets(rows(&[TEXT, INT], &[]), &[0, 1], sets, vec![agg("count", vec![])]);
    assert_eq!(given(&empty), ["- - 0"]);
}

#[test]
fn filter_and_distinct_choose_what_counts() {
    let input = rows(&[TEXT, INT], &["a 1", "a 1", "a 0", "b 7", "b -", "a -", "b 7"]);
    let mut distinct = agg("count", vec![col(1, INT)]);
    distinct.distinct = true;
    let mut filtered = agg("sum", vec![op("/", int(10), col(1, INT))]);
    filtered.filter = Some(op("<>", col(1, INT), int(0)));
    let plan = aggregate(input, &[0], vec![distinct, filtered]);
    assert_eq!(given(&plan), ["a 2 20", "b 1 2"]);
}

#[test]
fn the_first_row_that_fails_ends_it() {
    let input = rows(&[INT, INT], &["1 1", "1 0", "2000000000 1"]);
    let plan = aggregate(
        input,
        &[],
        vec![
            agg("sum", vec![op("*", col(0, INT), int(2))]),
            agg("sum", vec![op("/", int(1), col(1, INT))]),
        ],
    );
    assert_eq!(failure(&plan), "22012 division by zero");
}
