//! What can be wrong with a text that should name a moment or a span.

use crate::base::error::{sqlstate, Error, SqlError};

/// Why a text was refused. The reader finds the kind; the words need the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It has no form that is known.
    Format,
    /// It names a time that does not exist.
    Range,
    /// Its month or day does not exist: perhaps they are in another order.
    RangeOfMonthOrDay,
    /// Its offset from UTC is more than a day's worth.
    RangeOfZone,
    /// It names a day or moment that the type does not reach.
    RangeOfType,
    /// It needs the clock, which nobody gave.
    NoClock,
    /// It names a time zone by its place.
    NamedZone,
    /// It has a word where a time zone stands that is none.
    UnknownZone(String),
}

/// The areas that time zones are named by: `Europe/Paris`.
const AREAS: [&str; 14] = [
    "africa",
    "america",
    "antarctica",
    "arctic",
    "asia",
    "atlantic",
    "australia",
    "brazil",
    "canada",
    "etc",
    "europe",
    "indian",
    "pacific",
    "us",
];

/// Why a field in the place of a zone was refused.
pub(super) fn refused_zone(zone: &str) -> Wrong {
    match zone.split_once('/') {
        Some((area, _)) if AREAS.contains(&area) => Wrong::NamedZone,
        _ => Wrong::UnknownZone(zone.to_string()),
    }
}

/// PostgreSQL's words for a refused text of that type.
pub(super) fn error(wrong: Wrong, text: &str, type_name: &str) -> Error {
    let out_of_range = || format!("date/time field value out of range: \"{text}\"");
    match wrong {
        Wrong::Format => SqlError::new(
            sqlstate::INVALID_DATETIME_FORMAT,
            format!("invalid input syntax for type {type_name}: \"{text}\""),
        ),
        Wrong::Range => SqlError::new(sqlstate::DATETIME_FIELD_OVERFLOW, out_of_range()),
        Wrong::RangeOfMonthOrDay => {
            SqlError::new(sqlstate::DATETIME_FIELD_OVERFLOW, out_of_range())
                .hint("Perhaps you need a different \"datestyle\" setting.")
        }
        Wrong::RangeOfZone => SqlError::new(
            sqlstate::INVALID_TIME_ZONE_DISPLACEMENT_VALUE,
            format!("time zone displacement out of range: \"{text}\""),
        ),
        Wrong::RangeOfType => SqlError::new(
            sqlstate::DATETIME_FIELD_OVERFLOW,
            // Both timestamp types call themselves by the short name here.
            match type_name {
                "date" => format!("date out of range: \"{text}\""),
                _ => format!("timestamp out of range: \"{text}\""),
            },
        ),
        Wrong::NoClock => SqlError::new(
            sqlstate::FEATURE_NOT_SUPPORTED,
            format!("the clock is not known where \"{text}\" is read"),
        )
        .hint("Write the moment itself, or call now()."),
        Wrong::NamedZone => SqlError::new(
            sqlstate::FEATURE_NOT_SUPPORTED,
            format!("named time zones are not supported: \"{text}\""),
        )
        .hint("Write the offset from UTC instead, such as +02 or -05:30."),
        Wrong::UnknownZone(zone) => SqlError::new(
            sqlstate::INVALID_PARAMETER_VALUE,
            format!("time zone \"{zone}\" not recognized"),
        ),
    }
    .into()
}
