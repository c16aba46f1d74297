//! A script cut into statements.
//!
//! ```text
//!   CREATE TABLE t (a int); -- a comment; with a semicolon
//!   ^----------------------^ statement one
//! ```
//!
//! Cutting is apart from parsing, so that a mistake in one statement does not hide those before
//! it, and a position counts from the statement's own beginning, as psql shows it. Quotes, dollar
//! quotes and nested comments are followed (PostgreSQL manual, "Lexical Structure").

/// One statement of a script: where its text begins and ends, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The first byte, white space and comments before it left out.
    pub start: usize,
    /// The byte after the last, the semicolon left out.
    pub end: usize,
    /// Where to look for the next one.
    pub next: usize,
    /// What it is.
    pub kind: PieceKind,
}

/// What a piece of a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A statement.
    Sql,
    /// A query whose rows are statements, which run after it: it ends with `\\gexec`.
    Maker,
    /// A command to psql, such as `\\c`: one line.
    Meta,
    /// COPY ... FROM STDIN, with where its data begins and ends.
    Copy {
        /// The first byte of the data.
        data_start: usize,
        /// The byte after the data, its end mark left out.
        data_end: usize,
    },
}

/// The command to psql that runs what a query returns.
const GEXEC: &str = "\\gexec";

/// The first statement at or after byte `from`; `None` when only space and comments are left.
pub fn next_piece(script: &str, from: usize) -> Option<Piece> {
    let bytes = script.as_bytes();
    let mut at = from;
    let mut start = None;
    let mut end = from;
    while at < bytes.len() {
        let after = skip_token(script, at);
        match bytes[at] {
            b'\\' => match start {
                None => return Some(meta(script, at)),
                Some(start) if script[at..].starts_with(GEXEC) => {
                    let next = meta(script, at).next;
                    return Some(Piece { start, end, next, kind: PieceKind::Maker });
                }
                Some(_) => end = after,
            },
            b';' => {
                if let Some(start) = start {
                    return Some(statement(script, start, end, after));
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            b'-' | b'/' if is_comment(bytes, at) => {}
            _ => {
                start = start.or(Some(at));
                end = after;
            }
        }
        at = after;
    }
    start.map(|start| Piece { start, end, next: bytes.len(), kind: PieceKind::Sql })
}

/// A command to psql: the rest of the line.
fn meta(script: &str, start: usize) -> Piece {
    let line_end = script[start..].find('\n').map_or(script.len(), |n| start + n);
    let end = start + script[start..line_end].trim_end().len();
    Piece { start, end, next: line_end, kind: PieceKind::Meta }
}

/// A statement up to its semicolon; COPY from standard input takes the lines after it along.
fn statement(script: &str, start: usize, end: usize, next: usize) -> Piece {
    let mut words = script[start..end].split_ascii_whitespace();
    let is_copy = words.next().is_some_and(|word| word.eq_ignore_ascii_case("copy"))
        && words
            .clone()
            .zip(words.skip(1))
            .any(|(a, b)| a.eq_ignore_ascii_case("from") && b.eq_ignore_ascii_case("stdin"));
    if !is_copy {
        return Piece { start, end, next, kind: PieceKind::Sql };
    }
    let data_start = script[next..].find('\n').map_or(script.len(), |n| next + n + 1);
    let mut line_start = data_start;
    while line_start < script.len() {
        let line_end = script[line_start..].find('\n').map_or(script.len(), |n| line_start + n);
        let after = (line_end + 1).min(script.len());
        if script[line_start..line_end].trim_end_matches('\r') == "\\." {
            let kind = PieceKind::Copy { data_start, data_end: line_start };
            return Piece { start, end, next: after, kind };
        }
        line_start = after;
    }
    let kind = PieceKind::Copy { data_start, data_end: script.len() };
    Piece { start, end, next: script.len(), kind }
}

fn is_comment(bytes: &[u8], at: usize) -> bool {
    bytes[at..].starts_with(b"--") || bytes[at..].starts_with(b"/*")
}

/// The byte after the token, comment or character that begins at `at`.
fn skip_token(script: &str, at: usize) -> usize {
    let bytes = script.as_bytes();
    match bytes[at] {
        b'\'' => skip_string(bytes, at, is_escape_string(bytes, at)),
        b'"' => skip_until(bytes, at + 1, b'"'),
        b'-' if bytes[at..].starts_with(b"--") => {
            bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |n| at + n + 1)
        }
        b'/' if bytes[at..].starts_with(b"/*") => skip_comment(bytes, at),
        b'$' => skip_dollar_quote(script, at),
        byte if byte.is_ascii_alphabetic() || byte == b'_' => {
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
            bytes[at..].iter().position(|byte| !is_name(byte)).map_or(bytes.len(), |n| at + n)
        }
        byte if byte.is_ascii_digit() => {
            let is_other = |byte: &u8| !byte.is_ascii_digit();
            bytes[at..].iter().position(is_other).map_or(bytes.len(), |n| at + n)
        }
        byte if byte < 0x80 => at + 1,
        _ => at + script[at..].chars().next().map_or(1, char::len_utf8),
    }
}

/// Whether the quote at `at` follows an `E` that stands alone: backslashes escape in it.
fn is_escape_string(bytes: &[u8], at: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    at >= 1 && matches!(bytes[at - 1], b'e' | b'E') && (at < 2 || !is_name(bytes[at - 2]))
}

fn skip_string(bytes: &[u8], at: usize, escapes: bool) -> usize {
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 2,
            b'\'' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn skip_until(bytes: &[u8], from: usize, end: u8) -> usize {
    bytes[from..].iter().position(|&byte| byte == end).map_or(bytes.len(), |n| from + n + 1)
}

/// Comments nest in PostgreSQL.
fn skip_comment(bytes: &[u8], at: usize) -> usize {
    let (mut at, mut depth) = (at + 2, 1);
    while at < bytes.len() && depth > 0 {
        if bytes[at..].starts_with(b"/*") {
            (at, depth) = (at + 2, depth + 1);
        } else if bytes[at..].starts_with(b"*/") {
            (at, depth) = (at + 2, depth - 1);
        } else {
            at += 1;
        }
    }
    at.min(bytes.len())
}

/// `$tag$ ... $tag$`, or just the dollar sign of a parameter.
fn skip_dollar_quote(script: &str, at: usize) -> usize {
    let rest = &script[at + 1..];
    let is_tag = |c: char| c.is_alphanumeric() || c == '_';
    let tag_end = rest.find(|c| !is_tag(c)).filter(|&end| rest.as_bytes()[end] == b'$');
    match tag_end {
        Some(end) if !rest.starts_with(|c: char| c.is_ascii_digit()) => {
            let tag = &script[at..at + end + 2];
            let body = at + tag.len();
            script[body..].find(tag).map_or(script.len(), |found| body + found + tag.len())
        }
        _ => at + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::next_piece;

    fn pieces(script: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(piece) = next_piece(script, from) {
            found.push(&script[piece.start..piece.end]);
            from = piece.next;
        }
        found
    }

    #[test]
    fn semicolons_in_quotes_and_comments_do_not_cut() {
        let script = "-- one; two\nSELECT ';' /* a; /* b; */ c; */ , \"x;y\";; SELECT $q$;$q$; ";
        let expected = ["SELECT ';' /* a; /* b; */ c; */ , \"x;y\"", "SELECT $q$;$q$"];
        assert_eq!(pieces(script), expected);
    }

    #[test]
    fn copy_takes_its_data_along() {
        let script = "\\c shop\nCOPY t (a) FROM stdin;\n1;\n\\.\nSELECT 1;";
        assert_eq!(pieces(script), ["\\c shop", "COPY t (a) FROM stdin", "SELECT 1"]);
    }

    #[test]
    fn an_open_quote_reaches_to_the_end() {
        assert_eq!(pieces("SELECT 'a; SELECT 2"), ["SELECT 'a; SELECT 2"]);
        assert_eq!(pieces("SELECT E'a\\';' ; SELECT $1"), ["SELECT E'a\\';'", "SELECT $1"]);
    }
}
