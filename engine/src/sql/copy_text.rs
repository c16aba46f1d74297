//! The data of COPY: lines of text to rows of fields.
//!
//! ```text
//!   1<tab>Ann<tab>\N          text: tab between, \N for NULL, backslash escapes
//!   1,"Ann ""A""",            csv: comma between, quotes, nothing at all for NULL
//!   \.                        the end, alone on its line
//! ```
//!
//! Source: PostgreSQL manual, COPY, "File Formats".

use model::base::error::{sqlstate, Error, Result};

/// How the fields of a line are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyFormat {
    /// Whether it is csv.
    pub csv: bool,
    /// Between fields.
    pub delimiter: char,
    /// What stands for NULL.
    pub null: String,
    /// Whether the first line names the columns.
    pub header: bool,
    /// csv: around fields.
    pub quote: char,
    /// csv: before a quote within quotes.
    pub escape: char,
}

impl CopyFormat {
    /// PostgreSQL's text format.
    pub fn text() -> CopyFormat {
        let null = "\\N".to_string();
        CopyFormat { csv: false, delimiter: '\t', null, header: false, quote: '"', escape: '"' }
    }

    /// PostgreSQL's csv format.
    pub fn csv() -> CopyFormat {
        CopyFormat { csv: true, delimiter: ',', null: String::new(), ..CopyFormat::text() }
    }

    /// The rows of the data; `None` is NULL.
    pub fn rows(&self, data: &str) -> Result<Vec<Vec<Option<String>>>> {
        let mut rows = if self.csv { self.csv_rows(data)? } else { self.text_rows(data) };
        if self.header && !rows.is_empty() {
            rows.remove(0);
        }
        Ok(rows)
    }

    fn text_rows(&self, data: &str) -> Vec<Vec<Option<String>>> {
        let lines = data.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        let mut lines: Vec<&str> = lines.take_while(|line| *line != "\\.").collect();
        if lines.last().is_some_and(|line| line.is_empty()) {
            lines.pop();
        }
        lines.into_iter().map(|line| self.text_fields(line)).collect()
    }

    fn text_fields(&self, line: &str) -> Vec<Option<String>> {
        let mut fields = Vec::new();
        let mut raw = String::new();
        let mut escaped = false;
        for c in line.chars().chain([self.delimiter]) {
            if c == self.delimiter && !escaped {
                let field = std::mem::take(&mut raw);
                fields.push((field != self.null).then(|| unescape(&field)));
                continue;
            }
            raw.push(c);
            escaped = c == '\\' && !escaped;
        }
        fields
    }

    fn csv_rows(&self, data: &str) -> Result<Vec<Vec<Option<String>>>> {
        let mut rows = Vec::new();
        let mut row = Vec::new();
        let mut field = String::new();
        let (mut quoted, mut inside) = (false, false);
        let mut chars = data.chars().peekable();
        while let Some(c) = chars.next() {
            if inside {
                let doubled = c == self.escape && chars.peek() == Some(&self.quote);
                if doubled {
                    field.extend(chars.next());
                } else if c == self.quote {
                    inside = false;
                } else {
                    field.push(c);
                }
            } else if c == self.quote {
                (quoted, inside) = (true, true);
            } else if c == self.delimiter || c == '\n' {
                row.push(self.csv_field(&mut field, &mut quoted));
                if c == '\n' {
                    let line = std::mem::take(&mut row);
                    if is_end(&line) {
                        return Ok(rows);
                    }
                    rows.push(line);
                }
            } else if c != '\r' {
                field.push(c);
            }
        }
        if inside {
            return Err(Error::sql(
                sqlstate::BAD_COPY_FILE_FORMAT,
                "unterminated CSV quoted field",
            ));
        }
        if !field.is_empty() || quoted || !row.is_empty() {
            row.push(self.csv_field(&mut field, &mut quoted));
            if !is_end(&row) {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    fn csv_field(&self, field: &mut String, quoted: &mut bool) -> Option<String> {
        let field = std::mem::take(field);
        (std::mem::take(quoted) || field != self.null).then_some(field)
    }
}

fn is_end(row: &[Option<String>]) -> bool {
    matches!(row, [Some(only)] if only == "\\.")
}

/// Backslash sequences of the text format.
fn unescape(field: &str) -> String {
    if !field.contains('\\') {
        return field.to_string();
    }
    let mut out = String::new();
    let mut chars = field.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('v') => out.push('\u{b}'),
            Some(digit @ '0'..='7') => {
                let mut code = digit as u32 - '0' as u32;
                for _ in 0..2 {
                    let Some(next) = chars.peek().and_then(|c| c.to_digit(8)) else { break };
                    code = code * 8 + next;
                    chars.next();
                }
                out.extend(char::from_u32(code & 0xff));
            }
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::CopyFormat;

    #[test]
    fn text_has_nulls_and_escapes() {
        let rows = CopyFormat::text().rows("1\t\\N\ta\\tb\n2\t\tc\\\\d\n\\.\nrest").expect("rows");
        let field = |text: &str| Some(text.to_string());
        assert_eq!(rows[0], [field("1"), None, field("a\tb")]);
        assert_eq!(rows[1], [field("2"), field(""), field("c\\d")]);
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn csv_has_quotes_over_lines() {
        let rows = CopyFormat::csv().rows("1,\"a,\"\"b\"\"\n c\",\n2,\"\",x\n").expect("rows");
        let field = |text: &str| Some(text.to_string());
        assert_eq!(rows[0], [field("1"), field("a,\"b\"\n c"), None]);
        assert_eq!(rows[1], [field("2"), field(""), field("x")]);
    }
}
