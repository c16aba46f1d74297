//! Sort: order of every type, NULLs, ties, and the first few only.

use model::types::data_type::DataType;

use super::given;
use super::plans::*;

/// The lines in the order of one column, rising with NULLs last.
fn sorted(data_type: DataType, lines: &[&str]) -> Vec<String> {
    given(&sort(rows(&[data_type], lines), vec![asc(0, data_type)]))
}

#[test]
fn every_type_has_its_order() {
    assert_eq!(
        sorted(INT, &["3", "-", "-1", "2147483647", "0"]),
        ["-1", "0", "3", "2147483647", "-"]
    );
    assert_eq!(sorted(TEXT, &["b", "ab", "a", "B", "é"]), ["B", "a", "ab", "b", "é"]);
    let floats = ["NaN", "1e300", "-0.5", "Infinity", "0", "-Infinity", "-1e300", "2"];
    assert_eq!(
        sorted(DataType::Float8, &floats),
        ["-Infinity", "-1e+300", "-0.5", "0", "2", "1e+300", "Infinity", "NaN"]
    );
    let numbers = [
        "1.25",
        "NaN",
        "-1.2",
        "100",
        "0.001",
        "-1.25",
        "1.2",
        "0",
        "-100",
        "1000.5",
        "99999999999999999999999999999999999999999999",
        "-Infinity",
        "0.00099",
        "10",
    ];
    assert_eq!(
        sorted(DataType::Numeric(None), &numbers),
        [
            "-Infinity",
            "-100",
            "-1.25",
            "-1.2",
            "0",
            "0.00099",
            "0.001",
            "1.2",
            "1.25",
            "10",
            "100",
            "1000.5",
            "99999999999999999999999999999999999999999999",
            "NaN",
        ]
    );
    assert_eq!(sorted(DataType::Bool, &["t", "-", "f"]), ["f", "t", "-"]);
    assert_eq!(
        sorted(DataType::Date, &["2024-02-29", "1999-12-31", "2000-01-01"]),
        ["1999-12-31", "2000-01-01", "2024-02-29"]
    );
}

#[test]
fn columns_count_one_after_another_and_ties_stay() {
    let lines = ["1 b 1", "2 a 2", "1 a 3", "- b 4", "2 a 5", "1 b 6"];
    let plan = sort(rows(&[INT, TEXT, INT], &lines), vec![desc(0, INT), asc(1, TEXT)]);
    assert_eq!(given(&plan), ["- b 4", "2 a 2", "2 a 5", "1 a 3", "1 b 1", "1 b 6"]);
}

#[test]
fn the_first_few_are_those_of_the_whole() {
    let mixed =
        project(series(500), vec![op("%", op("*", col(0, INT), int(37)), int(101)), col(0, INT)]);
    let all = given(&sort(mixed.clone(), vec![asc(0, INT)]));
    assert_eq!(all.len(), 500);
    for top in [1, 2, 10, 400, 500, 600] {
        let first =
            given(&limit(sort_top(mixed.clone(), vec![asc(0, INT)], Some(top)), top as i64));
        assert_eq!(first, all[..all.len().min(top as usize)]);
    }
}
