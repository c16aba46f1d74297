//! A result or an error as one line of JSON (RFC 8259).
//!
//! ```text
//!   {"ok":true,"columns":["a"],"types":["int4"],"rows":[["1",null]],"command":"SELECT 1"}
//!   {"ok":false,"sqlstate":"42P01","message":"...","position":15}
//! ```
//!
//! Values are PostgreSQL's text forms, NULL is null. `detail` and `hint` are there where the error
//! has them; `position` counts characters from 1 from the beginning of the statement.

use std::fmt::Write;

use model::base::error::SqlError;

use super::result::StatementResult;

/// The line of a result, with its end.
pub fn line_of_result(result: &StatementResult) -> String {
    let mut line = String::from("{\"ok\":true,\"columns\":[");
    let columns = result.columns();
    add_list(&mut line, columns.len(), |line, at| add_string(line, &columns[at].name));
    line.push_str("],\"types\":[");
    add_list(&mut line, columns.len(), |line, at| {
        add_string(line, columns[at].data_type.short_name());
    });
    line.push_str("],\"rows\":[");
    let (mut field, mut is_first) = (String::new(), true);
    result.each_row(|batch, row| {
        line.push_str(if is_first { "[" } else { ",[" });
        is_first = false;
        add_list(&mut line, batch.len(), |line, at| {
            field.clear();
            match result.write(batch, at, row, &mut field) {
                true => add_string(line, &field),
                false => line.push_str("null"),
            }
        });
        line.push(']');
    });
    line.push_str("],\"command\":");
    add_string(&mut line, &result.tag);
    line.push_str("}\n");
    line
}

/// The line of an error, with its end.
pub fn line_of_error(error: &SqlError) -> String {
    let mut line = String::from("{\"ok\":false,\"sqlstate\":");
    add_string(&mut line, error.sqlstate.as_str());
    line.push_str(",\"message\":");
    add_string(&mut line, &error.message);
    if let Some(position) = error.position {
        let _ = write!(line, ",\"position\":{position}");
    }
    for (key, more) in [("detail", &error.detail), ("hint", &error.hint)] {
        if let Some(more) = more {
            let _ = write!(line, ",\"{key}\":");
            add_string(&mut line, more);
        }
    }
    line.push_str("}\n");
    line
}

fn add_list(line: &mut String, count: usize, mut add: impl FnMut(&mut String, usize)) {
    for at in 0..count {
        if at > 0 {
            line.push(',');
        }
        add(line, at);
    }
}

fn add_string(line: &mut String, string: &str) {
    line.push('"');
    let mut plain_from = 0;
    for (at, byte) in string.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        line.push_str(&string[plain_from..at]);
        plain_from = at + 1;
        let _ = match byte {
            b'"' => line.write_str("\\\""),
            b'\\' => line.write_str("\\\\"),
            b'\n' => line.write_str("\\n"),
            b'\r' => line.write_str("\\r"),
            b'\t' => line.write_str("\\t"),
            other => write!(line, "\\u{other:04x}"),
        };
    }
    line.push_str(&string[plain_from..]);
    line.push('"');
}
