//! The fraction of rows for which a condition is true.

use model::types::data_type::DataType;
use model::types::order::compare;
use model::types::value::Value;

use super::columns::{Columns, Origin};
use super::pairs::equal_pairs;
use super::pattern::{after_prefix, read};
use super::ranges::{beside, Side, INEQUALITY};
use crate::expr::bound::Expr;

/// `DEFAULT_EQ_SEL`: x = y, nothing being known.
pub const EQUAL: f64 = 0.005;
/// `DEFAULT_RANGE_INEQ_SEL`: x between two values, nothing being known.
const RANGE: f64 = 0.005;
/// `DEFAULT_MATCH_SEL`: x LIKE pattern, nothing being known.
const MATCH: f64 = 0.005;
/// `DEFAULT_UNK_SEL`: x IS NULL, nothing being known.
const UNKNOWN: f64 = 0.005;
/// A boolean about which nothing is known.
const BOOLEAN: f64 = 0.5;
/// A function that returns a boolean (`function_selectivity`).
const FUNCTION: f64 = 1.0 / 3.0;
/// Below this a range is taken for empty (`clauselist_selectivity`).
const NEARLY_NONE: f64 = 1.0e-10;

/// The fraction of rows for which a condition is true.
pub fn selectivity(condition: &Expr, columns: &Columns) -> f64 {
    let share = match condition {
        Expr::Const { value: Value::Bool(true), .. } => 1.0,
        Expr::Const { .. } => 0.0,
        Expr::And(parts) => all(parts, columns),
        Expr::Or(parts) => {
            parts.iter().map(|part| selectivity(part, columns)).fold(0.0, |a, b| a + b - a * b)
        }
        Expr::Not(part) => not(part, columns),
        Expr::IsNull(arg) => null(arg, columns),
        Expr::InList { arg, list, .. } => in_list(arg, list, columns),
        Expr::IsDistinct { equal } => 1.0 - selectivity(equal, columns),
        Expr::IsBool { arg, value: true } => selectivity(arg, columns),
        Expr::IsBool { arg, value: false } => not(arg, columns),
        Expr::Call { function, args, .. } => call(function.name, args, columns),
        Expr::Column { .. } => match columns.variable(condition) {
            Some(origin) => equals(origin, &Value::Bool(true), DataType::Bool),
            None => BOOLEAN,
        },
        _ => BOOLEAN,
    };
    share.clamp(0.0, 1.0)
}

/// Conditions that all hold, as if they were independent; but two ends of one range are one.
pub fn all(parts: &[Expr], columns: &Columns) -> f64 {
    let mut share = 1.0;
    let mut ranges: Vec<(usize, f64, bool)> = Vec::new();
    for part in parts {
        let own = selectivity(part, columns);
        let Some((scan_column, below)) = range_end(part, columns) else {
            share *= own;
            continue;
        };
        let other = ranges.iter().position(|(id, _, end)| *id == scan_column && *end != below);
        match other {
            Some(at) => {
                let (id, other, _) = ranges.swap_remove(at);
                share *= between(own, other, columns.origin(id));
            }
            None => ranges.push((scan_column, own, below)),
        }
    }
    ranges.iter().fold(share, |share, (_, own, _)| share * own)
}

/// A column of a table with `<` or `>` a value: the column, and whether it is the upper end.
fn range_end(part: &Expr, columns: &Columns) -> Option<(usize, bool)> {
    let Expr::Call { function, args, .. } = part else { return None };
    let [left, right] = args.as_slice() else { return None };
    let is_less = match function.name {
        "<" | "<=" => true,
        ">" | ">=" => false,
        _ => return None,
    };
    match (column_id(left), column_id(right)) {
        (Some(id), None) if columns.origin(id).is_some() => Some((id, is_less)),
        (None, Some(id)) if columns.origin(id).is_some() => Some((id, !is_less)),
        _ => None,
    }
}

fn column_id(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Column { place, .. } => Some(*place),
        Expr::Cast { arg, .. } => column_id(arg),
        _ => None,
    }
}

