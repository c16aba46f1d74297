//! What the fields of a template said, put together to a day and a time.
//!
//! Years may come with a century, days with a month, a week or a year; what is said twice has been
//! held against each other before.
//! Source: PostgreSQL manual, "Data Type Formatting Functions", usage notes.

use super::civil::{self, Day, HOUR, MINUTE, SECOND};
use super::wrong::{error, Wrong};
use crate::base::error::{sqlstate, Result, SqlError};

/// Hours that an offset from UTC may have.
const ZONE_HOURS_MAX: i32 = 15;

/// Which calendar a template's fields count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Convention {
    Gregorian,
    IsoWeek,
}

/// What the fields said; 0 where none did, as no field may be 0 and mean it.
#[derive(Default)]
pub(super) struct Found {
    pub convention: Option<Convention>,
    pub hour: i32,
    pub is_half_day: bool,
    pub is_afternoon: i32,
    pub minute: i32,
    pub second: i32,
    pub second_of_day: i32,
    pub millis: i32,
    pub micros: i32,
    /// Digits of the second's fraction that `FF1` to `FF6` asked for.
    pub fraction_digits: u32,
    pub year: i32,
    /// Digits of the year's field.
    pub year_digits: usize,
    pub is_before_christ: i32,
    pub century: i32,
    pub month: i32,
    pub month_day: i32,
    /// 1 is Sunday.
    pub weekday: i32,
    pub year_day: i32,
    pub year_week: i32,
    pub month_week: i32,
    pub julian: i32,
    /// -1 or 1 where there is an offset.
    pub zone_sign: i32,
    pub zone_hour: i32,
    pub zone_minute: i32,
}

/// A day and a time that a text named.
pub(super) struct Moment {
    pub year: i32,
    pub month: i32,
    pub month_day: i32,
    pub micros: i64,
    pub zone_micros: i64,
    /// Microseconds that the moment is rounded to.
    pub precision: i64,
}

impl Moment {
    pub fn day_number(&self) -> i64 {
        civil::day_number(Day { year: self.year, month: self.month, day: self.month_day })
    }
}

pub(super) fn wrong(message: String) -> SqlError {
    SqlError::new(sqlstate::INVALID_DATETIME_FORMAT, message)
}

/// The days of a year before each month.
fn days_before_month(year: i32, month: i32) -> i32 {
    (1..month).map(|month| civil::days_in_month(year, month)).sum()
}

/// The day number of the Monday of that ISO week.
fn iso_monday(year: i32, week: i32) -> i64 {
    let fourth = civil::day_number(Day { year, month: 1, day: 4 });
    fourth - civil::weekday(fourth) + 1 + (i64::from(week) - 1) * 7
}

/// The year, the month and the day while they are put together.
struct Date {
    year: i32,
    month: i32,
    month_day: i32,
    has_year: bool,
    has_month: bool,
    has_day: bool,
}

impl Date {
    fn set_number(&mut self, number: i64) {
        let day = civil::day_from_number(number);
        (self.year, self.month, self.month_day) = (day.year, day.month, day.day);
        (self.has_year, self.has_month, self.has_day) = (true, true, true);
    }
}

/// Puts together what the fields said.
pub(super) fn settle(found: Found, text: &str) -> Result<Moment> {
    let hour = settle_hour(&found)?;
    let (mut minute, mut second) = (found.second_of_day / 60 % 60, found.second_of_day % 60);
    if found.minute != 0 {
        minute = found.minute;
    }
    if found.second != 0 {
        second = found.second;
    }
    let micros = i64::from(found.millis) * 1_000 + i64::from(found.micros);
    let date = settle_date(&found)?;
    let out_of_range = || error(Wrong::Range, text, "timestamp");
    let is_month = (1..=12).contains(&date.month);
    let last = civil::days_in_month(date.year, if is_month { date.month } else { 1 });
    let is_full = date.has_year && date.has_month && date.has_day;
    if date.has_month && !is_month
        || date.has_day && !(1..=31).contains(&date.month_day)
        || is_full && date.month_day > last
        || !(0..24).contains(&hour)
        || !(0..60).contains(&minute)
        || !(0..60).contains(&second)
        || !(0..SECOND).contains(&micros)
    {
        return Err(out_of_range());
    }
    let mut zone_micros = 0;
    if found.zone_sign != 0 {
        let is_zone =
            (0..=ZONE_HOURS_MAX).contains(&found.zone_hour) && (0..60).contains(&found.zone_minute);
        if !is_zone {
            return Err(error(Wrong::RangeOfZone, text, "timestamp"));
        }
        zone_micros = i64::from(found.zone_sign)
            * (i64::from(found.zone_hour) * HOUR + i64::from(found.zone_minute) * MINUTE);
    }
    Ok(Moment {
        year: date.year,
        month: date.month,
        month_day: date.month_day,
        micros: i64::from(hour) * HOUR
            + i64::from(minute) * MINUTE
            + i64::from(second) * SECOND
            + micros,
        zone_micros,
        precision: match found.fraction_digits {
            0 => 1,
            digits => 10i64.pow(6 - digits),
        },
    })
}

