//! Little memory: the same rows by way of the disk.

use engine::plan::physical::Plan;
use engine::sql::algebra::JoinKind;

use super::outcome;
use super::plans::*;
use super::world::World;

/// The rows of a plan with plenty of memory and with little, and the pages written to temporary
/// files in the second case.
fn both(plan: &Plan, work_mem_bytes: u64) -> (Vec<String>, Vec<String>) {
    let plenty = outcome(|_| plan.clone()).unwrap().rows;
    let little = outcome(|world| {
        world.work_mem_bytes = work_mem_bytes;
        plan.clone()
    });
    let mut world = World::new(7);
    world.work_mem_bytes = work_mem_bytes;
    world.run(plan).unwrap();
    assert!(world.tracer.counters.spill_pages_written > 0, "the memory is too little");
    assert!(world.tracer.counters.spill_pages_read > 0, "what was written is read");
    (plenty, little.unwrap().rows)
}

fn in_order(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

/// (a number below 101, the row's own number, the same as text) for 700 rows.
fn mixed() -> Plan {
    let turned = op("%", op("*", col(0, INT), int(37)), int(101));
    let named = engine::expr::bound::Expr::Cast {
        arg: Box::new(col(0, INT)),
        to: TEXT,
        kind: engine::expr::bound::CastKind::Implicit,
    };
    project(series(700), vec![turned, col(0, INT), named])
}

#[test]
fn a_sort_merges_runs_and_keeps_ties_as_they_came() {
    for work_mem_bytes in [1_000, 5_000] {
        let plan = sort(mixed(), vec![desc(0, INT)]);
        let (plenty, little) = both(&plan, work_mem_bytes);
        assert_eq!(plenty, little);
        let plan = sort(mixed(), vec![asc(2, TEXT), asc(0, INT)]);
        let (plenty, little) = both(&plan, work_mem_bytes);
        assert_eq!(plenty, little);
    }
}

#[test]
fn the_first_few_of_many_runs_are_the_first() {
    let plan = limit(sort_top(mixed(), vec![asc(0, INT)], Some(300)), 300);
    let (plenty, little) = both(&plan, 2_000);
    assert_eq!(plenty, little);
}

#[test]
fn groups_without_room_are_made_later() {
    let calls = vec![agg("count", vec![]), agg("sum", vec![col(1, INT)])];
    let plan = aggregate(mixed(), &[0], calls);
    let (plenty, little) = both(&plan, 3_000);
    assert_eq!(in_order(plenty), in_order(little));
    let mut distinct = agg("count", vec![col(0, INT)]);
    distinct.distinct = true;
    let mut filtered = agg("sum", vec![col(1, INT)]);
    filtered.filter = Some(op("<", col(0, INT), int(50)));
    let plan = aggregate(mixed(), &[2], vec![distinct, filtered]);
    let (plenty, little) = both(&plan, 10_000);
    assert_eq!(in_order(plenty), in_order(little));
    let sets = Some(vec![vec![0], vec![1], vec![]]);
    let plan = aggregate_sets(mixed(), &[0, 1], sets, vec![agg("count", vec![])]);
    let (plenty, little) = both(&plan, 3_000);
    assert_eq!(in_order(plenty), in_order(little));
}

#[test]
fn a_hash_join_without_room_joins_file_by_file() {
    let kinds = [
        JoinKind::Inner,
        JoinKind::Left,
        JoinKind::Right,
        JoinKind::Full,
        JoinKind::Semi,
        JoinKind::Anti,
    ];
    let some = |from: i32| filter(mixed(), op("<>", op("%", col(1, INT), int(3)), int(from)));
    for kind in kinds {
        let on = Some(op("<", col(1, INT), col(4, INT)));
        let plan = hash_join(kind, some(0), filter(some(1), op(">", col(0, INT), int(9))), on);
        let (plenty, little) = both(&plan, 4_000);
        assert_eq!(in_order(plenty), in_order(little), "{kind:?}");
    }
}
