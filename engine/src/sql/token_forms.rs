//! Forms of PostgreSQL that the parser lacks, each put into one that it knows, token by token.
//!
//! ```text
//!   TABLE t            ->   SELECT * FROM t      at the beginning of a statement or a bracket
//!   SELECT a INTO t FROM u                 ->   CREATE TABLE t AS SELECT a FROM u
//!   INSERT INTO t OVERRIDING SYSTEM VALUE  ->   INSERT INTO t    (the binder asks for it)
//!   'a' and on the next line 'b'           ->   'ab'
//!   ROW (1, 2)         ->   (1, 2)
//!   (((1)))            ->   ((1))                of brackets around the same, two are enough
//!   BETWEEN SYMMETRIC 3 AND 1              ->   BETWEEN !! 3 AND 1   (no operator of theirs)
//!   START 1 CACHE 1    ->   the options of sequences in the parser's order (sequence_text)
//! ```
//!
//! Tokens keep their places, so that errors still point where the learner wrote.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

/// The tokens of a statement as the parser takes them.
pub fn known_forms(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let tokens = whole_strings(super::sequence_text::arrange(tokens));
    let has = |word| tokens.iter().any(|token| is_word(token, word));
    let (rows, tables) = (has(Keyword::ROW), has(Keyword::TABLE));
    let into = has(Keyword::INTO);
    let overriding = into && overrides(&tokens);
    let tokens = if has(Keyword::BETWEEN) { symmetric(tokens) } else { tokens };
    let tokens = if rows { bare_rows(tokens) } else { tokens };
    let tokens = if tables { table_commands(tokens) } else { tokens };
    let tokens = if into { select_into(tokens) } else { tokens };
    let tokens = fewer_brackets(tokens);
    if overriding {
        without_overriding(tokens)
    } else {
        tokens
    }
}

/// Whether an INSERT gives values to columns that are GENERATED ALWAYS.
pub fn overrides(tokens: &[TokenWithSpan]) -> bool {
    overriding_place(tokens).is_some()
}

/// Where OVERRIDING SYSTEM VALUE begins, and where what follows it does.
fn overriding_place(tokens: &[TokenWithSpan]) -> Option<(usize, usize)> {
    let words: Vec<(usize, String)> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| !is_space(token))
        .map(|(at, token)| (at, token.token.to_string().to_uppercase()))
        .collect();
    if words.first().is_none_or(|(_, word)| word != "INSERT") {
        return None;
    }
    words.windows(3).find_map(|three| {
        let is = three[0].1 == "OVERRIDING" && three[1].1 == "SYSTEM" && three[2].1 == "VALUE";
        is.then_some((three[0].0, three[2].0 + 1))
    })
}

fn without_overriding(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    if let Some((from, to)) = overriding_place(&tokens) {
        tokens.drain(from..to);
    }
    tokens
}

fn table_commands(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut made = Vec::with_capacity(tokens.len() + 2);
    let mut before: Option<Token> = None;
    for token in tokens {
        let begins = matches!(before, None | Some(Token::LParen));
        if !is_space(&token) {
            before = Some(token.token.clone());
        }
        if begins && is_word(&token, Keyword::TABLE) {
            made.extend([word("SELECT", &token), like(Token::Mul, &token), word("FROM", &token)]);
        } else {
            made.push(token);
        }
    }
    made
}

/// Joins strings that nothing but white space with a line break in it parts.
fn whole_strings(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let is_string = |token: &Token| matches!(token, Token::SingleQuotedString(_));
    if tokens.iter().filter(|token| is_string(&token.token)).count() < 2 {
        return tokens;
    }
    let mut made: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let spaces = made.iter().rev().take_while(|before| is_space(before));
        let (count, breaks) = spaces.fold((0, 0), |(count, breaks), space| {
            let breaks_line = space.span.start.line < token.span.start.line;
            (count + 1, breaks + usize::from(breaks_line))
        });
        let at = made.len().checked_sub(count + 1).filter(|_| breaks > 0);
        match (at.map(|at| &mut made[at].token), &token.token) {
            (Some(Token::SingleQuotedString(whole)), Token::SingleQuotedString(more)) => {
                whole.push_str(more);
                made.truncate(made.len() - count);
            }
            _ => made.push(token),
        }
    }
    made
}

