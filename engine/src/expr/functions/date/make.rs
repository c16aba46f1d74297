//! Dates and times made: of the clock, of numbers, of other zones.

use model::base::error::Result;
use model::types::cast::value::timestamp_to_date;
use model::types::column::{Column, ColumnData};
use model::types::datetime::civil::{
    is_timestamp, DAY, HOUR, MINUTE, SECOND, TIMESTAMP_INFINITY, TIMESTAMP_NEG_INFINITY,
};
use model::types::datetime::make;
use model::types::datetime::parse::parse_timestamptz;
use model::types::datetime::print::write_interval;
use model::types::datetime::Interval as Span;

use super::{out_of_range, refused};
use crate::expr::call::Call;
use crate::expr::env::Env;
use crate::expr::form::{Date, Float8, Int4, Interval, Text, Time, Timestamp, TimestampTz};
use crate::expr::kernel::each_row;

/// `make_timestamp` and its like: five whole numbers and the seconds.
fn moments(call: &Call<'_>, offset: impl Fn(usize) -> Result<i64>) -> Result<Vec<i64>> {
    let numbers: [_; 5] = std::array::from_fn(|at| call.view::<Int4>(at));
    let seconds = call.view::<Float8>(5);
    (0..call.rows)
        .map(|row| {
            if !call.wants(row) {
                return Ok(0);
            }
            let [year, month, day, hour, minute] = numbers.map(|number| number.at(row));
            let time = (hour, minute, seconds.at(row));
            shifted(make::make_timestamp((year, month, day), time)?, -offset(row)?)
        })
        .collect()
}

/// `make_interval(years, months, weeks, days, hours, minutes, seconds)`, the last ones left out.
fn make_interval(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let given = call.operands.len();
    let whole = |at: usize, row| match at < given {
        true => call.view::<Int4>(at).at(row),
        false => 0,
    };
    each_row::<Interval>(call, |row| {
        let seconds = match given > 6 {
            true => call.view::<Float8>(6).at(row),
            false => 0.0,
        };
        make::make_interval(
            (whole(0, row), whole(1, row), whole(2, row), whole(3, row)),
            (whole(4, row), whole(5, row), seconds),
        )
    })
}

/// Microseconds that a zone is east of UTC. Digits after a sign count the other way, as POSIX has
/// it: `UTC+3` is three hours west.
pub fn offset_of_zone(zone: &str) -> Result<i64> {
    let unknown = || refused(format!("time zone \"{zone}\" not recognized"));
    let trimmed = zone.trim();
    let digits = trimmed.find(|letter: char| letter.is_ascii_digit());
    let (name, number) = match digits {
        Some(at) => trimmed.split_at(at),
        None => (trimmed, ""),
    };
    let letters = name.trim_end_matches(['+', '-']);
    // A name with a stroke is a place's; the types' room says why it is refused.
    if letters.chars().any(|letter| !letter.is_ascii_alphabetic() && letter != '/') {
        return Err(unknown());
    }
    if number.is_empty() {
        if letters.is_empty() || letters != name {
            return Err(unknown());
        }
        let at_zone = parse_timestamptz(&format!("2000-01-01 00:00:00 {name}"), None);
        return at_zone.map(|moment| -moment).map_err(|_| unknown());
    }
    let is_east = name.ends_with('-');
    let mut micros = 0;
    for (part, unit) in number.split(':').zip([HOUR, MINUTE, SECOND]) {
        micros += part.parse::<u8>().map(i64::from).map_err(|_| unknown())? * unit;
    }
    Ok(if is_east { micros } else { -micros })
}

/// The same for `make_timestamptz`, where a bare sign counts as in a timestamp's text.
fn offset_of_text(zone: &str) -> Result<i64> {
    let offset = offset_of_zone(zone)?;
    Ok(if zone.starts_with(['+', '-']) { -offset } else { offset })
}

/// Microseconds that a zone given as a span is east of UTC.
fn offset_of_span(span: Span) -> Result<i64> {
    if span.months != 0 || span.days != 0 {
        let mut text = String::new();
        write_interval(span, &mut text);
        let message = format!("interval time zone \"{text}\" must not include months or days");
        return Err(refused(message));
    }
    // A zone has no fraction of a second.
    Ok(span.micros / SECOND * SECOND)
}

