//! Comparisons: six operators over every ordered form, as columns of truth values and as the
//! places where they are true.
//!
//! Invariant: the order is total. NaN equals itself and is above every number, and 0 equals -0
//! (PostgreSQL manual, "Floating-Point Types"); text is ordered by code points, as under the
//! collation "C"; a `character(n)` is compared without the spaces at its end.

use std::cmp::Ordering;

use model::base::error::Result;
use model::types::column::Column;

use super::call::{Call, Operand, View};
use super::env::Env;
use super::form::{
    Bool, Char, Date, Float4, Float8, Form, Int2, Int4, Int8, Name, Oid, Text, Time, Timestamp,
    TimestampTz, Uuid,
};
use super::kernel::compare;

/// A form with an order.
pub trait Ordered: Form {
    /// Whether `a` comes before `b`.
    fn is_less(a: Self::Item<'_>, b: Self::Item<'_>) -> bool;
    /// Whether neither comes before the other.
    fn is_equal(a: Self::Item<'_>, b: Self::Item<'_>) -> bool;
}

macro_rules! by_operators {
    ($($form:ident)*) => { $(
        impl Ordered for $form {
            #[inline]
            fn is_less(a: Self::Item<'_>, b: Self::Item<'_>) -> bool {
                a < b
            }
            #[inline]
            fn is_equal(a: Self::Item<'_>, b: Self::Item<'_>) -> bool {
                a == b
            }
        }
    )* };
}

by_operators!(Bool Int2 Int4 Int8 Oid Date Time Timestamp TimestampTz Uuid Text Name);

macro_rules! floats {
    ($($form:ident)*) => { $(
        impl Ordered for $form {
            #[inline]
            fn is_less(a: Self::Item<'_>, b: Self::Item<'_>) -> bool {
                a < b || (b.is_nan() && !a.is_nan())
            }
            #[inline]
            fn is_equal(a: Self::Item<'_>, b: Self::Item<'_>) -> bool {
                a == b || (a.is_nan() && b.is_nan())
            }
        }
    )* };
}

floats!(Float4 Float8);

impl Ordered for Char {
    fn is_less(a: &str, b: &str) -> bool {
        a.trim_end_matches(' ') < b.trim_end_matches(' ')
    }
    fn is_equal(a: &str, b: &str) -> bool {
        a.trim_end_matches(' ') == b.trim_end_matches(' ')
    }
}

/// One of the six comparisons.
pub trait Comparison: 'static {
    /// Its sign.
    const NAME: &'static str;
    /// Whether it holds.
    fn holds<F: Ordered>(a: F::Item<'_>, b: F::Item<'_>) -> bool;
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $op:ident $name:literal |$f:ident, $a:ident, $b:ident| $test:expr;)*) => { $(
        $(#[$doc])*
        pub enum $op {}

        impl Comparison for $op {
            const NAME: &'static str = $name;
            #[inline]
            fn holds<$f: Ordered>($a: $f::Item<'_>, $b: $f::Item<'_>) -> bool {
                $test
            }
        }
    )* };
}

comparisons! {
    /// `=`
    Equal "=" |F, a, b| F::is_equal(a, b);
    /// `<>`
    NotEqual "<>" |F, a, b| !F::is_equal(a, b);
    /// `<`
    Less "<" |F, a, b| F::is_less(a, b);
    /// `<=`
    LessOrEqual "<=" |F, a, b| !F::is_less(b, a);
    /// `>`
    Greater ">" |F, a, b| F::is_less(b, a);
    /// `>=`
    GreaterOrEqual ">=" |F, a, b| !F::is_less(a, b);
}

/// The comparison as a column of truth values.
pub fn truths<F: Ordered, C: Comparison>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    compare::<F>(call, |a, b| C::holds::<F>(a, b))
}

/// The places where the comparison is true.
pub fn places<F: Ordered, C: Comparison>(
    operands: &[Operand],
    rows: usize,
    among: Option<&[u32]>,
) -> Vec<u32> {
    if operands.iter().any(Operand::is_constant_null) {
        return Vec::new();
    }
    let (a, b) = (View::<F>::of(&operands[0]), View::<F>::of(&operands[1]));
    let valid = (operands[0].valid(), operands[1].valid());
    match (a.constant(), b.constant()) {
        (None, Some(b)) => collect(rows, among, valid, |row| C::holds::<F>(F::at(a.all(), row), b)),
        (Some(a), None) => collect(rows, among, valid, |row| C::holds::<F>(a, F::at(b.all(), row))),
        _ => collect(rows, among, valid, |row| C::holds::<F>(a.at(row), b.at(row))),
    }
}

fn collect(
    rows: usize,
    among: Option<&[u32]>,
    valid: (Option<&[bool]>, Option<&[bool]>),
    test: impl Fn(usize) -> bool + Copy,
) -> Vec<u32> {
    match valid {
        (None, None) => gather(rows, among, test),
        (Some(valid), None) | (None, Some(valid)) => {
            gather(rows, among, |row| valid[row] && test(row))
        }
        (Some(left), Some(right)) => {
            gather(rows, among, |row| left[row] && right[row] && test(row))
        }
    }
}

/// The places that pass, without a branch that could be guessed wrong.
pub fn gather(rows: usize, among: Option<&[u32]>, test: impl Fn(usize) -> bool) -> Vec<u32> {
    let count = among.map_or(rows, <[u32]>::len);
    let mut passed = vec![0u32; count];
    let mut length = 0;
    match among {
        None => {
            for row in 0..rows {
                passed[length] = row as u32;
                length += usize::from(test(row));
            }
        }
        Some(places) => {
            for &place in places {
                passed[length] = place;
                length += usize::from(test(place as usize));
            }
        }
    }
    passed.truncate(length);
    passed
}

/// Order of two `f64`, NaN last.
pub fn order_float8(a: f64, b: f64) -> Ordering {
    if Float8::is_less(a, b) {
        Ordering::Less
    } else if Float8::is_equal(a, b) {
        Ordering::Equal
    } else {
        Ordering::Greater
    }
}
