//! Scans through indexes against rows picked one by one: ranges, NULLs, both directions, bitmaps.

use std::cmp::Ordering;
use std::sync::Arc;

use engine::catalog::info::{IndexInfo, IndexKey, TableInfo};
use engine::expr::bound::Expr;
use engine::plan::index_condition::{IndexCondition, KeyBound, KeyRange, KeyTest, ScanDirection};
use engine::plan::physical::{Node, Plan};
use model::base::rng::Rng;

use super::outcome;
use super::plans::*;
use super::world::World;

type Row = (Option<i32>, i32);

/// Rows of a key between 0 and 5, now and then NULL, and a number below 30.
fn random_rows(rng: &mut Rng, count: usize) -> Vec<Row> {
    let key = |rng: &mut Rng| (rng.below(6) > 0).then(|| rng.below(6) as i32);
    (0..count).map(|_| (key(rng), rng.below(30) as i32)).collect()
}

fn show(row: &Row) -> String {
    match row {
        (None, number) => format!("- {number}"),
        (Some(key), number) => format!("{key} {number}"),
    }
}

/// What the first column is asked.
#[derive(Clone, Debug)]
enum First {
    Equal(i32),
    AnyOf(Vec<i32>),
    Null,
    Nothing,
}

/// Which entries are asked for: the first column, and a range of the next one.
#[derive(Clone, Debug)]
struct Asked {
    first: First,
    lower: Option<(i32, bool)>,
    upper: Option<(i32, bool)>,
    has_range: bool,
}

impl Asked {
    fn random(rng: &mut Rng) -> Asked {
        let first = match rng.below(4) {
            0 => First::Equal(rng.below(7) as i32),
            1 => First::AnyOf((0..rng.below(4)).map(|_| rng.below(7) as i32).collect()),
            2 => First::Null,
            _ => First::Nothing,
        };
        let bound = |rng: &mut Rng| {
            (rng.below(3) > 0).then(|| (rng.below(34) as i32 - 2, rng.below(2) == 0))
        };
        let (lower, upper) = (bound(rng), bound(rng));
        Asked { first, lower, upper, has_range: rng.below(3) > 0 }
    }

    fn condition(&self) -> IndexCondition {
        let prefix = match &self.first {
            First::Equal(key) => vec![KeyTest::Equal(int(*key))],
            First::AnyOf(keys) => {
                vec![KeyTest::AnyOf(keys.iter().map(|key| int(*key)).collect())]
            }
            First::Null => vec![KeyTest::Null],
            First::Nothing => Vec::new(),
        };
        let bound = |bound: &Option<(i32, bool)>| {
            bound.map(|(value, inclusive)| KeyBound { value: int(value), inclusive })
        };
        let range = self
            .has_range
            .then(|| KeyRange { lower: bound(&self.lower), upper: bound(&self.upper) });
        IndexCondition { prefix, range, clauses: Vec::new() }
    }

    fn holds(&self, row: &Row) -> bool {
        let is_within = |value: Option<i32>| {
            let Some(value) = value else { return false };
            self.lower.is_none_or(|(low, with)| value > low || with && value == low)
                && self.upper.is_none_or(|(high, with)| value < high || with && value == high)
        };
        let (first, ranged) = match &self.first {
            First::Equal(key) => (row.0 == Some(*key), Some(row.1)),
            First::AnyOf(keys) => (row.0.is_some_and(|key| keys.contains(&key)), Some(row.1)),
            First::Null => (row.0.is_none(), Some(row.1)),
            First::Nothing => (true, row.0),
        };
        first && (!self.has_range || is_within(ranged))
    }
}

fn order(keys: &[IndexKey], left: &Row, right: &Row) -> Ordering {
    let turn =
        |key: &IndexKey, order: Ordering| if key.descending { order.reverse() } else { order };
    let first = match (left.0, right.0) {
        (None, None) => Ordering::Equal,
        (None, _) if keys[0].nulls_first => Ordering::Less,
        (None, _) => Ordering::Greater,
        (_, None) if keys[0].nulls_first => Ordering::Greater,
        (_, None) => Ordering::Less,
        (Some(left), Some(right)) => turn(&keys[0], left.cmp(&right)),
    };
    first.then_with(|| turn(&keys[1], left.1.cmp(&right.1)))
}

fn filled(world: &mut World, rows: &[Row], keys: &[IndexKey]) -> (Arc<TableInfo>, Arc<IndexInfo>) {
    let lines: Vec<String> = rows.iter().map(show).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut table = table(world, "t", &[INT, INT], &lines);
    let index = world.index(&mut table, "t_idx", keys.to_vec(), false);
    (Arc::new(table), index)
}

fn random_keys(rng: &mut Rng) -> Vec<IndexKey> {
    let key =
        |column| IndexKey { column, descending: rng.below(2) == 0, nulls_first: rng.below(2) == 0 };
    vec![0, 1].into_iter().map(key).collect()
}

