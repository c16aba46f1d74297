//! How a pattern is meant: the letters of `(?i)` and of the functions' last argument.

use model::base::error::{sqlstate, Error, Result};

/// How a pattern is meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// `i`: capitals and small letters are the same.
    pub ignores_case: bool,
    /// `n`, `p`: `.` and `[^..]` stop at a line's end.
    pub stops_at_lines: bool,
    /// `n`, `w`: `^` and `$` know lines.
    pub knows_lines: bool,
    /// `x`: blanks and remarks do not count.
    pub is_expanded: bool,
    /// `q`: the pattern is a plain text.
    pub is_literal: bool,
}

impl Options {
    /// Sets what one letter asks for; false for a letter that asks for nothing known.
    pub fn set(&mut self, letter: char) -> bool {
        match letter {
            'i' => self.ignores_case = true,
            'c' => self.ignores_case = false,
            'n' | 'm' => (self.stops_at_lines, self.knows_lines) = (true, true),
            's' => (self.stops_at_lines, self.knows_lines) = (false, false),
            'p' => (self.stops_at_lines, self.knows_lines) = (true, false),
            'w' => (self.stops_at_lines, self.knows_lines) = (false, true),
            'x' => self.is_expanded = true,
            't' => self.is_expanded = false,
            'q' => self.is_literal = true,
            'b' | 'e' => {}
            _ => return false,
        }
        true
    }
}

/// The options that letters ask for.
pub fn options_of(letters: &str) -> Result<Options> {
    let mut options = Options::default();
    for letter in letters.chars() {
        if !options.set(letter) {
            return Err(Error::sql(
                sqlstate::INVALID_PARAMETER_VALUE,
                format!("invalid regular expression option: \"{letter}\""),
            ));
        }
    }
    Ok(options)
}
