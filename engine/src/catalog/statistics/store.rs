//! Statistics to rows of `pg_class` and `pg_statistic`, and back.
//!
//! A list is text in the form of PostgreSQL's arrays: `{Rome,"New York"}`.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::RelId;
use model::types::data_type::DataType;
use model::types::text::{from_text, to_text};
use model::types::value::Value;

use super::info::{ColumnStats, TableStats};
use crate::catalog::info::ColumnInfo;
use crate::catalog::row::{int_of, layout, oid, oid_of, text_of, Pen};
use crate::catalog::system::{PG_CLASS, PG_STATISTIC};

/// Bytes of a page that a row of `pg_statistic` leaves free at least: header, slot, and room.
const SPARE_BYTES: usize = 128;

/// Replaces what the system tables know of a table's statistics.
/// Lists that have no room on a page become shorter, here and there.
pub fn put(pen: &mut Pen<'_>, rel: RelId, stats: &mut TableStats) -> Result<()> {
    let classes = pen.find(PG_CLASS, &|row| oid_of(&row[0]) == rel.0)?;
    for class in classes {
        let mut row = class.values;
        (row[6], row[7]) = class_values(Some(&*stats));
        pen.delete(PG_CLASS, &|row| oid_of(&row[0]) == rel.0)?;
        pen.insert(PG_CLASS, &row)?;
    }
    forget(pen, rel)?;
    put_columns(pen, rel, stats)
}

/// `relpages` and `reltuples`.
pub fn class_values(stats: Option<&TableStats>) -> (Value, Value) {
    match stats {
        None => (Value::Int4(0), Value::Float4(-1.0)),
        Some(stats) => (Value::Int4(stats.pages as i32), Value::Float4(stats.rows as f32)),
    }
}

/// Ends the rows about a table's columns.
pub fn forget(pen: &mut Pen<'_>, rel: RelId) -> Result<()> {
    pen.delete(PG_STATISTIC, &|row| oid_of(&row[0]) == rel.0)
}

fn put_columns(pen: &mut Pen<'_>, rel: RelId, stats: &mut TableStats) -> Result<()> {
    let most = (pen.store.pool().page_bytes() as usize).saturating_sub(SPARE_BYTES);
    for (at, column) in &mut stats.columns {
        let mut row = column_row(rel, *at, column);
        while layout(PG_STATISTIC)?.encode(&row).len() > most && has_lists(column) {
            column.common.truncate(column.common.len() / 2);
            column.histogram = thinned(&column.histogram);
            row = column_row(rel, *at, column);
        }
        pen.insert(PG_STATISTIC, &row)?;
    }
    Ok(())
}

fn has_lists(stats: &ColumnStats) -> bool {
    !stats.common.is_empty() || !stats.histogram.is_empty()
}

/// Half of the bounds, both ends among them; none where no range would be left.
fn thinned(bounds: &[Value]) -> Vec<Value> {
    let kept = bounds.len().div_ceil(2);
    if kept < 2 || bounds.len() == 2 {
        return Vec::new();
    }
    (0..kept).map(|at| bounds[at * (bounds.len() - 1) / (kept - 1)].clone()).collect()
}

fn column_row(rel: RelId, at: usize, stats: &ColumnStats) -> Vec<Value> {
    let single = |number: f64| Value::Float4(number as f32);
    let (common, fractions): (Vec<Value>, Vec<Value>) =
        stats.common.iter().map(|(value, fraction)| (value.clone(), single(*fraction))).unzip();
    vec![
        oid(rel.0),
        Value::Int2(at as i16 + 1),
        single(stats.null_fraction),
        Value::Int4(stats.width_bytes as i32),
        single(stats.distinct),
        list_text(&common),
        list_text(&fractions),
        list_text(&stats.histogram),
        stats.correlation.map_or(Value::Null, single),
    ]
}

