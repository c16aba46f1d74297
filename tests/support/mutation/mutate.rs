//! One change to a statement, at the level of tokens, characters or structure.

use crate::generator::draw::Draw;

/// Words that mean something to the parser, and values at the edges of types.
const WORDS: &[&str] = &[
    "select",
    "from",
    "where",
    "group by",
    "order by",
    "having",
    "union",
    "intersect all",
    "with",
    "recursive",
    "as",
    "on",
    "using",
    "natural",
    "left join",
    "full join",
    "lateral",
    "case",
    "when",
    "then",
    "else",
    "end",
    "not",
    "null",
    "is",
    "in",
    "exists",
    "any",
    "all",
    "between",
    "like",
    "cast",
    "over",
    "partition by",
    "rows",
    "range",
    "distinct",
    "distinct on",
    "limit",
    "offset",
    "insert into",
    "values",
    "default",
    "update",
    "set",
    "delete",
    "returning",
    "create",
    "table",
    "view",
    "index",
    "alter",
    "drop",
    "cascade",
    "primary key",
    "references",
    "check",
    "unique",
    "constraint",
    "generate_series",
    "count(*)",
    "sum",
    "grouping sets",
    "rollup",
    "interval",
    "date",
    "timestamp",
    "numeric(1000,-1000)",
    "varchar(0)",
    "int[]",
    "array[1]",
    "extract(epoch from",
    "substring(",
    "position(",
    "overlay(",
    "trim(",
    "at time zone",
    "prepare p as",
    "execute p",
    "begin",
    "savepoint s",
    "rollback to",
    "explain",
    "copy",
    "truncate",
    "99999999999999999999",
    "-9223372036854775808",
    "1e400",
    "1e-400",
    "0x1F",
    "1_000",
    ".5",
    "5.",
    "''",
    "'\\'",
    "E'\\u00zz'",
    "U&'\\+999999'",
    "$$",
    "$a$ $a$",
    "$1",
    "$0",
    "$99999",
    "\"\"",
    "\"a\"\"b\"",
    "'\u{0}'",
    "'\u{fffd}'",
    "'\u{1F600}'",
    "ß",
    "ﬁ",
    "İ",
    "*",
    "t.*",
    "a.b.c.d.e",
    "::",
    "->",
    "->>",
    "@>",
    "||",
    "<=>",
    "~~*",
    "!~",
    "^",
    "%",
    "&",
    "#",
    "<<",
    ";",
    ",",
    ".",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "?",
    ":",
    "\\",
    "--",
    "/*",
    "*/",
    "'infinity'",
    "'-infinity'",
    "'nan'",
];
/// Characters that quoting, numbers and names trip over.
const CHARS: &[char] = &[
    '\'',
    '"',
    '$',
    '\\',
    '(',
    ')',
    '[',
    ']',
    ';',
    ',',
    '.',
    ':',
    '-',
    '/',
    '*',
    '0',
    '9',
    'e',
    'x',
    '_',
    ' ',
    '\n',
    '\t',
    '\u{0}',
    'é',
    'İ',
    '\u{200b}',
    '\u{1F600}',
    '\u{fffd}',
    '%',
    '@',
];
/// How often a piece is repeated: deep enough for any limit on nesting.
const REPEATS: i64 = 400;
/// Longest statement that is made; what is longer is cut.
const BYTES_MAX: usize = 20_000;

/// A statement with one to three changes.
pub fn mutated(draw: &mut Draw, corpus: &[String]) -> String {
    let mut sql = draw.pick(corpus).clone();
    for _ in 0..draw.between(1, 3) {
        sql = match draw.below(12) {
            0..=6 => by_token(draw, &sql, corpus),
            7..=10 => by_char(draw, &sql),
            _ => repeated(draw, &sql),
        };
        let mut end = sql.len().min(BYTES_MAX);
        while !sql.is_char_boundary(end) {
            end -= 1;
        }
        sql.truncate(end);
    }
    sql
}

fn by_token(draw: &mut Draw, sql: &str, corpus: &[String]) -> String {
    let mut tokens: Vec<String> =
        sql.split_inclusive([' ', '(', ',', ')']).map(str::to_string).collect();
    if tokens.is_empty() {
        return draw.pick(WORDS).to_string();
    }
    let (at, other) = (draw.below(tokens.len()), draw.below(tokens.len()));
    let (first, last) = (at.min(other), at.max(other));
    match draw.below(8) {
        0 => {
            tokens.remove(at);
        }
        1 => tokens.swap(at, other),
        2 => tokens[at] = format!("{} ", draw.pick(WORDS)),
        3 => tokens.insert(at, format!("{} ", draw.pick(WORDS))),
        4 => {
            let copied = tokens[first..=last].to_vec();
            tokens.splice(at..at, copied);
        }
        5 => {
            tokens.drain(first..last);
        }
        6 => tokens.truncate(at),
        _ => {
            let stranger = draw.pick(corpus).clone();
            let words: Vec<&str> = stranger.split_inclusive(' ').collect();
            let from = draw.below(words.len().max(1));
            let taken = words.iter().skip(from).take(6).map(|word| word.to_string());
            tokens.splice(at..at, taken.collect::<Vec<_>>());
        }
    }
    tokens.concat()
}

fn by_char(draw: &mut Draw, sql: &str) -> String {
    let mut chars: Vec<char> = sql.chars().collect();
    for _ in 0..draw.between(1, 4) {
        let at = draw.below(chars.len() + 1);
        match draw.below(4) {
            0 if at < chars.len() => {
                chars.remove(at);
            }
            1 if at < chars.len() => chars[at] = *draw.pick(CHARS),
            2 => chars.truncate(at),
            _ => chars.insert(at, *draw.pick(CHARS)),
        }
    }
    chars.into_iter().collect()
}

/// A piece repeated, and sometimes closed as often as it is opened.
fn repeated(draw: &mut Draw, sql: &str) -> String {
    const PAIRS: &[(&str, &str)] = &[
        ("(", ")"),
        ("(select ", ")"),
        ("not ", ""),
        ("- ", ""),
        ("case when true then ", " end"),
        ("coalesce(1, ", ")"),
        ("cast(", " as int)"),
        ("1 + ", ""),
        ("(select * from (", ") x)"),
        ("select 1 union ", ""),
        ("array[", "]"),
    ];
    let (open, close) = *draw.pick(PAIRS);
    let count = draw.between(1, REPEATS) as usize;
    let places: Vec<usize> = sql.match_indices(' ').map(|(at, _)| at).collect();
    let at = if places.is_empty() { 0 } else { *draw.pick(&places) };
    let (before, after) = sql.split_at(at);
    let close = if draw.per_cent(60) { close.repeat(count) } else { String::new() };
    format!("{before} {}1{close}{after}", open.repeat(count))
}
