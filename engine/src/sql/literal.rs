//! Literals, and the types the parser names.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use model::types::text::from_text;
use model::types::value::Value;
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::binder::{null, Binder};
use super::coerce;
use super::names::qualified;
use super::unsupported::{absent, refuse};
use crate::expr::bound::Expr;

impl Binder<'_> {
    /// A literal, or a parameter.
    pub fn bind_literal(&mut self, value: &ast::ValueWithSpan) -> Result<Expr> {
        let ast::ValueWithSpan { value, span } = value;
        let position = self.at(*span);
        let text = |text: &str| Expr::Const {
            value: Value::Text(text.to_string()),
            data_type: DataType::Unknown,
        };
        match value {
            ast::Value::Number(digits, _) => number(digits, position),
            ast::Value::SingleQuotedString(string)
            | ast::Value::EscapedStringLiteral(string)
            | ast::Value::UnicodeStringLiteral(string)
            | ast::Value::NationalStringLiteral(string) => Ok(text(string)),
            ast::Value::DollarQuotedString(ast::DollarQuotedString { value, tag: _ }) => {
                Ok(text(value))
            }
            ast::Value::Boolean(value) => {
                Ok(Expr::Const { value: Value::Bool(*value), data_type: DataType::Bool })
            }
            ast::Value::Null => Ok(null(DataType::Unknown)),
            ast::Value::Placeholder(name) => self.bind_param(name, position),
            ast::Value::TripleSingleQuotedString(_)
            | ast::Value::TripleDoubleQuotedString(_)
            | ast::Value::SingleQuotedByteStringLiteral(_)
            | ast::Value::DoubleQuotedByteStringLiteral(_)
            | ast::Value::TripleSingleQuotedByteStringLiteral(_)
            | ast::Value::TripleDoubleQuotedByteStringLiteral(_)
            | ast::Value::SingleQuotedRawStringLiteral(_)
            | ast::Value::DoubleQuotedRawStringLiteral(_)
            | ast::Value::TripleSingleQuotedRawStringLiteral(_)
            | ast::Value::TripleDoubleQuotedRawStringLiteral(_)
            | ast::Value::QuoteDelimitedStringLiteral(_)
            | ast::Value::NationalQuoteDelimitedStringLiteral(_)
            | ast::Value::HexStringLiteral(_)
            | ast::Value::DoubleQuotedString(_) => Err(refuse("this kind of literal")),
        }
    }

    fn bind_param(&mut self, name: &str, position: Option<u32>) -> Result<Expr> {
        let number = name.strip_prefix('$').and_then(|digits| digits.parse::<u16>().ok());
        let known = number.filter(|number| *number >= 1).and_then(|number| {
            self.params.get(usize::from(number) - 1).map(|data_type| (number, *data_type))
        });
        match known {
            Some((number, data_type)) => Ok(Expr::Param { number, data_type }),
            None => {
                let message = format!("there is no parameter {name}");
                Err(SqlError::new(sqlstate::UNDEFINED_PARAMETER, message).at(position).into())
            }
        }
    }

    /// `-5` as one literal, so that the smallest integers can be written.
    pub fn bind_negative(&mut self, value: &ast::ValueWithSpan) -> Result<Option<Expr>> {
        let ast::ValueWithSpan { value, span } = value;
        match value {
            ast::Value::Number(digits, _) => {
                number(&format!("-{digits}"), self.at(*span)).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// `INTERVAL '1 day'`, and `INTERVAL '1' DAY`.
    pub fn bind_interval(&mut self, interval: &ast::Interval) -> Result<Expr> {
        let ast::Interval {
            value,
            leading_field,
            leading_precision,
            last_field,
            fractional_seconds_precision,
        } = interval;
        absent(leading_precision, "this kind of literal")?;
        absent(last_field, "this kind of literal")?;
        absent(fractional_seconds_precision, "this kind of literal")?;
        let position = self.at(value.span());
        let literal = match (self.bind_expr(value)?, leading_field) {
            (Expr::Const { value: Value::Text(text), .. }, Some(field))
                if text.trim().parse::<f64>().is_ok() =>
            {
                Expr::Const {
                    value: Value::Text(format!("{text} {field}")),
                    data_type: DataType::Unknown,
                }
            }
            (other, _) => other,
        };
        coerce::cast(literal, DataType::Interval, position)
    }

    /// The type that the parser names.
    pub fn bind_type(&self, data_type: &ast::DataType) -> Result<DataType> {
        type_of(data_type)
    }
}

fn number(digits: &str, position: Option<u32>) -> Result<Expr> {
    let (value, data_type) = number_value(digits).map_err(|_| {
        let message = format!("trailing junk after numeric literal at or near \"{digits}\"");
        Error::from(SqlError::new(sqlstate::SYNTAX_ERROR, message).at(position))
    })?;
    Ok(Expr::Const { value, data_type })
}

/// The value of digits: the smallest of integer, bigint and numeric that holds it.
pub fn number_value(digits: &str) -> Result<(Value, DataType)> {
    if let Ok(value) = digits.parse::<i32>() {
        return Ok((Value::Int4(value), DataType::Int4));
    }
    if let Ok(value) = digits.parse::<i64>() {
        return Ok((Value::Int8(value), DataType::Int8));
    }
    let numeric = DataType::Numeric(None);
    Ok((from_text(digits, numeric)?, numeric))
}

/// Digits of a second that times always have: fewer would have to be rounded away.
const MICROS: u64 = 6;

/// The type that the parser names.
pub fn type_of(data_type: &ast::DataType) -> Result<DataType> {
    use ast::DataType as Named;
    Ok(match data_type {
        Named::Boolean | Named::Bool => DataType::Bool,
        Named::SmallInt(None) | Named::Int2(None) => DataType::Int2,
        Named::Int(None) | Named::Integer(None) | Named::Int4(None) => DataType::Int4,
        Named::BigInt(None) | Named::Int8(None) => DataType::Int8,
        Named::Numeric(info) | Named::Decimal(info) | Named::Dec(info) => numeric(info)?,
        Named::Real | Named::Float4 => DataType::Float4,
        Named::DoublePrecision | Named::Float8 | Named::Double(ast::ExactNumberInfo::None) => {
            DataType::Float8
        }
        Named::Float(ast::ExactNumberInfo::None) => DataType::Float8,
        Named::Float(ast::ExactNumberInfo::Precision(bits)) => float(*bits)?,
        Named::Text => DataType::Text,
        Named::Varchar(length) | Named::CharacterVarying(length) | Named::CharVarying(length) => {
            DataType::Varchar(declared_length("varchar", length.as_ref())?)
        }
        Named::Char(length) | Named::Character(length) => {
            DataType::Char(declared_length("char", length.as_ref())?.unwrap_or(1))
        }
        Named::Date => DataType::Date,
        Named::Time(
            None | Some(MICROS),
            ast::TimezoneInfo::None | ast::TimezoneInfo::WithoutTimeZone,
        ) => DataType::Time,
        Named::Timestamp(
            None | Some(MICROS),
            ast::TimezoneInfo::None | ast::TimezoneInfo::WithoutTimeZone,
        ) => DataType::Timestamp,
        Named::Timestamp(
            None | Some(MICROS),
            ast::TimezoneInfo::WithTimeZone | ast::TimezoneInfo::Tz,
        ) => DataType::TimestampTz,
        Named::Interval { fields: None, precision: None | Some(MICROS) } => DataType::Interval,
        Named::Uuid => DataType::Uuid,
        Named::Custom(name, modifiers) => custom(name, modifiers)?,
        Named::Array(_) => return Err(refuse("an array")),
        Named::JSON | Named::JSONB => return Err(refuse("JSON")),
        _ => return Err(refuse("this data type")),
    })
}

/// Types that the parser has no word for.
fn custom(name: &ast::ObjectName, modifiers: &[String]) -> Result<DataType> {
    let name = qualified(name)?.name;
    let length = |at: usize| modifiers.get(at).and_then(|text| text.parse::<u32>().ok());
    Ok(match name.as_str() {
        "name" => DataType::Name,
        "oid" => DataType::Oid,
        "bool" => DataType::Bool,
        "int2" => DataType::Int2,
        "int4" => DataType::Int4,
        "int8" => DataType::Int8,
        "float4" => DataType::Float4,
        "float8" => DataType::Float8,
        "bpchar" => match length(0) {
            Some(length) => DataType::Char(char_length("char", u64::from(length))?),
            None => return Err(refuse("bpchar without a length")),
        },
        "timestamptz" if modifiers.is_empty() || length(0) == Some(MICROS as u32) => {
            DataType::TimestampTz
        }
        "timestamptz" => return Err(refuse("this data type")),
        "serial" | "serial4" => DataType::Int4,
        "bigserial" | "serial8" => DataType::Int8,
        "smallserial" | "serial2" => DataType::Int2,
        _ => {
            let message = format!("type \"{name}\" does not exist");
            return Err(Error::sql(sqlstate::UNDEFINED_OBJECT, message));
        }
    })
}

fn numeric(info: &ast::ExactNumberInfo) -> Result<DataType> {
    let invalid = |message: String| Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message);
    let (precision, scale) = match info {
        ast::ExactNumberInfo::None => return Ok(DataType::Numeric(None)),
        ast::ExactNumberInfo::Precision(precision) => (*precision, 0),
        ast::ExactNumberInfo::PrecisionAndScale(precision, scale) => (*precision, *scale),
    };
    let precision =
        u16::try_from(precision).ok().filter(|p| (1..=1000).contains(p)).ok_or_else(|| {
            invalid(format!("NUMERIC precision {precision} must be between 1 and 1000"))
        })?;
    let scale = i16::try_from(scale)
        .ok()
        .filter(|s| (-1000..=1000).contains(s))
        .ok_or_else(|| invalid(format!("NUMERIC scale {scale} must be between -1000 and 1000")))?;
    Ok(DataType::Numeric(Some((precision, scale))))
}

fn float(bits: u64) -> Result<DataType> {
    match bits {
        1..=24 => Ok(DataType::Float4),
        25..=53 => Ok(DataType::Float8),
        0 => Err(Error::sql(
            sqlstate::INVALID_PARAMETER_VALUE,
            "precision for type float must be at least 1 bit",
        )),
        _ => Err(Error::sql(
            sqlstate::INVALID_PARAMETER_VALUE,
            "precision for type float must be less than 54 bits",
        )),
    }
}

/// Longest declared string, as PostgreSQL's.
const CHARS_MAX: u64 = 10_485_760;

fn declared_length(name: &str, length: Option<&ast::CharacterLength>) -> Result<Option<u32>> {
    match length {
        None => Ok(None),
        Some(ast::CharacterLength::Max) => Err(refuse("this data type")),
        Some(ast::CharacterLength::IntegerLength { length, unit: _ }) => {
            char_length(name, *length).map(Some)
        }
    }
}

fn char_length(name: &str, length: u64) -> Result<u32> {
    let message = match length {
        1..=CHARS_MAX => return Ok(length as u32),
        0 => format!("length for type {name} must be at least 1"),
        _ => format!("length for type {name} cannot exceed {CHARS_MAX}"),
    };
    Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message))
}
