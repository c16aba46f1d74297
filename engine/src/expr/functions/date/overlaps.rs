//! `(from, to) OVERLAPS (from, to)`: whether two spans of time share a moment. Each counts its
//! beginning and not its end, and is told by two moments in either order or by one and a length.
//!
//! Source: PostgreSQL manual, "Date/Time Functions and Operators"; what NULLs make unknown follows
//! the comments of `overlaps_timestamp`.

use std::cmp::Ordering;

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::datetime::arith;
use model::types::datetime::Interval as Span;

use crate::expr::call::Call;
use crate::expr::env::Env;
use crate::expr::form::{Bool, Form, Interval, Time, Timestamp, TimestampTz};
use crate::expr::function::Function;
use crate::expr::kernel::each_row_or_null;

macro_rules! rows {
    ($($form:ident $kernel:ident),*) => { &[$(
        row(&[$form::DATA_TYPE, $form::DATA_TYPE, $form::DATA_TYPE, $form::DATA_TYPE], $kernel),
        row(&[$form::DATA_TYPE, LENGTH, $form::DATA_TYPE, LENGTH], $kernel),
        row(&[$form::DATA_TYPE, $form::DATA_TYPE, $form::DATA_TYPE, LENGTH], $kernel),
        row(&[$form::DATA_TYPE, LENGTH, $form::DATA_TYPE, $form::DATA_TYPE], $kernel),
    )*] };
}

const LENGTH: DataType = Interval::DATA_TYPE;

/// The forms of OVERLAPS.
pub static OVERLAPS: &[Function] = rows!(Time times, Timestamp moments, TimestampTz zoned);

const fn row(args: &'static [DataType], kernel: crate::expr::function::Kernel) -> Function {
    Function::strict("overlaps", args, DataType::Bool, kernel).seeing_nulls()
}

fn times(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    overlaps::<Time>(call, |time, span| Ok(arith::time_plus(time, span)))
}

fn moments(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    overlaps::<Timestamp>(call, arith::timestamp_plus)
}

fn zoned(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    overlaps::<TimestampTz>(call, arith::timestamp_plus)
}

fn overlaps<F>(call: &Call<'_>, plus: fn(i64, Span) -> Result<i64>) -> Result<Column>
where
    F: for<'a> Form<Item<'a> = i64>,
{
    let moment =
        |at: usize, row: usize| call.operands[at].is_valid(row).then(|| call.view::<F>(at).at(row));
    let end = |at: usize, row: usize| -> Result<Option<i64>> {
        if call.arg_type(at) != DataType::Interval {
            return Ok(moment(at, row));
        }
        let span = call.operands[at].is_valid(row).then(|| call.view::<Interval>(at).at(row));
        moment(at - 1, row).zip(span).map(|(from, span)| plus(from, span)).transpose()
    };
    each_row_or_null::<Bool>(call, |row| {
        Ok(share((moment(0, row), end(1, row)?), (moment(2, row), end(3, row)?)))
    })
}

/// Whether two spans share a moment; `None` where a missing end decides.
fn share(one: (Option<i64>, Option<i64>), other: (Option<i64>, Option<i64>)) -> Option<bool> {
    let ((from, to), (other_from, other_to)) = (ordered(one)?, ordered(other)?);
    let starts_within = |from: i64, (to, own_to): (Option<i64>, Option<i64>)| {
        if from < to? {
            return Some(true);
        }
        own_to.map(|_| false)
    };
    match from.cmp(&other_from) {
        Ordering::Greater => starts_within(from, (other_to, to)),
        Ordering::Less => starts_within(other_from, (to, other_to)),
        Ordering::Equal => to.zip(other_to).map(|_| true),
    }
}

/// The earlier end, and the other if it is known; nothing if none is.
fn ordered((from, to): (Option<i64>, Option<i64>)) -> Option<(i64, Option<i64>)> {
    match (from, to) {
        (Some(from), Some(to)) => Some((from.min(to), Some(from.max(to)))),
        (Some(known), None) | (None, Some(known)) => Some((known, None)),
        (None, None) => None,
    }
}
