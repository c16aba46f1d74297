//! `count(*)` and `count(x)`.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use crate::expr::aggregate::{start, Aggregate, State};
use crate::expr::form::Int8;
use crate::expr::function::ANY;

/// The counting aggregates.
pub static COUNT: &[Aggregate] = &[
    Aggregate { name: "count", args: &[], returns: DataType::Int8, start: start::<Count<0>> },
    Aggregate { name: "count", args: &[ANY], returns: DataType::Int8, start: start::<Count<1>> },
];

/// `GROUPING(..)`: nobody finds it by its name, since it takes no values but keys. It is told by
/// the grouping set, and its state counts for nothing.
pub static GROUPING: Aggregate =
    Aggregate { name: "grouping", args: &[], returns: DataType::Int4, start: start::<Count<0>> };

/// Rows seen, of those whose `ARGS` arguments are not NULL.
#[derive(Clone, Default)]
struct Count<const ARGS: usize> {
    count: i64,
}

impl<const ARGS: usize> State for Count<ARGS> {
    type View<'a> = ();
    type Result = Int8;
    const STRICT_ARGS: usize = ARGS;

    fn view(_: &[Arc<Column>]) {}

    fn take(&mut self, (): (), _: usize) -> Result<()> {
        self.count += 1;
        Ok(())
    }

    fn retract(&mut self, (): (), _: usize) -> bool {
        self.count -= 1;
        true
    }

    fn result(&self) -> Result<Option<i64>> {
        Ok(Some(self.count))
    }
}
