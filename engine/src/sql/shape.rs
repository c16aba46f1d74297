//! The shape of a statement: its text with the literals taken out. Statements of one shape are
//! parsed, bound and planned once.
//!
//! ```text
//!   SELECT * FROM t WHERE a = 42 AND b = 'x'     text
//!   SELECT * FROM t WHERE a = # AND b = '        shape     the marks are bytes that no text has
//!                             42        'x'      literals
//!   INSERT INTO t VALUES (1, 'x'), (2, NULL)     text
//!   INSERT INTO t VALUES (=)                     shape     and rows of 2 cells
//! ```
//!
//! Nothing else is made equal, no space and no letter, so that a place in one statement is a place
//! in any other of its shape. Which literals may in truth differ is the binder's to say
//! ([`super::lift`]); here they are only found. What is read otherwise than the parser reads it
//! does no harm: the binder lifts a literal only where both have read the same.
//!
//! Left out: statements with comments, dollar quotes, or letters before a quote. They have no
//! shape and are prepared anew each time.

use model::base::limits::SHAPE_BYTES_MAX;

/// Marks in a shape. Text with bytes below [`FIRST_BYTE`] that are no white space has no shape.
const NUMBER_MARK: u8 = 1;
const TEXT_MARK: u8 = 2;
const ROWS_MARK: u8 = 3;
const WHOLE_MARK: u8 = 4;
const FIRST_BYTE: u8 = 9;

/// A statement's shape, and what was taken out.
#[derive(Clone, Debug)]
pub struct Shape<'a> {
    /// The statement.
    pub text: &'a str,
    /// The text without its literals.
    pub bytes: Vec<u8>,
    /// The literals, in order.
    pub literals: Vec<Literal>,
    /// The rows of an INSERT's VALUES, where all of them are literals.
    pub rows: Option<GivenRows>,
}

/// A number or a quoted string: where it is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its first byte.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// What it is.
    pub kind: LiteralKind,
}

/// What a literal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralKind {
    /// Digits, with a minus before them in [`GivenRows`] only.
    Number,
    /// A string in single quotes.
    Text,
    /// NULL, true or false, in [`GivenRows`] only.
    Word,
}

/// Rows of literals as an INSERT writes them out.
#[derive(Clone, Debug)]
pub struct GivenRows {
    /// The cells, row by row.
    pub cells: Vec<Literal>,
    /// Cells of a row.
    pub width: usize,
    /// The byte after VALUES.
    pub start: usize,
    /// The byte after the first row.
    pub first_end: usize,
    /// The byte after the last row.
    pub end: usize,
}

impl GivenRows {
    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.cells.len() / self.width
    }
}

