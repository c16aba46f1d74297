//! `avg`: the sum over the count; NULL for a group that has seen no value.

use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use crate::expr::aggregate::{Accumulator, Aggregate, Groups};
use crate::expr::form::{Float4, Float8, Plain};

/// The averaging aggregates.
pub static AVERAGE: &[Aggregate] = &[
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
