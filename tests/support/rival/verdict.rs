//! Whether two answers agree, and where not.

use super::ours::{ENDLESS, PANICKED};
use super::said::{Row, Said};

/// What a statement promises about the order of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing: rows are compared as a bag.
    Any,
    /// These columns come in one order; rows alike in them come in any. Counted from 0.
    By(Vec<usize>),
    /// Every row has its place.
    Total,
}

/// How two answers compare.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// They agree.
    Same,
    /// We say that we do not do this, and PostgreSQL does it.
    Refused(String),
    /// Other rows.
    Rows,
    /// The same rows in another order, where the statement gives one.
    Order,
    /// Other names of columns.
    Names,
    /// Other types of columns.
    Types,
    /// Another command tag.
    Tag,
    /// Another SQLSTATE: ours, theirs; none where it succeeded.
    State(Option<String>, Option<String>),
    /// Our engine ended itself.
    Panic,
    /// Our statement did not end.
    Endless,
}

/// Compares what we said with what PostgreSQL said.
pub fn judge(ours: &Said, theirs: &Said, order: &Order) -> Verdict {
    match (ours.sqlstate(), theirs.sqlstate()) {
        (Some(PANICKED), _) => return Verdict::Panic,
        (Some(ENDLESS), _) => return Verdict::Endless,
        (a, b) if a == b && a.is_some() => return Verdict::Same,
        (Some("0A000"), _) => {
            let words = ours.error.as_ref().map(|(_, message)| message.clone());
            return Verdict::Refused(words.unwrap_or_default());
        }
        (None, None) => {}
        (a, b) => return Verdict::State(a.map(str::to_string), b.map(str::to_string)),
    }
    let name = |column: &(String, String)| column.0.clone();
    let kind = |column: &(String, String)| column.1.clone();
    if !ours.columns.iter().map(name).eq(theirs.columns.iter().map(name)) {
        return Verdict::Names;
    }
    if !ours.columns.iter().map(kind).eq(theirs.columns.iter().map(kind)) {
        return Verdict::Types;
    }
    if bag(&ours.rows) != bag(&theirs.rows) {
        return Verdict::Rows;
    }
    let in_order = match order {
        Order::Any => true,
        Order::By(keys) => part(&ours.rows, keys) == part(&theirs.rows, keys),
        Order::Total => ours.rows == theirs.rows,
    };
    match (in_order, ours.tag == theirs.tag) {
        (false, _) => Verdict::Order,
        (true, false) => Verdict::Tag,
        (true, true) => Verdict::Same,
    }
}

fn bag(rows: &[Row]) -> Vec<&Row> {
    let mut bag: Vec<&Row> = rows.iter().collect();
    bag.sort();
    bag
}

fn part(rows: &[Row], keys: &[usize]) -> Vec<Row> {
    let key = |row: &Row| keys.iter().map(|key| row.get(*key).cloned().flatten()).collect();
    rows.iter().map(key).collect()
}
