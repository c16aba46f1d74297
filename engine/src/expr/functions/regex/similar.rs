//! The patterns of SIMILAR TO, made regular expressions.
//!
//! ```text
//!   %(b|d)%_   ->   ^(?:.*(?:b|d).*.)$
//! ```

use model::base::error::{sqlstate, Error, Result, SqlError};

/// The regular expression of a pattern of SIMILAR TO. Its escape sign is the backslash unless
/// another is given; an empty one means none.
pub fn similar_to_escape(pattern: &str, escape: Option<&str>) -> Result<String> {
    let mut signs = escape.unwrap_or("\\").chars();
    let (sign, None) = (signs.next(), signs.next()) else {
        return Err(SqlError::new(sqlstate::INVALID_ESCAPE_SEQUENCE, "invalid escape string")
            .hint("Escape string must be empty or one character.")
            .into());
    };
    let mut out = String::from("^(?:");
    let mut is_in_brackets = false;
    let mut separators = 0;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if Some(letter) == sign {
            match letters.next() {
                Some('"') if !is_in_brackets => {
                    separators += 1;
                    out.push_str(separator(separators)?);
                }
                Some(escaped) => {
                    out.push('\\');
                    out.push(escaped);
                }
                None => {}
            }
            continue;
        }
        match letter {
            ']' if is_in_brackets => {
                is_in_brackets = false;
                out.push(']');
            }
            '\\' if is_in_brackets => out.push_str("\\\\"),
            other if is_in_brackets => out.push(other),
            '[' => {
                is_in_brackets = true;
                out.push('[');
            }
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            '(' => out.push_str("(?:"),
            '\\' | '.' | '^' | '$' => {
                out.push('\\');
                out.push(letter);
            }
            other => out.push(other),
        }
    }
    out.push_str(")$");
    Ok(out)
}

/// `#"` parts a pattern in three: what the substring comes after, the substring, what follows.
fn separator(number: usize) -> Result<&'static str> {
    match number {
        1 => Ok("){1,1}?("),
        2 => Ok("){1,1}(?:"),
        _ => {
            let message =
                "SQL regular expression may not contain more than two escape-double-quote \
                           separators";
            Err(Error::sql(sqlstate::INVALID_USE_OF_ESCAPE_CHARACTER, message))
        }
    }
}
