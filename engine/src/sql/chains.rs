//! How high a statement's expressions are, told from its tokens before there is a tree.
//!
//! ```text
//!   a + b + c          2    a chain leans to the left: each operator is one higher
//!   a OR b AND c + d   the chain of + ends at AND, that of AND at OR
//!   (a + b) * c        what stands in a bracket lies below what it stands in
//! ```
//!
//! The parser makes a tree of a chain in a loop and counts only the depth of its own calls. So a
//! tree can come out higher than anything that walks it, or lets go of it, has stack for.
//!
//! Left out: the parser's other ranks of operators. Between two AND or OR all of them count as one
//! chain, which may find a tree higher than it is, never lower.

use model::base::limits::{CHAIN_MAX, QUERIES_CHAINED_MAX};
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

/// The heights of what has been read of one bracket, or of one CASE.
#[derive(Clone, Copy, Default)]
struct Heights {
    /// The highest of its expressions that are over.
    over: u32,
    /// The tree that ends in the last OR.
    or: u32,
    /// The tree that ends in the last AND.
    and: u32,
    /// The tree of other operators.
    other: u32,
    /// BETWEENs whose AND has not come.
    betweens: u32,
    /// UNION, INTERSECT and EXCEPT so far.
    queries: u32,
}

impl Heights {
    fn now(&self) -> u32 {
        let below_or = if self.and == 0 { self.other } else { self.and.max(self.other + 1) };
        if self.or == 0 {
            below_or
        } else {
            self.or.max(below_or + 1)
        }
    }

    /// One more operator of the rank of AND.
    fn push_and(&mut self) {
        self.and = self.and.max(self.other + u32::from(self.and > 0)) + 1;
        self.other = 0;
    }

    fn push_or(&mut self) {
        let or = self.now();
        let (over, queries) = (self.over, self.queries);
        *self = Heights { or: or + 1, over, queries, ..Heights::default() };
    }

    /// Something of that height stands here as an operand.
    fn push_operand(&mut self, height: u32) {
        self.other = self.other.max(height + 1);
    }

    /// Another expression begins.
    fn begin(&mut self) {
        let (over, queries) = (self.over.max(self.now()), self.queries);
        *self = Heights { over, queries, ..Heights::default() };
    }
}

/// The first token at which an expression is too high, or a query one of too many in a row.
pub fn too_high(tokens: &[TokenWithSpan]) -> Option<&TokenWithSpan> {
    let mut outside: Vec<Heights> = Vec::new();
    let mut here = Heights::default();
    for token in tokens {
        match &token.token {
            Token::LParen | Token::LBracket => outside.push(std::mem::take(&mut here)),
            Token::RParen | Token::RBracket => close(&mut outside, &mut here),
            Token::Comma | Token::SemiColon => here.begin(),
            Token::Word(word) => match word.keyword {
                Keyword::CASE => outside.push(std::mem::take(&mut here)),
                Keyword::END => close(&mut outside, &mut here),
                Keyword::AND if here.betweens > 0 => here.betweens -= 1,
                Keyword::AND => here.push_and(),
                Keyword::OR => here.push_or(),
                Keyword::UNION | Keyword::INTERSECT | Keyword::EXCEPT => {
                    here.begin();
                    here.queries += 1;
                }
                keyword if begins(keyword) => here.begin(),
                keyword if is_link(keyword) => {
                    here.betweens += u32::from(keyword == Keyword::BETWEEN);
                    here.other += 1;
                }
                _ => {}
            },
            other if is_operator(other) => here.other += 1,
            _ => {}
        }
        if here.now() > CHAIN_MAX || here.queries > QUERIES_CHAINED_MAX {
            return Some(token);
        }
    }
    None
}

fn close(outside: &mut Vec<Heights>, here: &mut Heights) {
    if let Some(before) = outside.pop() {
        let height = here.over.max(here.now());
        *here = before;
        here.push_operand(height);
    }
}

/// Words after which another expression begins.
pub fn begins(keyword: Keyword) -> bool {
    use Keyword::{
        ELSE, FROM, GROUP, HAVING, LIMIT, OFFSET, ON, ORDER, RETURNING, SELECT, SET, THEN, VALUES,
        WHEN, WHERE,
    };
    matches!(keyword, SELECT | FROM | ON | WHERE | GROUP | HAVING | ORDER | LIMIT | OFFSET)
        || matches!(keyword, VALUES | SET | RETURNING | WHEN | THEN | ELSE)
}

/// Words that make the tree higher by one, as operators do.
fn is_link(keyword: Keyword) -> bool {
    use Keyword::{AT, BETWEEN, COLLATE, ILIKE, IN, IS, LIKE, SIMILAR};
    matches!(keyword, IS | IN | LIKE | ILIKE | SIMILAR | COLLATE | AT | BETWEEN)
}

/// Whether a token is neither a word, a value nor a separator.
fn is_operator(token: &Token) -> bool {
    !matches!(
        token,
        Token::EOF
            | Token::Word(_)
            | Token::Number(..)
            | Token::Char(_)
            | Token::SingleQuotedString(_)
            | Token::EscapedStringLiteral(_)
            | Token::UnicodeStringLiteral(_)
            | Token::NationalStringLiteral(_)
            | Token::DollarQuotedString(_)
            | Token::Placeholder(_)
            | Token::Whitespace(_)
            | Token::Period
    )
}
