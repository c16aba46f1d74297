//! Templates of `to_char`, `to_date` and `to_timestamp`, taken apart.
//!
//! ```text
//!   "FMDD Month YYYY"    ->   Field DD (FM), Space, Field Month, Space, Field YYYY
//! ```
//!
//! A field's name is the longest that fits at its place. Text in double quotes is literal.
//! Source: PostgreSQL manual, "Data Type Formatting Functions", tables of template patterns.

/// What a field of a template stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// `AM`, `P.M.`; with points or without.
    HalfDay {
        has_points: bool,
    },
    /// `AD`, `B.C.`
    Era {
        has_points: bool,
    },
    Century,
    DayName,
    DayShortName,
    YearDay,
    IsoYearDay,
    MonthDay,
    Weekday,
    IsoWeekday,
    /// `FF1` to `FF6`, `MS`, `US`: that many digits of the second's fraction.
    Fraction(usize),
    /// `FX`: the text must have exactly the template's form.
    Exact,
    Hour24,
    Hour12,
    IsoWeek,
    /// `IYYY` to `I`: that many digits.
    IsoYear(usize),
    Julian,
    Minute,
    Month,
    MonthName,
    MonthShortName,
    Offset,
    Quarter,
    Roman,
    SecondOfDay,
    Second,
    ZoneHour,
    ZoneMinute,
    ZoneName,
    YearWeek,
    MonthWeek,
    /// `Y,YYY`
    YearWithComma,
    /// `YYYY` to `Y`: that many digits.
    Year(usize),
}

/// The letters that a field's text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Upper,
    Capital,
    Lower,
}

/// What a template asks for after a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ordinal {
    None,
    /// `TH`
    Upper,
    /// `th`
    Lower,
}

/// A field with what stands before and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FieldNode {
    pub field: Field,
    /// Its name as the template has it.
    pub name: &'static str,
    pub case: Case,
    /// `FM`: no blanks and zeros that fill.
    pub is_unfilled: bool,
    /// `TM`: names in the session's language, which do not fill either.
    pub is_translated: bool,
    pub ordinal: Ordinal,
}

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Field(FieldNode),
    /// A punctuation mark outside quotes.
    Separator(char),
    Space(char),
    Text(char),
}

/// The names, first the longer of two that begin alike. Each stands for itself in capitals, and
/// in small letters for the same with a small result.
const NAMES: [(&str, &str, Field); 54] = [
    ("A.D.", "a.d.", Field::Era { has_points: true }),
    ("A.M.", "a.m.", Field::HalfDay { has_points: true }),
    ("AD", "ad", Field::Era { has_points: false }),
    ("AM", "am", Field::HalfDay { has_points: false }),
    ("B.C.", "b.c.", Field::Era { has_points: true }),
    ("BC", "bc", Field::Era { has_points: false }),
    ("CC", "cc", Field::Century),
    ("DAY", "day", Field::DayName),
    ("DDD", "ddd", Field::YearDay),
    ("DD", "dd", Field::MonthDay),
    ("DY", "dy", Field::DayShortName),
    ("D", "d", Field::Weekday),
    ("FF1", "ff1", Field::Fraction(1)),
    ("FF2", "ff2", Field::Fraction(2)),
    ("FF3", "ff3", Field::Fraction(3)),
    ("FF4", "ff4", Field::Fraction(4)),
    ("FF5", "ff5", Field::Fraction(5)),
    ("FF6", "ff6", Field::Fraction(6)),
    ("FX", "fx", Field::Exact),
    ("HH24", "hh24", Field::Hour24),
    ("HH12", "hh12", Field::Hour12),
    ("HH", "hh", Field::Hour12),
    ("IDDD", "iddd", Field::IsoYearDay),
    ("ID", "id", Field::IsoWeekday),
    ("IW", "iw", Field::IsoWeek),
    ("IYYY", "iyyy", Field::IsoYear(4)),
    ("IYY", "iyy", Field::IsoYear(3)),
    ("IY", "iy", Field::IsoYear(2)),
    ("I", "i", Field::IsoYear(1)),
    ("J", "j", Field::Julian),
    ("MI", "mi", Field::Minute),
    ("MM", "mm", Field::Month),
    ("MONTH", "month", Field::MonthName),
    ("MON", "mon", Field::MonthShortName),
    ("MS", "ms", Field::Fraction(3)),
    ("OF", "of", Field::Offset),
    ("P.M.", "p.m.", Field::HalfDay { has_points: true }),
    ("PM", "pm", Field::HalfDay { has_points: false }),
    ("Q", "q", Field::Quarter),
    ("RM", "rm", Field::Roman),
    ("SSSSS", "sssss", Field::SecondOfDay),
    ("SSSS", "ssss", Field::SecondOfDay),
    ("SS", "ss", Field::Second),
    ("TZH", "tzh", Field::ZoneHour),
    ("TZM", "tzm", Field::ZoneMinute),
    ("TZ", "tz", Field::ZoneName),
    ("US", "us", Field::Fraction(6)),
    ("WW", "ww", Field::YearWeek),
    ("W", "w", Field::MonthWeek),
    ("Y,YYY", "y,yyy", Field::YearWithComma),
    ("YYYY", "yyyy", Field::Year(4)),
    ("YYY", "yyy", Field::Year(3)),
    ("YY", "yy", Field::Year(2)),
    ("Y", "y", Field::Year(1)),
];

