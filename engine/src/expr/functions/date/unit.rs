//! The units that `extract`, `date_part` and `date_trunc` know, and their many names.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;

use super::refused;

/// A unit of time, or a way of counting days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Millionths, seconds included.
    Microseconds,
    /// Thousandths, seconds included.
    Milliseconds,
    /// With what is after the point.
    Second,
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// Of the month.
    Day,
    /// ISO week of the year.
    Week,
    /// 1 to 12.
    Month,
    /// 1 to 4.
    Quarter,
    /// There is no year 0.
    Year,
    /// The year over ten.
    Decade,
    /// The first is the years 1 to 100.
    Century,
    /// The first is the years 1 to 1000.
    Millennium,
    /// Days since 4714-11-24 BC.
    Julian,
    /// The year that the ISO week belongs to.
    IsoYear,
    /// 0 is Sunday.
    DayOfWeek,
    /// 7 is Sunday.
    IsoDayOfWeek,
    /// From 1.
    DayOfYear,
    /// Seconds since 1970-01-01, or of a span.
    Epoch,
    /// Seconds east of UTC.
    Timezone,
    /// Their hours.
    TimezoneHour,
    /// Their minutes.
    TimezoneMinute,
}

/// The names of each unit.
const NAMES: &[(Unit, &[&str])] = &[
    (
        Unit::Microseconds,
        &["microseconds", "microsecond", "us", "usec", "usecs", "useconds", "microsecon"],
    ),
    (
        Unit::Milliseconds,
        &["milliseconds", "millisecond", "ms", "msec", "msecs", "mseconds", "millisecon"],
    ),
    (Unit::Second, &["second", "seconds", "s", "sec", "secs"]),
    (Unit::Minute, &["minute", "minutes", "m", "min", "mins"]),
    (Unit::Hour, &["hour", "hours", "h", "hr", "hrs"]),
    (Unit::Day, &["day", "days", "d"]),
    (Unit::Week, &["week", "weeks", "w"]),
    (Unit::Month, &["month", "months", "mon", "mons"]),
    (Unit::Quarter, &["quarter", "qtr"]),
    (Unit::Year, &["year", "years", "y", "yr", "yrs"]),
    (Unit::Decade, &["decade", "decades", "dec", "decs"]),
    (Unit::Century, &["century", "centuries", "c", "cent"]),
    (Unit::Millennium, &["millennium", "millennia", "mil", "mils"]),
    (Unit::Julian, &["julian", "jd", "j"]),
    (Unit::IsoYear, &["isoyear"]),
    (Unit::DayOfWeek, &["dow"]),
    (Unit::IsoDayOfWeek, &["isodow"]),
    (Unit::DayOfYear, &["doy"]),
    (Unit::Epoch, &["epoch"]),
    (Unit::Timezone, &["timezone"]),
    (Unit::TimezoneHour, &["timezone_h", "timezone_hour"]),
    (Unit::TimezoneMinute, &["timezone_m", "timezone_minute"]),
];

/// The unit of that name, for a value of that type.
pub fn unit_named(name: &str, data_type: DataType) -> Result<Unit> {
    let small = name.to_lowercase();
    NAMES
        .iter()
        .find(|(_, names)| names.contains(&small.as_str()))
        .map(|(unit, _)| *unit)
        .ok_or_else(|| unknown(name, data_type))
}

/// The error of a name that is no unit.
pub fn unknown(name: &str, data_type: DataType) -> Error {
    refused(format!(
        "unit \"{}\" not recognized for type {}",
        name.to_lowercase(),
        data_type.name()
    ))
}

/// The error of a unit that such a value does not have.
pub fn unsupported(name: &str, data_type: DataType) -> SqlError {
    let (name, type_name) = (name.to_lowercase(), data_type.name());
    let message = format!("unit \"{name}\" not supported for type {type_name}");
    SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message)
}

/// The year as `extract` numbers it: there is no year 0.
pub fn shown_year(year: i32) -> i32 {
    if year > 0 {
        year
    } else {
        year - 1
    }
}
