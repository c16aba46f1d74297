//! Strings made of any number of values: `||`, `concat`, `concat_ws`, `format`.

use std::borrow::Cow;

use model::base::error::{sqlstate, Result, SqlError};
use model::types::cast::column::cast_column;
use model::types::cast::Context;
use model::types::column::{Column, ColumnData, TextColumn};
use model::types::data_type::DataType;
use model::types::text::write_text;

use super::quote::{quote_ident, quote_literal};
use super::text::{char_count, check_bytes};
use crate::expr::call::Call;
use crate::expr::env::Env;
use crate::expr::function::{Function, Rest, Volatility, ANY};
use crate::expr::kernel::each_row;

/// Functions of any number of arguments of any types.
pub static CONCAT: &[Function] = &[
    Function::strict("||", &[DataType::Text, ANY], DataType::Text, join_two),
    Function::strict("||", &[ANY, DataType::Text], DataType::Text, join_two),
    Function {
        rest: Rest::Any { min: 1 },
        volatility: Volatility::Stable,
        ..Function::strict("concat", &[], DataType::Text, concat).seeing_nulls()
    },
    Function {
        rest: Rest::Any { min: 1 },
        volatility: Volatility::Stable,
        ..Function::strict("concat_ws", &[DataType::Text], DataType::Text, concat_ws).seeing_nulls()
    },
    Function {
        volatility: Volatility::Stable,
        ..Function::strict("format", &[DataType::Text], DataType::Text, format).seeing_nulls()
    },
    Function {
        rest: Rest::Any { min: 1 },
        volatility: Volatility::Stable,
        ..Function::strict("format", &[DataType::Text], DataType::Text, format).seeing_nulls()
    },
];

/// The output form of a row's argument at the end of a string. False for NULL.
fn write_arg(call: &Call<'_>, at: usize, row: usize, out: &mut String) -> bool {
    let operand = &call.operands[at];
    write_text(operand.column(), operand.place(row), call.arg_type(at), out)
}

/// `text || anything`: the other side is cast to text, so that true reads `true`.
fn join_two(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut texts = Vec::new();
    for (at, operand) in call.operands.iter().enumerate() {
        let how = Context::Assignment.into();
        texts.push(cast_column(operand.column(), call.arg_type(at), DataType::Text, how)?);
    }
    each_row::<crate::expr::form::Text>(call, |row| {
        let mut joined = String::new();
        for (operand, text) in call.operands.iter().zip(&texts) {
            write_text(text, operand.place(row), DataType::Text, &mut joined);
        }
        Ok(Cow::Owned(joined))
    })
}

/// All arguments that are not NULL, one after another.
fn concat(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut texts = TextColumn::with_capacity(call.rows);
    let mut joined = String::new();
    for row in 0..call.rows {
        joined.clear();
        for at in 0..call.operands.len() {
            write_arg(call, at, row, &mut joined);
        }
        check_bytes(joined.len())?;
        texts.push(&joined);
    }
    Ok(Column::new(ColumnData::Text(texts)))
}

/// The same with the first argument between them. NULL where that is NULL.
fn concat_ws(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut texts = TextColumn::with_capacity(call.rows);
    let mut valid = Vec::with_capacity(call.rows);
    let (mut joined, mut separator) = (String::new(), String::new());
    for row in 0..call.rows {
        joined.clear();
        separator.clear();
        valid.push(write_arg(call, 0, row, &mut separator));
        let mut is_first = true;
        for at in (1..call.operands.len()).filter(|&at| call.operands[at].is_valid(row)) {
            if !is_first {
                joined.push_str(&separator);
            }
            is_first = false;
            write_arg(call, at, row, &mut joined);
        }
        check_bytes(joined.len())?;
        texts.push(&joined);
    }
    Ok(Column::with_valid(ColumnData::Text(texts), valid))
}

/// `format(pattern, ..)`: NULL where the pattern is NULL.
fn format(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut texts = TextColumn::with_capacity(call.rows);
    let mut valid = Vec::with_capacity(call.rows);
    let mut pattern = String::new();
    for row in 0..call.rows {
        pattern.clear();
        let is_valid = write_arg(call, 0, row, &mut pattern);
        valid.push(is_valid);
        if is_valid {
            texts.push(&Formatter { call, row, next_arg: 1 }.run(&pattern)?);
        } else {
            texts.push("");
        }
    }
    Ok(Column::with_valid(ColumnData::Text(texts), valid))
}

/// One row's run through a pattern.
struct Formatter<'a, 'c> {
    call: &'a Call<'c>,
    row: usize,
    next_arg: usize,
}

/// What stands between `%` and its letter: `%[place$][-][width]`.
struct Specifier {
    place: Option<usize>,
    to_left: bool,
    width: Width,
}

enum Width {
    None,
    Fixed(i64),
    /// `*`: the next argument; `*place$`: that argument.
    Argument(Option<usize>),
}

