//! The civil calendar: day numbers and (year, month, day), microseconds and clock time.
//!
//! ```text
//!   day 0 = 2000-01-01     day -1 = 1999-12-31     year 0 = 1 BC
//! ```
//!
//! Years are counted from March, so that the leap day ends them and month lengths follow one
//! straight line; 400 years are 146,097 days.
//! Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

/// Microseconds of a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds of a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds of a day without leap seconds.
pub const DAY: i64 = 24 * HOUR;
/// Days that a month counts where spans are compared or justified.
pub const DAYS_PER_MONTH: i64 = 30;
/// Months of a year.
pub const MONTHS_PER_YEAR: i32 = 12;

/// `date '-infinity'`
pub const DATE_NEG_INFINITY: i32 = i32::MIN;
/// `date 'infinity'`
pub const DATE_INFINITY: i32 = i32::MAX;
/// `timestamp '-infinity'`
pub const TIMESTAMP_NEG_INFINITY: i64 = i64::MIN;
/// `timestamp 'infinity'`
pub const TIMESTAMP_INFINITY: i64 = i64::MAX;

/// The first day there is: 4714-11-24 BC, day 0 of the Julian day count.
pub const DATE_MIN: i32 = -2_451_545;
/// The first day that is too late: 5874898-01-01.
pub const DATE_END: i32 = 2_145_031_949;
/// The first moment there is: 4714-11-24 00:00:00 BC.
pub const TIMESTAMP_MIN: i64 = DATE_MIN as i64 * DAY;
/// The first moment that is too late: 294277-01-01 00:00:00.
pub const TIMESTAMP_END: i64 = 106_751_983 * DAY;
/// 2000-01-01 in the Julian day count.
pub const JULIAN_DAY_OF_2000: i64 = 2_451_545;
/// 1970-01-01 as a day number: the Unix epoch.
pub const UNIX_EPOCH_DAY: i32 = -10_957;

/// A day as people write it. Year 0 is 1 BC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// The year; 0 and below are BC.
    pub year: i32,
    /// 1 to 12.
    pub month: i32,
    /// 1 to 31.
    pub day: i32,
}

/// A time of day as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// 0 to 23; 24 in the one time `24:00:00`.
    pub hour: i32,
    /// 0 to 59.
    pub minute: i32,
    /// 0 to 59.
    pub second: i32,
    /// Microseconds within the second.
    pub micros: i32,
}

/// The days from 0000-03-01 to 2000-01-01.
const DAYS_TO_2000: i64 = 730_425;
/// The days of 400 years.
const DAYS_PER_ERA: i64 = 146_097;

/// The number of a day. Month and day are within their bounds.
pub fn day_number(day: Day) -> i64 {
    let year = i64::from(day.year) - i64::from(day.month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((day.month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day.day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_2000
}

/// The day of a number.
pub fn day_from_number(number: i64) -> Day {
    let days = number + DAYS_TO_2000;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    Day { year: year as i32, month: month as i32, day: day as i32 }
}

/// Whether the year has a 29 February.
pub fn is_leap_year(year: i32) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// How many days the month has; 31 for a month that does not exist.
pub fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of the week: 1 is Monday, 7 is Sunday.
pub fn weekday(number: i64) -> i64 {
    // 2000-01-01 was a Saturday.
    (number + 5).rem_euclid(7) + 1
}

/// The year and week of ISO 8601: weeks begin on Monday, and belong to the year of their
/// Thursday.
pub fn iso_week(number: i64) -> (i64, i64) {
    let thursday = number - weekday(number) + 4;
    let year = day_from_number(thursday).year;
    let first = day_number(Day { year, month: 1, day: 1 });
    (i64::from(year), (thursday - first) / 7 + 1)
}

/// The time of day that many microseconds after midnight.
pub fn clock_from_micros(micros: i64) -> Clock {
    Clock {
        hour: (micros / HOUR) as i32,
        minute: (micros / MINUTE % 60) as i32,
        second: (micros / SECOND % 60) as i32,
        micros: (micros % SECOND) as i32,
    }
}

/// Microseconds after midnight.
pub fn micros_from_clock(clock: Clock) -> i64 {
    i64::from(clock.hour) * HOUR
        + i64::from(clock.minute) * MINUTE
        + i64::from(clock.second) * SECOND
        + i64::from(clock.micros)
}

/// A moment as its day number and the microseconds since that midnight.
pub fn split_timestamp(micros: i64) -> (i64, i64) {
    (micros.div_euclid(DAY), micros.rem_euclid(DAY))
}

/// Whether a day number is one of `date`'s finite values.
pub fn is_date(number: i64) -> bool {
    (i64::from(DATE_MIN)..i64::from(DATE_END)).contains(&number)
}

/// Whether the microseconds are one of `timestamp`'s finite values.
pub fn is_timestamp(micros: i64) -> bool {
    (TIMESTAMP_MIN..TIMESTAMP_END).contains(&micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_number_names_one_day() {
        for number in (-2_451_545..2_145_031_949i64).step_by(9_973) {
            assert_eq!(day_number(day_from_number(number)), number);
        }
        assert_eq!(day_number(Day { year: 2000, month: 1, day: 1 }), 0);
        assert_eq!(day_number(Day { year: 1970, month: 1, day: 1 }), i64::from(UNIX_EPOCH_DAY));
        assert_eq!(day_number(Day { year: -4713, month: 11, day: 24 }), i64::from(DATE_MIN));
        assert_eq!(day_number(Day { year: 5_874_898, month: 1, day: 1 }), i64::from(DATE_END));
        let end = day_number(Day { year: 294_277, month: 1, day: 1 });
        assert_eq!(end * DAY, TIMESTAMP_END);
    }
}
