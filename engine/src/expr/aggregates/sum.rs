//! `sum` and `avg`: NULL for a group that has seen no value.

use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::datetime::arith;
use model::types::datetime::Interval as Span;
use model::types::numeric::sum::NumericSum;
use model::types::numeric::Numeric as Number;

use crate::expr::aggregate::{start, Accumulator, Aggregate, State};
use crate::expr::form::{Float4, Float8, Form, Int2, Int4, Int8, Interval, Numeric, Plain};

const NUMERIC: DataType = DataType::Numeric(None);

/// The summing and averaging aggregates.
pub static SUM: &[Aggregate] = &[
    row("sum", &[DataType::Int2], DataType::Int8, start::<Whole<Int2>>),
    row("sum", &[DataType::Int4], DataType::Int8, start::<Whole<Int4>>),
    row("sum", &[DataType::Int8], NUMERIC, start::<Wide<Int8, false>>),
    row("sum", &[NUMERIC], NUMERIC, start::<Exact<false>>),
    row("sum", &[DataType::Float4], DataType::Float4, start::<Single>),
    row("sum", &[DataType::Float8], DataType::Float8, start::<Floating<Float8, false>>),
    row("sum", &[DataType::Interval], DataType::Interval, start::<Spans<false>>),
    row("avg", &[DataType::Interval], DataType::Interval, start::<Spans<true>>),
    row("avg", &[DataType::Int2], NUMERIC, start::<Wide<Int2, true>>),
    row("avg", &[DataType::Int4], NUMERIC, start::<Wide<Int4, true>>),
    row("avg", &[DataType::Int8], NUMERIC, start::<Wide<Int8, true>>),
    row("avg", &[NUMERIC], NUMERIC, start::<Exact<true>>),
    row("avg", &[DataType::Float4], DataType::Float8, start::<Floating<Float4, true>>),
    row("avg", &[DataType::Float8], DataType::Float8, start::<Floating<Float8, true>>),
];

const fn row(
    name: &'static str,
    args: &'static [DataType],
    returns: DataType,
    start: fn() -> Box<dyn Accumulator>,
) -> Aggregate {
    Aggregate { name, args, returns, start }
}

fn overflow() -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow")
}

/// A bigint sum of narrower numbers.
#[derive(Clone, Default)]
struct Whole<F> {
    sum: i64,
    count: i64,
    form: PhantomData<F>,
}

impl<F: Plain> State for Whole<F>
where
    i64: From<F::Word>,
{
    type View<'a> = &'a [F::Word];
    type Result = Int8;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[F::Word] {
        F::view(&args[0].data)
    }

    #[inline]
    fn take(&mut self, words: &[F::Word], row: usize) -> Result<()> {
        let sum = self.sum.checked_add(i64::from(words[row]));
        self.sum = sum.ok_or_else(|| {
            Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range")
        })?;
        self.count += 1;
        Ok(())
    }

    fn retract(&mut self, words: &[F::Word], row: usize) -> bool {
        self.sum = self.sum.wrapping_sub(i64::from(words[row]));
        self.count -= 1;
        true
    }

    fn result(&self) -> Result<Option<i64>> {
        Ok((self.count > 0).then_some(self.sum))
    }
}

/// A sum of whole numbers in 128 bits, which hold 2^64 bigints; over the count, if `AVERAGES`.
#[derive(Clone, Default)]
struct Wide<F, const AVERAGES: bool> {
    sum: i128,
    count: i64,
    form: PhantomData<F>,
}

impl<F: Plain, const AVERAGES: bool> State for Wide<F, AVERAGES>
where
    i128: From<F::Word>,
{
    type View<'a> = &'a [F::Word];
    type Result = Numeric;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[F::Word] {
        F::view(&args[0].data)
    }

    #[inline]
    fn take(&mut self, words: &[F::Word], row: usize) -> Result<()> {
        self.sum += i128::from(words[row]);
        self.count += 1;
        Ok(())
    }

    fn retract(&mut self, words: &[F::Word], row: usize) -> bool {
        self.sum -= i128::from(words[row]);
        self.count -= 1;
        true
    }

    fn result(&self) -> Result<Option<Number>> {
        let sum = Number::from(self.sum);
        match (self.count, AVERAGES) {
            (0, _) => Ok(None),
            (_, false) => Ok(Some(sum)),
            (count, true) => sum.div(&Number::from(count)).map(Some),
        }
    }
}

