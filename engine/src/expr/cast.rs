//! Casts over columns.
//!
//! A cast between two types of one physical form copies nothing. Casts between numbers run over
//! whole vectors; the others go value by value.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::bound::CastKind;
use super::call::Operand;
use super::coerce::is_relabel;
use super::env::Env;
use super::function::Volatility;

/// When a cast gives the same for the same value.
pub fn volatility(_from: DataType, _to: DataType) -> Volatility {
    Volatility::Immutable
}

/// Every value of the operand made one of another type.
pub fn cast(
    operand: &Operand,
    from: DataType,
    to: DataType,
    _kind: CastKind,
    _env: &mut dyn Env,
) -> Result<Operand> {
    if is_relabel(from, to) {
        return Ok(operand.clone());
    }
    let column = operand.column();
    let data = match (&column.data, to) {
        (ColumnData::Int2(words), DataType::Int4) => widen(words, ColumnData::Int4),
        (ColumnData::Int2(words), DataType::Int8 | DataType::Oid) => widen(words, ColumnData::Int8),
        (ColumnData::Int4(words), DataType::Int8 | DataType::Oid) => widen(words, ColumnData::Int8),
        (ColumnData::Int2(words), DataType::Float8) => widen(words, ColumnData::Float8),
        (ColumnData::Int4(words), DataType::Float8) => widen(words, ColumnData::Float8),
        (ColumnData::Float4(words), DataType::Float8) => widen(words, ColumnData::Float8),
        (ColumnData::Int8(words), DataType::Float8) => {
            ColumnData::Float8(words.iter().map(|&word| word as f64).collect())
        }
        (ColumnData::Int2(words), DataType::Float4) => widen(words, ColumnData::Float4),
        (ColumnData::Int4(words), DataType::Float4) => {
            ColumnData::Float4(words.iter().map(|&word| word as f32).collect())
        }
        (ColumnData::Int8(words), DataType::Float4) => {
            ColumnData::Float4(words.iter().map(|&word| word as f32).collect())
        }
        _ => return Err(no_cast(from, to)),
    };
    let column = Column { data, valid: column.valid.clone() };
    Ok(match operand.is_constant() {
        true => Operand::constant(column),
        false => Operand::vector(Arc::new(column)),
    })
}

fn widen<A: Copy, B: From<A>>(words: &[A], wrap: fn(Vec<B>) -> ColumnData) -> ColumnData {
    wrap(words.iter().map(|&word| B::from(word)).collect())
}

fn no_cast(from: DataType, to: DataType) -> Error {
    let message = format!("cannot cast type {} to {}", from.name(), to.name());
    Error::sql(sqlstate::CANNOT_COERCE, message)
}
