//! The canonical ISO form read quickly: `2020-01-05` and `2020-01-05 04:05:06.789`.
//!
//! Nearly every date in a dump or a CSV file has this form. Anything else, right or wrong, is
//! left to the general reader, which knows all forms and all errors.

use super::civil::{self, Clock, Day};

/// The day number of a text in the canonical form, if it is in it.
pub fn parse_date(text: &str) -> Option<i32> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    day(bytes)
}

/// The microseconds since 2000-01-01 of a text in the canonical form, if it is in it.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    let (date, rest) = text.as_bytes().split_first_chunk::<10>()?;
    let days = i64::from(day(date)?);
    if rest.is_empty() {
        return Some(days * civil::DAY);
    }
    match rest.split_first()? {
        (b' ' | b'T', time) => Some(days * civil::DAY + clock(time)?),
        _ => None,
    }
}

/// The same with an offset of whole hours from UTC, or none: `2020-01-05 04:05:06+02`.
pub fn parse_timestamptz(text: &str) -> Option<i64> {
    match text.as_bytes() {
        [moment @ .., sign @ (b'+' | b'-'), h0, h1] if moment.len() > 10 => {
            let hours = i64::from(pair(*h0, *h1).filter(|hours| *hours < 16)?);
            let moment = parse_timestamp(core::str::from_utf8(moment).ok()?)?;
            let offset = hours * civil::HOUR;
            Some(if *sign == b'+' { moment - offset } else { moment + offset })
        }
        _ => parse_timestamp(text),
    }
}

/// Two digits as a number.
fn pair(tens: u8, ones: u8) -> Option<i32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
}

/// `YYYY-MM-DD` of a day that exists.
fn day(text: &[u8; 10]) -> Option<i32> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text else { return None };
    let (year, month, day) = (pair(y0, y1)? * 100 + pair(y2, y3)?, pair(m0, m1)?, pair(d0, d1)?);
    let exists = year > 0
        && (1..=12).contains(&month)
        && (1..=civil::days_in_month(year, month)).contains(&day);
    exists.then(|| civil::day_number(Day { year, month, day }) as i32)
}

/// `HH:MM:SS` with up to six digits of a fraction, as microseconds after midnight.
fn clock(text: &[u8]) -> Option<i64> {
    let (head, rest) = text.split_first_chunk::<8>()?;
    let [h0, h1, b':', m0, m1, b':', s0, s1] = *head else { return None };
    let (hour, minute, second) = (pair(h0, h1)?, pair(m0, m1)?, pair(s0, s1)?);
    let micros = match rest {
        [] => 0,
        [b'.', digits @ ..] if (1..=6).contains(&digits.len()) => {
            let mut micros = 0;
            for place in 0..6 {
                let digit = digits.get(place).copied().unwrap_or(b'0');
                micros = micros * 10 + pair(b'0', digit)?;
            }
            micros
        }
        _ => return None,
    };
    let exists = hour < 24 && minute < 60 && second < 60;
    exists.then(|| civil::micros_from_clock(Clock { hour, minute, second, micros }))
}
