//! Dependencies from text: `order, item -> price`, `course ->> teacher`, several with `;` or one
//! a line.
//!
//! ```text
//!   dependencies = [ dependency { (";" | newline) dependency } ]
//!   sets         = { "(" set ")" }
//!   dependency   = set ("->" | "->>") set
//!   set          = name { "," name } | "{" "}"
//! ```
//!
//! Names are read as SQL reads them: folded to lower case unless quoted. `Attributes::text` writes
//! what this reads. Errors carry the place: characters from 1.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::attributes::{AttributeSet, Attributes};
use model::types::dependency::{Dependency, DependencyKind};

/// The dependencies that a text states.
pub fn dependencies(attributes: &Attributes, text: &str) -> Result<Vec<Dependency>> {
    let mut parser = Parser::new(attributes, text)?;
    let mut found = Vec::new();
    loop {
        while parser.takes(&Kind::Separator) {}
        if parser.at_end() {
            return Ok(found);
        }
        found.push(parser.dependency()?);
        if !parser.at_end() && !parser.takes(&Kind::Separator) {
            return Err(parser.unexpected());
        }
    }
}

/// The one dependency that a text states.
pub fn dependency(attributes: &Attributes, text: &str) -> Result<Dependency> {
    let mut parser = Parser::new(attributes, text)?;
    let found = parser.dependency()?;
    parser.end()?;
    Ok(found)
}

/// The set of attributes that a text lists.
pub fn set(attributes: &Attributes, text: &str) -> Result<AttributeSet> {
    let mut parser = Parser::new(attributes, text)?;
    let found = parser.set()?;
    parser.end()?;
    Ok(found)
}

/// The sets that a text lists: `(order, item) (item, price)`.
pub fn sets(attributes: &Attributes, text: &str) -> Result<Vec<AttributeSet>> {
    let mut parser = Parser::new(attributes, text)?;
    let mut found = Vec::new();
    while !parser.at_end() {
        if !parser.takes(&Kind::Open) {
            return Err(parser.unexpected());
        }
        found.push(parser.set()?);
        if !parser.takes(&Kind::Close) {
            return Err(parser.unexpected());
        }
    }
    Ok(found)
}

/// The names that a text lists, for a new scheme.
pub fn attributes(text: &str) -> Result<Attributes> {
    let tokens = tokens(text)?;
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            Kind::Name(name) if at % 2 == 0 => names.push(name.clone()),
            Kind::Comma if at % 2 == 1 && at + 1 < tokens.len() => {}
            _ => return Err(near(text, Some(token))),
        }
    }
    Attributes::new(names)
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Name(String),
    Comma,
    Open,
    Close,
    Separator,
    Arrow(DependencyKind),
    EmptySet,
}

struct Token {
    kind: Kind,
    /// Where it stands in the text: characters from 1, and how many.
    position: u32,
    length: u32,
}

struct Parser<'a> {
    attributes: &'a Attributes,
    text: &'a str,
    tokens: Vec<Token>,
    next: usize,
}

