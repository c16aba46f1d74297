//! The rows that an expression is evaluated for: all of a batch, or some places of it.
//!
//! A part of an expression that only some rows reach is evaluated on those places. Nothing is
//! copied but the columns that the part refers to, and those only when they are met.

use std::borrow::Cow;
use std::sync::Arc;

use model::types::column::Column;

use super::batch::Batch;
use super::call::Operand;

/// Some rows of a batch, in order.
#[derive(Clone)]
pub struct Input<'a> {
    batch: &'a Batch,
    places: Option<Cow<'a, [u32]>>,
}

impl<'a> Input<'a> {
    /// Every row.
    pub fn all(batch: &'a Batch) -> Input<'a> {
        Input { batch, places: None }
    }

    /// The rows at those places.
    pub fn at(batch: &'a Batch, places: &'a [u32]) -> Input<'a> {
        Input { batch, places: Some(Cow::Borrowed(places)) }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.places.as_ref().map_or(self.batch.row_count(), |places| places.len())
    }

    /// The batch that the rows are of.
    pub fn batch(&self) -> &'a Batch {
        self.batch
    }

    /// Where in the batch they are; `None` when they are all of it.
    pub fn places(&self) -> Option<&[u32]> {
        self.places.as_deref()
    }

    /// A column of the batch at these rows.
    pub fn column(&self, place: usize) -> Operand {
        let column = self.batch.column(place);
        Operand::vector(match &self.places {
            None => Arc::clone(column),
            Some(places) => Arc::new(column.take(places)),
        })
    }

    /// Fewer rows: those numbered `kept` among these.
    pub fn narrow<'b>(&'b self, kept: &'b [u32]) -> Input<'b> {
        let places = match &self.places {
            None => Cow::Borrowed(kept),
            Some(places) => kept.iter().map(|&row| places[row as usize]).collect(),
        };
        Input { batch: self.batch, places: Some(places) }
    }
}

/// Puts together what was computed for different rows: row `r` is value `choices[r].1` of part
/// `choices[r].0`. All parts have the same physical form, or hold nothing but NULLs.
pub fn interleave(parts: &[Operand], choices: &[(u32, u32)]) -> Column {
    let form = parts.iter().find(|part| !is_formless(part.column()));
    let Some(form) = form else {
        return parts[0].column().take(&vec![0; choices.len()]);
    };
    let mut whole = form.column().take(&[]);
    whole.valid = None;
    for &(part, row) in choices {
        let part = &parts[part as usize];
        whole.push_from(part.column(), part.place(row as usize));
    }
    whole
}

fn is_formless(column: &Column) -> bool {
    matches!(column.data, model::types::column::ColumnData::Null(_))
}
