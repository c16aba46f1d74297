//! What values a setting takes.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::text::float::write_f64;

use crate::expr::functions::quote::quote_ident;

/// What values a setting takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `on` or `off`.
    Bool,
    /// A whole number, perhaps with a unit.
    Integer {
        /// The least.
        min: i32,
        /// The most.
        max: i32,
        /// What it counts.
        unit: Unit,
    },
    /// A number from 0 on.
    Real,
    /// Any text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of schemas.
    Path,
    /// One of these values; others that PostgreSQL has are refused with the hint.
    Only {
        /// Values that are taken, in the form in which they are shown.
        taken: &'static [&'static str],
        /// What to do instead.
        hint: &'static str,
    },
    /// What it is stays.
    Fixed,
}

/// What a whole number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nothing: a plain number.
    None,
    /// Kilobytes.
    Kilobytes,
    /// Blocks of 8 kB.
    Blocks,
    /// Milliseconds.
    Milliseconds,
}

/// Names of units with how many of the base unit each is, largest first.
type Scale = &'static [(&'static str, f64)];

const KILOBYTES: Scale = &[
    ("TB", 1_073_741_824.0),
    ("GB", 1_048_576.0),
    ("MB", 1_024.0),
    ("kB", 1.0),
    ("B", 1.0 / 1_024.0),
];
const BLOCKS: Scale =
    &[("TB", 134_217_728.0), ("GB", 131_072.0), ("MB", 128.0), ("kB", 0.125), ("B", 1.0 / 8_192.0)];
const MILLISECONDS: Scale = &[
    ("d", 86_400_000.0),
    ("h", 3_600_000.0),
    ("min", 60_000.0),
    ("s", 1_000.0),
    ("ms", 1.0),
    ("us", 0.001),
];

impl Unit {
    fn scale(self) -> Scale {
        match self {
            Unit::None => &[],
            Unit::Kilobytes => KILOBYTES,
            Unit::Blocks => BLOCKS,
            Unit::Milliseconds => MILLISECONDS,
        }
    }

    /// The unit's own name, as messages give it.
    fn name(self) -> &'static str {
        match self {
            Unit::None => "",
            Unit::Kilobytes => " kB",
            Unit::Blocks => " 8kB",
            Unit::Milliseconds => " ms",
        }
    }

    /// The number in the largest unit that is whole, as SHOW prints it.
    fn shown(self, number: i32) -> String {
        let whole = |(_, size): &&(&str, f64)| {
            let count = f64::from(number) / size;
            count >= 1.0 && count == libm::trunc(count)
        };
        match self.scale().iter().find(whole) {
            Some((name, size)) => format!("{:.0}{name}", f64::from(number) / size),
            None => number.to_string(),
        }
    }

    fn hint(self) -> Option<&'static str> {
        match self {
            Unit::None => None,
            Unit::Kilobytes | Unit::Blocks => Some(
                "Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and \"TB\".",
            ),
            Unit::Milliseconds => Some(
                "Valid units for this parameter are \"us\", \"ms\", \"s\", \"min\", \"h\", and \
                 \"d\".",
            ),
        }
    }
}

impl Kind {
    /// Whether SET takes several values for it.
    pub fn is_list(self) -> bool {
        matches!(self, Kind::Path | Kind::Only { .. })
    }

    /// The values of a SET as one text.
    pub fn joined(self, values: &[String]) -> String {
        match self {
            Kind::Path => {
                values.iter().map(|value| quote_ident(value)).collect::<Vec<String>>().join(", ")
            }
            _ => values.join(", "),
        }
    }

