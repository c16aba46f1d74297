//! Errors and notices as text, with the place they are about.
//!
//! ```text
//!   orders.sql:3:15: ERROR 42P01: relation "order" does not exist
//!     SELECT * FROM order
//!                   ^
//!     HINT: ...
//! ```

use std::fmt::Write;

use model::base::error::SqlError;
use model::base::place::Place;
use unicode_width::UnicodeWidthStr;

/// Columns of the statement that are shown on either side of the place.
const SHOWN_CHARS: usize = 60;

/// An error of the statement that begins after `start` bytes of a script of that name.
pub fn error(name: &str, script: &str, start: usize, error: &SqlError) -> String {
    let place = match error.position {
        Some(position) => Place::of_error(script, start, position),
        None => Place::at(script, start),
    };
    let mut text = format!("{name}:{}:{}: ", place.line, place.column);
    add_head(&mut text, "ERROR", error);
    if error.position.is_some() {
        add_line(&mut text, place, script);
    }
    add_more(&mut text, error);
    text
}

/// A notice.
pub fn notice(severity: &str, error: &SqlError) -> String {
    let mut text = String::new();
    add_head(&mut text, severity, error);
    add_more(&mut text, error);
    text
}

fn add_head(text: &mut String, severity: &str, error: &SqlError) {
    let _ = writeln!(text, "{severity} {}: {}", error.sqlstate, error.message);
}

/// The line of the place with a mark below it; a long line is cut on both sides.
fn add_line(text: &mut String, place: Place, script: &str) {
    let line = place.line_of(script).replace('\t', " ");
    let first = (place.column - 1).saturating_sub(SHOWN_CHARS);
    let shown: String = line.chars().skip(first).take(2 * SHOWN_CHARS).collect();
    let before: String = shown.chars().take(place.column - 1 - first).collect();
    let _ = writeln!(text, "  {shown}\n  {:indent$}^", "", indent = before.width());
}

fn add_more(text: &mut String, error: &SqlError) {
    for (label, more) in [("DETAIL", &error.detail), ("HINT", &error.hint)] {
        if let Some(more) = more {
            let _ = writeln!(text, "  {label}: {more}");
        }
    }
}
