//! Casts of operands: a relabelled column is shared, any other is made anew by
//! `model::types::cast`.

use std::sync::Arc;

use model::base::error::Result;
use model::types::cast::column::cast_column;
use model::types::cast::value::How;
use model::types::cast::{is_relabel, Context};
use model::types::data_type::{Category, DataType};

use super::bound::CastKind;
use super::call::Operand;
use super::env::Env;
use super::function::Volatility;

/// When a cast gives the same for the same value. The text of a moment may say `now`.
pub fn volatility(from: DataType, to: DataType) -> Volatility {
    let is_text = matches!(from.category(), Category::String | Category::Unknown);
    match to.category() {
        Category::DateTime if is_text => Volatility::Stable,
        _ => Volatility::Immutable,
    }
}

/// Every value of the operand made one of another type.
pub fn cast(
    operand: &Operand,
    from: DataType,
    to: DataType,
    kind: CastKind,
    env: &mut dyn Env,
) -> Result<Operand> {
    if is_relabel(from, to) {
        return Ok(operand.clone());
    }
    let context = match kind {
        CastKind::Implicit => Context::Implicit,
        CastKind::Assignment => Context::Assignment,
        CastKind::Explicit => Context::Explicit,
    };
    let how = How { context, now_micros: Some(env.transaction_micros()) };
    let column = cast_column(operand.column(), from, to, how)?;
    Ok(match operand.is_constant() {
        true => Operand::constant(column),
        false => Operand::vector(Arc::new(column)),
    })
}