fn between(one: f64, other: f64, origin: Option<&Origin>) -> f64 {
    if one == INEQUALITY || other == INEQUALITY {
        return RANGE;
    }
    let share = one + other - 1.0 + origin.map_or(0.0, Origin::null_fraction);
    match share {
        share if share > 0.0 => share,
        share if share < -0.01 => RANGE,
        _ => NEARLY_NONE,
    }
}

fn not(part: &Expr, columns: &Columns) -> f64 {
    match part {
        Expr::IsNull(arg) => 1.0 - null(arg, columns),
        // Neither is true for a NULL.
        Expr::Call { function, args, .. } if function.name == "~~" => call("!~~", args, columns),
        Expr::InList { arg, list, .. } => {
            let nulls = columns.variable(arg).map_or(0.0, Origin::null_fraction);
            1.0 - in_list(arg, list, columns) - nulls
        }
        other => 1.0 - selectivity(other, columns),
    }
}

fn null(arg: &Expr, columns: &Columns) -> f64 {
    match columns.variable(arg).and_then(Origin::stats) {
        Some(stats) => stats.null_fraction,
        None => UNKNOWN,
    }
}

fn in_list(arg: &Expr, list: &[Expr], columns: &Columns) -> f64 {
    let shares = list.iter().map(|item| equal(arg, item, columns));
    let sum: f64 = shares.clone().sum();
    // Different values exclude each other.
    if sum <= 1.0 {
        sum
    } else {
        shares.fold(0.0, |a, b| a + b - a * b)
    }
}

fn call(name: &str, args: &[Expr], columns: &Columns) -> f64 {
    let [left, right] = args else {
        return FUNCTION;
    };
    match name {
        "=" => equal(left, right, columns),
        "<>" => {
            let nulls = [left, right].map(|side| columns.variable(side));
            let nulls = nulls.into_iter().flatten().map(Origin::null_fraction).fold(0.0, f64::max);
            1.0 - equal(left, right, columns) - nulls
        }
        "<" => compared(left, right, Side { below: true, inclusive: false }, columns),
        "<=" => compared(left, right, Side { below: true, inclusive: true }, columns),
        ">" => compared(left, right, Side { below: false, inclusive: false }, columns),
        ">=" => compared(left, right, Side { below: false, inclusive: true }, columns),
        "~~" => like(left, right, columns),
        "!~~" => {
            let nulls = columns.variable(left).map_or(0.0, Origin::null_fraction);
            1.0 - like(left, right, columns) - nulls
        }
        "~~*" | "~" | "~*" => MATCH,
        "!~~*" | "!~" | "!~*" => 1.0 - MATCH,
        _ if name.starts_with(|sign: char| sign.is_alphabetic()) => FUNCTION,
        _ => BOOLEAN,
    }
}

fn equal(left: &Expr, right: &Expr, columns: &Columns) -> f64 {
    match (columns.variable(left), columns.variable(right)) {
        (Some(_), Some(_)) => equal_pairs(left, right, columns),
        (Some(origin), None) => equals_expr(origin, right, columns),
        (None, Some(origin)) => equals_expr(origin, left, columns),
        (None, None) => EQUAL,
    }
}

fn equals_expr(origin: &Origin, value: &Expr, columns: &Columns) -> f64 {
    if matches!(value, Expr::Const { value: Value::Null, .. }) {
        return 0.0;
    }
    if origin.is_unique() {
        return 1.0 / origin.rows.max(1.0);
    }
    if origin.stats().is_some() {
        if let Some(value) = columns.value(value) {
            return equals(origin, &as_stored(origin, value), value_type(origin));
        }
    }
    // Some value, nobody knows which.
    let distinct = origin.distinct().count;
    match origin.stats() {
        Some(stats) => {
            let share = (1.0 - stats.null_fraction) / distinct.max(1.0);
            stats.common.first().map_or(share, |(_, most)| share.min(*most))
        }
        None => 1.0 / distinct,
    }
}

