//! One statement's text to the parser's tree. Mistakes are told in PostgreSQL's words.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::limits::{CHAIN_MAX, QUERIES_CHAINED_MAX, STATEMENT_BYTES_MAX};
use sqlparser::ast::{Expr, Statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use super::position::Positions;
use super::token_forms::{known_forms, not_into};

/// How much deeper an attempt may go that tells a mistake from too much nesting.
const NESTING_TRIED: u32 = 4;

/// The tree of one statement.
pub fn parse(positions: &Positions<'_>) -> Result<Statement> {
    parse_with(positions, |parser| parser.parse_statement())
}

/// The tree of one expression that is kept as text.
pub fn parse_expr(positions: &Positions<'_>) -> Result<Expr> {
    parse_with(positions, |parser| parser.parse_expr())
}

fn parse_with<T>(
    positions: &Positions<'_>,
    grammar: impl Fn(&mut Parser<'_>) -> Result<T, ParserError>,
) -> Result<T> {
    let tokens = tokens_of(positions)?;
    if let Some(token) = not_into(&tokens) {
        return Err(near(token, positions, Some("INTO")));
    }
    let tokens = known_forms(tokens);
    check_chains(&tokens, positions)?;
    let nesting = super::nesting::nesting_max(&tokens);
    attempt(tokens, positions, nesting, &grammar).map_err(|error| {
        let tokens = tokens_of(positions).map(known_forms);
        let deeper = nesting + NESTING_TRIED;
        match tokens.and_then(|tokens| attempt(tokens, positions, deeper, &grammar)) {
            Err(again) if again == error => error,
            _ => nested_too_deep(),
        }
    })
}

/// One attempt at a statement's tree, nested so deep at most.
///
/// Where the parser finds a CASE or a NOT nested too deep, it goes on to try another meaning of
/// the word, and complains of that. An attempt that may go a little deeper tells such a complaint
/// from a mistake: the mistake stays the same.
fn attempt<T>(
    tokens: Vec<TokenWithSpan>,
    positions: &Positions<'_>,
    nesting: u32,
    grammar: &impl Fn(&mut Parser<'_>) -> Result<T, ParserError>,
) -> Result<T> {
    let dialect = PostgreSqlDialect {};
    let last = tokens.iter().rev().find(|token| !matches!(token.token, Token::Whitespace(_)));
    let end = last.map(|token| token.span.end);
    let mut parser = Parser::new(&dialect)
        .with_recursion_limit(nesting as usize)
        .with_tokens_with_locations(tokens);
    let tree =
        grammar(&mut parser).map_err(|error| grammar_error(&error, &parser, positions, end))?;
    match parser.peek_token() {
        TokenWithSpan { token: Token::EOF, .. } => Ok(tree),
        extra => Err(near(&extra, positions, None)),
    }
}

/// The tokens of a statement.
pub fn tokens_of(positions: &Positions<'_>) -> Result<Vec<TokenWithSpan>> {
    let text = positions.text();
    if text.len() > STATEMENT_BYTES_MAX as usize {
        let max = u64::from(STATEMENT_BYTES_MAX);
        return Err(Error::Limit { what: "statement length".to_string(), max });
    }
    Tokenizer::new(&PostgreSqlDialect {}, text)
        .tokenize_with_location()
        .map_err(|error| lexical_error(&error.message, positions.at(error.location)))
}

/// 54001 for a statement that nests too deep.
pub fn nested_too_deep() -> Error {
    SqlError::new(sqlstate::STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
        .hint("Nest fewer brackets, calls and subqueries one within the other.")
        .into()
}

fn too_deep(token: &TokenWithSpan, positions: &Positions<'_>, hint: String) -> Error {
    SqlError::new(sqlstate::STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
        .hint(hint)
        .at(positions.start(token.span))
        .into()
}

/// Refuses expressions that are too high.
fn check_chains(tokens: &[TokenWithSpan], positions: &Positions<'_>) -> Result<()> {
    match super::chains::too_high(tokens) {
        None => Ok(()),
        Some(token) => {
            let hint = format!(
                "Chain at most {CHAIN_MAX} operators or {QUERIES_CHAINED_MAX} queries; use IN \
                 (...) or VALUES."
            );
            Err(too_deep(token, positions, hint))
        }
    }
}

/// An error of the tokenizer: an open quote or comment, a character of no token.
fn lexical_error(message: &str, position: Option<u32>) -> Error {
    let lower = message.to_lowercase();
    let words = if lower.contains("unterminated dollar") {
        "unterminated dollar-quoted string"
    } else if lower.contains("unterminated string") || lower.contains("unterminated encoded") {
        "unterminated quoted string"
    } else if lower.contains("close delimiter") {
        "unterminated quoted identifier"
    } else if lower.contains("comment") {
        "unterminated /* comment"
    } else {
        message
    };
    SqlError::new(sqlstate::SYNTAX_ERROR, words).at(position).into()
}

/// An error of the parser: at the token it names, else at the token it stands before.
pub fn grammar_error(
    error: &ParserError,
    parser: &Parser<'_>,
    positions: &Positions<'_>,
    end: Option<Location>,
) -> Error {
    let message = match error {
        ParserError::RecursionLimitExceeded => return nested_too_deep(),
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
    };
    let expected = message
        .strip_prefix("Expected: ")
        .and_then(|rest| rest.split_once(", found: "))
        .map(|(expected, _)| expected);
    if message.contains("found: EOF") {
        let error = SqlError::new(sqlstate::SYNTAX_ERROR, "syntax error at end of input")
            .at(end.and_then(|end| positions.at(end)));
        return with_expected(error, expected).into();
    }
    match place_named(message).and_then(|place| token_at(parser, place)) {
        Some(token) => near(&token, positions, expected),
        None => near(&parser.peek_token(), positions, expected),
    }
}

/// The place that the parser's message ends with: `... at Line: 1, Column: 8`.
fn place_named(message: &str) -> Option<Location> {
    let (_, place) = message.rsplit_once(" at Line: ")?;
    let (line, column) = place.split_once(", Column: ")?;
    Some(Location { line: line.parse().ok()?, column: column.trim().parse().ok()? })
}

fn token_at(parser: &Parser<'_>, place: Location) -> Option<TokenWithSpan> {
    (0..=parser.index())
        .rev()
        .map(|index| parser.token_at(index).clone())
        .chain([parser.peek_token()])
        .find(|token| token.span.start == place)
}

/// 42601 at a token.
pub fn near(token: &TokenWithSpan, positions: &Positions<'_>, expected: Option<&str>) -> Error {
    let error = match &token.token {
        Token::EOF => SqlError::new(sqlstate::SYNTAX_ERROR, "syntax error at end of input"),
        other => {
            SqlError::new(sqlstate::SYNTAX_ERROR, format!("syntax error at or near \"{other}\""))
                .at(positions.start(token.span))
        }
    };
    with_expected(error, expected).into()
}

fn with_expected(error: SqlError, expected: Option<&str>) -> SqlError {
    match expected {
        Some(expected) => error.hint(format!("Expected here: {expected}.")),
        None => error,
    }
}
