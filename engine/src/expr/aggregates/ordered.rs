//! Ordered-set aggregates: what stands at some place among values in order.
//!
//! ```text
//!   percentile_disc(0.5) WITHIN GROUP (ORDER BY x)    the first value at or past half of them
//!   percentile_cont(0.5) WITHIN GROUP (ORDER BY x)    the same on the line between two
//!   mode() WITHIN GROUP (ORDER BY x)                  the one that comes most often
//! ```
//!
//! The values come in order, since the call hands its rows over so; the fraction comes with each of
//! them and is the same for all.
//!
//! Left out: hypothetical-set aggregates (`rank(3) WITHIN GROUP ..`), and fractions by the array.
//! Source: PostgreSQL manual, "Aggregate Functions", table of ordered-set aggregates.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, TextColumn};
use model::types::data_type::DataType;
use model::types::datetime::{arith, Interval as Span};
use model::types::numeric::Numeric as Number;

use crate::expr::aggregate::{start, Aggregate, State};
use crate::expr::compare::Ordered;
use crate::expr::form::{
    Bool, Char, Date, Float4, Float8, Form, Int2, Int4, Int8, Interval, Numeric, Oid, Text, Time,
    Timestamp, TimestampTz, Uuid,
};

/// Whether a name is that of an aggregate over values in order.
pub fn is_ordered_set(name: &str) -> bool {
    ORDERED.iter().any(|aggregate| aggregate.name == name)
}

macro_rules! of_any {
    ($($form:ident),* $(,)?) => { &[
        Aggregate {
            name: "percentile_cont",
            args: &[DataType::Float8, DataType::Float8],
            returns: DataType::Float8,
            start: start::<Between<Float8>>,
        },
        Aggregate {
            name: "percentile_cont",
            args: &[DataType::Float8, DataType::Interval],
            returns: DataType::Interval,
            start: start::<Between<Interval>>,
        },
        $(
            Aggregate {
                name: "percentile_disc",
                args: &[DataType::Float8, <$form as Form>::DATA_TYPE],
                returns: <$form as Form>::DATA_TYPE,
                start: start::<AtPlace<$form>>,
            },
            Aggregate {
                name: "mode",
                args: &[<$form as Form>::DATA_TYPE],
                returns: <$form as Form>::DATA_TYPE,
                start: start::<MostOften<$form>>,
            },
        )*
    ] };
}

/// The aggregates over values in order.
pub static ORDERED: &[Aggregate] = of_any!(
    Bool,
    Int2,
    Int4,
    Int8,
    Oid,
    Float4,
    Float8,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Text,
    Char,
    Numeric,
    Uuid,
);

/// A form whose values can be kept side by side and read again.
trait Kept: Ordered {
    /// The values.
    type Values: Clone + Default;

    fn keep(values: &mut Self::Values, item: Self::Item<'_>);
    fn count(values: &Self::Values) -> usize;
    fn item(values: &Self::Values, place: usize) -> Self::Item<'_>;
    fn made(values: &Self::Values, place: usize) -> Self::Owned<'_>;
}

macro_rules! kept_plain {
    ($($form:ident: $word:ty),* $(,)?) => { $(
        impl Kept for $form {
            type Values = Vec<$word>;

            fn keep(values: &mut Vec<$word>, item: $word) {
                values.push(item);
            }
            fn count(values: &Vec<$word>) -> usize {
                values.len()
            }
            fn item(values: &Vec<$word>, place: usize) -> $word {
                values[place]
            }
            fn made(values: &Vec<$word>, place: usize) -> $word {
                values[place]
            }
        }
    )* };
}

kept_plain!(
    Bool: bool, Int2: i16, Int4: i32, Int8: i64, Oid: i64, Float4: f32, Float8: f64, Date: i32,
    Time: i64, Timestamp: i64, TimestampTz: i64, Interval: Span, Uuid: u128,
);

macro_rules! kept_text {
    ($($form:ident),*) => { $(
        impl Kept for $form {
            type Values = TextColumn;

            fn keep(values: &mut TextColumn, item: &str) {
                values.push(item);
            }
            fn count(values: &TextColumn) -> usize {
                values.len()
            }
            fn item(values: &TextColumn, place: usize) -> &str {
                values.get(place)
            }
            fn made(values: &TextColumn, place: usize) -> Cow<'_, str> {
                Cow::Borrowed(values.get(place))
            }
        }
    )* };
}

kept_text!(Text, Char);

impl Kept for Numeric {
    type Values = Vec<Number>;

    fn keep(values: &mut Vec<Number>, item: &Number) {
        values.push(item.clone());
    }
    fn count(values: &Vec<Number>) -> usize {
        values.len()
    }
    fn item(values: &Vec<Number>, place: usize) -> &Number {
        &values[place]
    }
    fn made(values: &Vec<Number>, place: usize) -> Number {
        values[place].clone()
    }
}

/// The values of a group in order, and the fraction that is asked for.
struct Ranked<F: Kept> {
    fraction: f64,
    values: F::Values,
}

impl<F: Kept> Clone for Ranked<F> {
    fn clone(&self) -> Self {
        Ranked { fraction: self.fraction, values: self.values.clone() }
    }
}

impl<F: Kept> Default for Ranked<F> {
    fn default() -> Self {
        Ranked { fraction: 0.0, values: F::Values::default() }
    }
}

