//! What is true of each operator at the cursor.

use crate::story::operator::{OperatorState, OperatorStory};
use crate::viz::view::View;

/// An operator at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorData {
    /// The card above it.
    pub parent: Option<usize>,
    /// What it is: `Seq Scan`.
    pub kind: String,
    /// What it works on, with EXPLAIN's word before it: `on orders`. May be empty.
    pub object: String,
    /// Rows it has handed on, if the recording tells.
    pub rows: Option<u64>,
    /// Rows it will have handed on, so that its card has room for them from the beginning.
    pub rows_at_end: Option<u64>,
    /// Whether these will be all that it has.
    pub drains: bool,
    /// Rows the planner expected.
    pub rows_estimated: u64,
    /// Pages it found in the pool.
    pub hits: u64,
    /// Pages it had read from disk.
    pub misses: u64,
    /// How far it has come.
    pub state: OperatorState,
    /// It acted last, and the statement is not over.
    pub is_now: bool,
    /// The last event that counts towards its pages.
    pub last_page: Option<u64>,
}

impl OperatorData {
    /// How many times as many rows came as expected, or as few, when it is drained and the planner
    /// was wrong by at least two. One that nobody asked for the rest says nothing about that.
    pub fn surprise(&self) -> Option<u64> {
        let rows = self.rows.filter(|_| self.state == OperatorState::Drained);
        rows.and_then(|rows| times_off(rows, self.rows_estimated))
    }

    /// The surprise that its end will bring.
    pub fn surprise_at_end(&self) -> Option<u64> {
        let rows = self.rows_at_end.filter(|_| self.drains);
        rows.and_then(|rows| times_off(rows, self.rows_estimated))
    }
}

fn times_off(rows: u64, expected: u64) -> Option<u64> {
    let (rows, expected) = (rows.max(1), expected.max(1));
    let times = rows.max(expected) / rows.min(expected);
    (times >= SURPRISE_MIN).then_some(times)
}

/// From this factor on an estimate is worth a badge (look.md 4).
const SURPRISE_MIN: u64 = 2;

/// The operators of the statement at the cursor, parents first.
pub fn operators(view: &View<'_>) -> Vec<OperatorData> {
    let Some(chapter) = view.chapter else { return Vec::new() };
    let seq = view.moment.seq;
    let now = chapter.op_at(seq).filter(|_| !chapter.is_over_at(seq));
    let is_known = |story: &&OperatorStory| story.started.is_some_and(|started| started < seq);
    let known: Vec<&OperatorStory> = chapter.operators.iter().take_while(is_known).collect();
    let operators = known.iter().enumerate().map(|(at, story)| {
        let (kind, object) = parts_of(&story.name);
        OperatorData {
            parent: parent_of(story, at),
            kind,
            object,
            rows: story.rows_at(seq),
            rows_at_end: story.end.map(|end| end.rows),
            drains: story.end.is_some_and(|end| end.state == OperatorState::Drained),
            rows_estimated: story.rows_estimated,
            hits: story.hits.at(seq),
            misses: story.misses.at(seq),
            state: story.state_at(seq),
            is_now: now.is_some_and(|op| usize::from(op.0) == at),
            last_page: story.hits.source_at(seq).max(story.misses.source_at(seq)),
        }
    });
    operators.collect()
}

/// The card above: that of the operator that asks, or the first where none is named.
fn parent_of(story: &OperatorStory, at: usize) -> Option<usize> {
    let named = story.parent.map(|op| usize::from(op.0)).filter(|parent| *parent < at);
    named.or((at > 0).then_some(0))
}

/// The words that EXPLAIN puts between what an operator is and what it works on.
const BETWEEN: [&str; 2] = [" on ", " using "];

/// `Index Scan using orders_user on orders` is an `Index Scan`, `using orders_user on orders`.
fn parts_of(name: &str) -> (String, String) {
    let cut = BETWEEN.iter().filter_map(|word| name.find(word)).min();
    match cut {
        Some(cut) => (name[..cut].to_string(), name[cut + 1..].to_string()),
        None => (name.to_string(), String::new()),
    }
}
