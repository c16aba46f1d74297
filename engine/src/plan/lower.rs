//! Column numbers to places: the last thing that happens to an expression before it runs.

use std::collections::BTreeMap;

use model::base::error::{sqlstate, Error, Result};

use super::physical::{PlanColumn, PlanSortKey};
use crate::expr::bound::Expr;
use crate::sql::algebra::{ColumnId, SortKey};

/// Columns that come from an operator further up, each under a parameter's number.
#[derive(Clone, Debug, Default)]
pub struct Outer {
    numbers: BTreeMap<ColumnId, u16>,
    next: u16,
}

impl Outer {
    /// No outer columns yet; parameters up to `given` are the statement's own.
    pub fn after(given: usize) -> Result<Outer> {
        let next = u16::try_from(given + 1).map_err(|_| too_many())?;
        Ok(Outer { numbers: BTreeMap::new(), next })
    }

    /// A parameter of its own for a column that an operator hands down.
    pub fn hand_down(&mut self, id: ColumnId) -> Result<u16> {
        let number = self.next;
        self.next = self.next.checked_add(1).ok_or_else(too_many)?;
        self.numbers.insert(id, number);
        Ok(number)
    }

    /// Back to the columns that were handed down before; numbers are not given twice.
    pub fn put_back(&mut self, before: Outer) {
        self.numbers = before.numbers;
    }
}

fn too_many() -> Error {
    Error::Limit { what: "parameters of a statement".to_string(), max: u64::from(u16::MAX) }
}

/// The expression over the places of `columns`; columns from outside become parameters.
pub fn lower(expr: &Expr, columns: &[PlanColumn], outer: &Outer) -> Result<Expr> {
    let mut expr = expr.clone();
    lower_in_place(&mut expr, columns, outer)?;
    Ok(expr)
}

fn lower_in_place(expr: &mut Expr, columns: &[PlanColumn], outer: &Outer) -> Result<()> {
    if let Expr::Column { place, data_type } = expr {
        let id = *place;
        if let Ok(found) = place_of(id, columns) {
            *place = found;
            return Ok(());
        }
        let number = outer.numbers.get(&id).copied().ok_or_else(|| nowhere(id))?;
        *expr = Expr::Param { number, data_type: *data_type };
        return Ok(());
    }
    expr.children_mut().into_iter().try_for_each(|child| lower_in_place(child, columns, outer))
}

/// The place of a column.
pub fn place_of(id: ColumnId, columns: &[PlanColumn]) -> Result<usize> {
    columns.iter().position(|column| column.id == id).ok_or_else(|| nowhere(id))
}

/// An order over the places of `columns`.
pub fn lower_keys(keys: &[SortKey], columns: &[PlanColumn]) -> Result<Vec<PlanSortKey>> {
    keys.iter()
        .map(|key| {
            Ok(PlanSortKey {
                place: place_of(key.column, columns)?,
                data_type: key.data_type,
                descending: key.descending,
                nulls_first: key.nulls_first,
            })
        })
        .collect()
}

fn nowhere(id: ColumnId) -> Error {
    Error::sql(sqlstate::INTERNAL_ERROR, format!("planner: no one makes column {id}"))
}
