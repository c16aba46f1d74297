//! What is constant is computed once: `price > 1` over a numeric column holds `1` as a numeric.

use model::base::error::Result;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::walk::exprs_mut;
use crate::expr::bound::Expr;
use crate::expr::fold::fold;
use crate::sql::algebra::Rel;

/// The tree with constant parts of conditions computed.
pub fn fold_constants(mut rel: Rel) -> Result<Rel> {
    fold_in(&mut rel)?;
    Ok(rel)
}

fn fold_in(rel: &mut Rel) -> Result<()> {
    // Rows written out are computed as they are read, each in its turn.
    if matches!(rel, Rel::Filter { .. } | Rel::Join { .. } | Rel::Apply { .. }) {
        for expr in exprs_mut(rel) {
            let nothing = Expr::Const { value: Value::Null, data_type: DataType::Unknown };
            let taken = std::mem::replace(expr, nothing);
            *expr = fold(taken)?;
        }
    }
    rel.children_mut().into_iter().try_for_each(fold_in)
}
