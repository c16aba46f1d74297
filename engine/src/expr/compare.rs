//! Comparisons: six operators over every ordered form, as columns of truth values and as the
//! places where they are true.
//!
//! Invariant: the order is total. NaN equals itself and is above every number, and 0 equals -0
//! (PostgreSQL manual, "Floating-Point Types"); text is ordered by code points, as under the
//! collation "C"; a `character(n)` is compared without the spaces at its end.

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::order::interval_span;
use model::types::text::string::trim_char;

use super::call::{Call, Operand, View};
use super::env::Env;
use super::form::{
    Bool, Char, Date, Float4, Float8, Form, Int2, Int4, Int8, Interval, Name, Numeric, Oid, Text,
    Time, Timestamp, TimestampTz, Uuid,
};

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
        trim_char(a) < trim_char(b)
    }
    fn is_equal(a: &str, b: &str) -> bool {
        trim_char(a) == trim_char(b)
    }
}

impl Ordered for Numeric {
    fn is_less(a: Self::Item<'_>, b: Self::Item<'_>) -> bool {
        a < b
    }
    fn is_equal(a: Self::Item<'_>, b: Self::Item<'_>) -> bool {
        a == b
    }
}

impl Ordered for Interval {
    fn is_less(a: Self::Item<'_>, b: Self::Item<'_>) -> bool {
        interval_span(a) < interval_span(b)
    }
    fn is_equal(a: Self::Item<'_>, b: Self::Item<'_>) -> bool {
        interval_span(a) == interval_span(b)
    }
}

/// One of the six comparisons, as one of two tests: the operands may change places, and the answer
/// may be turned round. So a form costs two sets of loops, not six.
pub trait Comparison: Copy + Default + 'static {
    /// Its sign.
    const NAME: &'static str;
    /// Whether the test is equality; else it is "comes before".
    const TESTS_EQUAL: bool;
    /// Whether the operands change places.
    const SWAPS: bool;
    /// Whether the answer is turned round.
    const NEGATES: bool;

    /// Whether it holds.
    #[inline]
    fn holds<F: Ordered>(a: F::Item<'_>, b: F::Item<'_>) -> bool {
        let answer = match (Self::TESTS_EQUAL, Self::SWAPS) {
            (true, _) => F::is_equal(a, b),
            (false, true) => F::is_less(b, a),
            (false, false) => F::is_less(a, b),
        };
        answer != Self::NEGATES
    }
}

macro_rules! comparisons {
    ($(
        $(#[$doc:meta])* $op:ident $name:literal $equal:literal $swaps:literal $negates:literal;
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default)]
            pub struct $op;

            impl Comparison for $op {
                const NAME: &'static str = $name;
                const TESTS_EQUAL: bool = $equal;
                const SWAPS: bool = $swaps;
                const NEGATES: bool = $negates;
            }
        )*
    };
}

comparisons! {
    /// `=`
    Equal "=" true false false;
    /// `<>`
    NotEqual "<>" true false true;
    /// `<`
    Less "<" false false false;
    /// `<=`
    LessOrEqual "<=" false true true;
    /// `>`
    Greater ">" false true false;
    /// `>=`
    GreaterOrEqual ">=" false false true;
}

/// The comparison as a column of truth values.
pub fn truths<F: Ordered, C: Comparison>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let (a, b) = sides::<F, C>(call.operands);
    let truths = if C::TESTS_EQUAL {
        every::<F>(a, b, call.rows, C::NEGATES, |a, b| F::is_equal(a, b))
    } else {
        every::<F>(a, b, call.rows, C::NEGATES, |a, b| F::is_less(a, b))
    };
    Ok(Column::new(ColumnData::Bool(truths)))
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
    let (a, b) = sides::<F, C>(operands);
    let mut places = if C::TESTS_EQUAL {
        some::<F>(a, b, rows, among, C::NEGATES, |a, b| F::is_equal(a, b))
    } else {
        some::<F>(a, b, rows, among, C::NEGATES, |a, b| F::is_less(a, b))
    };
    for valid in operands.iter().filter_map(Operand::valid) {
        places.retain(|&place| valid[place as usize]);
    }
    places
}

/// The operands in the order in which the test takes them.
fn sides<F: Form, C: Comparison>(operands: &[Operand]) -> (View<'_, F>, View<'_, F>) {
    let (left, right) = (View::of(&operands[0]), View::of(&operands[1]));
    if C::SWAPS {
        (right, left)
    } else {
        (left, right)
    }
}

/// The test's answer for each row. Rows that nobody wants are answered too: the loop has no branch.
#[inline]
fn every<'a, F: Form>(
    a: View<'a, F>,
    b: View<'a, F>,
    rows: usize,
    negates: bool,
    test: impl Fn(F::Item<'a>, F::Item<'a>) -> bool,
) -> Vec<bool> {
    match (a.constant(), b.constant()) {
        (None, Some(b)) => (0..rows).map(|row| test(F::at(a.all(), row), b) != negates).collect(),
        (Some(a), None) => (0..rows).map(|row| test(a, F::at(b.all(), row)) != negates).collect(),
        _ => (0..rows).map(|row| test(a.at(row), b.at(row)) != negates).collect(),
    }
}

/// The places that pass the test.
#[inline]
fn some<'a, F: Form>(
    a: View<'a, F>,
    b: View<'a, F>,
    rows: usize,
    among: Option<&[u32]>,
    negates: bool,
    test: impl Fn(F::Item<'a>, F::Item<'a>) -> bool,
) -> Vec<u32> {
    match (a.constant(), b.constant()) {
        (None, Some(b)) => gather(rows, among, |row| test(F::at(a.all(), row), b) != negates),
        (Some(a), None) => gather(rows, among, |row| test(a, F::at(b.all(), row)) != negates),
        _ => gather(rows, among, |row| test(a.at(row), b.at(row)) != negates),
    }
}

/// The places that pass, without a branch that could be guessed wrong.
#[inline]
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
