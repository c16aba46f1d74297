//! `count(*)` and `count(x)`.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use crate::expr::aggregate::{Accumulator, Aggregate, Groups};
use crate::expr::function::ANY;

/// The counting aggregates.
pub static COUNT: &[Aggregate] = &[
    Aggregate {
        name: "count",
        args: &[],
        returns: DataType::Int8,
        start: || Box::new(Count::default()),
    },
    Aggregate {
        name: "count",
        args: &[ANY],
        returns: DataType::Int8,
        start: || Box::new(Count::default()),
    },
];

/// Rows seen by each group. Without arguments no row has a NULL one, so all count.
#[derive(Default)]
struct Count {
    counts: Vec<i64>,
}

impl Accumulator for Count {
    fn resize(&mut self, group_count: usize) {
        self.counts.resize(group_count, 0);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        groups.each(args, filter, |group, _| self.counts[group] += 1);
        Ok(())
    }

    fn finish(&self) -> Result<Column> {
        Ok(Column::new(ColumnData::Int8(self.counts.clone())))
    }
}