/// The statistics of every table, from the rows of `pg_class` and `pg_statistic`.
pub fn load(
    pen: &mut Pen<'_>,
    classes: &[Vec<Value>],
    columns: &BTreeMap<RelId, Vec<ColumnInfo>>,
) -> Result<BTreeMap<RelId, Arc<TableStats>>> {
    let mut tables: BTreeMap<RelId, TableStats> = BTreeMap::new();
    for class in classes {
        let rows = number_of(&class[7]);
        if rows >= 0.0 {
            let stats =
                TableStats { rows, pages: int_of(&class[6]) as u32, columns: BTreeMap::new() };
            tables.insert(RelId(oid_of(&class[0])), stats);
        }
    }
    for found in pen.find(PG_STATISTIC, &|_| true)? {
        let row = found.values;
        let rel = RelId(oid_of(&row[0]));
        let at = int_of(&row[1]) as usize - 1;
        let column = columns.get(&rel).and_then(|columns| columns.get(at));
        if let (Some(table), Some(column)) = (tables.get_mut(&rel), column) {
            table.columns.insert(at, column_stats(&row, column.data_type)?);
        }
    }
    Ok(tables.into_iter().map(|(rel, stats)| (rel, Arc::new(stats))).collect())
}

fn column_stats(row: &[Value], data_type: DataType) -> Result<ColumnStats> {
    let fractions = list_values(text_of(&row[6]), DataType::Float4)?;
    let common = list_values(text_of(&row[5]), data_type)?.into_iter();
    Ok(ColumnStats {
        null_fraction: number_of(&row[2]),
        width_bytes: int_of(&row[3]) as u32,
        distinct: number_of(&row[4]),
        common: common.zip(fractions.iter().map(number_of)).collect(),
        histogram: list_values(text_of(&row[7]), data_type)?,
        correlation: (!row[8].is_null()).then(|| number_of(&row[8])),
    })
}

fn number_of(value: &Value) -> f64 {
    match value {
        Value::Float4(number) => f64::from(*number),
        _ => 0.0,
    }
}

/// A list as an array's text; no list as nothing.
fn list_text(values: &[Value]) -> Value {
    if values.is_empty() {
        return Value::Text(String::new());
    }
    let elements: Vec<String> =
        values.iter().map(|value| element(&to_text(value, type_for_text(value)))).collect();
    Value::Text(format!("{{{}}}", elements.join(",")))
}

/// The type under whose rules a value is written: that of its form.
fn type_for_text(value: &Value) -> DataType {
    match value {
        Value::Null | Value::Text(_) => DataType::Text,
        Value::Bool(_) => DataType::Bool,
        Value::Int2(_) => DataType::Int2,
        Value::Int4(_) => DataType::Int4,
        Value::Int8(_) => DataType::Int8,
        Value::Numeric(_) => DataType::Numeric(None),
        Value::Float4(_) => DataType::Float4,
        Value::Float8(_) => DataType::Float8,
        Value::Date(_) => DataType::Date,
        Value::Time(_) => DataType::Time,
        Value::Timestamp(_) => DataType::Timestamp,
        Value::TimestampTz(_) => DataType::TimestampTz,
        Value::Interval(_) => DataType::Interval,
        Value::Uuid(_) => DataType::Uuid,
    }
}

fn element(text: &str) -> String {
    let needs_quotes = text.is_empty()
        || text.eq_ignore_ascii_case("null")
        || text.contains(|sign: char| {
            matches!(sign, '{' | '}' | ',' | '"' | '\\') || sign.is_whitespace()
        });
    if needs_quotes {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_string()
    }
}

/// The values of an array's text that [`list_text`] wrote.
fn list_values(text: &str, data_type: DataType) -> Result<Vec<Value>> {
    let Some(inner) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
        return Ok(Vec::new());
    };
    let (mut texts, mut element) = (Vec::new(), String::new());
    let (mut is_quoted, mut signs) = (false, inner.chars());
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if is_quoted => element.extend(signs.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => texts.push(std::mem::take(&mut element)),
            sign => element.push(sign),
        }
    }
    texts.push(element);
    // Values keep what they had when they were read: no length of a varchar is asked for again.
    texts.iter().map(|text| from_text(text, data_type.unmodified())).collect()
}