fn settle_hour(found: &Found) -> Result<i32> {
    let hour = if found.hour != 0 { found.hour } else { found.second_of_day / 3_600 };
    if !found.is_half_day {
        return Ok(hour);
    }
    if !(1..=12).contains(&hour) {
        return Err(wrong(format!("hour \"{hour}\" is invalid for the 12-hour clock"))
            .hint("Use the 24-hour clock, or give an hour between 1 and 12.")
            .into());
    }
    Ok(hour % 12 + if found.is_afternoon != 0 { 12 } else { 0 })
}

/// The year, by its digits and its century; whether there is one at all.
fn settle_year(found: &Found) -> (i32, bool) {
    let is_before_christ = found.is_before_christ != 0;
    let signed = |number: i32| if is_before_christ { number.saturating_neg() } else { number };
    let century = signed(found.century);
    let hundreds = |century: i32| century.saturating_mul(100);
    if found.year == 0 {
        return match found.century {
            0 => (0, false),
            _ if century >= 0 => (hundreds(century - 1).saturating_add(1), true),
            _ => (hundreds(century).saturating_add(1), true),
        };
    }
    if found.century != 0 && found.year_digits <= 2 {
        let year = found.year % 100;
        let year = match (year, century >= 0) {
            (0, true) => hundreds(century),
            (0, false) => hundreds(century) + 1,
            (year, true) => hundreds(century - 1).saturating_add(year),
            (year, false) => hundreds(century + 1).saturating_sub(year) + 1,
        };
        return (year, true);
    }
    let year = signed(found.year);
    // There is no year 0: 1 BC is kept as 0.
    (if year < 0 { year + 1 } else { year }, true)
}

fn settle_date(found: &Found) -> Result<Date> {
    let (year, has_year) = settle_year(found);
    let mut date =
        Date { year, month: 1, month_day: 1, has_year, has_month: false, has_day: false };
    let is_iso = found.convention == Some(Convention::IsoWeek);
    let mut year_day = found.year_day;
    let mut month_day = found.month_day;
    if found.julian != 0 {
        date.set_number(i64::from(found.julian) - civil::JULIAN_DAY_OF_2000);
    }
    if found.year_week != 0 && is_iso {
        let after_monday = match found.weekday {
            0 => 0,
            ..=1 => 6,
            weekday => i64::from(weekday) - 2,
        };
        date.set_number(iso_monday(date.year, found.year_week) + after_monday);
    } else if found.year_week != 0 {
        year_day = found.year_week.saturating_sub(1).saturating_mul(7).saturating_add(1);
    }
    if found.month_week != 0 {
        month_day = found.month_week.saturating_sub(1).saturating_mul(7).saturating_add(1);
    }
    if month_day != 0 {
        (date.month_day, date.has_day) = (month_day, true);
    }
    if found.month != 0 {
        (date.month, date.has_month) = (found.month, true);
    }
    if year_day != 0 && (date.month <= 1 || date.month_day <= 1) {
        if date.year == 0 && found.is_before_christ == 0 {
            let message = "cannot calculate day of year without year information";
            return Err(wrong(message.to_string()).into());
        }
        if is_iso {
            date.set_number(iso_monday(date.year, 1) - 1 + i64::from(year_day));
        } else {
            set_year_day(&mut date, year_day);
        }
    }
    Ok(date)
}

/// The month and the day of a day of the year, where they are not known yet.
fn set_year_day(date: &mut Date, year_day: i32) {
    let is_within = |month: &i32| year_day <= days_before_month(date.year, month + 1);
    let month = (1..=12).find(is_within).unwrap_or(13);
    let before = days_before_month(date.year, month);
    if date.month <= 1 {
        date.month = month;
    }
    if date.month_day <= 1 {
        date.month_day = year_day - before;
    }
    (date.has_month, date.has_day) = (true, true);
}
