//! `sum`: NULL for a group that has seen no value.

use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::numeric::Numeric as NumericValue;

use crate::expr::aggregate::{Accumulator, Aggregate, Groups};
use crate::expr::form::{Float4, Float8, Form, Int2, Int4, Int8, Numeric, Plain};

/// The summing aggregates.
pub static SUM: &[Aggregate] = &[
    row(DataType::Int8, &[DataType::Int2], || Box::new(Sum::<Int2, Int8>::default())),
    row(DataType::Int8, &[DataType::Int4], || Box::new(Sum::<Int4, Int8>::default())),
    row(DataType::Numeric(None), &[DataType::Int8], || Box::new(Bigints::default())),
    row(DataType::Numeric(None), &[DataType::Numeric(None)], || Box::new(Numerics::default())),
    row(DataType::Float4, &[DataType::Float4], || Box::new(Sum::<Float4, Float4>::default())),
    row(DataType::Float8, &[DataType::Float8], || Box::new(Sum::<Float8, Float8>::default())),
];

const fn row(
    returns: DataType,
    args: &'static [DataType],
    start: fn() -> Box<dyn Accumulator>,
) -> Aggregate {
    Aggregate { name: "sum", args, returns, start }
}

/// A form that sums, and how a word of `From` is added to it.
trait Adds<From: Plain>: Plain {
    /// The sum, or `None` when it leaves the range.
    fn add(sum: Self::Word, value: From::Word) -> Option<Self::Word>;
    /// The error of leaving the range.
    fn range() -> Error;
}

macro_rules! adds_whole {
    ($($from:ident)*) => { $(
        impl Adds<$from> for Int8 {
            #[inline]
            fn add(sum: i64, value: <$from as Plain>::Word) -> Option<i64> {
                sum.checked_add(i64::from(value))
            }
            fn range() -> Error {
                Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range")
            }
        }
    )* };
}

adds_whole!(Int2 Int4);

macro_rules! adds_float {
    ($($form:ident)*) => { $(
        impl Adds<$form> for $form {
            #[inline]
            fn add(sum: Self::Word, value: Self::Word) -> Option<Self::Word> {
                let total = sum + value;
                let overflows = total.is_infinite() && !sum.is_infinite() && !value.is_infinite();
                (!overflows).then_some(total)
            }
            fn range() -> Error {
                Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow")
            }
        }
    )* };
}

adds_float!(Float4 Float8);

/// A sum for each group, and whether it has seen a value.
struct Sum<From: Plain, To: Adds<From>> {
    sums: Vec<To::Word>,
    seen: Vec<bool>,
    from: PhantomData<From>,
}

impl<From: Plain, To: Adds<From>> Default for Sum<From, To> {
    fn default() -> Self {
        Sum { sums: Vec::new(), seen: Vec::new(), from: PhantomData }
    }
}

impl<From: Plain, To: Adds<From>> Accumulator for Sum<From, To> {
    fn resize(&mut self, group_count: usize) {
        self.sums.resize(group_count, To::Word::default());
        self.seen.resize(group_count, false);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        let words = From::view(&args[0].data);
        groups.try_each(args, filter, |group, row| {
            self.sums[group] = To::add(self.sums[group], words[row]).ok_or_else(To::range)?;
            self.seen[group] = true;
            Ok(())
        })
    }

    fn finish(&self) -> Result<Column> {
        Ok(Column::with_valid(To::wrap(self.sums.clone()), self.seen.clone()))
    }
}

/// Sums of bigints, which 128 bits hold for 2^64 rows.
#[derive(Default)]
struct Bigints {
    sums: Vec<i128>,
    seen: Vec<bool>,
}

impl Accumulator for Bigints {
    fn resize(&mut self, group_count: usize) {
        self.sums.resize(group_count, 0);
        self.seen.resize(group_count, false);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        let words = Int8::view(&args[0].data);
        groups.each(args, filter, |group, row| {
            self.sums[group] += i128::from(words[row]);
            self.seen[group] = true;
        });
        Ok(())
    }

    fn finish(&self) -> Result<Column> {
        let sums = self.sums.iter().map(|&sum| NumericValue::from(sum)).collect();
        Ok(Column::with_valid(ColumnData::Numeric(sums), self.seen.clone()))
    }
}

/// Exact sums.
#[derive(Default)]
struct Numerics {
    sums: Vec<NumericValue>,
    seen: Vec<bool>,
}

impl Accumulator for Numerics {
    fn resize(&mut self, group_count: usize) {
        self.sums.resize(group_count, NumericValue::ZERO);
        self.seen.resize(group_count, false);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        let numbers = Numeric::view(&args[0].data);
        groups.try_each(args, filter, |group, row| {
            self.sums[group] = self.sums[group].add(&numbers[row])?;
            self.seen[group] = true;
            Ok(())
        })
    }

    fn finish(&self) -> Result<Column> {
        Ok(Column::with_valid(ColumnData::Numeric(self.sums.clone()), self.seen.clone()))
    }
}