/// A moment moved, unless it is infinite.
pub fn shifted(micros: i64, by: i64) -> Result<i64> {
    if micros == TIMESTAMP_INFINITY || micros == TIMESTAMP_NEG_INFINITY {
        return Ok(micros);
    }
    let moment = micros.checked_add(by);
    moment.filter(|moment| is_timestamp(*moment)).ok_or_else(|| out_of_range("timestamp"))
}

/// The same by an offset that nobody asks for where the moment is infinite.
fn moved(micros: i64, offset: impl FnOnce() -> Result<i64>) -> Result<i64> {
    if micros == TIMESTAMP_INFINITY || micros == TIMESTAMP_NEG_INFINITY {
        return Ok(micros);
    }
    shifted(micros, offset()?)
}

/// The time of the transaction, the same for all rows.
fn now(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    Ok(Column::new(ColumnData::TimestampTz(vec![env.transaction_micros(); call.rows])))
}

functions! {
    /// Dates and times made.
    MAKE;
    Stable "now" () -> TimestampTz : now;
    Stable "current_timestamp" () -> TimestampTz : now;
    Stable "transaction_timestamp" () -> TimestampTz : now;
    Stable "statement_timestamp" () -> TimestampTz : now;
    Volatile "clock_timestamp" () -> TimestampTz : now;
    Stable "localtimestamp" () -> Timestamp : |call, env| {
        Ok(Column::new(ColumnData::Timestamp(vec![env.transaction_micros(); call.rows])))
    };
    Stable "current_date" () -> Date : |call, env| {
        let today = timestamp_to_date(env.transaction_micros());
        Ok(Column::new(ColumnData::Date(vec![today; call.rows])))
    };
    Stable "localtime" () -> Time : |call, env| {
        let time = env.transaction_micros().rem_euclid(DAY);
        Ok(Column::new(ColumnData::Time(vec![time; call.rows])))
    };
    "make_date" (year: Int4, month: Int4, day: Int4) -> Date =>
        make::make_date(year, month, day);
    "make_time" (hour: Int4, minute: Int4, second: Float8) -> Time =>
        make::make_time(hour, minute, second);
    "make_timestamp" (Int4, Int4, Int4, Int4, Int4, Float8) -> Timestamp : |call, _| {
        Ok(Column::new(ColumnData::Timestamp(moments(call, |_| Ok(0))?)))
    };
    Stable "make_timestamptz" (Int4, Int4, Int4, Int4, Int4, Float8) -> TimestampTz : |call, _| {
        Ok(Column::new(ColumnData::TimestampTz(moments(call, |_| Ok(0))?)))
    };
    Stable "make_timestamptz" (Int4, Int4, Int4, Int4, Int4, Float8, Text) -> TimestampTz :
        |call, _| {
            let zones = call.view::<Text>(6);
            let moments = moments(call, |row| offset_of_text(zones.at(row)))?;
            Ok(Column::new(ColumnData::TimestampTz(moments)))
        };
    "make_interval" () -> Interval : make_interval;
    "make_interval" (Int4) -> Interval : make_interval;
    "make_interval" (Int4, Int4) -> Interval : make_interval;
    "make_interval" (Int4, Int4, Int4) -> Interval : make_interval;
    "make_interval" (Int4, Int4, Int4, Int4) -> Interval : make_interval;
    "make_interval" (Int4, Int4, Int4, Int4, Int4) -> Interval : make_interval;
    "make_interval" (Int4, Int4, Int4, Int4, Int4, Int4) -> Interval : make_interval;
    "make_interval" (Int4, Int4, Int4, Int4, Int4, Int4, Float8) -> Interval : make_interval;
    "to_timestamp" (seconds: Float8) -> TimestampTz => make::timestamp_from_unix(seconds);
    "timezone" (zone: Text, a: TimestampTz) -> Timestamp => moved(a, || offset_of_zone(zone));
    "timezone" (zone: Text, a: Timestamp) -> TimestampTz =>
        moved(a, || Ok(-offset_of_zone(zone)?));
    "timezone" (zone: Interval, a: TimestampTz) -> Timestamp => moved(a, || offset_of_span(zone));
    "timezone" (zone: Interval, a: Timestamp) -> TimestampTz =>
        moved(a, || Ok(-offset_of_span(zone)?));
}
