//! The operators of a statement: who asks whom for rows, and what each has done at any moment.

use model::base::ids::OpId;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::PageEvent;
use model::trace::event::{Event, Fact};

use super::totals::Running;
use crate::words::Word;

/// An operator and its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperatorStory {
    /// The operator that asks it for rows.
    pub parent: Option<OpId>,
    /// Its name as EXPLAIN prints it: `Seq Scan on orders`.
    pub name: String,
    /// Rows the planner expects.
    pub rows_estimated: u64,
    /// The event that announced it. `None` when that was let go.
    pub started: Option<u64>,
    /// The first event on its behalf after that.
    pub first_act: Option<u64>,
    /// Pages that it found in the pool.
    pub hits: Running,
    /// Pages that it had read from disk.
    pub misses: Running,
    /// Level `rows`: rows that it has handed on.
    pub rows: Running,
    /// How it ended.
    pub end: Option<OperatorEnd>,
}

/// How an operator ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorEnd {
    /// The event that says so.
    pub seq: u64,
    /// The rows that it handed on in all.
    pub rows: u64,
    /// Drained, stopped or unused.
    pub state: OperatorState,
}

impl OperatorStory {
    /// Takes in one event of the statement.
    pub fn take(operators: &mut Vec<OperatorStory>, event: &Event) {
        let Some(op) = op_of(event) else { return };
        let index = usize::from(op.0);
        if operators.len() <= index {
            operators.resize(index + 1, OperatorStory::default());
        }
        operators[index].take_own(event);
    }

    fn take_own(&mut self, event: &Event) {
        let seq = event.seq;
        match &event.fact {
            Fact::Exec(ExecEvent::OperatorStarted { parent, name, rows_estimated, .. }) => {
                self.parent = *parent;
                self.name.clone_from(name);
                self.rows_estimated = *rows_estimated;
                self.started = Some(seq);
                return;
            }
            Fact::Exec(ExecEvent::OperatorFinished { rows, .. }) => {
                self.end = Some(OperatorEnd { seq, rows: *rows, state: OperatorState::Drained });
                return;
            }
            Fact::Exec(ExecEvent::OperatorStopped { rows, .. }) => {
                self.end = Some(OperatorEnd { seq, rows: *rows, state: OperatorState::Stopped });
                return;
            }
            Fact::Exec(ExecEvent::OperatorUnused { .. }) => {
                self.end = Some(OperatorEnd { seq, rows: 0, state: OperatorState::Unused });
                return;
            }
            Fact::Exec(ExecEvent::RowsPassed { rows, .. }) => self.rows.add(seq, u64::from(*rows)),
            Fact::Page(PageEvent::Hit { .. }) => self.hits.add(seq, 1),
            Fact::Page(PageEvent::Missed { .. }) => self.misses.add(seq, 1),
            _ => {}
        }
        self.first_act.get_or_insert(seq);
    }

    /// The rows that it has handed on before a moment, if that is known: while it runs only level
    /// `rows` tells.
    pub fn rows_at(&self, seq: u64) -> Option<u64> {
        match self.end {
            Some(end) if end.seq < seq => Some(end.rows),
            _ if self.rows == Running::default() => None,
            _ => Some(self.rows.at(seq)),
        }
    }

    /// How far it has come at a moment.
    pub fn state_at(&self, seq: u64) -> OperatorState {
        if let Some(end) = self.end.filter(|end| end.seq < seq) {
            end.state
        } else if self.first_act.is_some_and(|first| first < seq) {
            OperatorState::Running
        } else {
            OperatorState::Ready
        }
    }
}

/// How far an operator has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorState {
    /// It has not done anything yet.
    Ready,
    /// It has begun.
    Running,
    /// It has no more rows.
    Drained,
    /// The statement was done before it had handed on all of its rows.
    Stopped,
    /// The statement was done without it.
    Unused,
}

/// The operator that an event names or was done for.
fn op_of(event: &Event) -> Option<OpId> {
    match &event.fact {
        Fact::Exec(
            ExecEvent::OperatorStarted { op, .. }
            | ExecEvent::OperatorFinished { op, .. }
            | ExecEvent::OperatorStopped { op, .. }
            | ExecEvent::OperatorUnused { op }
            | ExecEvent::RowsPassed { op, .. },
        ) => Some(*op),
        _ => event.op,
    }
}

/// How an operator of each name works, by the beginning of its name: the longest that fits counts.
const WAYS: &[(&str, Word)] = &[
    ("Seq Scan", Word::WaySeqScan),
    ("Index Scan", Word::WayIndexScan),
    ("Index Only Scan", Word::WayIndexOnlyScan),
    ("Bitmap Index Scan", Word::WayBitmapIndexScan),
    ("Bitmap Heap Scan", Word::WayBitmapHeapScan),
    ("Nested Loop", Word::WayNestedLoop),
    ("Hash Join", Word::WayHashJoin),
    ("Hash Left Join", Word::WayHashJoin),
    ("Hash Right Join", Word::WayHashJoin),
    ("Hash Full Join", Word::WayHashJoin),
    ("Merge", Word::WayMergeJoin),
    ("Sort", Word::WaySort),
    ("HashAggregate", Word::WayHashAggregate),
    ("GroupAggregate", Word::WayGroupAggregate),
    ("Aggregate", Word::WayAggregate),
    ("Limit", Word::WayLimit),
    ("Unique", Word::WayUnique),
    ("WindowAgg", Word::WayWindow),
];

/// How an operator works, for those who meet it for the first time.
pub fn way_of(name: &str) -> Option<Word> {
    let fitting = WAYS.iter().filter(|(beginning, _)| name.starts_with(beginning));
    fitting.max_by_key(|(beginning, _)| beginning.len()).map(|(_, word)| *word)
}