/// An exact sum of numerics; over the count, if `AVERAGES`.
#[derive(Clone, Default)]
struct Exact<const AVERAGES: bool> {
    sum: NumericSum,
}

impl<const AVERAGES: bool> State for Exact<AVERAGES> {
    type View<'a> = &'a [Number];
    type Result = Numeric;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[Number] {
        Numeric::view(&args[0].data)
    }

    #[inline]
    fn take(&mut self, numbers: &[Number], row: usize) -> Result<()> {
        self.sum.add(&numbers[row]);
        Ok(())
    }

    fn retract(&mut self, numbers: &[Number], row: usize) -> bool {
        self.sum.remove(&numbers[row])
    }

    fn result(&self) -> Result<Option<Number>> {
        match AVERAGES {
            true => self.sum.average(),
            false => self.sum.total(),
        }
    }
}

/// A sum of `real`s, kept as a `real`.
#[derive(Clone, Default)]
struct Single {
    sum: Option<f32>,
}

impl State for Single {
    type View<'a> = &'a [f32];
    type Result = Float4;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[f32] {
        Float4::view(&args[0].data)
    }

    fn take(&mut self, words: &[f32], row: usize) -> Result<()> {
        let (sum, word) = (self.sum.unwrap_or(-0.0), words[row]);
        let total = sum + word;
        if total.is_infinite() && !sum.is_infinite() && !word.is_infinite() {
            return Err(overflow());
        }
        self.sum = Some(total);
        Ok(())
    }

    fn result(&self) -> Result<Option<f32>> {
        Ok(self.sum)
    }
}

/// A sum of floating-point numbers; over the count, if `AVERAGES`.
#[derive(Clone)]
struct Floating<F, const AVERAGES: bool> {
    sum: f64,
    count: i64,
    form: PhantomData<F>,
}

impl<F, const AVERAGES: bool> Default for Floating<F, AVERAGES> {
    /// As in PostgreSQL a sum begins with its first number, which may be -0, and an average with 0.
    fn default() -> Self {
        let sum = if AVERAGES { 0.0 } else { -0.0 };
        Floating { sum, count: 0, form: PhantomData }
    }
}

impl<F: Plain, const AVERAGES: bool> State for Floating<F, AVERAGES>
where
    f64: From<F::Word>,
{
    type View<'a> = &'a [F::Word];
    type Result = Float8;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[F::Word] {
        F::view(&args[0].data)
    }

    #[inline]
    fn take(&mut self, words: &[F::Word], row: usize) -> Result<()> {
        let word = f64::from(words[row]);
        let total = self.sum + word;
        if total.is_infinite() && !self.sum.is_infinite() && !word.is_infinite() {
            return Err(overflow());
        }
        self.sum = total;
        self.count += 1;
        Ok(())
    }

    fn result(&self) -> Result<Option<f64>> {
        let divisor = if AVERAGES { self.count as f64 } else { 1.0 };
        Ok((self.count > 0).then(|| self.sum / divisor))
    }
}

/// A sum of intervals; over the count, if `AVERAGES`.
#[derive(Clone, Default)]
struct Spans<const AVERAGES: bool> {
    sum: Span,
    count: i64,
}

impl<const AVERAGES: bool> State for Spans<AVERAGES> {
    type View<'a> = &'a [Span];
    type Result = Interval;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[Span] {
        Interval::view(&args[0].data)
    }

    fn take(&mut self, spans: &[Span], row: usize) -> Result<()> {
        self.sum = arith::interval_sum(self.sum, spans[row])?;
        self.count += 1;
        Ok(())
    }

    fn result(&self) -> Result<Option<Span>> {
        match (self.count, AVERAGES) {
            (0, _) => Ok(None),
            (_, false) => Ok(Some(self.sum)),
            (count, true) => arith::interval_over(self.sum, count as f64).map(Some),
        }
    }
}
