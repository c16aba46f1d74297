//! `avg`: the sum over the count; NULL for a group that has seen no value.

use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::numeric::Numeric as NumericValue;

use crate::expr::aggregate::{Accumulator, Aggregate, Groups};
use crate::expr::form::{Float4, Float8, Form, Int2, Int4, Int8, Numeric, Plain};

const NUMERIC: DataType = DataType::Numeric(None);

/// The averaging aggregates.
pub static AVERAGE: &[Aggregate] = &[
    row(NUMERIC, &[DataType::Int2], || Box::new(Wholes::<Int2>::default())),
    row(NUMERIC, &[DataType::Int4], || Box::new(Wholes::<Int4>::default())),
    row(NUMERIC, &[DataType::Int8], || Box::new(Wholes::<Int8>::default())),
    row(NUMERIC, &[NUMERIC], || Box::new(Numerics::default())),
    row(DataType::Float8, &[DataType::Float4], || Box::new(Floats::<Float4>::default())),
    row(DataType::Float8, &[DataType::Float8], || Box::new(Floats::<Float8>::default())),
];

const fn row(
    returns: DataType,
    args: &'static [DataType],
    start: fn() -> Box<dyn Accumulator>,
) -> Aggregate {
    Aggregate { name: "avg", args, returns, start }
}

/// Sum and count of each group.
struct Floats<F> {
    sums: Vec<f64>,
    counts: Vec<i64>,
    form: PhantomData<F>,
}

impl<F> Default for Floats<F> {
    fn default() -> Self {
        Floats { sums: Vec::new(), counts: Vec::new(), form: PhantomData }
    }
}

impl<F: Plain> Accumulator for Floats<F>
where
    f64: From<F::Word>,
{
    fn resize(&mut self, group_count: usize) {
        self.sums.resize(group_count, 0.0);
        self.counts.resize(group_count, 0);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        let words = F::view(&args[0].data);
        groups.each(args, filter, |group, row| {
            self.sums[group] += f64::from(words[row]);
            self.counts[group] += 1;
        });
        Ok(())
    }

    fn finish(&self) -> Result<Column> {
        let pairs = self.sums.iter().zip(&self.counts);
        let averages = pairs.map(|(sum, &count)| sum / count.max(1) as f64).collect();
        let valid = self.counts.iter().map(|&count| count > 0).collect();
        Ok(Column::with_valid(ColumnData::Float8(averages), valid))
    }
}

/// Sum and count of each group, over whole numbers.
struct Wholes<F> {
    sums: Vec<i128>,
    counts: Vec<i64>,
    form: PhantomData<F>,
}

impl<F> Default for Wholes<F> {
    fn default() -> Self {
        Wholes { sums: Vec::new(), counts: Vec::new(), form: PhantomData }
    }
}

impl<F: Plain> Accumulator for Wholes<F>
where
    i128: From<F::Word>,
{
    fn resize(&mut self, group_count: usize) {
        self.sums.resize(group_count, 0);
        self.counts.resize(group_count, 0);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        let words = F::view(&args[0].data);
        groups.each(args, filter, |group, row| {
            self.sums[group] += i128::from(words[row]);
            self.counts[group] += 1;
        });
        Ok(())
    }

    fn finish(&self) -> Result<Column> {
        let sums: Vec<NumericValue> = self.sums.iter().map(|&sum| sum.into()).collect();
        averages(&sums, &self.counts)
    }
}

/// Sum and count of each group, over numerics.
#[derive(Default)]
struct Numerics {
    sums: Vec<NumericValue>,
    counts: Vec<i64>,
}

impl Accumulator for Numerics {
    fn resize(&mut self, group_count: usize) {
        self.sums.resize(group_count, NumericValue::ZERO);
        self.counts.resize(group_count, 0);
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
            self.counts[group] += 1;
            Ok(())
        })
    }

    fn finish(&self) -> Result<Column> {
        averages(&self.sums, &self.counts)
    }
}

fn averages(sums: &[NumericValue], counts: &[i64]) -> Result<Column> {
    let averages = sums
        .iter()
        .zip(counts)
        .map(|(sum, &count)| sum.div(&NumericValue::from(count.max(1))))
        .collect::<Result<_>>()?;
    let valid = counts.iter().map(|&count| count > 0).collect();
    Ok(Column::with_valid(ColumnData::Numeric(averages), valid))
}
