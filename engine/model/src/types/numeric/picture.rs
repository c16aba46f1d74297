//! Templates of `to_char` and `to_number` for numbers, taken apart.
//!
//! ```text
//!   "FM999,990.00"   ->   digits before the point 6, after it 2, zeros from the 6th, no filling
//! ```
//!
//! Source: PostgreSQL manual, "Data Type Formatting Functions", template patterns for numbers.

use crate::base::error::{sqlstate, Error, Result, SqlError};

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `9`
    Nine,
    /// `0`
    Zero,
    /// `.` or `D`
    Point,
    /// `,` or `G`
    Comma,
    /// `L`: the currency, which the C locale leaves blank.
    Currency,
    /// `MI`
    Minus,
    /// `PL`
    Plus,
    /// `SG`
    Sign,
    /// `RN`, `rn`
    Roman { is_lower: bool },
    /// `TH`, `th`
    Ordinal { is_lower: bool },
    /// A pattern that writes nothing where it stands.
    Silent,
    /// Any other letter.
    Text(char),
}

/// Where `S` writes the sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Before,
    After,
}

/// What a template says as a whole, taken apart once for many numbers.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Whether the template has no letter at all.
    pub(super) is_empty: bool,
    pub(super) pieces: Vec<Piece>,
    /// Digits before the point.
    pub(super) before: usize,
    /// Digits after it.
    pub(super) after: usize,
    /// Digits that `V` moves before the point.
    pub(super) moved: usize,
    /// The first place, from 0, that is 0 where the number has no digit.
    pub(super) zero_start: Option<usize>,
    /// How many digits there are up to the last `0`.
    pub(super) zero_end: usize,
    pub(super) anchor: Option<Anchor>,
    /// Digits before `S`.
    pub(super) digits_before_sign: usize,
    pub(super) has_point: bool,
    pub(super) has_shift: bool,
    /// `FM`
    pub(super) is_unfilled: bool,
    /// `PR`
    pub(super) has_brackets: bool,
    pub(super) has_plus: bool,
    pub(super) has_minus: bool,
    pub(super) is_roman: bool,
    /// `B`
    pub(super) is_blank: bool,
    /// `EEEE`
    pub(super) is_scientific: bool,
}