impl<'a> Shape<'a> {
    /// The shape of a statement that may have a plan; `None` for others and for unusual texts.
    pub fn of(text: &'a str) -> Option<Shape<'a>> {
        let first = text.split(|c: char| !c.is_ascii_alphabetic()).next()?;
        let kinds = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"];
        let kind = kinds.into_iter().find(|kind| first.eq_ignore_ascii_case(kind))?;
        let mut reader = Reader {
            text: text.as_bytes(),
            at: 0,
            depth: 0,
            copied: 0,
            takes_rows: kind == "INSERT",
            shape: Shape {
                text,
                bytes: Vec::with_capacity(text.len().min(SHAPE_BYTES_MAX)),
                literals: Vec::new(),
                rows: None,
            },
        };
        reader.read()?;
        Some(reader.shape)
    }

    /// A statement that was prepared: its text as it is, told apart from the same text written in
    /// the statement at hand.
    pub fn of_prepared(text: &'a str) -> Shape<'a> {
        let bytes = [&[WHOLE_MARK], text.as_bytes()].concat();
        Shape { text, bytes, literals: Vec::new(), rows: None }
    }

    /// Whether it is that of a statement that was prepared.
    pub fn is_prepared(&self) -> bool {
        self.bytes.first() == Some(&WHOLE_MARK)
    }

    /// The statement with one row where it has many.
    pub fn with_one_row(&self, rows: &GivenRows) -> String {
        [&self.text[..rows.first_end], &self.text[rows.end..]].concat()
    }
}

impl Literal {
    /// Its text as it is written.
    pub fn in_text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    /// Its digits or word, or what stands between its quotes.
    pub fn content<'a>(&self, text: &'a str) -> std::borrow::Cow<'a, str> {
        match self.kind {
            LiteralKind::Number | LiteralKind::Word => text[self.start..self.end].into(),
            LiteralKind::Text => {
                let inner = &text[self.start + 1..self.end - 1];
                match inner.contains('\'') {
                    true => inner.replace("''", "'").into(),
                    false => inner.into(),
                }
            }
        }
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    /// Open parentheses.
    depth: u32,
    /// All before is in the shape already.
    copied: usize,
    /// Whether rows of VALUES may be taken out.
    takes_rows: bool,
    shape: Shape<'a>,
}

impl Reader<'_> {
    fn read(&mut self) -> Option<()> {
        while let Some(&byte) = self.text.get(self.at) {
            match byte {
                b'\'' => {
                    let literal = string_at(self.text, self.at)?;
                    self.take_out(literal, TEXT_MARK);
                }
                b'0'..=b'9' => {
                    let literal = number_at(self.text, self.at)?;
                    self.take_out(literal, NUMBER_MARK);
                }
                b'"' => {
                    let rest = &self.text[self.at + 1..];
                    self.at += rest.iter().position(|&byte| byte == b'"')? + 2;
                }
                b'$' => self.at = self.parameter()?,
                b'-' | b'/' if self.begins_comment() => return None,
                byte if is_name_start(byte) => self.word()?,
                byte if byte < FIRST_BYTE || byte == b'\\' => return None,
                _ => {
                    self.depth += u32::from(byte == b'(');
                    self.depth = self.depth.saturating_sub((byte == b')').into());
                    self.at += 1;
                }
            }
            if self.shape.bytes.len() > SHAPE_BYTES_MAX {
                return None;
            }
        }
        self.copy_to(self.text.len());
        (self.shape.bytes.len() <= SHAPE_BYTES_MAX).then_some(())
    }

    fn copy_to(&mut self, end: usize) {
        self.shape.bytes.extend_from_slice(&self.text[self.copied..end]);
        self.copied = end;
    }

    fn take_out(&mut self, literal: Literal, mark: u8) {
        self.copy_to(literal.start);
        self.shape.bytes.push(mark);
        self.shape.literals.push(literal);
        (self.copied, self.at) = (literal.end, literal.end);
    }

    fn begins_comment(&self) -> bool {
        let rest = &self.text[self.at..];
        rest.starts_with(b"--") || rest.starts_with(b"/*")
    }

