//! Values, series, filter, project, limit, and the scan of a table.

use engine::expr::bound::Expr;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::PageEvent;
use model::trace::event::Fact;
use model::types::data_type::DataType;
use model::types::text::from_text;

use super::plans::*;
use super::world::World;
use super::{failure, given, outcome};

#[test]
fn values_come_as_written() {
    assert_eq!(given(&rows(&[INT, TEXT], &["1 a", "2 -", "- c"])), ["1 a", "2 -", "- c"]);
    assert_eq!(given(&unit()), [""]);
    assert!(given(&rows(&[INT], &[])).is_empty());
}

#[test]
fn a_row_that_fails_comes_after_the_rows_before_it() {
    let tenth = op("/", int(10), op("-", int(3), col(0, INT)));
    let plan = project(series(5), vec![tenth]);
    assert_eq!(failure(&plan), "22012 division by zero");
    assert_eq!(given(&limit(plan, 2)), ["5", "10"]);
    let filtered =
        filter(series(5), op(">", op("/", int(10), op("-", int(3), col(0, INT))), int(0)));
    assert_eq!(given(&limit(filtered, 2)), ["1", "2"]);
}

#[test]
fn the_first_row_that_fails_decides_the_error() {
    // Row 3 fails in the second column, row 5 in the first.
    let fails_at = |row: i32, message: &str| {
        let fails = match message {
            "zero" => op("/", int(1), int(0)),
            _ => op("*", int(2_000_000_000), int(2)),
        };
        let is_row = op("=", col(0, INT), int(row));
        Expr::Case { branches: vec![(is_row, fails)], otherwise: Box::new(int(0)), data_type: INT }
    };
    let plan = project(series(9), vec![fails_at(5, "zero"), fails_at(3, "large")]);
    assert_eq!(failure(&plan), "22003 integer out of range");
}

#[test]
fn volatile_functions_go_row_by_row_through_the_whole_plan() {
    let random = || call("random", vec![]);
    let is_large = op(
        ">",
        random(),
        Expr::Const {
            value: from_text("0.5", DataType::Float8).unwrap(),
            data_type: DataType::Float8,
        },
    );
    let plan = project(filter(series(40), is_large), vec![col(0, INT), random(), random()]);
    assert!(given(&limit(plan.clone(), 9)).len() == 9);
    assert!(given(&plan).len() > 9);
    let sums = ["sum", "max"].map(|name| agg(name, vec![random()])).to_vec();
    assert_eq!(given(&aggregate(series(40), &[], sums)).len(), 1);
}

#[test]
fn series_of_every_type() {
    assert_eq!(given(&series(3)), ["1", "2", "3"]);
    assert!(given(&series(0)).is_empty());
    let down = series_of(vec![int(5), int(1), int(-2)], INT);
    assert_eq!(given(&down), ["5", "3", "1"]);
    let edge = series_of(vec![int(i32::MAX - 1), int(i32::MAX)], INT);
    assert_eq!(given(&edge), ["2147483646", "2147483647"]);
    let edge = series_of(vec![bigint(i64::MIN), bigint(i64::MAX), bigint(i64::MAX)], BIGINT);
    assert_eq!(given(&edge), [i64::MIN.to_string(), "-1".into(), (i64::MAX - 1).to_string()]);
    let constant = |text: &str, data_type: DataType| Expr::Const {
        value: from_text(text, data_type).unwrap(),
        data_type,
    };
    let decimal = DataType::Numeric(None);
    let args = ["1", "2.1", "0.50"].map(|text| constant(text, decimal)).to_vec();
    assert_eq!(given(&series_of(args, decimal)), ["1", "1.50", "2.00"]);
    assert!(given(&series_of(
        vec![int(1), Expr::Const { value: model::types::value::Value::Null, data_type: INT }],
        INT
    ))
    .is_empty());
    assert_eq!(
        failure(&series_of(vec![int(1), int(2), int(0)], INT)),
        "22023 step size cannot equal zero"
    );
}

#[test]
fn series_of_months_keep_to_the_last_day() {
    let at = |text: &str| Expr::Const {
        value: from_text(text, DataType::Timestamp).unwrap(),
        data_type: DataType::Timestamp,
    };
    let month = model::types::datetime::Interval { months: 1, days: 0, micros: 0 };
    let step = Expr::Const {
        value: model::types::value::Value::Interval(month),
        data_type: DataType::Interval,
    };
    let args = vec![at("2024-01-31 12:00:00"), at("2024-04-01 00:00:00"), step];
    assert_eq!(
        given(&series_of(args, DataType::Timestamp)),
        ["2024-01-31 12:00:00", "2024-02-29 12:00:00", "2024-03-29 12:00:00"]
    );
}

