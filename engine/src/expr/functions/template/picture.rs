//! A template of a number, cut into marks, checked, and counted.
//!
//! ```text
//!   FM9G990D00   ->   2 + 3 places before the point, 2 after; zeros from place 3 on; fill mode
//! ```

use model::base::error::{sqlstate, Error, Result, SqlError};

/// A mark of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `9`: a digit, or a blank where there is none.
    Nine,
    /// `0`: a digit, or a zero.
    Zero,
    /// `.`, `D`
    Point,
    /// `,`, `G`
    Comma,
    /// `L`: the sign of the currency, of which there is none.
    Currency,
    /// `MI`: a minus if there is one.
    Minus,
    /// `PL`: a plus if there is one.
    Plus,
    /// `SG`: either.
    Sign,
    /// `RN`, `rn`: true for capitals.
    Roman(bool),
    /// `TH`, `th`: true for capitals.
    Ordinal(bool),
    /// Marks that only say how the others are meant.
    Silent,
    /// Any other character.
    Letter(char),
}

/// Where the sign `S` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignPlace {
    /// Before the digit of that number, counted from 0.
    Before(usize),
    /// After the last digit.
    After,
}

/// A template of a number.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Its marks, in order.
    pub marks: Vec<Mark>,
    /// Digits before the point.
    pub before: usize,
    /// Digits after it.
    pub after: usize,
    /// `V`: by how many places the number is shifted to the left.
    pub shift: usize,
    /// From which place on blanks are zeros; `None` where no `0` stands before the point.
    pub zeros_from: Option<usize>,
    /// Behind which place no zero is dropped.
    pub zeros_to: usize,
    /// Whether there is a point.
    pub has_point: bool,
    /// `FM`: without blanks and zeros that fill it.
    pub is_bare: bool,
    /// `S`
    pub sign: Option<SignPlace>,
    /// `MI` or `SG`
    pub has_minus: bool,
    /// `PL` or `SG`
    pub has_plus: bool,
    /// `PR`: negative numbers between angle brackets.
    pub has_brackets: bool,
    /// `RN`
    pub is_roman: bool,
    /// `EEEE`
    pub is_scientific: bool,
    /// `B`
    is_blank: bool,
    /// `V` was there.
    has_shift: bool,
}

fn wrong(message: &str) -> Error {
    Error::sql(sqlstate::SYNTAX_ERROR, message)
}

/// Every mark of letters, by its name in capitals.
const NAMES: &[&str] =
    &["EEEE", "FM", "MI", "PL", "PR", "RN", "SG", "SP", "TH", "B", "C", "D", "G", "L", "S", "V"];

impl Picture {
    /// The template, or what is wrong with it.
    pub fn new(template: &str) -> Result<Picture> {
        let mut picture = Picture::default();
        let mut rest = template;
        while let Some(next) = rest.chars().next() {
            if let Some(name) = name_at(rest) {
                let is_capital = name.starts_with(|letter: char| letter.is_ascii_uppercase());
                picture.add_name(name, is_capital)?;
                rest = &rest[name.len()..];
                continue;
            }
            rest = &rest[next.len_utf8()..];
            match next {
                '9' => picture.add_nine()?,
                '0' => picture.add_zero()?,
                '.' => picture.add_point()?,
                ',' => picture.marks.push(Mark::Comma),
                '"' => rest = picture.add_quoted(rest),
                '\\' if rest.starts_with('"') => {
                    rest = &rest[1..];
                    picture.marks.push(Mark::Letter('"'));
                }
                other => picture.marks.push(Mark::Letter(other)),
            }
        }
        Ok(picture)
    }