fn index_scan(
    (table, index): (Arc<TableInfo>, Arc<IndexInfo>),
    condition: IndexCondition,
    direction: ScanDirection,
    filter: Option<Expr>,
) -> Plan {
    let node = Node::IndexScan {
        table,
        alias: "t".into(),
        index,
        attributes: vec![0, 1],
        with_row_id: false,
        condition,
        direction,
        filter,
    };
    plan(node, &[INT, INT])
}

#[test]
fn an_index_scan_finds_the_rows_of_its_condition_in_order() {
    let mut rng = Rng::stream(11, "index scan");
    for _ in 0..60 {
        let rows = random_rows(&mut rng, 80);
        let (keys, asked) = (random_keys(&mut rng), Asked::random(&mut rng));
        let mut expected: Vec<(usize, &Row)> =
            rows.iter().enumerate().filter(|(_, row)| asked.holds(row)).collect();
        expected
            .sort_by(|(at, left), (other, right)| order(&keys, left, right).then(at.cmp(other)));
        for direction in [ScanDirection::Forward, ScanDirection::Backward] {
            let made = outcome(|world| {
                let filled = filled(world, &rows, &keys);
                index_scan(filled, asked.condition(), direction, None)
            });
            let shown: Vec<String> = expected.iter().map(|(_, row)| show(row)).collect();
            assert_eq!(
                made.expect("the plan runs").rows,
                shown,
                "{asked:?} {keys:?} {direction:?}"
            );
            expected.reverse();
        }
    }
}

#[test]
fn a_filter_is_asked_besides_and_a_limit_stops_the_scan() {
    let mut rng = Rng::stream(12, "index filter");
    let rows = random_rows(&mut rng, 80);
    let key = |column| IndexKey { column, descending: false, nulls_first: false };
    let keys = [key(0), key(1)];
    let asked = Asked { first: First::Equal(3), lower: None, upper: None, has_range: false };
    let mut expected: Vec<&Row> =
        rows.iter().filter(|row| row.0 == Some(3) && row.1 > 10).collect();
    expected.sort_by_key(|row| row.1);
    let expected: Vec<String> = expected.into_iter().take(2).map(show).collect();
    let made = outcome(|world| {
        let filled = filled(world, &rows, &keys);
        let filter = op(">", col(1, INT), int(10));
        let scan = index_scan(filled, asked.condition(), ScanDirection::Forward, Some(filter));
        limit(scan, 2)
    });
    assert_eq!(made.expect("the plan runs").rows, expected);
}

fn bitmap(filled: &(Arc<TableInfo>, Arc<IndexInfo>), asked: &Asked) -> Plan {
    let (table, index) = filled.clone();
    plan(Node::BitmapIndexScan { table, index, condition: asked.condition() }, &[])
}

#[test]
fn bitmaps_find_the_rows_of_all_or_any_condition_in_the_table_s_order() {
    let mut rng = Rng::stream(13, "bitmaps");
    for round in 0..40 {
        let rows = random_rows(&mut rng, 120);
        let (keys, one, other) =
            (random_keys(&mut rng), Asked::random(&mut rng), Asked::random(&mut rng));
        let is_and = round % 2 == 0;
        let is_asked = |row: &Row| match is_and {
            true => one.holds(row) && other.holds(row),
            false => one.holds(row) || other.holds(row),
        };
        let expected: Vec<String> = rows.iter().filter(|row| is_asked(row)).map(show).collect();
        let made = outcome(|world| {
            let filled = filled(world, &rows, &keys);
            let inputs = vec![bitmap(&filled, &one), bitmap(&filled, &other)];
            let input = match is_and {
                true => plan(Node::BitmapAnd { inputs }, &[]),
                false => plan(Node::BitmapOr { inputs }, &[]),
            };
            bitmap_heap(filled.0, input, None)
        });
        assert_eq!(made.expect("the plan runs").rows, expected, "{one:?} {other:?} {is_and}");
    }
}

fn bitmap_heap(table: Arc<TableInfo>, input: Plan, recheck: Option<Expr>) -> Plan {
    let node = Node::BitmapHeapScan {
        table,
        alias: "t".into(),
        attributes: vec![0, 1],
        with_row_id: false,
        recheck,
        filter: None,
        input: Box::new(input),
    };
    plan(node, &[INT, INT])
}

#[test]
fn a_bitmap_past_its_memory_knows_pages_and_asks_again() {
    let mut rng = Rng::stream(14, "lossy");
    let rows = random_rows(&mut rng, 200);
    let key = |column| IndexKey { column, descending: false, nulls_first: false };
    let keys = [key(0), key(1)];
    let asked = Asked { first: First::Equal(2), lower: None, upper: None, has_range: false };
    let expected: Vec<String> = rows.iter().filter(|row| row.0 == Some(2)).map(show).collect();
    let made = outcome(|world| {
        world.work_mem_bytes = 100;
        let filled = filled(world, &rows, &keys);
        let input = bitmap(&filled, &asked);
        bitmap_heap(filled.0, input, Some(op("=", col(0, INT), int(2))))
    });
    assert_eq!(made.expect("the plan runs").rows, expected);
}
