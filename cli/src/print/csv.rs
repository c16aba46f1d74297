//! Comma-separated values as RFC 4180 has them. NULL is empty and an empty text is `""`, as in
//! PostgreSQL's COPY, so that the two stay apart.

use super::result::StatementResult;

/// The result as text; empty where the statement returns no rows at all.
pub fn text_of(result: &StatementResult) -> String {
    let mut text = String::new();
    let Some(header) = &result.header else {
        return text;
    };
    for (at, column) in header.iter().enumerate() {
        add_field(&mut text, at, &column.name);
    }
    text.push_str("\r\n");
    let mut field = String::new();
    result.each_row(|columns, row| {
        for at in 0..columns.len() {
            field.clear();
            match result.write(columns, at, row, &mut field) {
                true => add_field(&mut text, at, &field),
                false => add_comma(&mut text, at),
            }
        }
        text.push_str("\r\n");
    });
    text
}

fn add_comma(text: &mut String, at: usize) {
    if at > 0 {
        text.push(',');
    }
}

fn add_field(text: &mut String, at: usize, field: &str) {
    add_comma(text, at);
    if field.is_empty() || field.contains(['"', ',', '\r', '\n']) {
        text.push('"');
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(field);
    }
}
