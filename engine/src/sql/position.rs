//! Lines and columns of the parser to characters of the statement, from 1 as PostgreSQL counts.

use sqlparser::tokenizer::{Location, Span};

/// The lines of one statement.
#[derive(Debug)]
pub struct Positions<'a> {
    text: &'a str,
    /// Characters before each line.
    line_starts: Vec<u32>,
}

impl<'a> Positions<'a> {
    /// The lines of that text.
    pub fn new(text: &'a str) -> Positions<'a> {
        let mut line_starts = vec![0];
        for (at, c) in text.chars().enumerate() {
            if c == '\n' {
                line_starts.push(at as u32 + 1);
            }
        }
        Positions { text, line_starts }
    }

    /// The statement's text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The character at a place of the parser; `None` where the parser does not know it.
    pub fn at(&self, location: Location) -> Option<u32> {
        let line = usize::try_from(location.line).ok()?.checked_sub(1)?;
        let column = u32::try_from(location.column).ok()?;
        Some(self.line_starts.get(line)? + column)
    }

    /// The first character of a span.
    pub fn start(&self, span: Span) -> Option<u32> {
        self.at(span.start)
    }

    /// The first character after `location` that is no space and no closing parenthesis: where an
    /// operator stands that follows an operand which ends there.
    pub fn operator_after(&self, location: Location) -> Option<u32> {
        let from = self.at(location)?;
        let rest = self.text.chars().skip(from as usize - 1);
        let skipped = rest.take_while(|c| c.is_whitespace() || *c == ')').count();
        Some(from + skipped as u32)
    }
}
