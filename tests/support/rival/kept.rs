//! Differences that are right to keep, each with its reason.

use super::said::{Row, Said};

/// A difference that is no mistake of ours.
pub struct Kept {
    /// Its name, as it is counted.
    pub name: &'static str,
    /// Why both answers are right.
    pub reason: &'static str,
    /// Whether two answers to a statement differ so.
    pub holds: fn(sql: &str, ours: &Said, theirs: &Said) -> bool,
}

/// Every difference that is kept.
pub const KEPT: &[Kept] = &[
    Kept {
        name: "row too big for its page",
        reason: "PostgreSQL moves long values out of the row; here a row must fit its page, and \
                 the tests use small ones.",
        holds: |_, ours, _| message_starts(ours, "row is too big"),
    },
    Kept {
        name: "last digit of a float",
        reason: "Functions like exp come from another library, and sums of floats are taken in \
                 another order.",
        holds: |_, ours, theirs| {
            let same_rows = ours.error.is_none() && ours.rows.len() == theirs.rows.len();
            ours != theirs && same_rows && near(ours) == near(theirs)
        },
    },
    Kept {
        name: "evaluated or not",
        reason: "Which rows a failing expression sees depends on the plan: PostgreSQL promises no \
                 order of evaluation (manual, \"Expression Evaluation Rules\"). Nor whether a \
                 later row's failing constant or an earlier row's broken rule comes first.",
        holds: |_, ours, theirs| {
            let is = |said: &Said, class| said.sqlstate().is_some_and(|s| s.starts_with(class));
            let data = |said: &Said| is(said, "22");
            let other = |said: &Said| said.error.is_none() || data(said) || is(said, "23");
            (data(ours) && other(theirs)) || (data(theirs) && other(ours))
        },
    },
];

/// The rows, floats in them to a dozen digits, as a bag.
fn near(said: &Said) -> Vec<Row> {
    let is_float = |at: usize| said.columns[at].1.starts_with("float");
    let rounded = |at: usize, text: &String| match text.parse::<f64>() {
        Ok(value) if is_float(at) => format!("{value:.11e}"),
        _ => text.clone(),
    };
    let row = |row: &Row| -> Row {
        let values = row.iter().enumerate();
        values.map(|(at, value)| value.as_ref().map(|text| rounded(at, text))).collect()
    };
    let mut rows: Vec<Row> = said.rows.iter().map(row).collect();
    rows.sort();
    rows
}

fn message_starts(said: &Said, words: &str) -> bool {
    said.error.as_ref().is_some_and(|(_, message)| message.starts_with(words))
}

/// The difference that is kept between two answers, if one is.
pub fn kept(sql: &str, ours: &Said, theirs: &Said) -> Option<&'static Kept> {
    KEPT.iter().find(|kept| (kept.holds)(sql, ours, theirs))
}