#[test]
fn limit_and_offset() {
    assert_eq!(given(&limit(series(9), 3)), ["1", "2", "3"]);
    assert!(given(&limit(series(9), 0)).is_empty());
    let plan = limit_by(series(20), Some(bigint(3)), Some(bigint(8)), None);
    assert_eq!(given(&plan), ["9", "10", "11"]);
    let plan = limit_by(series(20), None, Some(bigint(18)), None);
    assert_eq!(given(&plan), ["19", "20"]);
    assert!(given(&limit_by(series(20), None, Some(bigint(30)), None)).is_empty());
    assert_eq!(failure(&limit(series(9), -1)), "2201W LIMIT must not be negative");
    let plan = limit_by(series(9), None, Some(bigint(-1)), None);
    assert_eq!(failure(&plan), "2201X OFFSET must not be negative");
}

#[test]
fn ties_follow_the_last_row() {
    let tens = project(series(40), vec![op("/", col(0, INT), int(10))]);
    let ties = Some(vec![asc(0, INT)]);
    let plan = limit_by(tens.clone(), Some(bigint(11)), Some(bigint(8)), ties.clone());
    assert_eq!(given(&plan), ["0", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1"]);
    let plan = limit_by(tens, Some(bigint(9)), None, ties);
    assert_eq!(given(&plan).len(), 9);
}

#[test]
fn a_scan_reads_the_pages_it_needs_and_no_more() {
    for batch_rows in [1, 7, 1_024] {
        let mut world = World::new(batch_rows);
        let lines: Vec<String> = (0..200).map(|number| format!("{number} name{number}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let people = table(&mut world, "people", &[INT, TEXT], &lines);
        let pages = world.store.page_count(people.rel);
        assert!(pages > 10, "the table has many pages");
        let scanned = |world: &mut World, plan| {
            world.tracer.drain();
            let rows = world.run(&plan).unwrap().rows;
            let events = world.tracer.drain();
            let is_scan = |fact: &Fact| matches!(fact, Fact::Page(PageEvent::Scanned { .. }));
            (rows, events.iter().filter(|event| is_scan(&event.fact)).count() as u32)
        };
        let (rows, read) = scanned(&mut world, scan(&people, None));
        assert_eq!((rows.len(), read), (200, pages));
        let (rows, read) = scanned(&mut world, limit(scan(&people, None), 1));
        assert_eq!((rows, read), (vec!["0 name0".to_string()], 1));
        let is_57 = || Some(op("=", col(0, INT), int(57)));
        let (rows, read) = scanned(&mut world, scan(&people, is_57()));
        assert_eq!((rows, read), (vec!["57 name57".to_string()], pages));
        let (rows, read) = scanned(&mut world, limit(scan(&people, is_57()), 1));
        assert_eq!((rows, read), (vec!["57 name57".to_string()], 57 / 11 + 1));
    }
}

#[test]
fn a_condition_that_fails_on_a_page_spares_the_rows_before() {
    let plan = |world: &mut World| {
        let numbers = table(world, "t", &[INT], &["4", "2", "0", "1"]);
        limit(scan(&numbers, Some(op(">", op("/", int(8), col(0, INT)), int(1)))), 2)
    };
    assert_eq!(outcome(plan).unwrap().rows, ["4", "2"]);
}

#[test]
fn every_operator_is_announced_and_ends() {
    let mut world = World::new(7);
    let plan = limit(filter(series(100), op(">", col(0, INT), int(10))), 3);
    world.run(&plan).unwrap();
    let lines: Vec<String> = world
        .tracer
        .drain()
        .into_iter()
        .filter_map(|event| match event.fact {
            Fact::Exec(ExecEvent::OperatorStarted { op, parent, name, .. }) => {
                let parent = parent.map_or("-".to_string(), |parent| parent.to_string());
                Some(format!("started {op} {parent} {name}"))
            }
            Fact::Exec(ExecEvent::OperatorFinished { op, rows }) => {
                assert_eq!(event.op, Some(op));
                Some(format!("finished {op} {rows}"))
            }
            Fact::Exec(ExecEvent::OperatorStopped { op, rows }) => {
                assert_eq!(event.op, Some(op));
                Some(format!("stopped {op} {rows}"))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        lines,
        [
            "started 0 - Limit",
            "started 1 0 Filter",
            "started 2 1 Function Scan on generate_series",
            "finished 0 3",
            "stopped 1 3",
            "stopped 2 13",
        ]
    );
}
