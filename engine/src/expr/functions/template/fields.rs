//! A template of a moment, cut into fields and the text between them.
//!
//! ```text
//!   FMMonth DDth, YYYY   ->   Month(fill mode)  ' '  Day(th)  ','  ' '  Year(4)
//! ```

/// How letters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// `MONTH`
    Capitals,
    /// `Month`
    Title,
    /// `month`
    Small,
}

/// What a field stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// AD, BC; with points between the letters if true.
    Era(bool),
    /// AM, PM; with points between the letters if true.
    HalfDay(bool),
    /// CC
    Century,
    /// The name of the weekday, in full.
    DayName,
    /// Its first three letters.
    DayShort,
    /// DDD: of the year.
    DayOfYear,
    /// DD: of the month.
    Day,
    /// D: 1 is Sunday.
    DayOfWeek,
    /// FF1 to FF6: that many digits of the fraction of the second.
    Fraction(u8),
    /// FX: the text must have the template's widths.
    Exact,
    /// HH24
    Hour24,
    /// HH, HH12
    Hour12,
    /// IDDD: of the ISO year.
    IsoDayOfYear,
    /// ID: 1 is Monday.
    IsoDayOfWeek,
    /// IW
    IsoWeek,
    /// IYYY and its ends: that many last digits.
    IsoYear(u8),
    /// J
    Julian,
    /// MI
    Minute,
    /// MM
    Month,
    /// The name of the month, in full.
    MonthName,
    /// Its first three letters.
    MonthShort,
    /// RM
    MonthRoman,
    /// MS
    Milliseconds,
    /// OF: hours, and minutes where there are any.
    Offset,
    /// Q
    Quarter,
    /// SSSS, SSSSS: since midnight.
    SecondOfDay,
    /// SS
    Second,
    /// TZ
    Zone,
    /// TZH
    ZoneHour,
    /// TZM
    ZoneMinute,
    /// US
    Microseconds,
    /// WW: the first begins on 1 January.
    Week,
    /// W: the first begins on the first of the month.
    WeekOfMonth,
    /// Y,YYY
    YearWithComma,
    /// YYYY and its ends: that many last digits.
    Year(u8),
}

impl What {
    /// Whether its text is nothing but digits, so that the field before must not run into it.
    pub fn is_digits(self) -> bool {
        !matches!(
            self,
            What::Era(_)
                | What::HalfDay(_)
                | What::DayName
                | What::DayShort
                | What::Exact
                | What::MonthName
                | What::MonthShort
                | What::MonthRoman
                | What::Offset
                | What::Zone
                | What::ZoneHour
                | What::ZoneMinute
                | What::YearWithComma
        )
    }

    /// Whether it is the name of a month or a weekday.
    pub fn is_name(self) -> bool {
        matches!(self, What::DayName | What::DayShort | What::MonthName | What::MonthShort)
    }

    /// Whether it counts by the ISO week calendar; `None` where both calendars agree.
    pub fn is_iso(self) -> Option<bool> {
        match self {
            What::IsoDayOfYear | What::IsoDayOfWeek | What::IsoWeek | What::IsoYear(_) => {
                Some(true)
            }
            What::Century
            | What::DayOfYear
            | What::Day
            | What::DayOfWeek
            | What::Month
            | What::MonthName
            | What::MonthShort
            | What::MonthRoman
            | What::Week
            | What::WeekOfMonth
            | What::YearWithComma
            | What::Year(_) => Some(false),
            _ => None,
        }
    }
}

/// Every field by its name in capitals. Of those that fit, the longest is meant.
const NAMES: &[(&str, What)] = &[
    ("A.D.", What::Era(true)),
    ("B.C.", What::Era(true)),
    ("AD", What::Era(false)),
    ("BC", What::Era(false)),
    ("A.M.", What::HalfDay(true)),
    ("P.M.", What::HalfDay(true)),
    ("AM", What::HalfDay(false)),
    ("PM", What::HalfDay(false)),
    ("CC", What::Century),
    ("DAY", What::DayName),
    ("DDD", What::DayOfYear),
    ("DD", What::Day),
    ("DY", What::DayShort),
    ("D", What::DayOfWeek),
    ("FF1", What::Fraction(1)),
    ("FF2", What::Fraction(2)),
    ("FF3", What::Fraction(3)),
    ("FF4", What::Fraction(4)),
    ("FF5", What::Fraction(5)),
    ("FF6", What::Fraction(6)),
    ("FX", What::Exact),
    ("HH24", What::Hour24),
    ("HH12", What::Hour12),
    ("HH", What::Hour12),
    ("IDDD", What::IsoDayOfYear),
    ("ID", What::IsoDayOfWeek),
    ("IW", What::IsoWeek),
    ("IYYY", What::IsoYear(4)),
    ("IYY", What::IsoYear(3)),
    ("IY", What::IsoYear(2)),
    ("I", What::IsoYear(1)),
    ("J", What::Julian),
    ("MI", What::Minute),
    ("MM", What::Month),
    ("MONTH", What::MonthName),
    ("MON", What::MonthShort),
    ("MS", What::Milliseconds),
    ("OF", What::Offset),
    ("Q", What::Quarter),
    ("RM", What::MonthRoman),
    ("SSSSS", What::SecondOfDay),
    ("SSSS", What::SecondOfDay),
    ("SS", What::Second),
    ("TZH", What::ZoneHour),
    ("TZM", What::ZoneMinute),
    ("TZ", What::Zone),
    ("US", What::Microseconds),
    ("WW", What::Week),
    ("W", What::WeekOfMonth),
    ("Y,YYY", What::YearWithComma),
    ("YYYY", What::Year(4)),
    ("YYY", What::Year(3)),
    ("YY", What::Year(2)),
    ("Y", What::Year(1)),
];

