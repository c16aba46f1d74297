//! x < constant, by common values and the histogram (`scalarineqsel`).

use std::cmp::Ordering;

use model::types::data_type::DataType;
use model::types::order::{compare, interval_span};
use model::types::value::Value;

use super::columns::Origin;

/// `DEFAULT_INEQ_SEL`: x < constant, nothing being known.
pub const INEQUALITY: f64 = 1.0 / 3.0;
/// A value outside the histogram still has a hundredth of a step (`scalarineqsel`).
const CUTOFF: f64 = 0.01;
/// Characters of a string that place it between two others.
const STRING_CHARS: usize = 12;

/// Which side of a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// Smaller or larger values.
    pub below: bool,
    /// The constant itself too.
    pub inclusive: bool,
}

/// The fraction of rows on one side of a constant.
pub fn beside(origin: &Origin, side: Side, constant: &Value, data_type: DataType) -> f64 {
    let Some(stats) = origin.stats() else { return INEQUALITY };
    let is_within = |value: &Value| match compare(value, constant, data_type) {
        Ordering::Equal => side.inclusive,
        Ordering::Less => side.below,
        Ordering::Greater => !side.below,
    };
    let common: f64 =
        stats.common.iter().filter(|(value, _)| is_within(value)).map(|(_, share)| share).sum();
    let rest = (1.0 - stats.null_fraction - stats.common_fraction()).max(0.0);
    let part = match below(&stats.histogram, constant, data_type) {
        Some(part) if side.below => part,
        Some(part) => 1.0 - part,
        None => 0.5,
    };
    (common + rest * part).clamp(0.0, 1.0)
}

/// The fraction of a histogram below a value.
fn below(bounds: &[Value], value: &Value, data_type: DataType) -> Option<f64> {
    let steps = bounds.len().checked_sub(1).filter(|steps| *steps > 0)?;
    let cutoff = CUTOFF / steps as f64;
    let step = bounds.partition_point(|bound| compare(bound, value, data_type).is_lt());
    if step == 0 {
        return Some(cutoff);
    }
    if step > steps {
        return Some(1.0 - cutoff);
    }
    let (low, high) = (&bounds[step - 1], &bounds[step]);
    let within = match (position(low), position(high), position(value)) {
        (Some(low), Some(high), Some(value)) if high > low => {
            ((value - low) / (high - low)).clamp(0.0, 1.0)
        }
        _ => between_strings(low, high, value),
    };
    Some(((step - 1) as f64 + within).clamp(cutoff, steps as f64) / steps as f64)
        .map(|part| part.clamp(cutoff, 1.0 - cutoff))
}

/// A value as a number on a line.
fn position(value: &Value) -> Option<f64> {
    Some(match value {
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Int2(number) => f64::from(*number),
        Value::Int4(number) | Value::Date(number) => f64::from(*number),
        Value::Int8(number)
        | Value::Time(number)
        | Value::Timestamp(number)
        | Value::TimestampTz(number) => *number as f64,
        Value::Numeric(number) => number.to_f64_lossy(),
        Value::Float4(number) => f64::from(*number),
        Value::Float8(number) => *number,
        Value::Interval(interval) => interval_span(*interval) as f64,
        Value::Uuid(number) => *number as f64,
        Value::Null | Value::Text(_) => return None,
    })
    .filter(|position| position.is_finite())
}

/// Strings as fractions in base 256, behind what both bounds begin with.
fn between_strings(low: &Value, high: &Value, value: &Value) -> f64 {
    let (Value::Text(low), Value::Text(high), Value::Text(value)) = (low, high, value) else {
        return 0.5;
    };
    let shared = low.bytes().zip(high.bytes()).take_while(|(l, h)| l == h).count();
    let fraction = |text: &str| {
        let bytes = text.bytes().skip(shared).take(STRING_CHARS);
        let mut scale = 1.0;
        bytes.fold(0.0, |sum, byte| {
            scale /= 256.0;
            sum + f64::from(byte) * scale
        })
    };
    let (low, high, value) = (fraction(low), fraction(high), fraction(value));
    if high > low {
        ((value - low) / (high - low)).clamp(0.0, 1.0)
    } else {
        0.5
    }
}