    /// The characters up to the closing quote; the text after it.
    fn add_quoted<'a>(&mut self, text: &'a str) -> &'a str {
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => break,
                '\\' => self.marks.push(Mark::Letter(letters.next().unwrap_or('\\'))),
                other => self.marks.push(Mark::Letter(other)),
            }
        }
        letters.as_str()
    }

    /// Nothing but the exponent comes last.
    fn check_not_closed(&self) -> Result<()> {
        if self.is_scientific {
            return Err(wrong("\"EEEE\" must be the last pattern used"));
        }
        Ok(())
    }

    fn add_nine(&mut self) -> Result<()> {
        self.check_not_closed()?;
        if self.has_brackets {
            return Err(wrong("\"9\" must be ahead of \"PR\""));
        }
        match (self.has_shift, self.has_point) {
            (true, _) => self.shift += 1,
            (_, true) => self.after += 1,
            _ => self.before += 1,
        }
        self.marks.push(Mark::Nine);
        Ok(())
    }

    fn add_zero(&mut self) -> Result<()> {
        self.check_not_closed()?;
        if self.has_brackets {
            return Err(wrong("\"0\" must be ahead of \"PR\""));
        }
        if self.has_point {
            self.after += 1;
        } else {
            self.zeros_from = self.zeros_from.or(Some(self.before));
            self.before += 1;
        }
        self.zeros_to = self.before + self.after;
        self.marks.push(Mark::Zero);
        Ok(())
    }

    fn add_point(&mut self) -> Result<()> {
        self.check_not_closed()?;
        if self.has_point {
            return Err(wrong("multiple decimal points"));
        }
        if self.has_shift {
            return Err(wrong("cannot use \"V\" and decimal point together"));
        }
        self.has_point = true;
        self.marks.push(Mark::Point);
        Ok(())
    }

    fn add_name(&mut self, name: &str, is_capital: bool) -> Result<()> {
        if !name.eq_ignore_ascii_case("EEEE") {
            self.check_not_closed()?;
        }
        let mark = match name.to_ascii_uppercase().as_str() {
            "D" => return self.add_point(),
            "G" => Mark::Comma,
            "L" => Mark::Currency,
            "B" => {
                self.is_blank |= self.before == 0 && self.after == 0 && self.zeros_from.is_none();
                Mark::Silent
            }
            "FM" => {
                self.is_bare = true;
                Mark::Silent
            }
            "S" => self.add_sign()?,
            "MI" => {
                self.check_no_sign("cannot use \"S\" and \"MI\" together")?;
                self.has_minus = true;
                Mark::Minus
            }
            "PL" => {
                self.check_no_sign("cannot use \"S\" and \"PL\" together")?;
                self.has_plus = true;
                Mark::Plus
            }
            "SG" => {
                self.check_no_sign("cannot use \"S\" and \"SG\" together")?;
                self.has_minus = true;
                self.has_plus = true;
                Mark::Sign
            }
            "PR" => {
                if self.sign.is_some() || self.has_plus || self.has_minus {
                    return Err(wrong("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together"));
                }
                self.has_brackets = true;
                Mark::Silent
            }
            "RN" => {
                self.is_roman = true;
                Mark::Roman(is_capital)
            }
            "TH" => Mark::Ordinal(is_capital),
            "V" => {
                if self.has_point {
                    return Err(wrong("cannot use \"V\" and decimal point together"));
                }
                self.has_shift = true;
                Mark::Silent
            }
            "EEEE" => self.add_exponent()?,
            _ => Mark::Silent,
        };
        self.marks.push(mark);
        Ok(())
    }

    fn check_no_sign(&self, message: &str) -> Result<()> {
        match self.sign {
            Some(_) => Err(wrong(message)),
            None => Ok(()),
        }
    }

    fn add_sign(&mut self) -> Result<Mark> {
        self.check_no_sign("cannot use \"S\" twice")?;
        if self.has_plus || self.has_minus || self.has_brackets {
            return Err(wrong("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together"));
        }
        self.sign = Some(match self.has_point {
            false => SignPlace::Before(self.before),
            true => SignPlace::After,
        });
        Ok(Mark::Silent)
    }

    fn add_exponent(&mut self) -> Result<Mark> {
        if self.is_scientific {
            return Err(wrong("cannot use \"EEEE\" twice"));
        }
        let mixed = self.is_blank
            || self.is_bare
            || self.sign.is_some()
            || self.has_brackets
            || self.has_minus
            || self.has_plus
            || self.is_roman
            || self.has_shift;
        if mixed {
            let message = "\"EEEE\" is incompatible with other formats";
            let detail = "\"EEEE\" may only be used together with digit and decimal point \
                          patterns.";
            return Err(SqlError::new(sqlstate::SYNTAX_ERROR, message).detail(detail).into());
        }
        self.is_scientific = true;
        Ok(Mark::Silent)
    }
}

/// The mark of letters that a text begins with: all capitals or all small.
fn name_at(text: &str) -> Option<&str> {
    NAMES.iter().find_map(|name| {
        let here = text.get(..name.len())?;
        (here == *name || here == name.to_ascii_lowercase()).then_some(here)
    })
}