/// The names in mixed letters.
const CAPITAL_NAMES: [(&str, Field); 4] = [
    ("Day", Field::DayName),
    ("Dy", Field::DayShortName),
    ("Month", Field::MonthName),
    ("Mon", Field::MonthShortName),
];

fn find_name(text: &str) -> Option<(&'static str, Field, Case)> {
    let capital = CAPITAL_NAMES.iter().find(|(name, _)| text.starts_with(name));
    if let Some((name, field)) = capital {
        return Some((name, *field, Case::Capital));
    }
    NAMES.iter().find_map(|(upper, lower, field)| {
        if text.starts_with(upper) {
            Some((*upper, *field, Case::Upper))
        } else if text.starts_with(lower) {
            Some((*lower, *field, Case::Lower))
        } else {
            None
        }
    })
}

/// The field that a template goes on with, and what follows it.
fn split_field(template: &str) -> Option<(FieldNode, &str)> {
    let mut rest = template;
    let (mut is_unfilled, mut is_translated) = (false, false);
    if let Some(after) = rest.strip_prefix("FM").or_else(|| rest.strip_prefix("fm")) {
        (is_unfilled, rest) = (true, after);
    } else if let Some(after) = rest.strip_prefix("TM").or_else(|| rest.strip_prefix("tm")) {
        (is_translated, rest) = (true, after);
    }
    let (name, field, case) = find_name(rest)?;
    rest = &rest[name.len()..];
    let ordinal = match rest.get(..2) {
        Some("TH") => Ordinal::Upper,
        Some("th") => Ordinal::Lower,
        // `SP` is read and does nothing.
        Some("SP") => Ordinal::None,
        _ => {
            let node =
                FieldNode { field, name, case, is_unfilled, is_translated, ordinal: Ordinal::None };
            return Some((node, rest));
        }
    };
    Some((FieldNode { field, name, case, is_unfilled, is_translated, ordinal }, &rest[2..]))
}

/// Whether a letter separates: printable, and neither letter nor digit.
pub(super) fn is_separator(letter: char) -> bool {
    letter.is_ascii_punctuation()
}

/// White space of the C locale.
pub(super) fn is_blank(letter: char) -> bool {
    u8::try_from(letter).is_ok_and(crate::types::text::is_space)
}

/// A template, taken apart once for many values.
#[derive(Clone, Debug)]
pub struct Template {
    pub(super) nodes: Vec<Node>,
    /// Whether it has no letter at all: then `to_char` gives NULL.
    pub(super) is_empty: bool,
}

impl Template {
    /// The template of that text. Every text is one.
    pub fn new(text: &str) -> Template {
        Template { nodes: parse(text), is_empty: text.is_empty() }
    }
}

/// The pieces of a template.
fn parse(template: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = template;
    while !rest.is_empty() {
        if let Some((field, after)) = split_field(rest) {
            nodes.push(Node::Field(field));
            rest = after;
            continue;
        }
        // A prefix without a field is dropped.
        for prefix in ["FM", "fm", "TM", "tm"] {
            if let Some(after) = rest.strip_prefix(prefix) {
                rest = after;
                break;
            }
        }
        if let Some(after) = rest.strip_prefix('"') {
            rest = parse_quoted(after, &mut nodes);
            continue;
        }
        if rest.starts_with("\\\"") {
            rest = &rest[1..];
        }
        let mut letters = rest.chars();
        match letters.next() {
            Some(letter) if is_separator(letter) => nodes.push(Node::Separator(letter)),
            Some(letter) if is_blank(letter) => nodes.push(Node::Space(letter)),
            Some(letter) => nodes.push(Node::Text(letter)),
            None => {}
        }
        rest = letters.as_str();
    }
    nodes
}

/// The letters up to the closing quote; what follows it.
fn parse_quoted<'a>(text: &'a str, nodes: &mut Vec<Node>) -> &'a str {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => nodes.push(Node::Text(letters.next().unwrap_or('\\'))),
            letter => nodes.push(Node::Text(letter)),
        }
    }
    letters.as_str()
}
