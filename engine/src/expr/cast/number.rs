//! Casts between numbers, and between integers and booleans.
//!
//! Floating-point numbers round to the nearest whole one, halves to the even; numerics round
//! halves away from zero (PostgreSQL manual, "Numeric Types").

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::numeric::Numeric;

/// Every number as one of another type; `None` where there is no such cast.
pub fn cast(source: &Column, to: DataType) -> Result<Option<ColumnData>> {
    Ok(Some(match to {
        DataType::Int2 => ColumnData::Int2(each(source, |number| number.to_int2())?),
        DataType::Int4 => ColumnData::Int4(match &source.data {
            ColumnData::Int2(words) => widen(words),
            _ => each(source, |number| number.to_int4())?,
        }),
        DataType::Int8 => ColumnData::Int8(match &source.data {
            ColumnData::Int2(words) => widen(words),
            ColumnData::Int4(words) => widen(words),
            _ => each(source, |number| number.to_int8())?,
        }),
        DataType::Oid => ColumnData::Int8(each(source, |number| number.to_oid())?),
        DataType::Numeric(modifier) => {
            ColumnData::Numeric(each(source, |number| match modifier {
                Some((precision, scale)) => number.to_numeric()?.fit(precision, scale),
                None => number.to_numeric(),
            })?)
        }
        DataType::Float4 => ColumnData::Float4(each(source, |number| number.to_float4())?),
        DataType::Float8 => ColumnData::Float8(match &source.data {
            ColumnData::Int2(words) => widen(words),
            ColumnData::Int4(words) => widen(words),
            ColumnData::Float4(words) => widen(words),
            _ => each(source, |number| number.to_float8())?,
        }),
        DataType::Bool => match &source.data {
            ColumnData::Int4(words) => {
                ColumnData::Bool(words.iter().map(|word| *word != 0).collect())
            }
            _ => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

fn widen<A: Copy, B: From<A>>(words: &[A]) -> Vec<B> {
    words.iter().map(|&word| B::from(word)).collect()
}

/// Casts each valid number.
fn each<T: Default>(source: &Column, cast: impl Fn(Number<'_>) -> Result<T>) -> Result<Vec<T>> {
    let number = |at: usize| match &source.data {
        ColumnData::Bool(truths) => Number::Whole(i64::from(truths[at])),
        ColumnData::Int2(words) => Number::Whole(i64::from(words[at])),
        ColumnData::Int4(words) => Number::Whole(i64::from(words[at])),
        ColumnData::Int8(words) => Number::Whole(words[at]),
        ColumnData::Float4(words) => Number::Float4(words[at]),
        ColumnData::Float8(words) => Number::Float8(words[at]),
        ColumnData::Numeric(numbers) => Number::Numeric(&numbers[at]),
        other => unreachable!("the binder casts no {other:?} to a number"),
    };
    (0..source.len())
        .map(|at| if source.is_valid(at) { cast(number(at)) } else { Ok(T::default()) })
        .collect()
}

/// A number of any type.
enum Number<'a> {
    Whole(i64),
    Float4(f32),
    Float8(f64),
    Numeric(&'a Numeric),
}

fn out_of_range(type_name: &str) -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, format!("{type_name} out of range"))
}

/// The nearest whole number in `low..high`.
fn round_between(value: f64, low: f64, high: f64, type_name: &str) -> Result<f64> {
    let rounded = libm::rint(value);
    // NaN is in no range.
    if rounded >= low && rounded < high {
        Ok(rounded)
    } else {
        Err(out_of_range(type_name))
    }
}

/// 2^63: the first number above every bigint.
const BIGINT_END: f64 = 9_223_372_036_854_775_808.0;

impl Number<'_> {
    fn to_int2(&self) -> Result<i16> {
        match self {
            Number::Whole(word) => i16::try_from(*word).map_err(|_| out_of_range("smallint")),
            Number::Numeric(number) => number.to_i16(),
            _ => Ok(round_between(self.to_float8()?, -32_768.0, 32_768.0, "smallint")? as i16),
        }
    }

    fn to_int4(&self) -> Result<i32> {
        match self {
            Number::Whole(word) => i32::try_from(*word).map_err(|_| out_of_range("integer")),
            Number::Numeric(number) => number.to_i32(),
            _ => {
                let float = self.to_float8()?;
                Ok(round_between(float, -2_147_483_648.0, 2_147_483_648.0, "integer")? as i32)
            }
        }
    }

    fn to_int8(&self) -> Result<i64> {
        match self {
            Number::Whole(word) => Ok(*word),
            Number::Numeric(number) => number.to_i64(),
            _ => Ok(round_between(self.to_float8()?, -BIGINT_END, BIGINT_END, "bigint")? as i64),
        }
    }

    /// A negative integer is the object identifier with the same 32 bits.
    fn to_oid(&self) -> Result<i64> {
        let word = self.to_int8()?;
        match (i32::try_from(word), u32::try_from(word)) {
            (Ok(word), _) => Ok(i64::from(word as u32)),
            (_, Ok(word)) => Ok(i64::from(word)),
            _ => Err(out_of_range("OID")),
        }
    }

    fn to_numeric(&self) -> Result<Numeric> {
        match self {
            Number::Whole(word) => Ok(Numeric::from(*word)),
            Number::Float4(word) => Numeric::from_f32(*word),
            Number::Float8(word) => Numeric::from_f64(*word),
            Number::Numeric(number) => Ok((*number).clone()),
        }
    }

    fn to_float4(&self) -> Result<f32> {
        match self {
            Number::Whole(word) => Ok(*word as f32),
            Number::Float4(word) => Ok(*word),
            Number::Float8(word) => narrow(*word),
            Number::Numeric(number) => number.to_f32(),
        }
    }

    fn to_float8(&self) -> Result<f64> {
        match self {
            Number::Whole(word) => Ok(*word as f64),
            Number::Float4(word) => Ok(f64::from(*word)),
            Number::Float8(word) => Ok(*word),
            Number::Numeric(number) => number.to_f64(),
        }
    }
}

/// The nearest `real`, which must not become infinite or zero on the way.
fn narrow(word: f64) -> Result<f32> {
    let result = word as f32;
    let what = match () {
        () if result.is_infinite() && !word.is_infinite() => "overflow",
        () if result == 0.0 && word != 0.0 => "underflow",
        () => return Ok(result),
    };
    Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, format!("value out of range: {what}")))
}
