//! Commands to psql that scripts hold. They are not SQL: those that only steer psql are taken, the
//! others are refused.

use model::base::error::{sqlstate, Result, SqlError};

use super::statement::Statement;

/// Commands that change nothing here: connections, output, variables, and the guard that pg_dump
/// puts around a dump.
const TAKEN: &[&str] = &[
    "\\echo",
    "\\encoding",
    "\\pset",
    "\\qecho",
    "\\restrict",
    "\\set",
    "\\timing",
    "\\unrestrict",
    "\\unset",
];

/// A command to psql.
pub fn bind_meta(text: &str) -> Result<Statement> {
    let command = text.split_ascii_whitespace().next().unwrap_or("\\");
    if matches!(command, "\\c" | "\\connect") {
        let notice = Some("there is one database here; what follows goes into it");
        return Ok(Statement::Accepted { tag: "\\connect", notice });
    }
    match TAKEN.iter().find(|known| **known == command) {
        Some(tag) => Ok(Statement::Accepted { tag, notice: None }),
        None => {
            let message = format!("psql command {command} is not supported");
            Err(SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message)
                .hint("Ask the system tables: pg_class, pg_attribute, pg_constraint.")
                .at(1)
                .into())
        }
    }
}
