//! From candidate pairs to the rows of a join.
//!
//! ```text
//!   left rows     0 0 0 1 1 1 2      candidates, in order; row 2 has not ended yet
//!   right rows    0 1 2 0 1 2 0
//!   condition     - x x - - - -      row 0 has partners 1 and 2, row 1 has none
//!
//!   inner   0+1 0+2      left   0+1 0+2 1+NULL      semi   0      anti   1
//! ```

use std::sync::Arc;

use model::base::error::Error;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use crate::exec::compute::Predicate;
use crate::exec::context::ExecCtx;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::sql::algebra::JoinKind;

/// What a join makes of pairs, and which rows have found a partner.
pub struct Pairing {
    kind: JoinKind,
    on: Option<Predicate>,
    /// Places that the condition reads; the others need not be gathered for it.
    on_places: Vec<bool>,
    left_types: Vec<DataType>,
    /// For the rows of the left batch at hand.
    left_matched: Vec<bool>,
    /// For all right rows, where those without a partner are asked for.
    right_matched: Vec<bool>,
}

/// Candidate pairs in order.
#[derive(Default)]
pub struct Candidates {
    /// Places in the left batch, rising.
    pub left: Vec<u32>,
    /// Places among the right rows.
    pub right: Vec<u32>,
    /// The left rows from this one up to `ended` have no further candidates.
    pub begun: u32,
    /// See `begun`.
    pub ended: u32,
}

/// Rows made, and what ended them early.
pub struct Paired {
    /// The rows.
    pub rows: Batch,
    /// The error that comes after them.
    pub error: Option<Error>,
    /// Semi and anti joins: a pair failed that nobody needed, as its left row had a partner. Go
    /// on with the left row after this one.
    pub resume_after: Option<u32>,
}

impl Pairing {
    /// A join of that kind under that condition.
    pub fn new(
        kind: JoinKind,
        on: Option<Expr>,
        left_types: Vec<DataType>,
        right_width: usize,
    ) -> Pairing {
        let width = left_types.len() + right_width;
        let reads = |place: usize| {
            let is_place =
                |expr: &Expr| matches!(expr, Expr::Column { place: at, .. } if *at == place);
            on.as_ref().is_some_and(|on| on.any(&is_place))
        };
        Pairing {
            kind,
            on_places: (0..width).map(reads).collect(),
            on: on.map(Predicate::new),
            left_types,
            left_matched: Vec::new(),
            right_matched: Vec::new(),
        }
    }

    /// The kind of the join.
    pub fn kind(&self) -> JoinKind {
        self.kind
    }

    /// Whether left rows are asked for by themselves, and not in pairs.
    pub fn is_semi(&self) -> bool {
        matches!(self.kind, JoinKind::Semi | JoinKind::Anti)
    }

    /// Whether right rows without a partner are asked for.
    pub fn keeps_right(&self) -> bool {
        matches!(self.kind, JoinKind::Right | JoinKind::Full)
    }

    /// Whether there is a condition.
    pub fn has_condition(&self) -> bool {
        self.on.is_some()
    }

    /// How many candidates to try in one go.
    pub fn at_once(&self, ctx: &ExecCtx<'_>) -> usize {
        self.on.as_ref().map_or(ctx.batch_rows, |on| on.rows_at_once(ctx.batch_rows))
    }

    /// Forgets which right rows have found a partner.
    pub fn rewind(&mut self) {
        self.right_matched.clear();
    }

    /// Begins with the rows of another left batch.
    pub fn start_left(&mut self, rows: usize) {
        self.left_matched.clear();
        self.left_matched.resize(rows, false);
    }

    /// Whether a row of the left batch has found a partner.
    pub fn is_left_matched(&self, row: u32) -> bool {
        self.left_matched[row as usize]
    }

    /// The rows that candidates make.
    pub fn pair(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        left: &Batch,
        right: &RowStore,
        mut candidates: Candidates,
    ) -> Paired {
        let (mut error, mut resume_after) = (None, None);
        if let (Some(on), false) = (&self.on, candidates.left.is_empty()) {
            let tried = self.gather(left, right, &candidates);
            let selected = on.select(ctx, &tried);
            error = selected.error;
            let failed_row = candidates.left.get(selected.rows).copied();
            let keep = |places: &[u32], all: &[u32]| -> Vec<u32> {
                places.iter().map(|&place| all[place as usize]).collect()
            };
            candidates.left = keep(&selected.made, &candidates.left);
            candidates.right = keep(&selected.made, &candidates.right);
            if let (Some(row), true) = (failed_row, error.is_some()) {
                candidates.ended = candidates.ended.min(row);
                if self.is_semi() && self.is_partner_among(&candidates, row) {
                    candidates.ended = row + 1;
                    resume_after = Some(row);
                    error = None;
                }
            }
        }
        self.note(&candidates, right.row_count());
        let rows = self.rows(left, right, &candidates);
        ctx.spend_tuples(rows.row_count());
        Paired { rows, error, resume_after }
    }

