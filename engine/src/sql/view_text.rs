//! A view's query as the catalogue keeps it: the learner's own words, every relation named with
//! its schema, so that it means the same along any search path.

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Tokenizer};

use super::definition::Mention;
use super::position::Positions;
use crate::expr::functions::quote::quote_ident;

/// The query of a CREATE VIEW with that text, its bare relation names completed.
pub fn view_text(text: &str, mentions: &[Mention]) -> String {
    let mut insertions: Vec<(usize, &str)> = mentions
        .iter()
        .filter_map(|mention| {
            let at = usize::try_from(mention.bare_at?).ok()?.checked_sub(1)?;
            Some((at, mention.table.schema.as_str()))
        })
        .collect();
    insertions.sort_unstable();
    insertions.dedup();
    let mut insertions = insertions.into_iter().peekable();
    let mut made = String::new();
    for (at, letter) in text.chars().enumerate().skip(query_start(text)) {
        if let Some((_, schema)) = insertions.next_if(|(place, _)| *place == at) {
            made.push_str(&quote_ident(schema));
            made.push('.');
        }
        made.push(letter);
    }
    made.trim().to_string()
}

/// The characters before the query: up to the first AS outside brackets.
fn query_start(text: &str) -> usize {
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location();
    let positions = Positions::new(text);
    let mut depth = 0;
    for token in tokens.unwrap_or_default() {
        match &token.token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::Word(word) if depth == 0 && word.keyword == Keyword::AS => {
                return positions.at(token.span.end).map_or(0, |at| at as usize - 1);
            }
            _ => {}
        }
    }
    0
}