    /// `$1`, whose end it gives; anything else with a dollar has no shape.
    fn parameter(&self) -> Option<usize> {
        let rest = &self.text[self.at + 1..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let follows = rest.get(digits).is_some_and(|byte| is_name(*byte));
        (digits > 0 && !follows).then_some(self.at + 1 + digits)
    }

    /// A word, and the rows after VALUES.
    fn word(&mut self) -> Option<()> {
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest.iter().position(|byte| !is_name(*byte)).unwrap_or(rest.len());
        if self.text.get(self.at) == Some(&b'\'') {
            return None;
        }
        let is_values = self.text[start..self.at].eq_ignore_ascii_case(b"values");
        if is_values && self.depth == 0 && self.takes_rows {
            self.takes_rows = false;
            if let Some(rows) = rows_at(self.text, self.at) {
                self.copy_to(self.at);
                self.shape.bytes.push(ROWS_MARK);
                self.shape.bytes.extend_from_slice(&(rows.width as u32).to_le_bytes());
                (self.copied, self.at) = (rows.end, rows.end);
                self.shape.rows = Some(rows);
            }
        }
        Some(())
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

/// The string in single quotes that begins at `start`; a quote in it is doubled.
fn string_at(text: &[u8], start: usize) -> Option<Literal> {
    let mut at = start + 1;
    loop {
        at += text.get(at..)?.iter().position(|&byte| byte == b'\'')? + 1;
        if text.get(at) != Some(&b'\'') {
            return Some(Literal { start, end: at, kind: LiteralKind::Text });
        }
        at += 1;
    }
}

/// The number that begins at `start` with a digit; `None` where a letter clings to it.
fn number_at(text: &[u8], start: usize) -> Option<Literal> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut end = digits(start);
    if text.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let exponent_end = digits(end + 1 + sign);
        if exponent_end == end + 1 + sign {
            return None;
        }
        end = exponent_end;
    }
    let clings = text.get(end).is_some_and(|&byte| is_name(byte) || byte == b'.');
    (!clings).then_some(Literal { start, end, kind: LiteralKind::Number })
}

/// The rows of literals that follow VALUES, all of one width, up to where something else follows.
fn rows_at(text: &[u8], from: usize) -> Option<GivenRows> {
    let mut rows = GivenRows { cells: Vec::new(), width: 0, start: from, first_end: 0, end: from };
    loop {
        let before = rows.cells.len();
        rows.end = row_at(text, rows.end, &mut rows.cells)?;
        if before == 0 {
            (rows.width, rows.first_end) = (rows.cells.len(), rows.end);
        } else if rows.cells.len() - before != rows.width {
            return None;
        }
        let next = skip_space(text, rows.end);
        if text.get(next) != Some(&b',') {
            return Some(rows);
        }
        rows.end = next + 1;
    }
}

/// One row of literals in parentheses; the byte after it.
fn row_at(text: &[u8], from: usize, cells: &mut Vec<Literal>) -> Option<usize> {
    let mut at = skip_space(text, from);
    if text.get(at) != Some(&b'(') {
        return None;
    }
    loop {
        let cell = cell_at(text, skip_space(text, at + 1))?;
        at = skip_space(text, cell.end);
        cells.push(cell);
        match text.get(at) {
            Some(b',') => {}
            Some(b')') => return Some(at + 1),
            _ => return None,
        }
    }
}

fn cell_at(text: &[u8], start: usize) -> Option<Literal> {
    match text.get(start)? {
        b'\'' => string_at(text, start),
        b'0'..=b'9' => number_at(text, start),
        b'-' if text.get(start + 1)?.is_ascii_digit() => {
            Some(Literal { start, ..number_at(text, start + 1)? })
        }
        byte if is_name_start(*byte) => {
            let end = start + text[start..].iter().position(|byte| !is_name(*byte))?;
            let is_same = |word: &&[u8; 4]| text[start..end].eq_ignore_ascii_case(*word);
            let is_known = text[start..end].eq_ignore_ascii_case(b"false")
                || [b"null", b"true"].iter().any(is_same);
            is_known.then_some(Literal { start, end, kind: LiteralKind::Word })
        }
        _ => None,
    }
}

fn skip_space(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// What a text has that its shape has not: characters before it and behind its last.
pub type Gap = (u32, u32);

impl Shape<'_> {
    /// What was taken out, in order, in characters.
    pub fn gaps(&self) -> Vec<Gap> {
        let rows = self.rows.iter().map(|rows| (rows.start, rows.end));
        let mut taken: Vec<(usize, usize)> =
            self.literals.iter().map(|literal| (literal.start, literal.end)).chain(rows).collect();
        taken.sort_unstable();
        let (mut bytes, mut chars) = (0, 0);
        let mut count = |end: usize| {
            chars += self.text[bytes..end].chars().count() as u32;
            bytes = end;
            chars
        };
        taken.into_iter().map(|(start, end)| (count(start), count(end))).collect()
    }
}

/// The place in one statement that a place in another of the same shape means: characters from 1.
pub fn place_in(position: u32, from: &[Gap], to: &[Gap]) -> u32 {
    let place = position.saturating_sub(1);
    let before = from.iter().zip(to).rev().find(|((start, _), _)| *start <= place);
    let Some((&(start, end), &(start_there, end_there))) = before else { return position };
    let place_there = match place < end {
        true => (start_there + (place - start)).min(end_there.saturating_sub(1)),
        false => end_there + (place - end),
    };
    place_there + 1
}