    fn is_partner_among(&self, candidates: &Candidates, row: u32) -> bool {
        self.left_matched[row as usize] || candidates.left.last() == Some(&row)
    }

    /// Candidates as the condition sees them.
    fn gather(&self, left: &Batch, right: &RowStore, candidates: &Candidates) -> Batch {
        let rows = candidates.left.len();
        let unread = Arc::new(Column::new(ColumnData::Null(rows as u32)));
        let (left_reads, right_reads) = self.on_places.split_at(self.left_types.len());
        let left_columns = (left.columns().iter().zip(left_reads)).map(|(column, &is_read)| {
            if is_read {
                Arc::new(column.take(&candidates.left))
            } else {
                unread.clone()
            }
        });
        let right_columns = (right.columns().iter().zip(right_reads)).map(|(column, &is_read)| {
            if is_read {
                Arc::new(column.take(&candidates.right))
            } else {
                unread.clone()
            }
        });
        Batch::new(left_columns.chain(right_columns).collect(), rows)
    }

    fn note(&mut self, pairs: &Candidates, right_rows: usize) {
        if self.kind != JoinKind::Inner && self.kind != JoinKind::Right {
            pairs.left.iter().for_each(|&row| self.left_matched[row as usize] = true);
        }
        if self.keeps_right() {
            self.right_matched.resize(right_rows, false);
            pairs.right.iter().for_each(|&row| self.right_matched[row as usize] = true);
        }
    }

    fn rows(&self, left: &Batch, right: &RowStore, pairs: &Candidates) -> Batch {
        match self.kind {
            JoinKind::Inner | JoinKind::Right => {
                side_by_side(left.take(&pairs.left), right.take(&pairs.right))
            }
            JoinKind::Left | JoinKind::Full => self.rows_with_lonely(left, right, pairs),
            JoinKind::Semi => left.take(&self.ended_rows(pairs, true)),
            JoinKind::Anti => left.take(&self.ended_rows(pairs, false)),
        }
    }

    /// Left rows that have ended with or without a partner.
    fn ended_rows(&self, pairs: &Candidates, matched: bool) -> Vec<u32> {
        (pairs.begun..pairs.ended)
            .filter(|&row| self.left_matched[row as usize] == matched)
            .collect()
    }

    /// Pairs, and each left row without a partner where it ended.
    fn rows_with_lonely(&self, left: &Batch, right: &RowStore, pairs: &Candidates) -> Batch {
        let lonely = self.ended_rows(pairs, false);
        if lonely.is_empty() {
            return side_by_side(left.take(&pairs.left), right.take(&pairs.right));
        }
        let count = pairs.left.len() + lonely.len();
        let (mut left_places, mut right_places) =
            (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut lonely = lonely.into_iter().peekable();
        for (&row, &partner) in pairs.left.iter().zip(&pairs.right) {
            while let Some(before) = lonely.next_if(|&lonely| lonely < row) {
                left_places.push(before);
                right_places.push(None);
            }
            left_places.push(row);
            right_places.push(Some(partner));
        }
        for row in lonely {
            left_places.push(row);
            right_places.push(None);
        }
        side_by_side(left.take(&left_places), right.take_or_null(&right_places))
    }

    /// Right rows without a partner, from one place on, at most that many; and the place after
    /// them. Their left side is NULL.
    pub fn lonely_right(&mut self, right: &RowStore, from: usize, most: usize) -> (Batch, usize) {
        self.right_matched.resize(right.row_count(), false);
        let lonely: Vec<u32> = (from..right.row_count())
            .filter(|&row| !self.right_matched[row])
            .take(most)
            .map(|row| row as u32)
            .collect();
        let next = lonely.last().map_or(right.row_count(), |&row| row as usize + 1);
        let null = |data_type: &DataType| Arc::new(Column::nulls(*data_type, lonely.len()));
        let left = Batch::new(self.left_types.iter().map(null).collect(), lonely.len());
        (side_by_side(left, right.take(&lonely)), next)
    }
}

/// The columns of both, as many rows as each has.
pub fn side_by_side(left: Batch, right: Batch) -> Batch {
    let rows = left.row_count();
    let columns = left.columns().iter().chain(right.columns()).cloned().collect();
    Batch::new(columns, rows)
}
