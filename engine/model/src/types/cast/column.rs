//! A column made one of another type.

use super::fit::{fit_column, fit_text};
use super::value::{cast_value, double_to_real, no_cast, round_double, write_as_text, How};
use super::{cast_path, is_relabel};
use crate::base::error::Result;
use crate::types::column::{Column, ColumnData, TextColumn};
use crate::types::data_type::{Category, DataType};
use crate::types::numeric::Numeric;
use crate::types::text::{push_from_text, write_text};

/// Every value of a column of type `from` made one of type `to`, the modifier applied.
pub fn cast_column(column: &Column, from: DataType, to: DataType, how: How) -> Result<Column> {
    if is_relabel(from, to) {
        return Ok(column.clone());
    }
    if cast_path(from, to).is_none() {
        return Err(no_cast(from, to));
    }
    if matches!(column.data, ColumnData::Null(_)) {
        return Ok(Column::nulls(to, column.len()));
    }
    if let Some(data) = convert_all(column, to)? {
        let converted = Column { data, valid: column.valid.clone() };
        return match to {
            DataType::Numeric(Some(_)) => fit_column(&converted, to, how.context),
            _ => Ok(converted),
        };
    }
    match (from.category(), to.category()) {
        (Category::String | Category::Unknown, Category::String)
            if !matches!(from, DataType::Char(_)) =>
        {
            fit_column(column, to, how.context)
        }
        (_, Category::String) => write_all(column, from, to, how),
        (Category::String | Category::Unknown, _) => read_all(column, to, how),
        (before, after) if before == after && from.unmodified() == to.unmodified() => {
            fit_column(column, to, how.context)
        }
        _ => one_by_one(column, from, to, how),
    }
}

/// The frequent pairs of numbers, whole vectors at a time. A place that is NULL holds any value,
/// so that only conversions that never fail run over it.
fn convert_all(column: &Column, to: DataType) -> Result<Option<ColumnData>> {
    Ok(Some(match (&column.data, to) {
        (ColumnData::Int2(words), DataType::Int4) => ColumnData::Int4(widen(words)),
        (ColumnData::Int2(words), DataType::Int8) => ColumnData::Int8(widen(words)),
        (ColumnData::Int4(words), DataType::Int8) => ColumnData::Int8(widen(words)),
        (ColumnData::Int2(words), DataType::Float4) => ColumnData::Float4(widen(words)),
        (ColumnData::Int2(words), DataType::Float8) => ColumnData::Float8(widen(words)),
        (ColumnData::Int4(words), DataType::Float8) => ColumnData::Float8(widen(words)),
        (ColumnData::Float4(words), DataType::Float8) => ColumnData::Float8(widen(words)),
        (ColumnData::Int4(words), DataType::Float4) => {
            ColumnData::Float4(words.iter().map(|word| *word as f32).collect())
        }
        (ColumnData::Int8(words), DataType::Float4) => {
            ColumnData::Float4(words.iter().map(|word| *word as f32).collect())
        }
        (ColumnData::Int8(words), DataType::Float8) => {
            ColumnData::Float8(words.iter().map(|word| *word as f64).collect())
        }
        (ColumnData::Int2(words), DataType::Numeric(_)) => ColumnData::Numeric(widen(words)),
        (ColumnData::Int4(words), DataType::Numeric(_)) => ColumnData::Numeric(widen(words)),
        (ColumnData::Int8(words), DataType::Numeric(_)) => ColumnData::Numeric(widen(words)),
        (ColumnData::Numeric(numbers), DataType::Float8) => {
            let convert = |number: &Numeric| number.to_f64();
            ColumnData::Float8(each_valid(numbers, column, convert)?)
        }
        (ColumnData::Float8(numbers), DataType::Int4) => {
            let convert = |number: &f64| round_double(*number, 31, "integer").map(|i| i as i32);
            ColumnData::Int4(each_valid(numbers, column, convert)?)
        }
        (ColumnData::Float8(numbers), DataType::Int8) => {
            let convert = |number: &f64| round_double(*number, 63, "bigint");
            ColumnData::Int8(each_valid(numbers, column, convert)?)
        }
        (ColumnData::Float8(numbers), DataType::Float4) => {
            let convert = |number: &f64| double_to_real(*number);
            ColumnData::Float4(each_valid(numbers, column, convert)?)
        }
        (ColumnData::Timestamp(micros), DataType::TimestampTz) => {
            ColumnData::TimestampTz(micros.clone())
        }
        (ColumnData::TimestampTz(micros), DataType::Timestamp) => {
            ColumnData::Timestamp(micros.clone())
        }
        _ => return Ok(None),
    }))
}

fn widen<A: Copy, B: From<A>>(words: &[A]) -> Vec<B> {
    words.iter().map(|word| B::from(*word)).collect()
}

/// Converts the places that hold values; the others get a filler.
fn each_valid<A, B: Default>(
    values: &[A],
    column: &Column,
    convert: impl Fn(&A) -> Result<B>,
) -> Result<Vec<B>> {
    match &column.valid {
        None => values.iter().map(convert).collect(),
        Some(valid) => values
            .iter()
            .zip(valid)
            .map(|(value, valid)| if *valid { convert(value) } else { Ok(B::default()) })
            .collect(),
    }
}

/// A column as texts that fit the type.
fn write_all(column: &Column, from: DataType, to: DataType, how: How) -> Result<Column> {
    let mut texts = TextColumn::with_capacity(column.len());
    let mut whole = String::new();
    for at in 0..column.len() {
        whole.clear();
        match (&column.data, from) {
            _ if !column.is_valid(at) => {}
            (ColumnData::Text(texts), DataType::Char(_)) => {
                let text = texts.get(at);
                let keeps_blanks = matches!(to, DataType::Char(_));
                let trimmed = crate::types::text::string::trim_char(text);
                whole.push_str(if keeps_blanks { text } else { trimmed });
            }
            (ColumnData::Bool(_), _) => write_as_text(&column.get(at), from, to, &mut whole),
            _ => {
                write_text(column, at, from, &mut whole);
            }
        }
        if column.is_valid(at) {
            texts.push_written(|out| fit_text(&whole, to, how.context, out))?;
        } else {
            texts.push("");
        }
    }
    Ok(Column { data: ColumnData::Text(texts), valid: column.valid.clone() })
}

/// A column of texts as the type's input function reads them.
fn read_all(column: &Column, to: DataType, how: How) -> Result<Column> {
    let ColumnData::Text(texts) = &column.data else {
        return Err(no_cast(DataType::Text, to));
    };
    let mut values = Column::with_capacity(to, texts.len());
    for (at, text) in texts.iter().enumerate() {
        if !column.is_valid(at) {
            values.push_null();
            continue;
        }
        push_from_text(&mut values, text, to.unmodified(), how.now_micros)?;
    }
    match is_relabel(to.unmodified(), to) {
        true => Ok(values),
        false => fit_column(&values, to, how.context),
    }
}

fn one_by_one(column: &Column, from: DataType, to: DataType, how: How) -> Result<Column> {
    let mut values = Column::with_capacity(to, column.len());
    for at in 0..column.len() {
        values.push(&cast_value(&column.get(at), from, to, how)?);
    }
    Ok(values)
}
