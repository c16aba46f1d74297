//! Window functions: frames of every kind against PostgreSQL's answers, ranks, neighbours.

use engine::plan::physical::Plan;
use engine::sql::algebra::{Frame, FrameBound, FrameExclude, FrameUnit, WindowFunction};
use model::types::data_type::DataType;
use model::types::datetime::Interval;
use model::types::value::Value;

use super::plans::*;
use super::{failure, given};

/// Group, order, value; sorted by the first two.
const ROWS: [&str; 9] =
    ["a 1 10", "a 1 20", "a 2 -", "a 4 40", "a 7 50", "a - 60", "b 3 5", "b 3 6", "c - 7"];

fn input() -> Plan {
    rows(&[TEXT, INT, INT], &ROWS)
}

fn bound(word: &str, unit: FrameUnit) -> FrameBound {
    let offset = |digit: &str| match unit {
        FrameUnit::Range => int(digit.parse().unwrap()),
        _ => bigint(digit.parse().unwrap()),
    };
    match word {
        "up" => FrameBound::UnboundedPreceding,
        "uf" => FrameBound::UnboundedFollowing,
        "cr" => FrameBound::CurrentRow,
        word => match word.split_at(1) {
            (digit, "p") => FrameBound::Preceding(offset(digit)),
            (digit, _) => FrameBound::Following(offset(digit)),
        },
    }
}

fn frame(text: &str) -> Frame {
    let words: Vec<&str> = text.split(' ').collect();
    let unit = match words[0] {
        "rows" => FrameUnit::Rows,
        "range" => FrameUnit::Range,
        _ => FrameUnit::Groups,
    };
    let exclude = match words[3] {
        "cr" => FrameExclude::CurrentRow,
        "group" => FrameExclude::Group,
        "ties" => FrameExclude::Ties,
        _ => FrameExclude::NoOthers,
    };
    Frame { unit, start: bound(words[1], unit), end: bound(words[2], unit), exclude }
}

/// What a plan adds to its input's columns.
fn added(plan: &Plan, columns: usize) -> Vec<String> {
    let cut = |line: String| line.split(' ').skip(columns).collect::<Vec<_>>().join(" ");
    given(plan).into_iter().map(cut).collect()
}

#[test]
fn every_frame_sees_what_it_sees_in_postgresql() {
    let sections: Vec<&str> = include_str!("frames.txt").split("\n> ").skip(1).collect();
    assert_eq!(sections.len(), 21);
    for section in sections {
        let mut lines = section.lines();
        let name = lines.next().unwrap();
        let expected: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        let value = || vec![col(2, INT)];
        let calls = vec![
            total_over("sum", value(), frame(name)),
            total_over("count", value(), frame(name)),
            total_over("min", value(), frame(name)),
            over(WindowFunction::FirstValue, value(), frame(name)),
            over(WindowFunction::LastValue, value(), frame(name)),
            over(WindowFunction::NthValue, vec![col(2, INT), int(2)], frame(name)),
        ];
        let plan = window(input(), &[0], &[asc(1, INT)], calls);
        assert_eq!(added(&plan, 3), expected, "{name}");
    }
}

#[test]
fn ranks_count_peers_as_one() {
    let rank = |function| over(function, vec![], default_frame());
    let calls = vec![
        rank(WindowFunction::RowNumber),
        rank(WindowFunction::Rank),
        rank(WindowFunction::DenseRank),
        rank(WindowFunction::PercentRank),
        rank(WindowFunction::CumeDist),
        over(WindowFunction::Ntile, vec![int(4)], default_frame()),
    ];
    let plan = window(input(), &[0], &[asc(1, INT)], calls);
    assert_eq!(
        added(&plan, 3),
        [
            "1 1 1 0 0.3333333333333333 1",
            "2 1 1 0 0.3333333333333333 1",
            "3 3 2 0.4 0.5 2",
            "4 4 3 0.6 0.6666666666666666 2",
            "5 5 4 0.8 0.8333333333333334 3",
            "6 6 5 1 1 4",
            "1 1 1 0 1 1",
            "2 1 1 0 1 2",
            "1 1 1 0 1 1",
        ]
    );
    let zero = over(WindowFunction::Ntile, vec![int(0)], default_frame());
    let plan = window(input(), &[0], &[asc(1, INT)], vec![zero]);
    assert_eq!(failure(&plan), "22014 argument of ntile must be greater than zero");
}