/// The patterns, first the longer of two that begin alike.
const PATTERNS: [(&str, Pattern); 19] = [
    (",", Pattern::Piece(Piece::Comma)),
    (".", Pattern::Point),
    ("0", Pattern::Zero),
    ("9", Pattern::Nine),
    ("B", Pattern::Blank),
    ("D", Pattern::Point),
    ("EEEE", Pattern::Scientific),
    ("FM", Pattern::Unfilled),
    ("G", Pattern::Piece(Piece::Comma)),
    ("L", Pattern::Piece(Piece::Currency)),
    ("MI", Pattern::Minus),
    ("PL", Pattern::Plus),
    ("PR", Pattern::Brackets),
    ("RN", Pattern::Roman),
    ("SG", Pattern::Sign),
    ("SP", Pattern::Piece(Piece::Silent)),
    ("S", Pattern::Anchored),
    ("TH", Pattern::Ordinal),
    ("V", Pattern::Shift),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern {
    Piece(Piece),
    Point,
    Zero,
    Nine,
    Blank,
    Scientific,
    Unfilled,
    Minus,
    Plus,
    Brackets,
    Roman,
    Sign,
    Anchored,
    Ordinal,
    Shift,
}

fn wrong(message: &str) -> Error {
    Error::sql(sqlstate::SYNTAX_ERROR, message)
}

/// The pattern that a template goes on with, whether it is in small letters, and what follows.
fn split_pattern(template: &str) -> Option<(Pattern, bool, &str)> {
    PATTERNS.iter().find_map(|(name, pattern)| {
        let lower = name.to_ascii_lowercase();
        if let Some(rest) = template.strip_prefix(name) {
            Some((*pattern, false, rest))
        } else {
            template.strip_prefix(lower.as_str()).map(|rest| (*pattern, true, rest))
        }
    })
}

impl Picture {
    /// The template's meaning; 42601 for patterns that contradict each other.
    pub fn parse(template: &str) -> Result<Picture> {
        let mut picture = Picture { is_empty: template.is_empty(), ..Picture::default() };
        let mut rest = template;
        while let Some(letter) = rest.chars().next() {
            if let Some((pattern, is_lower, after)) = split_pattern(rest) {
                let piece = picture.add(pattern, is_lower)?;
                picture.pieces.push(piece);
                rest = after;
            } else if letter == '"' {
                rest = picture.add_quoted(&rest[1..]);
            } else if rest.starts_with("\\\"") {
                picture.pieces.push(Piece::Text('"'));
                rest = &rest[2..];
            } else {
                picture.pieces.push(Piece::Text(letter));
                rest = &rest[letter.len_utf8()..];
            }
        }
        Ok(picture)
    }

    /// The letters up to the closing quote; what follows it.
    fn add_quoted<'a>(&mut self, text: &'a str) -> &'a str {
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => break,
                '\\' => self.pieces.push(Piece::Text(letters.next().unwrap_or('\\'))),
                letter => self.pieces.push(Piece::Text(letter)),
            }
        }
        letters.as_str()
    }

    fn add(&mut self, pattern: Pattern, is_lower: bool) -> Result<Piece> {
        if self.is_scientific && pattern != Pattern::Scientific {
            return Err(wrong("\"EEEE\" must be the last pattern used"));
        }
        Ok(match pattern {
            Pattern::Piece(piece) => piece,
            Pattern::Nine => {
                if self.has_brackets {
                    return Err(wrong("\"9\" must be ahead of \"PR\""));
                }
                match (self.has_shift, self.has_point) {
                    (true, _) => self.moved += 1,
                    (false, true) => self.after += 1,
                    (false, false) => self.before += 1,
                }
                Piece::Nine
            }
            Pattern::Zero => {
                if self.has_brackets {
                    return Err(wrong("\"0\" must be ahead of \"PR\""));
                }
                if self.has_point {
                    self.after += 1;
                } else {
                    self.zero_start.get_or_insert(self.before);
                    self.before += 1;
                }
                self.zero_end = self.before + self.after;
                Piece::Zero
            }
            Pattern::Point => {
                if self.has_point {
                    return Err(wrong("multiple decimal points"));
                }
                if self.has_shift {
                    return Err(wrong("cannot use \"V\" and decimal point together"));
                }
                self.has_point = true;
                Piece::Point
            }
            Pattern::Blank => {
                self.is_blank |= self.before == 0 && self.after == 0 && self.zero_start.is_none();
                Piece::Silent
            }
            Pattern::Unfilled => {
                self.is_unfilled = true;
                Piece::Silent
            }
            Pattern::Shift => {
                if self.has_point {
                    return Err(wrong("cannot use \"V\" and decimal point together"));
                }
                self.has_shift = true;
                Piece::Silent
            }
            Pattern::Roman => {
                self.is_roman = true;
                Piece::Roman { is_lower }
            }
            Pattern::Ordinal => Piece::Ordinal { is_lower },
            Pattern::Scientific => self.add_scientific()?,
            Pattern::Anchored => self.add_anchored()?,
            Pattern::Minus | Pattern::Plus | Pattern::Sign | Pattern::Brackets => {
                self.add_sign(pattern)?
            }
        })
    }

    fn add_scientific(&mut self) -> Result<Piece> {
        if self.is_scientific {
            return Err(wrong("cannot use \"EEEE\" twice"));
        }
        let is_alone = !(self.is_blank
            || self.is_unfilled
            || self.anchor.is_some()
            || self.has_brackets
            || self.has_minus
            || self.has_plus
            || self.is_roman
            || self.has_shift);
        if !is_alone {
            let message = "\"EEEE\" is incompatible with other formats";
            return Err(SqlError::new(sqlstate::SYNTAX_ERROR, message)
                .detail("\"EEEE\" may only be used together with digit and decimal point patterns.")
                .into());
        }
        self.is_scientific = true;
        Ok(Piece::Silent)
    }

    /// `S`
    fn add_anchored(&mut self) -> Result<Piece> {
        if self.anchor.is_some() {
            return Err(wrong("cannot use \"S\" twice"));
        }
        if self.has_plus || self.has_minus || self.has_brackets {
            return Err(wrong("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together"));
        }
        if self.has_point {
            self.anchor = Some(Anchor::After);
        } else {
            self.anchor = Some(Anchor::Before);
            self.digits_before_sign = self.before;
        }
        Ok(Piece::Silent)
    }

    /// `MI`, `PL`, `SG`, `PR`
    fn add_sign(&mut self, pattern: Pattern) -> Result<Piece> {
        let (name, piece) = match pattern {
            Pattern::Minus => ("MI", Piece::Minus),
            Pattern::Plus => ("PL", Piece::Plus),
            Pattern::Sign => ("SG", Piece::Sign),
            _ => {
                if self.anchor.is_some() || self.has_plus || self.has_minus {
                    let message = "cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together";
                    return Err(wrong(message));
                }
                self.has_brackets = true;
                return Ok(Piece::Silent);
            }
        };
        if self.anchor.is_some() {
            return Err(wrong(&format!("cannot use \"S\" and \"{name}\" together")));
        }
        self.has_minus |= pattern != Pattern::Plus;
        self.has_plus |= pattern != Pattern::Minus;
        Ok(piece)
    }
}
