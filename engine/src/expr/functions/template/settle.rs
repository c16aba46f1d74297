//! A date or a moment of what a text said: `to_date`, `to_timestamp`.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::column::Column;
use model::types::datetime::civil::{
    day_number, days_in_month, is_date, is_leap_year, is_timestamp, Day, DATE_MIN, DAY, HOUR,
    MINUTE, SECOND,
};

use super::fields::pieces;
use super::reading::{read, Said};
use crate::expr::call::{Call, View};
use crate::expr::env::Env;
use crate::expr::form::{Date, Form, Text, TimestampTz};
use crate::expr::kernel::each_row;

fn overflow(message: String) -> Error {
    Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, message)
}

fn field_range(text: &str) -> Error {
    overflow(format!("date/time field value out of range: \"{text}\""))
}

/// The calendar year; 0 and below are BC. 0 where no year was said.
fn year(said: &Said) -> i32 {
    let civil = |year: i32| if year < 0 { year + 1 } else { year };
    match (said.year, said.century) {
        (0, 0) => 0,
        (0, century) => {
            let century = if said.is_before { -century } else { century };
            // The first year of the century.
            if century >= 0 {
                (century - 1) * 100 + 1
            } else {
                century * 100 + 1
            }
        }
        (year, century) if century != 0 && said.year_digits <= 2 => {
            let century = if said.is_before { -century } else { century };
            match (year % 100, century < 0) {
                (0, false) => century * 100,
                (0, true) => century * 100 + 1,
                (end, false) => (century - 1) * 100 + end,
                // Years before Christ count down: the last of the 2nd century BC is 101 BC.
                (end, true) => (century + 1) * 100 - end + 1,
            }
        }
        (year, _) => civil(if said.is_before { -year } else { year }),
    }
}

/// The Monday that the first ISO week of a year begins with.
fn first_monday(year: i32) -> i64 {
    let fourth = day_number(Day { year, month: 1, day: 4 });
    fourth - (fourth + 5).rem_euclid(7)
}

/// The day that was said.
fn day(said: &Said, text: &str) -> Result<i64> {
    let year = year(said);
    let is_iso = said.is_iso == Some(true);
    if said.julian != 0 && said.day == 0 && said.month == 0 && said.year == 0 {
        return Ok(i64::from(said.julian) + i64::from(DATE_MIN));
    }
    if is_iso && said.week != 0 {
        let weekday = i64::from(said.day_of_week.max(1) - 1);
        return Ok(first_monday(year) + i64::from(said.week - 1) * 7 + weekday);
    }
    let mut day_of_year = said.day_of_year;
    if said.week != 0 {
        day_of_year = (said.week - 1) * 7 + 1;
    }
    let day = match said.week_of_month {
        0 => said.day,
        week => (week - 1) * 7 + 1,
    };
    if day_of_year != 0 && said.month <= 1 && day <= 1 {
        return from_day_of_year(said, year, day_of_year, text);
    }
    let (month, day) = (said.month.max(0), day.max(0));
    let month = if month == 0 { 1 } else { month };
    let day = if day == 0 { 1 } else { day };
    if month > 12 || day > days_in_month(year, month) || said.month < 0 || said.day < 0 {
        return Err(field_range(text));
    }
    Ok(day_number(Day { year, month, day }))
}

fn from_day_of_year(said: &Said, year: i32, day_of_year: i32, text: &str) -> Result<i64> {
    if said.year == 0 && !said.is_before {
        let message = "cannot calculate day of year without year information";
        return Err(SqlError::new(sqlstate::INVALID_DATETIME_FORMAT, message).into());
    }
    if said.is_iso == Some(true) {
        return Ok(first_monday(year) + i64::from(day_of_year) - 1);
    }
    if !(1..=365 + i32::from(is_leap_year(year))).contains(&day_of_year) {
        return Err(field_range(text));
    }
    Ok(day_number(Day { year, month: 1, day: 1 }) + i64::from(day_of_year) - 1)
}

/// The time of day that was said.
fn time(said: &Said, text: &str) -> Result<i64> {
    let (mut hour, mut minute, mut second) = (0, 0, 0);
    if said.second_of_day != 0 {
        hour = said.second_of_day / 3_600;
        minute = said.second_of_day / 60 % 60;
        second = said.second_of_day % 60;
    }
    let or = |said: i32, other: i32| if said == 0 { other } else { said };
    (hour, minute, second) =
        (or(said.hour, hour), or(said.minute, minute), or(said.second, second));
    if said.is_half_day_clock {
        if !(1..=12).contains(&hour) {
            return Err(SqlError::new(
                sqlstate::INVALID_DATETIME_FORMAT,
                format!("hour \"{hour}\" is invalid for the 12-hour clock"),
            )
            .hint("Use the 24-hour clock, or give an hour between 1 and 12.")
            .into());
        }
        hour = hour % 12 + if said.is_late { 12 } else { 0 };
    }
    let micros = i64::from(said.milliseconds) * 1_000 + i64::from(said.microseconds);
    let is_time = (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..60).contains(&second)
        && (0..SECOND).contains(&micros);
    if !is_time {
        return Err(field_range(text));
    }
    Ok(i64::from(hour) * HOUR + i64::from(minute) * MINUTE + i64::from(second) * SECOND + micros)
}

fn to_date(said: &Said, text: &str) -> Result<i32> {
    let day = day(said, text)?;
    time(said, text)?;
    if is_date(day) {
        Ok(day as i32)
    } else {
        Err(overflow(format!("date out of range: \"{text}\"")))
    }
}

fn to_moment(said: &Said, text: &str) -> Result<i64> {
    let local = day(said, text)?.checked_mul(DAY).map(|day| (day, time(said, text)));
    let range = || overflow("timestamp out of range".to_string());
    let (day, time) = local.ok_or_else(range)?;
    let moment = day + time? - i64::from(said.zone_minutes.unwrap_or(0)) * MINUTE;
    Some(moment).filter(|moment| is_timestamp(*moment)).ok_or_else(range)
}

/// Each text read by its template, and settled.
fn each<'a, R: Form>(
    call: &Call<'a>,
    settle: impl Fn(&Said, &str) -> Result<R::Owned<'a>>,
) -> Result<Column> {
    let texts: View<Text> = call.view(0);
    let templates: View<Text> = call.view(1);
    let fixed = templates.constant().map(pieces);
    each_row::<R>(call, |row| {
        let text = texts.at(row);
        let said = match &fixed {
            Some(pieces) => read(text, pieces)?,
            None => read(text, &pieces(templates.at(row)))?,
        };
        settle(&said, text)
    })
}

fn dates(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    each::<Date>(call, to_date)
}

fn moments(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    each::<TimestampTz>(call, to_moment)
}

functions! {
    /// Moments of texts, by a template.
    TEXT_TEMPLATE;
    Stable "to_date" (Text, Text) -> Date : dates;
    Stable "to_timestamp" (Text, Text) -> TimestampTz : moments;
}
