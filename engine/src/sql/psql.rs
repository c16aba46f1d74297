//! Commands to psql that scripts hold, and statements about servers and rights that the parser does
//! not know. Those that only steer psql are taken, and of the others those that nobody can miss.

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
            let hint = match command {
                "\\gexec" => "Put it in the place of the semicolon after the query.",
                _ => "Ask the system tables: pg_class, pg_attribute, pg_constraint.",
            };
            Err(SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message).hint(hint).at(1).into())
        }
    }
}

/// Beginnings of statements that change nothing here, each with its tag and why.
const ADMINISTRATION: &[(&[&str], &str, &str)] = &[
    (&["alter", "database"], "ALTER DATABASE", "there is one database here, and it stays"),
    (
        &["alter", "default", "privileges"],
        "ALTER DEFAULT PRIVILEGES",
        "there is one user here, who may do everything",
    ),
    (&["security", "label"], "SECURITY LABEL", "there is one user here, who may do everything"),
    (&["reassign", "owned"], "REASSIGN OWNED", "there is one user here, who owns everything"),
];

/// A statement about the server or about rights, which is taken.
pub fn bind_administration(text: &str) -> Option<Statement> {
    let is = |beginning: &[&str]| {
        let mut words = text.split_ascii_whitespace();
        beginning
            .iter()
            .all(|wanted| words.next().is_some_and(|word| word.eq_ignore_ascii_case(wanted)))
    };
    let (_, tag, notice) = ADMINISTRATION.iter().find(|(beginning, _, _)| is(beginning))?;
    Some(Statement::Accepted { tag, notice: Some(notice) })
}
