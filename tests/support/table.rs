//! Tables of calls with their answers: `name(type 'text', ..) = type 'text'`, or `! code message`.
//!
//! The answers are PostgreSQL 15's. A literal without a type is `unknown '..'`, a NULL is
//! `type NULL`. In an answer a line break is written `\n` and a backslash `\\`.

use model::types::data_type::DataType;

/// One line of a table.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line as it is written.
    pub source: String,
    /// The function, or the operator's sign.
    pub name: String,
    /// The arguments: type and text, `None` for NULL.
    pub args: Vec<(DataType, Option<String>)>,
    /// The answer.
    pub answer: Answer,
}

/// What is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A value: the name of its type and its text, `None` for NULL.
    Value(String, Option<String>),
    /// An error: its SQLSTATE and its message.
    Error(String, String),
}

/// Every line that is neither empty nor a remark.
pub fn lines(table: &str) -> Vec<Line> {
    table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| Reader { rest: line }.line(line))
        .collect()
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn line(mut self, source: &str) -> Line {
        let name = self.until('(').trim().to_string();
        let mut args = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.skip(')') {
                break;
            }
            args.push(self.typed());
            self.rest = self.rest.trim_start();
            self.skip(',');
        }
        self.rest = self.rest.trim_start();
        let answer = if self.skip('!') {
            let (code, message) = self.rest.trim().split_once(' ').expect("code and message");
            Answer::Error(code.to_string(), message.to_string())
        } else {
            assert!(self.skip('='), "an answer: {source}");
            let (type_name, text) = self.type_and_text();
            Answer::Value(type_name, text.map(|text| unescaped(&text)))
        };
        Line { source: source.to_string(), name, args, answer }
    }

    fn skip(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn until(&mut self, sign: char) -> &'a str {
        let (before, after) = self.rest.split_once(sign).expect("the sign is there");
        self.rest = after;
        before
    }

    fn typed(&mut self) -> (DataType, Option<String>) {
        let (name, text) = self.type_and_text();
        (type_named(&name), text)
    }

    fn type_and_text(&mut self) -> (String, Option<String>) {
        let quote = self.rest.find('\'').unwrap_or(usize::MAX);
        let null = self.rest.find("NULL").unwrap_or(usize::MAX);
        let (name, rest) = self.rest.split_at(quote.min(null));
        if null < quote {
            self.rest = &rest["NULL".len()..];
            return (name.trim().to_string(), None);
        }
        self.rest = &rest[1..];
        let mut text = String::new();
        loop {
            text.push_str(self.until('\''));
            if !self.skip('\'') {
                return (name.trim().to_string(), Some(text));
            }
            text.push('\'');
        }
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, false) => out.push(letter),
            _ => match letters.next() {
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
        }
    }
    out
}

/// The type of that name, with its modifier.
pub fn type_named(name: &str) -> DataType {
    let (base, modifier) = match name.split_once('(') {
        Some((base, rest)) => (base, Some(rest.trim_end_matches(')'))),
        None => (name, None),
    };
    let numbers: Vec<u32> =
        modifier.map_or(Vec::new(), |list| list.split(',').map(|n| n.parse().unwrap()).collect());
    match (base, numbers.as_slice()) {
        ("numeric", [precision, scale]) => {
            DataType::Numeric(Some((*precision as u16, *scale as i16)))
        }
        ("character varying", [length]) => DataType::Varchar(Some(*length)),
        ("character", [length]) => DataType::Char(*length),
        ("", []) => DataType::Unknown,
        _ => (0..5_000)
            .filter_map(|oid| DataType::from_oid(oid, -1))
            .find(|data_type| data_type.name() == base || data_type.short_name() == base)
            .unwrap_or_else(|| panic!("no type is named {name}")),
    }
}
