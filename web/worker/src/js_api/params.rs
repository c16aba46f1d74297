//! The values of `$1`, `$2`, ... as `params.js` lays them out.
//!
//! ```text
//!   params  = value*
//!   value   = kind, byte_count, payload       kind 0 null, 1 false, 2 true: no payload
//!                                             kind 3 number: a float64
//!                                             kind 4 bigint: an int64
//!                                             kind 5 text: byte_count bytes of UTF-8
//! ```
//!
//! Kind and byte count are uint32, so that they share a word; each payload is filled up to whole
//! words. One buffer in costs less than a crossing for every value.

use model::types::value::Value;

const NULL: u32 = 0;
const FALSE: u32 = 1;
const TRUE: u32 = 2;
const NUMBER: u32 = 3;
const BIGINT: u32 = 4;
const TEXT: u32 = 5;

/// The values in order, or `None` where the bytes are none.
///
/// Whole numbers go as the smallest of int4 and int8 that holds them, others as float8; strings
/// and dates go as text that takes the type of the parameter's place, as a quoted literal does.
pub fn values_of(mut words: &[u64]) -> Option<Vec<Value>> {
    let mut values = Vec::with_capacity(words.len().div_ceil(2));
    while let Some((head, rest)) = words.split_first() {
        let (kind, byte_count) = (*head as u32, (*head >> 32) as usize);
        let payload = rest.get(..byte_count.div_ceil(8))?;
        values.push(value_of(kind, payload, byte_count)?);
        words = &rest[payload.len()..];
    }
    Some(values)
}

fn value_of(kind: u32, payload: &[u64], byte_count: usize) -> Option<Value> {
    Some(match kind {
        NULL => Value::Null,
        FALSE => Value::Bool(false),
        TRUE => Value::Bool(true),
        NUMBER => value_of_number(f64::from_bits(*payload.first()?)),
        BIGINT => Value::Int8(*payload.first()? as i64),
        TEXT => {
            let mut bytes = Vec::with_capacity(payload.len() * 8);
            payload.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
            bytes.truncate(byte_count);
            Value::Text(String::from_utf8(bytes).ok()?)
        }
        _ => return None,
    })
}

fn value_of_number(float: f64) -> Value {
    let whole = float as i64;
    if whole as f64 != float || (whole == 0 && float.is_sign_negative()) {
        return Value::Float8(float);
    }
    i32::try_from(whole).map_or(Value::Int8(whole), Value::Int4)
}
