//! Values made to fit a type's modifier: `varchar(n)`, `char(n)`, `numeric(p,s)`.

use super::Context;
use crate::base::error::Result;
use crate::types::column::{Column, ColumnData, TextColumn};
use crate::types::data_type::DataType;
use crate::types::numeric::Numeric;
use crate::types::text::string;
use crate::types::value::Value;

/// A value of the type's family made to fit its modifier. A written cast cuts a string that is
/// too long; storing it is an error, unless only blanks are lost.
pub fn fit(value: Value, to: DataType, context: Context) -> Result<Value> {
    match (value, to) {
        (Value::Text(text), _) => match length_of(to) {
            Some(_) => {
                let mut out = String::new();
                fit_text(&text, to, context, &mut out)?;
                Ok(Value::Text(out))
            }
            None => Ok(Value::Text(text)),
        },
        (Value::Numeric(number), DataType::Numeric(Some((precision, scale)))) => {
            number.fit(precision, scale).map(Value::Numeric)
        }
        (value, _) => Ok(value),
    }
}

/// The length that a string type bounds its values to.
fn length_of(data_type: DataType) -> Option<u32> {
    match data_type {
        DataType::Varchar(length) => length,
        DataType::Char(0) => None,
        DataType::Char(length) => Some(length),
        DataType::Name => Some(u32::MAX),
        _ => None,
    }
}

/// A text made to fit a string type, at the end of a string.
pub(super) fn fit_text(text: &str, to: DataType, context: Context, out: &mut String) -> Result<()> {
    let is_cut = context == Context::Explicit;
    match to {
        DataType::Varchar(Some(length)) if is_cut => {
            out.push_str(string::cut_varchar(text, length));
        }
        DataType::Varchar(Some(length)) => out.push_str(string::fit_varchar(text, length)?),
        DataType::Char(length) if is_cut => out.push_str(&string::cut_char(text, length)),
        DataType::Char(length) => out.push_str(&string::fit_char(text, length)?),
        DataType::Name => out.push_str(string::cut_name(text)),
        _ => out.push_str(text),
    }
    Ok(())
}

/// A column of the type's family made to fit its modifier.
pub fn fit_column(column: &Column, to: DataType, context: Context) -> Result<Column> {
    let data = match (&column.data, to) {
        (ColumnData::Text(texts), _) if length_of(to).is_some() => {
            let mut fitted = TextColumn::with_capacity(texts.len());
            for (at, text) in texts.iter().enumerate() {
                let text = if column.is_valid(at) { text } else { "" };
                fitted.push_written(|out| fit_text(text, to, context, out))?;
            }
            ColumnData::Text(fitted)
        }
        (ColumnData::Numeric(numbers), DataType::Numeric(Some((precision, scale)))) => {
            let fit = |(at, number): (usize, &Numeric)| match column.is_valid(at) {
                true => number.fit(precision, scale),
                false => Ok(Numeric::ZERO),
            };
            ColumnData::Numeric(numbers.iter().enumerate().map(fit).collect::<Result<_>>()?)
        }
        (data, _) => data.clone(),
    };
    Ok(Column { data, valid: column.valid.clone() })
}
