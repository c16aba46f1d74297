//! The words of dates, times and spans.

/// What a word in a date or time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// 1 to 12.
    Month(i32),
    /// A day of the week: read, and not looked at.
    Weekday,
    /// `am`, `pm`
    Morning,
    Afternoon,
    /// `ad`, `bc`
    AfterChrist,
    BeforeChrist,
    /// A word that says nothing: `on`, `at`.
    Filler,
    /// `t` between a date and a time.
    TimeFollows,
    /// `j`, `jd`, `julian`: the number after it counts days.
    JulianFollows,
    /// A unit, which no date has.
    Unit,
    /// A zone by its abbreviation: seconds east of UTC.
    Zone(i32),
    /// The same in summer time.
    SummerZone(i32),
    /// `dst`: an hour more.
    SummerTime,
    /// `allballs`: midnight UTC.
    Midnight,
    Now,
    /// Days from today: -1, 0, 1.
    Today(i32),
    Epoch,
    Infinity,
    NegInfinity,
}

/// The unit of a number in a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

/// What a word in a span means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SpanWord {
    Unit(Unit),
    Ago,
}

/// PostgreSQL compares this many letters.
const LETTERS_COMPARED: usize = 10;

fn significant(word: &str) -> &str {
    word.get(..LETTERS_COMPARED).unwrap_or(word)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Weekdays in full, and the shortenings that are not their first three letters.
const WEEKDAYS: [&str; 12] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "tues",
    "weds",
    "thur",
    "thurs",
    "sun",
];

/// Zones of one offset in everyday use, in quarters of an hour east of UTC. Abbreviations that
/// meant different offsets in different years are left out.
const ZONES: [(&str, i32); 32] = [
    ("utc", 0),
    ("uct", 0),
    ("ut", 0),
    ("gmt", 0),
    ("z", 0),
    ("zulu", 0),
    ("wet", 0),
    ("cet", 4),
    ("met", 4),
    ("mez", 4),
    ("wat", 4),
    ("eet", 8),
    ("sast", 8),
    ("ist", 8),
    ("eat", 12),
    ("pkt", 20),
    ("bdt", 24),
    ("ict", 28),
    ("hkt", 32),
    ("cct", 32),
    ("awst", 32),
    ("jst", 36),
    ("kst", 36),
    ("acst", 38),
    ("aest", 40),
    ("nzst", 48),
    ("nst", -14),
    ("ast", -16),
    ("est", -20),
    ("cst", -24),
    ("mst", -28),
    ("pst", -32),
];

/// The same in summer time.
const SUMMER_ZONES: [(&str, i32); 13] = [
    ("bst", 4),
    ("cest", 8),
    ("mest", 8),
    ("mesz", 8),
    ("eest", 12),
    ("idt", 12),
    ("aedt", 44),
    ("nzdt", 52),
    ("adt", -12),
    ("edt", -16),
    ("cdt", -20),
    ("mdt", -24),
    ("pdt", -28),
];

const QUARTER_HOUR_SECONDS: i32 = 900;

/// Whether the word may be followed by digits at once, as in `jan5`: it is no zone.
pub(super) fn is_word(word: &str) -> bool {
    !matches!(find(word), None | Some(Word::Zone(_) | Word::SummerZone(_)))
}

/// What a word of a date or time means.
pub(super) fn find(word: &str) -> Option<Word> {
    let word = significant(word);
    let zone = |zones: &[(&str, i32)]| {
        let found = zones.iter().find(|(name, _)| *name == word);
        found.map(|(_, quarters)| quarters * QUARTER_HOUR_SECONDS)
    };
    if let Some(seconds) = zone(&ZONES) {
        return Some(Word::Zone(seconds));
    }
    if let Some(seconds) = zone(&SUMMER_ZONES) {
        return Some(Word::SummerZone(seconds));
    }
    if let Some(month) = MONTHS.iter().position(|name| *name == word || name[..3] == *word) {
        return Some(Word::Month(month as i32 + 1));
    }
    if WEEKDAYS.iter().any(|name| *name == word || name[..3] == *word) {
        return Some(Word::Weekday);
    }
    Some(match word {
        "sept" => Word::Month(9),
        "am" => Word::Morning,
        "pm" => Word::Afternoon,
        "ad" => Word::AfterChrist,
        "bc" => Word::BeforeChrist,
        "at" | "on" => Word::Filler,
        "t" => Word::TimeFollows,
        "j" | "jd" | "julian" => Word::JulianFollows,
        "d" | "dow" | "doy" | "h" | "isodow" | "isoyear" | "m" | "mm" | "s" | "y" => Word::Unit,
        "dst" => Word::SummerTime,
        "allballs" => Word::Midnight,
        "now" => Word::Now,
        "yesterday" => Word::Today(-1),
        "today" => Word::Today(0),
        "tomorrow" => Word::Today(1),
        "epoch" => Word::Epoch,
        "infinity" => Word::Infinity,
        "-infinity" => Word::NegInfinity,
        _ => return None,
    })
}

/// What a word of a span means; `None` for one that means nothing there.
pub(super) fn find_in_span(word: &str) -> Option<SpanWord> {
    Some(SpanWord::Unit(match significant(word) {
        "us" | "usec" | "usecs" | "microsecon" => Unit::Microsecond,
        "ms" | "msec" | "msecs" | "millisecon" => Unit::Millisecond,
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Second,
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
        "d" | "day" | "days" => Unit::Day,
        "w" | "week" | "weeks" => Unit::Week,
        "mon" | "mons" | "month" | "months" => Unit::Month,
        "qtr" | "quarter" => Unit::Quarter,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Year,
        "dec" | "decs" | "decade" | "decades" => Unit::Decade,
        "c" | "cent" | "century" | "centuries" => Unit::Century,
        "mil" | "mils" | "millennium" | "millennia" => Unit::Millennium,
        "ago" => return Some(SpanWord::Ago),
        _ => return None,
    }))
}