#[test]
fn neighbours_have_offsets_and_defaults() {
    let call = |function, args| over(function, args, default_frame());
    let calls = vec![
        call(WindowFunction::Lag, vec![col(2, INT)]),
        call(WindowFunction::Lead, vec![col(2, INT), int(2)]),
        call(WindowFunction::Lag, vec![col(2, INT), col(1, INT), col(1, INT)]),
        call(WindowFunction::Lead, vec![col(2, INT), int(-1), int(0)]),
    ];
    let plan = window(input(), &[0], &[asc(1, INT)], calls);
    assert_eq!(
        added(&plan, 3),
        [
            "- - 1 0",
            "10 40 10 10",
            "20 50 10 20",
            "- 60 4 -",
            "40 - 7 40",
            "50 - - 50",
            "- - 3 0",
            "5 - 3 5",
            "- - - 0",
        ]
    );
}

#[test]
fn a_filter_spares_the_arguments_of_rows_that_do_not_count() {
    let mut call = total_over("sum", vec![op("/", int(120), col(2, INT))], frame("rows up cr no"));
    call.filter = Some(op("<>", col(2, INT), int(0)));
    let input = rows(&[TEXT, INT, INT], &["a 1 10", "a 2 0", "a 3 20", "b 1 0"]);
    let plan = window(input, &[0], &[asc(1, INT)], vec![call]);
    assert_eq!(added(&plan, 3), ["12", "12", "18", "-"]);
}

#[test]
fn ranges_of_days_go_by_the_calendar() {
    let day = DataType::Date;
    let span = |text: &str| engine::expr::bound::Expr::Const {
        value: Value::Interval(Interval { months: text.parse().unwrap(), days: 0, micros: 0 }),
        data_type: DataType::Interval,
    };
    let frame = Frame {
        unit: FrameUnit::Range,
        start: FrameBound::Preceding(span("1")),
        end: FrameBound::CurrentRow,
        exclude: FrameExclude::NoOthers,
    };
    let lines = ["2024-03-31", "2024-02-29", "2024-02-28", "2024-01-30"];
    let calls = vec![total_over("count", vec![], frame)];
    let plan = window(rows(&[day], &lines), &[], &[desc(0, day)], calls.clone());
    // Large days come first, so preceding ones are later: up to a month after each.
    assert_eq!(added(&plan, 1), ["1", "1", "2", "3"]);
    let rising: Vec<&str> = lines.iter().rev().copied().collect();
    let plan = window(rows(&[day], &rising), &[], &[asc(0, day)], calls);
    assert_eq!(added(&plan, 1), ["1", "2", "3", "2"]);
}

#[test]
fn an_offset_is_neither_null_nor_negative() {
    let with = |start: FrameBound, unit| {
        let frame = Frame { unit, start, ..default_frame() };
        window(input(), &[], &[asc(1, INT)], vec![total_over("count", vec![], frame)])
    };
    let null = engine::expr::bound::Expr::Const { value: Value::Null, data_type: BIGINT };
    assert_eq!(
        failure(&with(FrameBound::Preceding(null), FrameUnit::Rows)),
        "22004 frame starting offset must not be null"
    );
    assert_eq!(
        failure(&with(FrameBound::Preceding(bigint(-1)), FrameUnit::Groups)),
        "22013 frame starting offset must not be negative"
    );
    assert_eq!(
        failure(&with(FrameBound::Preceding(int(-1)), FrameUnit::Range)),
        "22013 invalid preceding or following size in window function"
    );
}

#[test]
fn many_partitions_are_worked_on_together() {
    let groups = project(series(3_000), vec![op("/", col(0, INT), int(3)), col(0, INT)]);
    let number = over(WindowFunction::RowNumber, vec![], default_frame());
    let plan = window(groups, &[0], &[asc(1, INT)], vec![number]);
    let made = added(&plan, 2);
    assert_eq!(made.len(), 3_000);
    assert_eq!(made[..5], ["1", "2", "1", "2", "3"]);
}
