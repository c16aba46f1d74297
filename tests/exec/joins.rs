//! Joins: every kind, by loops and by hashing, against pairs counted out one by one.

use engine::plan::physical::Plan;
use engine::sql::algebra::JoinKind;
use model::base::rng::Rng;

use super::plans::*;
use super::world::World;
use super::{failure, given, outcome};

const KINDS: [JoinKind; 6] = [
    JoinKind::Inner,
    JoinKind::Left,
    JoinKind::Right,
    JoinKind::Full,
    JoinKind::Semi,
    JoinKind::Anti,
];

type Row = (Option<i32>, i32);

/// Rows of a key between 0 and 7, now and then NULL, and a number below 100.
fn random_rows(rng: &mut Rng, count: usize) -> Vec<Row> {
    let key = |rng: &mut Rng| (rng.below(8) > 0).then(|| rng.below(8) as i32);
    (0..count).map(|_| (key(rng), rng.below(100) as i32)).collect()
}

fn show(row: Option<&Row>) -> String {
    match row {
        None => "- -".to_string(),
        Some((None, number)) => format!("- {number}"),
        Some((Some(key), number)) => format!("{key} {number}"),
    }
}

fn as_plan(side: &[Row]) -> Plan {
    let lines: Vec<String> = side.iter().map(|row| show(Some(row))).collect();
    rows(&[INT, INT], &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The join by its definition: keys equal, and the left number less than the right one.
fn by_definition(kind: JoinKind, left: &[Row], right: &[Row]) -> Vec<String> {
    let is_pair = |l: &Row, r: &Row| l.0.is_some() && l.0 == r.0 && l.1 < r.1;
    let mut made = Vec::new();
    for l in left {
        let partners: Vec<&Row> = right.iter().filter(|r| is_pair(l, r)).collect();
        match kind {
            JoinKind::Semi if !partners.is_empty() => made.push(show(Some(l))),
            JoinKind::Anti if partners.is_empty() => made.push(show(Some(l))),
            JoinKind::Semi | JoinKind::Anti => {}
            JoinKind::Left | JoinKind::Full if partners.is_empty() => {
                made.push(format!("{} - -", show(Some(l))));
            }
            _ => {
                made.extend(partners.iter().map(|r| format!("{} {}", show(Some(l)), show(Some(r)))))
            }
        }
    }
    if matches!(kind, JoinKind::Right | JoinKind::Full) {
        let lonely = right.iter().filter(|r| !left.iter().any(|l| is_pair(l, r)));
        made.extend(lonely.map(|r| format!("- - {}", show(Some(r)))));
    }
    made
}

#[test]
fn every_kind_both_ways_makes_the_pairs_of_its_definition() {
    let mut rng = Rng::stream(42, "joins");
    let less = || op("<", col(1, INT), col(3, INT));
    let same = || op("=", col(0, INT), col(2, INT));
    for (left_count, right_count) in [(0, 0), (5, 0), (0, 5), (1, 40), (40, 1), (30, 30), (60, 9)] {
        let left = random_rows(&mut rng, left_count);
        let right = random_rows(&mut rng, right_count);
        for kind in KINDS {
            let expected = by_definition(kind, &left, &right);
            let sides = || (as_plan(&left), as_plan(&right));
            let (l, r) = sides();
            let hashed = given(&hash_join(kind, l, r, Some(less())));
            assert_eq!(hashed, expected, "hash {kind:?} {left_count} {right_count}");
            let (l, r) = sides();
            let on = engine::expr::bound::Expr::And(vec![same(), less()]);
            let looped = given(&nested_loop(kind, l, r, Some(on)));
            assert_eq!(looped, expected, "loop {kind:?} {left_count} {right_count}");
            if !matches!(kind, JoinKind::Right | JoinKind::Full) {
                let (l, r) = sides();
                let r = filter(r, op("=", param(INT), col(0, INT)));
                let depending = given(&lateral(kind, l, r, Some(less())));
                assert_eq!(depending, expected, "lateral {kind:?} {left_count} {right_count}");
            }
        }
    }
}

#[test]
fn a_limit_stops_a_join_in_time() {
    let scanned = |kind: JoinKind, batch_rows: usize, count: i64| {
        let mut world = World::new(batch_rows);
        let lines: Vec<String> = (0..200).map(|number| format!("{number} {number}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let left = table(&mut world, "l", &[INT, INT], &lines);
        let right = table(&mut world, "r", &[INT, INT], &lines);
        let plan = limit(nested_loop(kind, scan(&left, None), scan(&right, None), None), count);
        let before = world.tracer.counters.tuples_read;
        world.run(&plan).unwrap();
        world.tracer.counters.tuples_read - before
    };
    for batch_rows in [1, 7, 1_024] {
        // A page has 13 rows: one of the left, and of the right as many as are needed.
        assert_eq!(scanned(JoinKind::Inner, batch_rows, 1), 26);
        assert_eq!(scanned(JoinKind::Inner, batch_rows, 20), 39);
        assert_eq!(scanned(JoinKind::Semi, batch_rows, 3), 26);
        assert_eq!(scanned(JoinKind::Left, batch_rows, 200), 13 + 200);
    }
}

#[test]
fn a_hash_join_of_nothing_reads_nothing() {
    let plan = |world: &mut World| {
        let empty = table(world, "empty", &[INT], &[]);
        // The right side would fail.
        let fails = project(unit(), vec![op("/", int(1), int(0))]);
        hash_join(JoinKind::Inner, scan(&empty, None), fails, None)
    };
    assert!(outcome(plan).unwrap().rows.is_empty());
}

#[test]
fn a_pair_that_fails_comes_after_those_before_it() {
    let join = |kind| {
        let quotient = op("/", int(6), op("-", col(0, INT), col(1, INT)));
        nested_loop(kind, series(3), series(9), Some(op(">", quotient, int(1))))
    };
    // 1 - 1 fails at once; for 2 and 3 there are pairs before.
    assert_eq!(failure(&join(JoinKind::Inner)), "22012 division by zero");
    let from_two = |kind| {
        let left = filter(series(3), op(">", col(0, INT), int(1)));
        let quotient = op("/", int(6), op("-", col(0, INT), col(1, INT)));
        nested_loop(kind, left, series(9), Some(op(">", quotient, int(1))))
    };
    assert_eq!(given(&limit(from_two(JoinKind::Inner), 1)), ["2 1"]);
    assert_eq!(failure(&from_two(JoinKind::Inner)), "22012 division by zero");
    // A semi join asks no further once it has a partner.
    assert_eq!(given(&from_two(JoinKind::Semi)), ["2", "3"]);
    assert!(given(&from_two(JoinKind::Anti)).is_empty());
}