/// Makes a CREATE TABLE AS of a SELECT INTO at the top of a statement.
fn select_into(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let first = tokens.iter().find(|token| !is_space(token));
    if !first.is_some_and(|it| is_word(it, Keyword::SELECT) || is_word(it, Keyword::WITH)) {
        return tokens;
    }
    let mut depth = 0;
    let place = tokens.iter().position(|token| {
        match token.token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ => {}
        }
        depth == 0 && (is_word(token, Keyword::INTO) || is_word(token, Keyword::INSERT))
    });
    let Some(into) = place.filter(|at| is_word(&tokens[*at], Keyword::INTO)) else {
        return tokens;
    };
    let end = tokens[into..].iter().position(|token| is_word(token, Keyword::FROM));
    let end = end.map_or(tokens.len(), |end| into + end);
    let target: Vec<TokenWithSpan> = tokens.drain(into..end).skip(1).collect();
    let target = target.into_iter().filter(|token| !is_word(token, Keyword::TABLE));
    let (modes, name): (Vec<_>, Vec<_>) = target.partition(|token| {
        [Keyword::TEMP, Keyword::TEMPORARY, Keyword::UNLOGGED].iter().any(|it| is_word(token, *it))
    });
    let Some(origin) = tokens.first().cloned() else { return tokens };
    let mut made = vec![word("CREATE", &origin)];
    made.extend(modes);
    made.push(word("TABLE", &origin));
    made.extend(name);
    made.push(word("AS", &origin));
    made.extend(tokens);
    made
}

/// Marks the lower bound of BETWEEN SYMMETRIC; ASYMMETRIC is what BETWEEN means anyway.
fn symmetric(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut made = Vec::with_capacity(tokens.len());
    let mut follows_between = false;
    for token in tokens {
        let is = |name: &str| {
            let Token::Word(word) = &token.token else { return false };
            word.quote_style.is_none() && word.value.eq_ignore_ascii_case(name)
        };
        match follows_between {
            true if is("symmetric") => made.push(like(Token::DoubleExclamationMark, &token)),
            true if is("asymmetric") => {}
            _ => made.push(token.clone()),
        }
        if !is_space(&token) {
            follows_between = is("between");
        }
    }
    made
}

/// The token that should be INTO after INSERT and is not: the parser takes that.
pub fn not_into(tokens: &[TokenWithSpan]) -> Option<&TokenWithSpan> {
    let mut words = tokens.iter().filter(|token| !is_space(token));
    let follows =
        words.find(|token| !is_word(token, Keyword::EXPLAIN) && !is_word(token, Keyword::ANALYZE));
    follows.filter(|token| is_word(token, Keyword::INSERT))?;
    words.next().filter(|token| !is_word(token, Keyword::INTO))
}

/// A token in the place of another.
fn like(token: Token, origin: &TokenWithSpan) -> TokenWithSpan {
    TokenWithSpan { token, span: origin.span }
}

fn word(word: &str, origin: &TokenWithSpan) -> TokenWithSpan {
    like(Token::make_keyword(word), origin)
}

/// Drops ROW before a bracket: a list in brackets is a row already.
fn bare_rows(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
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

/// Drops brackets that stand between two others around the same.
fn fewer_brackets(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let places: Vec<usize> = (0..tokens.len()).filter(|at| !is_space(&tokens[*at])).collect();
    let is = |place: &usize, wanted: &Token| tokens[*place].token == *wanted;
    if !places.windows(3).any(|three| three.iter().all(|place| is(place, &Token::LParen))) {
        return tokens;
    }
    let (mut open, mut partner) = (Vec::new(), vec![0; places.len()]);
    for (at, place) in places.iter().enumerate() {
        if is(place, &Token::LParen) {
            open.push(at);
        } else if is(place, &Token::RParen) {
            if let Some(begin) = open.pop() {
                (partner[begin], partner[at]) = (at, begin);
            }
        }
    }
    // A place without a partner has 0, which is the partner of none that has brackets around it.
    let encloses =
        |outer: usize, inner: usize| partner[inner] > inner && partner[outer] == partner[inner] + 1;
    let is_between = |at: &usize| {
        *at > 0 && *at + 1 < places.len() && encloses(at - 1, *at) && encloses(*at, at + 1)
    };
    let mut dropped = vec![false; tokens.len()];
    for at in (0..places.len()).filter(is_between) {
        dropped[places[at]] = true;
        dropped[places[partner[at]]] = true;
    }
    let kept = tokens.into_iter().zip(dropped);
    kept.filter(|(_, is_dropped)| !is_dropped).map(|(token, _)| token).collect()
}

fn is_space(token: &TokenWithSpan) -> bool {
    matches!(token.token, Token::Whitespace(_))
}

fn is_word(token: &TokenWithSpan, keyword: Keyword) -> bool {
    matches!(&token.token, Token::Word(word)
        if word.quote_style.is_none() && word.keyword == keyword)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlparser::dialect::PostgreSqlDialect;
    use sqlparser::tokenizer::Tokenizer;

    #[test]
    fn strings_on_lines_of_their_own_are_one() {
        let read = |text: &str| {
            let tokens = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize_with_location();
            let whole = whole_strings(tokens.expect("these are tokens"));
            whole.iter().map(|token| token.token.to_string()).collect::<String>()
        };
        assert_eq!(read("'a'\n 'b'  -- and\n'c', 'd'"), "'abc', 'd'");
        assert_eq!(read("'a' 'b'"), "'a' 'b'");
        assert_eq!(read("'a', \n'b'"), "'a', \n'b'");
    }
}