    /// The value as it is kept and shown; an error in PostgreSQL's words if it is none.
    pub fn value(self, name: &str, text: &str) -> Result<String> {
        match self {
            Kind::Bool => match truth(text) {
                Some(true) => Ok("on".to_string()),
                Some(false) => Ok("off".to_string()),
                None => {
                    let message = format!("parameter \"{name}\" requires a Boolean value");
                    Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message))
                }
            },
            Kind::Integer { min, max, unit } => {
                let number = integer(name, text, unit)?;
                if !(min..=max).contains(&number) {
                    let message = format!(
                        "{number}{} is outside the valid range for parameter \"{name}\" \
                         ({min} .. {max})",
                        unit.name()
                    );
                    return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
                }
                Ok(unit.shown(number))
            }
            Kind::Real => real(name, text),
            Kind::Text => Ok(text.to_string()),
            Kind::Word(words) => {
                let known = words.iter().find(|word| word.eq_ignore_ascii_case(text));
                known.map(|word| (*word).to_string()).ok_or_else(|| {
                    invalid(name, text)
                        .hint(format!("Available values: {}.", words.join(", ")))
                        .into()
                })
            }
            Kind::Path => match schemas(text) {
                Some(_) => Ok(text.to_string()),
                None => Err(invalid(name, text).detail("List syntax is invalid.").into()),
            },
            Kind::Only { taken, hint } => {
                let known = taken.iter().find(|value| begins(value, text));
                known.map(|value| (*value).to_string()).ok_or_else(|| {
                    let message = format!("value \"{text}\" for \"{name}\" is not supported");
                    SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message).hint(hint).into()
                })
            }
            Kind::Fixed => {
                let message = format!("parameter \"{name}\" cannot be changed");
                Err(Error::sql(sqlstate::CANT_CHANGE_RUNTIME_PARAM, message))
            }
        }
    }
}

/// The number that a shown value of a setting counts, in its base unit.
pub fn number_of(text: &str, unit: Unit) -> i32 {
    integer("", text, unit).unwrap_or(0)
}

/// The schemas of a list, folded to lower case unless quoted; `None` if it is no list.
pub fn schemas(text: &str) -> Option<Vec<String>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    split_outside_quotes(text).into_iter().map(one_schema).collect()
}

fn split_outside_quotes(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|letter| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    })
    .collect()
}

fn one_schema(item: &str) -> Option<String> {
    let item = item.trim();
    match item.strip_prefix('"') {
        Some(rest) => {
            let inner = rest.strip_suffix('"')?.replace("\"\"", "\u{0}");
            (!inner.contains('"')).then(|| inner.replace('\u{0}', "\""))
        }
        None if item.is_empty() || item.contains(char::is_whitespace) => None,
        None => Some(item.to_lowercase()),
    }
}

/// PostgreSQL's words of truth: `on`, `off`, and beginnings of `true`, `false`, `yes`, `no` and of
/// `off` (from two letters on).
fn truth(text: &str) -> Option<bool> {
    let word = text.to_ascii_lowercase();
    let begins = |whole: &str, least: usize| word.len() >= least && whole.starts_with(&word);
    if word == "1" || word == "on" || begins("true", 1) || begins("yes", 1) {
        Some(true)
    } else if word == "0" || begins("off", 2) || begins("false", 1) || begins("no", 1) {
        Some(false)
    } else {
        None
    }
}

/// Whether a value is the one that is taken, or its first words: `ISO` of `ISO, MDY`.
fn begins(taken: &str, text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split([',', ' ']).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).collect()
    };
    let (taken, given) = (words(taken), words(text));
    taken.starts_with(&given) && (taken.is_empty() || !given.is_empty())
}

fn invalid(name: &str, text: &str) -> SqlError {
    let message = format!("invalid value for parameter \"{name}\": \"{text}\"");
    SqlError::new(sqlstate::INVALID_PARAMETER_VALUE, message)
}

/// A whole number with or without a unit, rounded.
fn integer(name: &str, text: &str, unit: Unit) -> Result<i32> {
    let text = text.trim();
    let is_number = |letter: char| letter.is_ascii_digit() || "+-.".contains(letter);
    let end = text.find(|letter| !is_number(letter)).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    let suffix = suffix.trim_start();
    let Ok(number) = digits.parse::<f64>() else { return Err(invalid(name, text).into()) };
    let size = match (suffix, unit.scale().iter().find(|(known, _)| *known == suffix)) {
        ("", _) => 1.0,
        (_, Some((_, size))) => *size,
        (_, None) => {
            let error = invalid(name, text);
            return Err(unit.hint().map_or(error.clone(), |hint| error.hint(hint)).into());
        }
    };
    let number = libm::rint(number * size);
    if number < f64::from(i32::MIN) || number > f64::from(i32::MAX) {
        return Err(invalid(name, text).hint("Value exceeds integer range.").into());
    }
    Ok(number as i32)
}

fn real(name: &str, text: &str) -> Result<String> {
    let number: f64 = match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => number,
        _ => return Err(invalid(name, text).into()),
    };
    let mut shown = String::new();
    write_f64(number, &mut shown);
    if number < 0.0 {
        let message = format!(
            "{shown} is outside the valid range for parameter \"{name}\" (0 .. 1.79769e+308)"
        );
        return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
    }
    Ok(shown)
}
