//! Sequences: counters whose draws no transaction undoes.
//!
//! ```text
//!   catalogue      s -> file 7          s -> file 9          s -> file 7
//!   states         7: at 5              7: at 5, 9: at 1     7: at 5
//!                          ALTER, RESTART            ROLLBACK
//! ```
//!
//! Each is a relation of one page with one row, as in PostgreSQL. While statements run its state is
//! kept here; a statement that moved it writes the row once, at its end, over the old one.
//!
//! Invariants:
//! 1. A state belongs to pages, not to a name: how a sequence counts and where it begins anew
//!    change by new pages, so that undoing the transaction brings the old state back.
//! 2. A state lives as long as its pages.
//!
//! Source: PostgreSQL manual, "Sequence Manipulation Functions", CREATE and ALTER SEQUENCE.

use std::collections::BTreeMap;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{RelId, TupleId};
use model::types::data_type::DataType;
use model::types::value::Value;

use crate::catalog::cache::Catalog;
use crate::catalog::change::{sequence_rules, SequenceRule};
use crate::catalog::row::{bool_of, int_of, Pen};
use crate::catalog::system::SEQUENCE_COLUMNS;
use crate::sql::definition::SequenceOptions;
use crate::storage::access::Access;
use crate::storage::store::Store;
use crate::storage::tuple::layout::RowLayout;
use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;

/// Where the one row of a sequence is.
const PLACE: TupleId = TupleId { page_no: 0, slot_no: 1 };

/// The states of all sequences, each under the file that its pages are.
#[derive(Clone, Debug, Default)]
pub struct Sequences {
    known: BTreeMap<RelId, Sequence>,
}

/// One sequence.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// How it counts.
    pub rule: SequenceRule,
    /// The last number given out, or the first to give.
    pub last: i64,
    /// Whether `last` was given out.
    pub is_called: bool,
    /// Whether its row on disk is older than this.
    is_changed: bool,
}

impl SequenceRule {
    /// The rule that options ask for, with PostgreSQL's defaults for the rest.
    pub fn of(data_type: DataType, options: &SequenceOptions) -> Result<SequenceRule> {
        let (lowest, highest) = match data_type {
            DataType::Int2 => (i64::from(i16::MIN), i64::from(i16::MAX)),
            DataType::Int4 => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let increment = options.increment.unwrap_or(1);
        let (min, max) = match increment > 0 {
            true => (options.min.unwrap_or(1), options.max.unwrap_or(highest)),
            false => (options.min.unwrap_or(lowest), options.max.unwrap_or(-1)),
        };
        let start = options.start.unwrap_or(if increment > 0 { min } else { max });
        let invalid = |message: String| Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message);
        if min >= max {
            return Err(invalid(format!("MINVALUE ({min}) must be less than MAXVALUE ({max})")));
        }
        if start < min {
            return Err(invalid(format!(
                "START value ({start}) cannot be less than MINVALUE ({min})"
            )));
        }
        if start > max {
            let words = "cannot be greater than MAXVALUE";
            return Err(invalid(format!("START value ({start}) {words} ({max})")));
        }
        Ok(SequenceRule { start, increment, min, max, cycle: options.cycle })
    }
}

impl Sequences {
    /// The sequences of a catalogue, each from its row.
    pub fn load(pen: &mut Pen<'_>, catalog: &Catalog) -> Result<Sequences> {
        let mut sequences = Sequences::default();
        for (rel, rule) in sequence_rules(pen)? {
            let Some(info) = catalog.table(rel) else { continue };
            sequences.add(info.file, rule, (rule.start, false));
            let place = PLACE.page(info.file);
            let page = pen.store.heap_page(place, &mut Access::normal(), pen.tracer)?;
            let tuple = page.tuple(PLACE.slot_no).ok_or_else(|| unknown(rel))?;
            let row = layout().values(tuple.bytes)?;
            if let (Some(sequence), false) =
                (sequences.known.get_mut(&info.file), planted(Fault::ResetsSequence))
            {
                sequence.last = int_of(&row[0]);
                sequence.is_called = bool_of(&row[2]);
            }
        }
        Ok(sequences)
    }

