//! How deep a statement may nest, by what it nests, told from its tokens.
//!
//! ```text
//!   ((1 + 2) * 3)              2 brackets         a bracket is what the parser counts
//!   abs(abs(1))                2 calls            a call takes more stack than it is counted for
//!   NOT (a OR CASE .. END)     1 NOT, 1 CASE      and so do these, and signs
//! ```
//!
//! The parser counts its own calls and can be given a bound for them. Where many of them are of
//! the kind that takes more stack, the bound is lower.

use model::base::limits::{NESTING_MAX, NESTING_OF_CALL};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::chains::begins;

/// How deep the parser may go with these tokens.
pub fn nesting_max(tokens: &[TokenWithSpan]) -> u32 {
    let lost = (calls_nested(tokens) as f32 * NESTING_OF_CALL) as u32;
    NESTING_MAX.saturating_sub(lost)
}

/// What is nested around a place.
#[derive(Clone, Copy, Default)]
struct Around {
    /// Calls, CASEs, and the signs before brackets around.
    calls: u32,
    /// NOTs and signs in a row, up to here.
    run: u32,
    /// The longest such row of this operand or one before it.
    longest: u32,
}

impl Around {
    fn depth(&self) -> u32 {
        self.calls + self.longest
    }

    fn inside(&self, calls: u32) -> Around {
        Around { calls: self.depth() + calls, ..Around::default() }
    }
}

fn calls_nested(tokens: &[TokenWithSpan]) -> u32 {
    let (mut open, mut here, mut most) = (Vec::new(), Around::default(), 0);
    let (mut is_name, mut is_operand) = (false, false);
    for TokenWithSpan { token, span: _ } in tokens {
        let run = std::mem::take(&mut here.run);
        let (was_name, was_operand) = (is_name, is_operand);
        (is_name, is_operand) = (false, false);
        match token {
            Token::Whitespace(_) => (here.run, is_name, is_operand) = (run, was_name, was_operand),
            Token::LParen => {
                open.push(here);
                here = here.inside(u32::from(was_name));
            }
            Token::Word(word) if word.keyword == Keyword::CASE => {
                open.push(here);
                here = here.inside(1);
            }
            Token::RParen => (here, is_operand) = (open.pop().unwrap_or_default(), true),
            Token::Word(word) if word.keyword == Keyword::END => {
                (here, is_operand) = (open.pop().unwrap_or_default(), true);
            }
            Token::Word(word) if word.keyword == Keyword::NOT && !was_operand => here.run = run + 1,
            Token::Plus | Token::Minus | Token::Tilde if !was_operand => here.run = run + 1,
            Token::Comma | Token::SemiColon => here.longest = 0,
            Token::Word(word) if ends_operand(word.keyword) => here.longest = 0,
            Token::Word(word) => {
                is_name = !is_before_bracket(word.keyword);
                is_operand = word.keyword == Keyword::NoKeyword || is_value(word.keyword);
            }
            other => is_operand = is_literal(other),
        }
        here.longest = here.longest.max(here.run);
        most = most.max(here.depth());
    }
    most
}

/// Words after which NOT and signs belong to something else.
fn ends_operand(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::AND | Keyword::OR) || begins(keyword)
}

/// Words before a bracket that are no function's name.
fn is_before_bracket(keyword: Keyword) -> bool {
    use Keyword::{ALL, ANY, AS, BY, EXISTS, IN, IS, JOIN, LATERAL, LIKE, OVER, SOME, USING};
    matches!(keyword, ALL | ANY | AS | BY | EXISTS | IN | IS | JOIN | LATERAL | LIKE | OVER)
        || matches!(keyword, SOME | USING)
        || matches!(keyword, Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT)
}

fn is_value(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::NULL | Keyword::TRUE | Keyword::FALSE)
}

fn is_literal(token: &Token) -> bool {
    matches!(
        token,
        Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::EscapedStringLiteral(_)
            | Token::UnicodeStringLiteral(_)
            | Token::DollarQuotedString(_)
            | Token::Placeholder(_)
    )
}
