//! Text forms of days, times and spans: ISO DateStyle, IntervalStyle postgres, TimeZone UTC.

use super::civil::{self, Day, HOUR, MINUTE, SECOND};
use super::Interval;
use crate::types::text::buffer::Buffer;

/// A date: `2020-01-05`, `0044-03-15 BC`, `infinity`.
pub fn write_date(days: i32, out: &mut String) {
    match days {
        civil::DATE_NEG_INFINITY => out.push_str("-infinity"),
        civil::DATE_INFINITY => out.push_str("infinity"),
        _ => {
            let day = civil::day_from_number(i64::from(days));
            let mut buffer = Buffer::new();
            push_day(day, &mut buffer);
            push_era(day, &mut buffer);
            out.push_str(buffer.as_str());
        }
    }
}

/// A time of day: `04:05:06.789`.
pub fn write_time(micros: i64, out: &mut String) {
    let mut buffer = Buffer::new();
    push_clock(micros, &mut buffer);
    out.push_str(buffer.as_str());
}

/// A timestamp: `2020-01-05 04:05:06.789`.
pub fn write_timestamp(micros: i64, out: &mut String) {
    write_moment(micros, b"", out);
}

/// A timestamp with time zone, shown in UTC: `2020-01-05 04:05:06.789+00`.
pub fn write_timestamptz(micros: i64, out: &mut String) {
    write_moment(micros, b"+00", out);
}

fn write_moment(micros: i64, zone: &[u8], out: &mut String) {
    match micros {
        civil::TIMESTAMP_NEG_INFINITY => out.push_str("-infinity"),
        civil::TIMESTAMP_INFINITY => out.push_str("infinity"),
        _ => {
            let (number, time) = civil::split_timestamp(micros);
            let day = civil::day_from_number(number);
            let mut buffer = Buffer::new();
            push_day(day, &mut buffer);
            buffer.push(b' ');
            push_clock(time, &mut buffer);
            buffer.push_all(zone);
            push_era(day, &mut buffer);
            out.push_str(buffer.as_str());
        }
    }
}

/// A span: `1 year 2 mons -3 days +04:05:06`.
pub fn write_interval(interval: Interval, out: &mut String) {
    let mut parts = Parts { out, empty: true, negative: false };
    parts.write(interval.months / civil::MONTHS_PER_YEAR, " year");
    parts.write(interval.months % civil::MONTHS_PER_YEAR, " mon");
    parts.write(interval.days, " day");
    let Parts { out, empty, negative } = parts;
    if interval.micros == 0 && !empty {
        return;
    }
    let mut buffer = Buffer::new();
    if !empty {
        buffer.push(b' ');
    }
    push_sign(interval.micros < 0, negative, &mut buffer);
    // The least number of microseconds has no positive twin; its hours have.
    let micros = interval.micros.unsigned_abs();
    let hours = micros / HOUR as u64;
    buffer.push_number(hours, 2);
    push_minutes((micros % HOUR as u64) as i64, &mut buffer);
    out.push_str(buffer.as_str());
}

/// A minus below nought; a plus after a part below nought.
fn push_sign(is_negative: bool, was_negative: bool, buffer: &mut Buffer) {
    match (is_negative, was_negative) {
        (true, _) => buffer.push(b'-'),
        (false, true) => buffer.push(b'+'),
        (false, false) => {}
    }
}

/// The worded parts of a span, and what the next part must know of them.
struct Parts<'a> {
    out: &'a mut String,
    empty: bool,
    negative: bool,
}

impl Parts<'_> {
    /// `3 days`; a positive part after a negative one shows its sign.
    fn write(&mut self, count: i32, unit: &str) {
        if count == 0 {
            return;
        }
        let mut buffer = Buffer::new();
        if !self.empty {
            buffer.push(b' ');
        }
        push_sign(count < 0, self.negative, &mut buffer);
        buffer.push_number(u64::from(count.unsigned_abs()), 1);
        buffer.push_all(unit.as_bytes());
        if count != 1 {
            buffer.push(b's');
        }
        self.out.push_str(buffer.as_str());
        self.empty = false;
        self.negative = count < 0;
    }
}

/// `year-month-day`, the year of four digits or more and counted from 1 on both sides.
fn push_day(day: Day, buffer: &mut Buffer) {
    let year = if day.year > 0 { day.year } else { 1 - day.year } as u32;
    if year < 10_000 {
        buffer.push_pair(year / 100);
        buffer.push_pair(year % 100);
    } else {
        buffer.push_number(u64::from(year), 4);
    }
    buffer.push(b'-');
    buffer.push_pair(day.month as u32);
    buffer.push(b'-');
    buffer.push_pair(day.day as u32);
}

fn push_era(day: Day, buffer: &mut Buffer) {
    if day.year <= 0 {
        buffer.push_all(b" BC");
    }
}

/// `hour:minute:second.fraction` of microseconds after midnight.
fn push_clock(micros: i64, buffer: &mut Buffer) {
    buffer.push_pair((micros / HOUR) as u32);
    push_minutes(micros % HOUR, buffer);
}

/// `:minute:second.fraction` of microseconds after the hour.
fn push_minutes(micros: i64, buffer: &mut Buffer) {
    buffer.push(b':');
    buffer.push_pair((micros / MINUTE) as u32);
    buffer.push(b':');
    buffer.push_pair((micros / SECOND % 60) as u32);
    let mut fraction = (micros % SECOND) as u32;
    if fraction == 0 {
        return;
    }
    let mut width = 6;
    while fraction.is_multiple_of(10) {
        fraction /= 10;
        width -= 1;
    }
    buffer.push(b'.');
    buffer.push_number(u64::from(fraction), width);
}
