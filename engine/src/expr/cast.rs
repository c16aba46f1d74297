//! Casts over columns.
//!
//! ```text
//!   relabel    varchar -> text          one physical form: nothing is copied
//!   number     integer -> numeric       a loop over the vector
//!   text       anything <-> text        the type's input and output functions
//! ```
//!
//! A NULL stays NULL and raises nothing, whatever lies under it.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData, TextColumn};
use model::types::data_type::{Category, DataType};
use model::types::text::string::{
    cut_char, cut_name, cut_varchar, fit_char, fit_varchar, trim_char,
};
use model::types::text::{from_text_at, write_text};

use super::bound::CastKind;
use super::call::Operand;
use super::coerce::is_relabel;
use super::env::Env;
use super::function::Volatility;

pub mod number;

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
    let source = operand.column();
    let data = match (from.category(), to.category()) {
        (_, Category::String) => ColumnData::Text(to_string(source, from, to, kind)?),
        (Category::String | Category::Unknown, _) => read_texts(source, to, env)?,
        _ => number::cast(source, to)?.ok_or_else(|| no_cast(from, to))?,
    };
    let column = Column { data, valid: source.valid.clone() };
    Ok(match operand.is_constant() {
        true => Operand::constant(column),
        false => Operand::vector(Arc::new(column)),
    })
}

fn no_cast(from: DataType, to: DataType) -> Error {
    let message = format!("cannot cast type {} to {}", from.name(), to.name());
    Error::sql(sqlstate::CANNOT_COERCE, message)
}

/// Every text read by the input function of a type.
fn read_texts(source: &Column, to: DataType, env: &mut dyn Env) -> Result<ColumnData> {
    let mut values = Column::empty(to);
    let now = env.transaction_micros();
    let ColumnData::Text(texts) = &source.data else {
        return Ok(Column::nulls(to, source.len()).data);
    };
    for at in 0..source.len() {
        if source.is_valid(at) {
            values.push(&from_text_at(texts.get(at), to, now)?);
        } else {
            values.push_null();
        }
    }
    Ok(values.data)
}

/// Every value as a string of that type.
fn to_string(source: &Column, from: DataType, to: DataType, kind: CastKind) -> Result<TextColumn> {
    let mut texts = TextColumn::with_capacity(source.len());
    let mut buffer = String::new();
    for at in 0..source.len() {
        if !source.is_valid(at) {
            texts.push("");
            continue;
        }
        let text = match &source.data {
            ColumnData::Text(strings) => match (from, to) {
                (DataType::Char(_), DataType::Char(_)) => strings.get(at),
                (DataType::Char(_), _) => trim_char(strings.get(at)),
                _ => strings.get(at),
            },
            // The cast spells a truth value out, its output function does not.
            ColumnData::Bool(truths) => match truths[at] {
                true => "true",
                false => "false",
            },
            _ => {
                buffer.clear();
                write_text(source, at, from, &mut buffer);
                &buffer
            }
        };
        push_string(&mut texts, text, to, kind)?;
    }
    Ok(texts)
}

/// A string made to fit a type: a written cast cuts, a stored value must fit.
fn push_string(texts: &mut TextColumn, text: &str, to: DataType, kind: CastKind) -> Result<()> {
    match (to, kind) {
        (DataType::Varchar(Some(length)), CastKind::Explicit) => {
            texts.push(cut_varchar(text, length));
        }
        (DataType::Varchar(Some(length)), _) => texts.push(fit_varchar(text, length)?),
        (DataType::Char(length), CastKind::Explicit) => texts.push(&cut_char(text, length)),
        (DataType::Char(length), _) => texts.push(&fit_char(text, length)?),
        (DataType::Name, _) => texts.push(cut_name(text)),
        _ => texts.push(text),
    }
    Ok(())
}
