//! Merge join: both inputs come sorted by what must be equal, and are walked side by side.
//!
//! ```text
//!   left    1 2 2 5        right   1 2 2 3 5
//!               ^                    [   )      right rows alike, kept for each left row alike
//! ```
//!
//! Right rows are kept from the first that the left row at hand may still need; a NULL in a key
//! finds nothing. Source: PostgreSQL, source file `src/backend/executor/nodeMergejoin.c` (method).

use std::cmp::Ordering;

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::order::compare_at;

use super::pairs::{Candidates, Pairing};
use crate::exec::context::{one_by_one, ExecCtx};
use crate::exec::operator::{Operator, Step};
use crate::exec::outbox::Outbox;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::plan::physical::PlanSortKey;

/// Right rows left behind before their memory is given back.
const PASSED_ROWS_MAX: usize = 4_096;

/// Two sorted inputs, walked side by side.
pub struct MergeJoin {
    left: Box<dyn Operator>,
    right: Box<dyn Operator>,
    keys: Vec<MergeKey>,
    pairing: Pairing,
    right_rows: RowStore,
    is_right_read: bool,
    /// The right rows alike that the walk has reached: from here up to there.
    group: (usize, usize),
    left_rows: Option<LeftRows>,
    is_left_read: bool,
    outbox: Outbox,
}

/// A column of both sides that must be equal.
struct MergeKey {
    left: usize,
    right: usize,
    data_type: DataType,
    descending: bool,
    nulls_first: bool,
}

/// A left batch, and how far it is dealt with.
struct LeftRows {
    batch: Batch,
    row: u32,
    /// The next right row of the group for this row.
    partner: usize,
    /// Whether `group` is that of this row.
    is_placed: bool,
    /// Rows before this one have ended and were handed on.
    reported: u32,
}

impl MergeJoin {
    /// The join of two inputs sorted by those keys; the right one has columns of those types.
    pub fn new(
        (left, right): (Box<dyn Operator>, Box<dyn Operator>),
        right_types: &[DataType],
        (left_keys, right_keys): (&[PlanSortKey], &[PlanSortKey]),
        pairing: Pairing,
    ) -> MergeJoin {
        let key = |(left, right): (&PlanSortKey, &PlanSortKey)| MergeKey {
            left: left.place,
            right: right.place,
            data_type: left.data_type,
            descending: left.descending,
            nulls_first: left.nulls_first,
        };
        MergeJoin {
            left,
            right,
            keys: left_keys.iter().zip(right_keys).map(key).collect(),
            pairing,
            right_rows: RowStore::new(right_types),
            is_right_read: false,
            group: (0, 0),
            left_rows: None,
            is_left_read: false,
            outbox: Outbox::default(),
        }
    }

    fn ask_left(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        match self.left.step(ctx, one_by_one(wanted))? {
            Step::Batch(batch) => {
                self.pairing.start_left(batch.row_count());
                let (partner, is_placed) = (0, false);
                self.left_rows = Some(LeftRows { batch, row: 0, partner, is_placed, reported: 0 });
            }
            Step::Busy => {}
            Step::Done => self.is_left_read = true,
        }
        Ok(())
    }

    fn read_right(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        self.forget_passed();
        match self.right.step(ctx, one_by_one(wanted))? {
            Step::Batch(batch) => self.right_rows.append(&batch),
            Step::Busy => {}
            Step::Done => self.is_right_read = true,
        }
        Ok(())
    }

    /// Gives back the memory of right rows before the group.
    fn forget_passed(&mut self) {
        let (start, end) = self.group;
        if start > PASSED_ROWS_MAX {
            let left = self.right_rows.slice(start, self.right_rows.row_count());
            self.right_rows.clear();
            self.right_rows.append(&left);
            self.group = (0, end - start);
            if let Some(rows) = &mut self.left_rows {
                rows.partner = rows.partner.saturating_sub(start);
            }
        }
    }

    fn pair(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize, mut rows: LeftRows) -> Result<()> {
        let most = self.pairing.at_once(ctx);
        let (candidates, compared) = self.candidates(&mut rows, most);
        ctx.spend_calls(compared);
        if candidates.left.is_empty() && candidates.ended == rows.reported {
            self.left_rows = Some(rows);
            return self.read_right(ctx, wanted);
        }
        rows.reported = candidates.ended;
        let paired = self.pairing.pair(ctx, &rows.batch, &self.right_rows, candidates);
        if let Some(row) = paired.resume_after {
            (rows.row, rows.is_placed, rows.reported) = (row + 1, false, row + 1);
        }
        self.outbox.put(paired.rows, paired.error);
        if (rows.row as usize) < rows.batch.row_count() {
            self.left_rows = Some(rows);
        }
        Ok(())
    }

