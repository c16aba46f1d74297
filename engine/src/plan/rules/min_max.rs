//! The smallest and the largest value of a column that an index orders: the first that it names, or
//! the last. An aggregate gets that as another way, and costs decide.
//!
//! ```text
//!   Aggregate max(a)                Apply: its value a
//!     Filter b = 1          or        one row
//!       t                             Limit 1
//!                                       Sort a DESC
//!                                         Filter b = 1, a IS NOT NULL
//!                                           t
//! ```
//!
//! Source: PostgreSQL, `planagg.c` (method).

use model::base::error::Result;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::parts::{conjuncts, is_volatile};
use super::walk::each;
use crate::expr::bound::Expr;
use crate::plan::paths::terms::{TableColumns, Test};
use crate::sql::algebra::{AggregateCall, Ask, ColumnId, Rel, SortKey};

/// The tree with that other way beside every aggregate that has one.
pub fn min_max(rel: Rel) -> Result<Rel> {
    Ok(each(rel, &|node| match node {
        Rel::Aggregate { input, keys, sets: None, calls, instead: None } if keys.is_empty() => {
            let instead = answers(&input, &calls).map(Box::new);
            Rel::Aggregate { input, keys, sets: None, calls, instead }
        }
        other => other,
    }))
}

/// One row of the answers to all calls, each found by itself.
fn answers(input: &Rel, calls: &[AggregateCall]) -> Option<Rel> {
    if calls.is_empty() {
        return None;
    }
    calls.iter().try_fold(Rel::unit(), |row, call| {
        let [Expr::Column { place, data_type }] = call.args.as_slice() else { return None };
        let descending = match call.aggregate.name {
            "min" => false,
            "max" => true,
            _ => return None,
        };
        if call.filter.is_some() || !is_ordered(input, *place) {
            return None;
        }
        let arg = Expr::Column { place: *place, data_type: *data_type };
        let predicate = Expr::Not(Box::new(Expr::IsNull(Box::new(arg))));
        let rows = Rel::Filter { input: Box::new(input.clone()), predicate };
        let (column, data_type) = (*place, *data_type);
        let key = SortKey { column, data_type, descending, nulls_first: descending };
        let sorted = Rel::Sort { input: Box::new(rows), keys: vec![key] };
        let one = Expr::Const { value: Value::Int8(1), data_type: DataType::Int8 };
        let (limit, input) = (Some(one), Box::new(sorted));
        let first = Rel::Limit { input, limit, offset: None, ties: None };
        Some(Rel::Apply {
            input: Box::new(row),
            subquery: Box::new(first),
            ask: Ask::Scalar { value: *place },
            column: call.column.clone(),
        })
    })
}

/// Whether an index has the rows in the order of a column: it begins with that, or with columns
/// that are equal to something.
fn is_ordered(input: &Rel, id: ColumnId) -> bool {
    let mut conditions = Vec::new();
    let mut rel = input;
    while let Rel::Filter { input, predicate } = rel {
        conditions.extend(conjuncts(predicate.clone()));
        rel = input;
    }
    let Rel::Scan { table, columns, .. } = rel else { return false };
    if conditions.iter().any(is_volatile) {
        return false;
    }
    let named = TableColumns::new(table, columns);
    let terms: Vec<_> = conditions.iter().flat_map(|part| named.terms(part, None)).collect();
    let is_equal = |attribute: usize| {
        let of_it = terms.iter().filter(|term| term.attribute == attribute);
        of_it.into_iter().any(|term| matches!(term.test, Test::Equal(_)))
    };
    let Some(attribute) = named.attribute(id) else { return false };
    table.indexes.iter().any(|index| {
        let mut keys = index.keys.iter().skip_while(|key| is_equal(key.column));
        keys.next().is_some_and(|key| key.column == attribute)
    })
}