impl<'a> Parser<'a> {
    fn new(attributes: &'a Attributes, text: &'a str) -> Result<Parser<'a>> {
        Ok(Parser { attributes, text, tokens: tokens(text)?, next: 0 })
    }

    fn dependency(&mut self) -> Result<Dependency> {
        let left = self.set()?;
        let Some(Kind::Arrow(kind)) = self.tokens.get(self.next).map(|token| token.kind.clone())
        else {
            return Err(self.unexpected());
        };
        self.next += 1;
        let right = self.set()?;
        Ok(Dependency { left, right, kind })
    }

    fn set(&mut self) -> Result<AttributeSet> {
        if self.takes(&Kind::EmptySet) {
            return Ok(AttributeSet::EMPTY);
        }
        let mut set = self.name()?;
        while self.takes(&Kind::Comma) {
            set |= self.name()?;
        }
        Ok(set)
    }

    fn name(&mut self) -> Result<AttributeSet> {
        let Some(Token { kind: Kind::Name(name), position, .. }) = self.tokens.get(self.next)
        else {
            return Err(self.unexpected());
        };
        let Some(attribute) = self.attributes.find(name) else {
            let message = format!("column \"{name}\" does not exist");
            let known = self.attributes.text(self.attributes.all());
            let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, message).at(*position);
            return Err(error.hint(format!("The attributes are {known}.")).into());
        };
        self.next += 1;
        Ok(AttributeSet::of(attribute))
    }

    fn takes(&mut self, kind: &Kind) -> bool {
        let taken = self.tokens.get(self.next).is_some_and(|token| token.kind == *kind);
        self.next += usize::from(taken);
        taken
    }

    fn at_end(&self) -> bool {
        self.next == self.tokens.len()
    }

    fn end(&mut self) -> Result<()> {
        if self.at_end() {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn unexpected(&self) -> Error {
        near(self.text, self.tokens.get(self.next))
    }
}

/// The error at a token that does not belong there, or at the end, in PostgreSQL's words.
fn near(text: &str, token: Option<&Token>) -> Error {
    let (message, position) = match token {
        Some(token) => {
            let begin = token.position as usize - 1;
            let shown: String = text.chars().skip(begin).take(token.length as usize).collect();
            (format!("syntax error at or near \"{shown}\""), token.position)
        }
        None => ("syntax error at end of input".to_string(), text.chars().count() as u32 + 1),
    };
    SqlError::new(sqlstate::SYNTAX_ERROR, message)
        .at(position)
        .hint("A dependency reads: a, b -> c; a multivalued one: a ->> b.")
        .into()
}

fn tokens(text: &str) -> Result<Vec<Token>> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let begin = at;
        let kind = match chars[at] {
            '\n' | ';' => Some(Kind::Separator),
            ',' => Some(Kind::Comma),
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '-' if chars[at..].starts_with(&['-', '>', '>']) => {
                at += 2;
                Some(Kind::Arrow(DependencyKind::Multivalued))
            }
            '-' if chars[at..].starts_with(&['-', '>']) => {
                at += 1;
                Some(Kind::Arrow(DependencyKind::Functional))
            }
            '{' => {
                let inner = chars[at + 1..].iter().take_while(|c| c.is_whitespace()).count();
                let closed = chars.get(at + 1 + inner) == Some(&'}');
                at += if closed { inner + 1 } else { 0 };
                closed.then_some(Kind::EmptySet)
            }
            '"' => quoted_name(&chars, &mut at),
            c if c.is_alphabetic() || c == '_' => {
                let is_inner = |c: &&char| c.is_alphanumeric() || **c == '_' || **c == '$';
                let length = chars[at..].iter().take_while(is_inner).count();
                at += length - 1;
                let name = chars[begin..=at].iter().collect::<String>();
                Some(Kind::Name(name.to_lowercase()))
            }
            _ => None,
        };
        at += 1;
        let token = |kind| Token {
            kind,
            position: begin as u32 + 1,
            length: (at.min(chars.len()) - begin) as u32,
        };
        match kind {
            Some(kind) => tokens.push(token(kind)),
            None => return Err(near(text, Some(&token(Kind::Comma)))),
        }
    }
    Ok(tokens)
}

/// The quoted name that begins at `at`, which then stands on its last quote; none if it never
/// ends or is empty.
fn quoted_name(chars: &[char], at: &mut usize) -> Option<Kind> {
    let mut name = String::new();
    loop {
        *at += 1;
        match (chars.get(*at)?, chars.get(*at + 1)) {
            ('"', Some('"')) => {
                name.push('"');
                *at += 1;
            }
            ('"', _) => return (!name.is_empty()).then_some(Kind::Name(name)),
            (c, _) => name.push(*c),
        }
    }
}
