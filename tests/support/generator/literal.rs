//! Constants of each kind: few values, so that rows meet, with edges among them.

use super::draw::Draw;
use super::kind::Kind;

/// Texts, short and few, with what patterns and padding trip over.
const TEXTS: &[&str] = &[
    "",
    "a",
    "b",
    "ab",
    "abc",
    "Abc",
    "b a",
    "a%",
    "_b",
    " a",
    "a ",
    "x''y",
    "zz",
    "10",
    "-3",
    "3.5",
    "é",
    "ÀB",
    "naïve",
    "t",
    "2021-03-04",
];
/// Dates, some of them ends of months and years.
const DATES: &[&str] =
    &["2020-02-29", "2021-01-31", "2021-03-04", "2021-12-31", "2022-01-01", "1999-12-31"];
const TIMES: &[&str] = &["00:00:00", "09:30:00", "12:00:00", "17:45:30.5", "23:59:59.999999"];
const INTERVALS: &[&str] = &[
    "0",
    "1 day",
    "-1 day",
    "1 month",
    "2 months -3 days",
    "01:30:00",
    "-00:00:01.5",
    "1 year",
    "36 hours",
    "1 day 02:00:00",
];
const UUIDS: &[&str] = &[
    "00000000-0000-0000-0000-000000000000",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "b1ffcd00-0000-4000-8000-0123456789ab",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
];
const NUMERICS: &[&str] =
    &["0", "1", "-1", "2.5", "-2.5", "0.05", "10.00", "99.99", "-0.01", "3.333", "100", "7.10"];
/// Halves and quarters: their sums are exact in whatever order they are taken.
const FLOATS: &[&str] = &["0", "1", "-1", "0.5", "-2.25", "3.75", "10", "100.5", "-0.125", "8"];
const EDGES_INT2: &[&str] = &["32767", "-32768"];
const EDGES_INT4: &[&str] = &["2147483647", "-2147483648"];
const EDGES_INT8: &[&str] = &["9223372036854775807", "-9223372036854775808"];

/// The bare text of a value of that kind, without quotes.
pub fn text(draw: &mut Draw, kind: Kind) -> String {
    let of = |draw: &mut Draw, texts: &[&str]| draw.pick(texts).to_string();
    match kind {
        Kind::Bool => of(draw, &["true", "false"]),
        Kind::Int2 | Kind::Int4 | Kind::Int8 => draw.between(-3, 12).to_string(),
        Kind::Numeric => of(draw, NUMERICS),
        Kind::Float4 | Kind::Float8 => of(draw, FLOATS),
        Kind::Text => of(draw, TEXTS),
        Kind::Varchar => draw.pick(TEXTS).chars().take(8).collect(),
        Kind::Char => draw
            .pick(TEXTS)
            .replace("''", "'")
            .chars()
            .take(4)
            .collect::<String>()
            .replace('\'', "''"),
        Kind::Date => of(draw, DATES),
        Kind::Time => of(draw, TIMES),
        Kind::Timestamp => format!("{} {}", draw.pick(DATES), draw.pick(TIMES)),
        Kind::TimestampTz => {
            let zone = draw.pick(&["+00", "+02", "-05:30"]).to_string();
            format!("{} {}{zone}", draw.pick(DATES), draw.pick(TIMES))
        }
        Kind::Interval => of(draw, INTERVALS),
        Kind::Uuid => of(draw, UUIDS),
    }
}

/// A value of that kind as an expression of exactly that type.
pub fn literal(draw: &mut Draw, kind: Kind) -> String {
    let text = text(draw, kind);
    match kind {
        Kind::Bool => text,
        Kind::Int4 if text.starts_with('-') => format!("({text})"),
        Kind::Int4 => text,
        Kind::Numeric if text.contains('.') && !text.starts_with('-') => text,
        Kind::Text if draw.per_cent(70) => format!("'{text}'::text"),
        Kind::Date | Kind::Time | Kind::Timestamp | Kind::TimestampTz | Kind::Interval
            if draw.per_cent(60) =>
        {
            format!("{} '{text}'", kind.name())
        }
        other if draw.per_cent(20) => format!("CAST('{text}' AS {})", other.name()),
        other => format!("'{text}'::{}", other.name()),
    }
}

/// A value of that kind written in another way than usual, where there is one.
pub fn odd(draw: &mut Draw, kind: Kind) -> Option<String> {
    let texts = ["E'a\\tb'", "E'\\x41\\u00e9'", "N'b'", "$$it's$$", "$q$a$q$", "U&'\\0061'"];
    let dates = [
        "1962/2/18",
        "18-Feb-1962",
        "Feb 18, 1962",
        "20210304",
        "2021.063",
        "March 4 2021",
        "2021-3-4",
        "4 mar 2021",
    ];
    let text = match kind {
        Kind::Text => return Some(format!("{}::text", draw.pick(&texts))),
        Kind::Date => draw.pick(&dates).to_string(),
        Kind::Timestamp => format!("{} {}", draw.pick(&dates), draw.pick(&["3:04 PM", "0405"])),
        Kind::Time => draw.pick(&["3:04 pm", "040506", "12:30:15.25 AM", "T07:08"]).to_string(),
        Kind::Interval => {
            draw.pick(&["1-2", "P1Y2M3DT4H", "3 4:05:06", "1.5 weeks", "2 hours ago"]).to_string()
        }
        _ => return None,
    };
    Some(format!("'{text}'::{}", kind.name()))
}

/// A value of that kind as a string of no type yet.
pub fn untyped(draw: &mut Draw, kind: Kind) -> String {
    format!("'{}'", text(draw, kind))
}

/// A value to be stored: mostly a common one, sometimes an edge of the type.
pub fn stored(draw: &mut Draw, kind: Kind) -> String {
    let edges = match kind {
        Kind::Int2 => EDGES_INT2,
        Kind::Int4 => EDGES_INT4,
        Kind::Int8 => EDGES_INT8,
        _ => &[],
    };
    if !edges.is_empty() && draw.per_cent(1) {
        return draw.pick(edges).to_string();
    }
    match kind {
        Kind::Bool | Kind::Int2 | Kind::Int4 | Kind::Int8 | Kind::Numeric => text(draw, kind),
        Kind::Float4 | Kind::Float8 => text(draw, kind),
        other => untyped(draw, other),
    }
}
