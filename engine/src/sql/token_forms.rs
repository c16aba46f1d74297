//! Forms of PostgreSQL that the parser lacks, each put into one that it knows, token by token.
//!
//! ```text
//!   TABLE t            ->   SELECT * FROM t      at the beginning of a statement
//!   ROW (1, 2)         ->   (1, 2)
//!   START 1 CACHE 1    ->   the options of sequences in the parser's order (sequence_text)
//! ```
//!
//! Tokens keep their places, so that errors still point where the learner wrote.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

/// The tokens of a statement as the parser takes them.
pub fn known_forms(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    table_command(bare_rows(super::sequence_text::arrange(tokens)))
}

fn table_command(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let first = tokens.iter().position(|token| !is_space(token));
    let Some(at) = first.filter(|at| is_word(&tokens[*at], Keyword::TABLE)) else {
        return tokens;
    };
    let span = tokens[at].span;
    let word = |word| TokenWithSpan { token: Token::make_keyword(word), span };
    let star = TokenWithSpan { token: Token::Mul, span };
    tokens.splice(at..=at, [word("SELECT"), star, word("FROM")]);
    tokens
}

/// Drops ROW before a bracket: a list in brackets is a row already.
fn bare_rows(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    if !tokens.iter().any(|token| is_word(token, Keyword::ROW)) {
        return tokens;
    }
    let opens_row = |at: usize| {
        is_word(&tokens[at], Keyword::ROW)
            && tokens[at + 1..]
                .iter()
                .find(|token| !is_space(token))
                .is_some_and(|token| token.token == Token::LParen)
    };
    let kept: Vec<usize> = (0..tokens.len()).filter(|at| !opens_row(*at)).collect();
    kept.into_iter().map(|at| tokens[at].clone()).collect()
}

fn is_space(token: &TokenWithSpan) -> bool {
    matches!(token.token, Token::Whitespace(_))
}

fn is_word(token: &TokenWithSpan, keyword: Keyword) -> bool {
    matches!(&token.token, Token::Word(word)
        if word.quote_style.is_none() && word.keyword == keyword)
}
