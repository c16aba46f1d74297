//! Text forms of days, times and spans: ISO DateStyle, IntervalStyle postgres, TimeZone UTC.

use super::civil::{self, Clock, Day, HOUR, MINUTE, SECOND};
use super::Interval;

/// A date: `2020-01-05`, `0044-03-15 BC`, `infinity`.
pub fn write_date(days: i32, out: &mut String) {
    match days {
        civil::DATE_NEG_INFINITY => out.push_str("-infinity"),
        civil::DATE_INFINITY => out.push_str("infinity"),
        _ => {
            let day = civil::day_from_number(i64::from(days));
            write_day(day, out);
            write_era(day, out);
        }
    }
}

/// A time of day: `04:05:06.789`.
pub fn write_time(micros: i64, out: &mut String) {
    write_clock(civil::clock_from_micros(micros), out);
}

/// A timestamp: `2020-01-05 04:05:06.789`.
pub fn write_timestamp(micros: i64, out: &mut String) {
    write_moment(micros, "", out);
}

/// A timestamp with time zone, shown in UTC: `2020-01-05 04:05:06.789+00`.
pub fn write_timestamptz(micros: i64, out: &mut String) {
    write_moment(micros, "+00", out);
}

fn write_moment(micros: i64, zone: &str, out: &mut String) {
    match micros {
        civil::TIMESTAMP_NEG_INFINITY => out.push_str("-infinity"),
        civil::TIMESTAMP_INFINITY => out.push_str("infinity"),
        _ => {
            let (number, rest) = civil::split_timestamp(micros);
            let day = civil::day_from_number(number);
            write_day(day, out);
            out.push(' ');
            write_clock(civil::clock_from_micros(rest), out);
            out.push_str(zone);
            write_era(day, out);
        }
    }
}

/// A span: `1 year 2 mons -3 days +04:05:06`.
pub fn write_interval(interval: Interval, out: &mut String) {
    let mut parts = Parts { out, empty: true, negative: false };
    parts.write(interval.months / civil::MONTHS_PER_YEAR, "year");
    parts.write(interval.months % civil::MONTHS_PER_YEAR, "mon");
    parts.write(interval.days, "day");
    let Parts { out, empty, negative } = parts;
    let micros = interval.micros;
    if micros == 0 && !empty {
        return;
    }
    if !empty {
        out.push(' ');
    }
    match (micros < 0, negative) {
        (true, _) => out.push('-'),
        (false, true) => out.push('+'),
        (false, false) => {}
    }
    let micros = micros.unsigned_abs();
    write_padded(micros / HOUR as u64, 2, out);
    out.push(':');
    write_padded(micros / MINUTE as u64 % 60, 2, out);
    out.push(':');
    write_padded(micros / SECOND as u64 % 60, 2, out);
    write_fraction((micros % SECOND as u64) as u32, out);
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
        if !self.empty {
            self.out.push(' ');
        }
        match (count < 0, self.negative) {
            (true, _) => self.out.push('-'),
            (false, true) => self.out.push('+'),
            (false, false) => {}
        }
        write_padded(u64::from(count.unsigned_abs()), 1, self.out);
        self.out.push(' ');
        self.out.push_str(unit);
        if count != 1 {
            self.out.push('s');
        }
        self.empty = false;
        self.negative = count < 0;
    }
}

/// `year-month-day`, the year of four digits or more and counted from 1 on both sides.
fn write_day(day: Day, out: &mut String) {
    let year = if day.year > 0 { day.year } else { 1 - day.year };
    write_padded(year as u64, 4, out);
    out.push('-');
    write_padded(day.month as u64, 2, out);
    out.push('-');
    write_padded(day.day as u64, 2, out);
}

fn write_era(day: Day, out: &mut String) {
    if day.year <= 0 {
        out.push_str(" BC");
    }
}

fn write_clock(clock: Clock, out: &mut String) {
    write_padded(clock.hour as u64, 2, out);
    out.push(':');
    write_padded(clock.minute as u64, 2, out);
    out.push(':');
    write_padded(clock.second as u64, 2, out);
    write_fraction(clock.micros as u32, out);
}

/// Microseconds after the point, without the zeros that end them.
fn write_fraction(micros: u32, out: &mut String) {
    if micros == 0 {
        return;
    }
    let (mut digits, mut width) = (micros, 6);
    while digits % 10 == 0 {
        digits /= 10;
        width -= 1;
    }
    out.push('.');
    write_padded(u64::from(digits), width, out);
}

/// A number of at least that many digits, zeros before it.
pub(in crate::types) fn write_padded(number: u64, width: usize, out: &mut String) {
    let mut buffer = [b'0'; 20];
    let mut start = buffer.len();
    let mut rest = number;
    while rest > 0 {
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    start = start.min(buffer.len() - width);
    out.push_str(core::str::from_utf8(&buffer[start..]).unwrap_or_default());
}