    /// Forgets the states whose pages are gone.
    pub fn keep(&mut self, store: &Store) {
        self.known.retain(|file, _| store.pool().contains(*file));
    }

    /// Takes in a sequence that has come to that number, which was given out or is the next.
    pub fn add(&mut self, file: RelId, rule: SequenceRule, (last, is_called): (i64, bool)) {
        self.known.insert(file, Sequence { rule, last, is_called, is_changed: false });
    }

    /// All that are known, by file.
    pub fn all(&self) -> impl Iterator<Item = (RelId, &Sequence)> + '_ {
        self.known.iter().map(|(file, sequence)| (*file, sequence))
    }

    /// A sequence.
    pub fn get(&self, file: RelId) -> Result<&Sequence> {
        self.known.get(&file).ok_or_else(|| unknown(file))
    }

    /// The next number of a sequence of that name.
    pub fn next(&mut self, file: RelId, name: &str) -> Result<i64> {
        let sequence = self.known.get_mut(&file).ok_or_else(|| unknown(file))?;
        let SequenceRule { increment, min, max, cycle, .. } = sequence.rule;
        let next = if sequence.is_called {
            match sequence.last.checked_add(increment).filter(|next| (min..=max).contains(next)) {
                Some(next) => next,
                None if cycle && increment > 0 => min,
                None if cycle => max,
                None => return Err(exhausted(name, sequence.rule)),
            }
        } else {
            sequence.last
        };
        sequence.last = next;
        sequence.is_called = true;
        sequence.is_changed = true;
        Ok(next)
    }

    /// Sets where a sequence of that name goes on.
    pub fn set(&mut self, file: RelId, name: &str, value: i64, is_called: bool) -> Result<()> {
        let sequence = self.known.get_mut(&file).ok_or_else(|| unknown(file))?;
        let SequenceRule { min, max, .. } = sequence.rule;
        if !(min..=max).contains(&value) {
            let message = format!(
                "setval: value {value} is out of bounds for sequence \"{name}\" ({min}..{max})"
            );
            return Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message));
        }
        sequence.last = value;
        sequence.is_called = is_called;
        sequence.is_changed = true;
        Ok(())
    }

    /// The tuple of a sequence's one row.
    pub fn tuple(&self, file: RelId) -> Result<Vec<u8>> {
        let sequence = self.get(file)?;
        let row = [Value::Int8(sequence.last), Value::Int8(0), Value::Bool(sequence.is_called)];
        Ok(layout().encode(&row))
    }

    /// Writes the rows of all that moved; says whether any had.
    pub fn write_back(&mut self, store: &mut Store, tracer: &mut Tracer) -> Result<bool> {
        let changed: Vec<RelId> = self
            .known
            .iter()
            .filter(|(_, sequence)| sequence.is_changed)
            .map(|(file, _)| *file)
            .collect();
        for file in changed.iter().copied() {
            let mut tuple = self.tuple(file)?;
            store.heap_overwrite(file, PLACE, &mut tuple, tracer)?;
            if let Some(sequence) = self.known.get_mut(&file) {
                sequence.is_changed = false;
            }
        }
        Ok(!changed.is_empty())
    }
}

/// The layout of a sequence's one row.
fn layout() -> RowLayout {
    let types: Vec<DataType> = SEQUENCE_COLUMNS.iter().map(|(_, data_type)| *data_type).collect();
    RowLayout::new(&types)
}

/// 42P01 for what is no sequence (any more).
pub(super) fn unknown(rel: RelId) -> Error {
    Error::sql(sqlstate::UNDEFINED_TABLE, format!("relation with OID {rel} is not a sequence"))
}

fn exhausted(name: &str, rule: SequenceRule) -> Error {
    let SequenceRule { increment, min, max, .. } = rule;
    let (end, bound) = if increment > 0 { ("maximum", max) } else { ("minimum", min) };
    let message = format!("nextval: reached {end} value of sequence \"{name}\" ({bound})");
    Error::sql(sqlstate::SEQUENCE_LIMIT, message)
}