/// The fraction of rows with that value (`var_eq_const`).
fn equals(origin: &Origin, value: &Value, data_type: DataType) -> f64 {
    if value.is_null() {
        return 0.0;
    }
    if origin.is_unique() {
        return 1.0 / origin.rows.max(1.0);
    }
    let distinct = origin.distinct().count;
    let Some(stats) = origin.stats() else {
        return 1.0 / distinct;
    };
    let same = |(common, _): &&(Value, f64)| compare(common, value, data_type).is_eq();
    if let Some((_, share)) = stats.common.iter().find(same) {
        return *share;
    }
    let rest = (1.0 - stats.common_fraction() - stats.null_fraction).clamp(0.0, 1.0);
    let others = distinct - stats.common.len() as f64;
    let share = if others > 1.0 { rest / others } else { rest };
    stats.common.last().map_or(share, |(_, least)| share.min(*least))
}

fn compared(left: &Expr, right: &Expr, side: Side, columns: &Columns) -> f64 {
    let (origin, value, side) = match (columns.variable(left), columns.variable(right)) {
        (Some(origin), None) => (origin, right, side),
        (None, Some(origin)) => (origin, left, Side { below: !side.below, ..side }),
        _ => return INEQUALITY,
    };
    if origin.stats().is_none() {
        return INEQUALITY;
    }
    match columns.value(value) {
        Some(Value::Null) => 0.0,
        Some(value) => beside(origin, side, &as_stored(origin, value), value_type(origin)),
        None => INEQUALITY,
    }
}

/// `x LIKE 'abc%rest'`: strings from `abc` on and before `abd`, of those the ones that match.
fn like(text: &Expr, pattern: &Expr, columns: &Columns) -> f64 {
    let Some(Value::Text(pattern)) = constant(pattern) else { return MATCH };
    let Some(origin) = columns.variable(text) else { return MATCH };
    let pattern = read(pattern);
    if pattern.is_exact {
        return equals(origin, &Value::Text(pattern.prefix), DataType::Text);
    }
    if origin.stats().is_none() {
        return MATCH;
    }
    let mut share = 1.0 - origin.null_fraction();
    if !pattern.prefix.is_empty() {
        let from = Value::Text(pattern.prefix.clone());
        let side = Side { below: false, inclusive: true };
        let low = beside(origin, side, &from, DataType::Text);
        let high = after_prefix(&pattern.prefix).map_or(1.0, |end| {
            let side = Side { below: true, inclusive: false };
            beside(origin, side, &Value::Text(end), DataType::Text)
        });
        let exact = equals(origin, &from, DataType::Text);
        share = (low + high - 1.0 + origin.null_fraction()).max(exact).max(NEARLY_NONE);
    }
    (share * pattern.rest).clamp(0.000_1, 0.999_9)
}

fn constant(expr: &Expr) -> Option<&Value> {
    match expr {
        Expr::Const { value, .. } => Some(value),
        _ => None,
    }
}

fn value_type(origin: &Origin) -> DataType {
    origin.table.columns[origin.attribute].data_type
}

/// A constant in the form that the column's own values have, so that they can be compared.
fn as_stored(origin: &Origin, value: &Value) -> Value {
    use model::types::numeric::Numeric;
    let whole = match value {
        Value::Int2(number) => Some(i64::from(*number)),
        Value::Int4(number) => Some(i64::from(*number)),
        Value::Int8(number) => Some(*number),
        Value::Numeric(number) => number.to_i64().ok(),
        Value::Float8(number) => Some(*number as i64),
        _ => None,
    };
    let stored = match (value_type(origin), whole) {
        (DataType::Int2, Some(number)) => i16::try_from(number).ok().map(Value::Int2),
        (DataType::Int4, Some(number)) => i32::try_from(number).ok().map(Value::Int4),
        (DataType::Int8 | DataType::Oid, Some(number)) => Some(Value::Int8(number)),
        (DataType::Numeric(_), Some(number)) if !matches!(value, Value::Numeric(_)) => {
            Some(Value::Numeric(Numeric::from(number)))
        }
        (DataType::Float4, _) => match value {
            Value::Float8(number) => Some(Value::Float4(*number as f32)),
            _ => None,
        },
        (DataType::Date, _) => match value {
            Value::Timestamp(micros) => {
                i32::try_from(micros.div_euclid(86_400_000_000)).ok().map(Value::Date)
            }
            _ => None,
        },
        _ => None,
    };
    stored.unwrap_or_else(|| value.clone())
}