impl Formatter<'_, '_> {
    fn run(&mut self, pattern: &str) -> Result<String> {
        let mut out = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('%') {
            out.push_str(before);
            if let Some(after) = after.strip_prefix('%') {
                out.push('%');
                rest = after;
                continue;
            }
            let (specifier, after) = specifier(after)?;
            let mut letters = after.chars();
            let kind = letters.next().ok_or_else(unterminated)?;
            rest = letters.as_str();
            self.convert(kind, &specifier, &mut out)?;
            check_bytes(out.len())?;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// One argument, written as its letter asks.
    fn convert(&mut self, kind: char, specifier: &Specifier, out: &mut String) -> Result<()> {
        if !matches!(kind, 's' | 'I' | 'L') {
            return Err(SqlError::new(
                sqlstate::INVALID_PARAMETER_VALUE,
                format!("unrecognized format() type specifier \"{kind}\""),
            )
            .hint("For a single \"%\" use \"%%\".")
            .into());
        }
        let mut to_left = specifier.to_left;
        let width = match specifier.width {
            Width::None => 0,
            Width::Fixed(width) => width,
            Width::Argument(place) => {
                let width = self.width(place)?;
                to_left |= width < 0;
                width.abs()
            }
        };
        let place = self.take(specifier.place)?;
        let mut text = String::new();
        let is_valid = write_arg(self.call, place, self.row, &mut text);
        let text = match (kind, is_valid) {
            ('I', false) => {
                let message = "null values cannot be formatted as an SQL identifier";
                return Err(SqlError::new(sqlstate::NULL_VALUE_NOT_ALLOWED, message).into());
            }
            ('I', true) => quote_ident(&text),
            ('L', false) => "NULL".to_string(),
            ('L', true) => quote_literal(&text),
            _ => text,
        };
        let blanks = (width as usize).saturating_sub(char_count(&text));
        check_bytes(blanks)?;
        let blanks = " ".repeat(blanks);
        out.push_str(if to_left { &text } else { &blanks });
        out.push_str(if to_left { &blanks } else { &text });
        Ok(())
    }

    /// The argument at a place, or the next one.
    fn take(&mut self, place: Option<usize>) -> Result<usize> {
        let place = place.unwrap_or(self.next_arg);
        if place >= self.call.operands.len() {
            let message = "too few arguments for format()";
            return Err(SqlError::new(sqlstate::INVALID_PARAMETER_VALUE, message).into());
        }
        self.next_arg = place + 1;
        Ok(place)
    }

    /// The width that an argument gives; 0 for NULL.
    fn width(&mut self, place: Option<usize>) -> Result<i64> {
        let place = self.take(place)?;
        let operand = &self.call.operands[place];
        let how = Context::Explicit.into();
        let column = cast_column(operand.column(), self.call.arg_type(place), DataType::Int4, how)?;
        match (&column.data, operand.is_valid(self.row)) {
            (ColumnData::Int4(words), true) => Ok(i64::from(words[operand.place(self.row)])),
            _ => Ok(0),
        }
    }
}

fn unterminated() -> model::base::error::Error {
    SqlError::new(sqlstate::INVALID_PARAMETER_VALUE, "unterminated format() type specifier")
        .hint("For a single \"%\" use \"%%\".")
        .into()
}

/// What stands between `%` and its letter, and what comes after.
fn specifier(text: &str) -> Result<(Specifier, &str)> {
    let mut specifier = Specifier { place: None, to_left: false, width: Width::None };
    let (number, mut rest) = number(text)?;
    match (number, rest.strip_prefix('$')) {
        (Some(place), Some(after)) => {
            specifier.place = Some(argument_place(place)?);
            rest = after;
        }
        (Some(width), None) => {
            specifier.width = Width::Fixed(width);
            return finished(specifier, rest);
        }
        _ => {}
    }
    while let Some(after) = rest.strip_prefix('-') {
        specifier.to_left = true;
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('*') {
        let (place, after) = self::number(after)?;
        specifier.width = match (place, after.strip_prefix('$')) {
            (Some(place), Some(after)) => {
                rest = after;
                Width::Argument(Some(argument_place(place)?))
            }
            (Some(_), None) => {
                let message = "width argument position must be ended by \"$\"";
                return Err(SqlError::new(sqlstate::INVALID_PARAMETER_VALUE, message).into());
            }
            (None, _) => {
                rest = after;
                Width::Argument(None)
            }
        };
    } else {
        let (width, after) = self::number(rest)?;
        specifier.width = width.map_or(Width::None, Width::Fixed);
        rest = after;
    }
    finished(specifier, rest)
}

fn finished(specifier: Specifier, rest: &str) -> Result<(Specifier, &str)> {
    if rest.is_empty() {
        return Err(unterminated());
    }
    Ok((specifier, rest))
}

fn argument_place(number: i64) -> Result<usize> {
    if number == 0 {
        let message = "format specifies argument 0, but arguments are numbered from 1";
        return Err(SqlError::new(sqlstate::INVALID_PARAMETER_VALUE, message).into());
    }
    Ok(number as usize)
}

/// The digits that a text begins with, as a number.
fn number(text: &str) -> Result<(Option<i64>, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 {
        return Ok((None, text));
    }
    let (digits, rest) = text.split_at(end);
    match digits.parse::<i32>() {
        Ok(number) => Ok((Some(i64::from(number)), rest)),
        Err(_) => {
            let message = "number is out of range";
            Err(SqlError::new(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message).into())
        }
    }
}