    /// At most that many pairs of the right rows that are there, and how many keys were compared.
    fn candidates(&mut self, rows: &mut LeftRows, most: usize) -> (Candidates, u64) {
        let is_first_enough = self.pairing.is_semi() && !self.pairing.has_condition();
        let mut made = Candidates { begun: rows.reported, ..Candidates::default() };
        let mut compared = 0;
        while made.left.len() < most && (rows.row as usize) < rows.batch.row_count() {
            if !rows.is_placed {
                if !self.place(rows, &mut compared) {
                    break;
                }
                (rows.is_placed, rows.partner) = (true, self.group.0);
            }
            let is_settled = self.pairing.is_semi() && self.pairing.is_left_matched(rows.row);
            if !is_settled {
                let (start, end) = self.group;
                let end = if is_first_enough { end.min(start + 1) } else { end };
                let to = end.min(rows.partner + most - made.left.len());
                made.left.extend(std::iter::repeat_n(rows.row, to - rows.partner));
                made.right.extend(rows.partner as u32..to as u32);
                rows.partner = to;
                if to < end {
                    break;
                }
            }
            (rows.row, rows.is_placed) = (rows.row + 1, false);
        }
        made.ended = rows.row;
        (made, compared)
    }

    /// Moves the group to the right rows equal to the left row; false if more must be read first.
    fn place(&mut self, rows: &LeftRows, compared: &mut u64) -> bool {
        let row = rows.row as usize;
        let has_null = |key: &MergeKey| !rows.batch.column(key.left).is_valid(row);
        if self.keys.iter().any(has_null) {
            self.group.1 = self.group.0;
            return true;
        }
        let count = self.right_rows.row_count();
        let (mut start, mut end) = self.group;
        // The left row before this one may have been like it.
        *compared += 1;
        if start < end && self.compare(&rows.batch, row, start).is_gt() {
            start = end;
        }
        while start < count {
            *compared += 1;
            match self.compare(&rows.batch, row, start) {
                Ordering::Greater => start += 1,
                Ordering::Less => {
                    self.group = (start, start);
                    return true;
                }
                Ordering::Equal => break,
            }
        }
        end = end.max(start);
        while end < count && self.compare(&rows.batch, row, end).is_eq() {
            *compared += 1;
            end += 1;
        }
        self.group = (start, end);
        end < count || self.is_right_read
    }

    /// A left row against a right row, in the inputs' order.
    fn compare(&self, left: &Batch, left_row: usize, right_row: usize) -> Ordering {
        for key in &self.keys {
            let (left, right) = (left.column(key.left), &self.right_rows.columns()[key.right]);
            let ordering = compare_key(key, (left, left_row), (right, right_row));
            if ordering.is_ne() {
                return ordering;
            }
        }
        Ordering::Equal
    }
}

fn compare_key(key: &MergeKey, left: (&Column, usize), right: (&Column, usize)) -> Ordering {
    match (left.0.is_valid(left.1), right.0.is_valid(right.1)) {
        (true, true) => {
            let ordering = compare_at(left.0, left.1, right.0, right.1, key.data_type);
            if key.descending {
                ordering.reverse()
            } else {
                ordering
            }
        }
        // A NULL is no partner: it lies before or behind all values.
        (_, false) if key.nulls_first => Ordering::Greater,
        _ => Ordering::Less,
    }
}

impl Operator for MergeJoin {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if !self.outbox.is_empty() {
            return Ok(self.outbox.hand_on(ctx, wanted));
        }
        match self.left_rows.take() {
            Some(rows) => self.pair(ctx, wanted, rows)?,
            None if self.is_left_read => return Ok(Step::Done),
            None => self.ask_left(ctx, wanted)?,
        }
        Ok(if self.outbox.is_empty() { Step::Busy } else { self.outbox.hand_on(ctx, wanted) })
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.left_rows = None;
        self.is_left_read = false;
        self.is_right_read = false;
        self.group = (0, 0);
        self.right_rows.clear();
        self.pairing.rewind();
        self.outbox.clear();
        self.left.rewind(ctx)?;
        self.right.rewind(ctx)
    }
}