/// A field of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it stands for.
    pub what: What,
    /// Its name as it was written, for messages.
    pub name: String,
    /// How its letters are written.
    pub letters: Letters,
    /// FM: without zeros and blanks that fill it.
    pub is_bare: bool,
    /// TH, th: with the ending of an ordinal number.
    pub ordinal: Option<Letters>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A field.
    Field(Field),
    /// A blank.
    Blank(char),
    /// A sign that is no letter and no digit.
    Separator(char),
    /// Any other character, and every one between quotes.
    Letter(char),
}

/// The pieces of a template.
pub fn pieces(template: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while !rest.is_empty() {
        // One prefix belongs to the field behind it. Before anything else it is nothing.
        let bare = ["FM", "fm"].iter().find_map(|word| rest.strip_prefix(word));
        let named = ["TM", "tm"].iter().find_map(|word| rest.strip_prefix(word));
        rest = bare.or(named).unwrap_or(rest);
        if let Some((mut field, after)) = field(rest, bare.is_some()) {
            // TM asks for names in the session's language, which are never padded.
            field.is_bare |= named.is_some() && field.what.is_name();
            pieces.push(Piece::Field(field));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('"') {
            rest = quoted(after, &mut pieces);
        } else {
            rest = if rest.starts_with("\\\"") { &rest[1..] } else { rest };
            let mut letters = rest.chars();
            pieces.extend(letters.next().map(plain));
            rest = letters.as_str();
        }
    }
    pieces
}

/// A character outside quotes.
fn plain(sign: char) -> Piece {
    if is_separator(sign) {
        Piece::Separator(sign)
    } else if sign.is_ascii_whitespace() {
        Piece::Blank(sign)
    } else {
        Piece::Letter(sign)
    }
}

/// Whether a character separates fields: printable, and neither letter nor digit.
pub fn is_separator(sign: char) -> bool {
    sign.is_ascii_graphic() && !sign.is_ascii_alphanumeric()
}

/// The characters up to the closing quote; the text after it.
fn quoted<'a>(text: &'a str, pieces: &mut Vec<Piece>) -> &'a str {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => pieces.push(Piece::Letter(letters.next().unwrap_or('\\'))),
            other => pieces.push(Piece::Letter(other)),
        }
    }
    letters.as_str()
}

/// The field that a text begins with, and the text after it.
fn field(text: &str, is_bare: bool) -> Option<(Field, &str)> {
    let (name, what, letters) = NAMES
        .iter()
        .filter_map(|(name, what)| {
            let written = text.get(..name.len())?;
            Some((written, *what, spelling(written, name)?))
        })
        .max_by_key(|(name, _, _)| name.len())?;
    let mut rest = &text[name.len()..];
    let mut ordinal = None;
    for (ending, letters) in [("TH", Letters::Capitals), ("th", Letters::Small)] {
        if let Some(after) = rest.strip_prefix(ending) {
            (ordinal, rest) = (Some(letters), after);
            break;
        }
    }
    let name = name.to_string();
    Some((Field { what, name, letters, is_bare, ordinal }, rest))
}

/// How a name is written; `None` if it is another name.
fn spelling(written: &str, capitals: &str) -> Option<Letters> {
    if written == capitals {
        return Some(Letters::Capitals);
    }
    if written == capitals.to_ascii_lowercase() {
        return Some(Letters::Small);
    }
    // Only names of months and days are also written like `Month`.
    let (first, rest) = capitals.split_at(1);
    let is_name = matches!(capitals, "DAY" | "DY" | "MONTH" | "MON");
    let title = || format!("{first}{}", rest.to_ascii_lowercase());
    (is_name && written == title()).then_some(Letters::Title)
}

/// English names of the months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// English names of the weekdays, Sunday first.
pub const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// Roman numbers of the months.
pub const ROMAN_MONTHS: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// Before noon and after it, without points and with them.
pub const HALF_DAYS: [[&str; 2]; 2] = [["AM", "PM"], ["A.M.", "P.M."]];

/// After Christ and before him, without points and with them.
pub const ERAS: [[&str; 2]; 2] = [["AD", "BC"], ["A.D.", "B.C."]];
