//! The options of sequences, which PostgreSQL takes in any order and the parser in one.
//!
//! ```text
//!   START WITH 10 INCREMENT BY 3   ->   INCREMENT BY 3 START WITH 10
//!   GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s START WITH 5)   ->   ... (START WITH 5)
//! ```

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

/// One option: its words, from the one that names it on.
pub type Words = Vec<TokenWithSpan>;

/// The tokens with all options of sequences in the parser's order; the names that identity columns
/// give to their sequences are left out.
pub fn arrange(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut made = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    let has = |word| tokens.iter().any(|token| keyword(token) == word);
    if !has(Keyword::SEQUENCE) && !has(Keyword::IDENTITY) {
        return tokens;
    }
    if let Some(from) = created_options(&tokens) {
        let (head, options) = tokens.split_at(from);
        made.extend_from_slice(head);
        made.extend(sorted(groups(options)).into_iter().flatten());
        return made;
    }
    while let Some((before, inside, after)) = identity_options(rest) {
        made.extend_from_slice(before);
        let options = groups(inside);
        let kept = options.into_iter().filter(|words| name_of(words) != Keyword::SEQUENCE);
        let kept: Vec<TokenWithSpan> = sorted(kept.collect()).into_iter().flatten().collect();
        match (kept.is_empty(), made.last().map(|token| &token.token)) {
            // Empty brackets are none.
            (true, Some(Token::LParen)) => {
                made.pop();
                rest = &after[1..];
            }
            _ => {
                made.extend(kept);
                rest = after;
            }
        }
    }
    made.extend_from_slice(rest);
    made
}

/// The name that an identity column gives to its sequence, as the tokens after SEQUENCE NAME.
pub fn identity_name(tokens: &[TokenWithSpan]) -> Option<Words> {
    let (_, inside, _) = identity_options(tokens)?;
    let named = groups(inside).into_iter().find(|words| name_of(words) == Keyword::SEQUENCE)?;
    Some(named.into_iter().skip(2).collect())
}

/// Options one by one.
pub fn groups(tokens: &[TokenWithSpan]) -> Vec<Words> {
    let mut made: Vec<Words> = Vec::new();
    let mut before = Keyword::NoKeyword;
    let mut after_period = false;
    for token in tokens.iter().filter(|token| !is_space(token)) {
        let word = if after_period { Keyword::NoKeyword } else { keyword(token) };
        // NO and what it denies are one option.
        match made.last_mut() {
            Some(words) if rank(word).is_none() || before == Keyword::NO => {
                words.push(token.clone());
            }
            _ => made.push(vec![token.clone()]),
        }
        before = word;
        after_period = token.token == Token::Period;
    }
    made
}

/// The word that says which option it is.
pub fn name_of(words: &Words) -> Keyword {
    match words.first().map(keyword) {
        Some(Keyword::NO) => words.get(1).map_or(Keyword::NO, keyword),
        word => word.unwrap_or(Keyword::NoKeyword),
    }
}

fn sorted(mut options: Vec<Words>) -> Vec<Words> {
    options.sort_by_key(|words| rank(name_of(words)).unwrap_or(u8::MAX));
    options
}

/// The parser's order.
fn rank(word: Keyword) -> Option<u8> {
    Some(match word {
        Keyword::AS => 0,
        Keyword::INCREMENT => 1,
        Keyword::MINVALUE => 2,
        Keyword::MAXVALUE => 3,
        Keyword::START => 4,
        Keyword::CACHE => 5,
        Keyword::CYCLE => 6,
        Keyword::OWNED => 7,
        Keyword::NO | Keyword::SEQUENCE | Keyword::RESTART => 8,
        _ => return None,
    })
}

/// Where the options of a CREATE SEQUENCE begin.
fn created_options(tokens: &[TokenWithSpan]) -> Option<usize> {
    let mut words = tokens.iter().enumerate().filter(|(_, token)| !is_space(token)).peekable();
    let mut take = |word| words.next_if(|(_, token)| keyword(token) == word).is_some();
    if !take(Keyword::CREATE) {
        return None;
    }
    let _ = take(Keyword::TEMPORARY) || take(Keyword::TEMP) || take(Keyword::UNLOGGED);
    if !take(Keyword::SEQUENCE) {
        return None;
    }
    let _ = take(Keyword::IF) && take(Keyword::NOT) && take(Keyword::EXISTS);
    words.next();
    while words.next_if(|(_, token)| token.token == Token::Period).is_some() {
        words.next();
    }
    words.peek().map(|(at, _)| *at)
}

type Parts<'a> = (&'a [TokenWithSpan], &'a [TokenWithSpan], &'a [TokenWithSpan]);

/// The tokens up to the bracket after AS IDENTITY, those inside it, and those from its end on.
fn identity_options(tokens: &[TokenWithSpan]) -> Option<Parts<'_>> {
    let mut from = 0;
    loop {
        let found = tokens[from..].iter().position(|token| keyword(token) == Keyword::IDENTITY)?;
        let next = from + found + 1;
        let after = tokens[next..].iter().position(|token| !is_space(token));
        let open = next + after?;
        if tokens[open].token == Token::LParen {
            let close = tokens[open..].iter().position(|token| token.token == Token::RParen)?;
            let (before, rest) = tokens.split_at(open + 1);
            let (inside, after) = rest.split_at(close - 1);
            return Some((before, inside, after));
        }
        from = next;
    }
}

fn is_space(token: &TokenWithSpan) -> bool {
    matches!(token.token, Token::Whitespace(_))
}

fn keyword(token: &TokenWithSpan) -> Keyword {
    match &token.token {
        Token::Word(word) if word.quote_style.is_none() => word.keyword,
        _ => Keyword::NoKeyword,
    }
}