impl<F: Kept> Ranked<F> {
    fn take(&mut self, fraction: f64, item: F::Item<'_>) -> Result<()> {
        if !(0.0..=1.0).contains(&fraction) {
            let message = format!("percentile value {fraction} is not between 0 and 1");
            return Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message));
        }
        self.fraction = fraction;
        F::keep(&mut self.values, item);
        Ok(())
    }

    fn byte_count(&self) -> usize {
        F::count(&self.values) * size_of::<F::Item<'_>>()
    }
}

macro_rules! ranked_state {
    ($state:ident, $bound:ident) => {
        impl<F: $bound> Clone for $state<F> {
            fn clone(&self) -> Self {
                $state { ranked: self.ranked.clone() }
            }
        }

        impl<F: $bound> Default for $state<F> {
            fn default() -> Self {
                $state { ranked: Ranked::default() }
            }
        }
    };
}

/// `percentile_disc`.
struct AtPlace<F: Kept> {
    ranked: Ranked<F>,
}

ranked_state!(AtPlace, Kept);

impl<F: Kept> State for AtPlace<F> {
    type View<'a> = (&'a [f64], F::View<'a>);
    type Result = F;
    const STRICT_ARGS: usize = 2;

    fn view(args: &[Arc<Column>]) -> Self::View<'_> {
        (Float8::view(&args[0].data), F::view(&args[1].data))
    }

    fn take(&mut self, (fractions, values): Self::View<'_>, row: usize) -> Result<()> {
        self.ranked.take(fractions[row], F::at(values, row))
    }

    fn result(&self) -> Result<Option<F::Owned<'_>>> {
        let Ranked { fraction, values } = &self.ranked;
        let count = F::count(values);
        if count == 0 {
            return Ok(None);
        }
        let place = (libm::ceil(fraction * count as f64) as usize).clamp(1, count) - 1;
        Ok(Some(F::made(values, place)))
    }

    fn byte_count(&self) -> usize {
        self.ranked.byte_count()
    }
}

/// A form with a line between two values.
trait Line:
    Kept + for<'a> Form<Item<'a> = <Self as Line>::Point, Owned<'a> = <Self as Line>::Point>
{
    /// A value.
    type Point: Copy;

    /// The point at a fraction of the way from one to another.
    fn between(from: Self::Point, to: Self::Point, fraction: f64) -> Result<Self::Point>;
}

impl Line for Float8 {
    type Point = f64;

    fn between(from: f64, to: f64, fraction: f64) -> Result<f64> {
        Ok(from + fraction * (to - from))
    }
}

impl Line for Interval {
    type Point = Span;

    fn between(from: Span, to: Span, fraction: f64) -> Result<Span> {
        let way = arith::interval_times(arith::interval_difference(to, from)?, fraction)?;
        arith::interval_sum(from, way)
    }
}

/// `percentile_cont`.
struct Between<F: Line> {
    ranked: Ranked<F>,
}

ranked_state!(Between, Line);

impl<F: Line> State for Between<F> {
    type View<'a> = (&'a [f64], F::View<'a>);
    type Result = F;
    const STRICT_ARGS: usize = 2;

    fn view(args: &[Arc<Column>]) -> Self::View<'_> {
        (Float8::view(&args[0].data), F::view(&args[1].data))
    }

    fn take(&mut self, (fractions, values): Self::View<'_>, row: usize) -> Result<()> {
        self.ranked.take(fractions[row], F::at(values, row))
    }

    fn result(&self) -> Result<Option<F::Point>> {
        let Ranked { fraction, values } = &self.ranked;
        let count = F::count(values);
        if count == 0 {
            return Ok(None);
        }
        let place = fraction * (count - 1) as f64;
        let (low, high) = (libm::floor(place), libm::ceil(place));
        let (from, to) = (F::item(values, low as usize), F::item(values, high as usize));
        if low == high {
            return Ok(Some(from));
        }
        F::between(from, to, place - low).map(Some)
    }

    fn byte_count(&self) -> usize {
        self.ranked.byte_count()
    }
}

/// `mode`: the value that comes most often, of several the first in order.
struct MostOften<F: Kept> {
    values: F::Values,
    form: PhantomData<F>,
}

impl<F: Kept> Clone for MostOften<F> {
    fn clone(&self) -> Self {
        MostOften { values: self.values.clone(), form: PhantomData }
    }
}

impl<F: Kept> Default for MostOften<F> {
    fn default() -> Self {
        MostOften { values: F::Values::default(), form: PhantomData }
    }
}

impl<F: Kept> State for MostOften<F> {
    type View<'a> = F::View<'a>;
    type Result = F;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> F::View<'_> {
        F::view(&args[0].data)
    }

    fn take(&mut self, values: F::View<'_>, row: usize) -> Result<()> {
        F::keep(&mut self.values, F::at(values, row));
        Ok(())
    }

    fn result(&self) -> Result<Option<F::Owned<'_>>> {
        let item = |place: usize| F::item(&self.values, place);
        let count = F::count(&self.values);
        let (mut best, mut most, mut from) = (None, 0, 0);
        for place in 1..=count {
            if place == count || !F::is_equal(item(from), item(place)) {
                if place - from > most {
                    (best, most) = (Some(from), place - from);
                }
                from = place;
            }
        }
        Ok(best.map(|place| F::made(&self.values, place)))
    }

    fn byte_count(&self) -> usize {
        F::count(&self.values) * size_of::<F::Item<'_>>()
    }
}
