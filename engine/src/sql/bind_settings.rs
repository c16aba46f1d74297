//! SET, RESET and SHOW: which setting, and its values as words.

use model::base::error::Result;
use sqlparser::ast;

use super::bind_transaction::bind_modes;
use super::names::{fold, qualified};
use super::statement::{Set, Statement, Transaction};
use super::unsupported::{absent, refuse};
use crate::expr::env::Until;

/// A SET of any form.
pub fn bind_set(set: &ast::Set) -> Result<Statement> {
    let made = |name: &str, values: Option<Vec<String>>, until| {
        let name = name.to_string();
        Ok(Statement::Set(Set { name, values, until, tag: "SET" }))
    };
    match set {
        ast::Set::SingleAssignment { scope, hivevar, variable, values } => {
            absent(hivevar, "this form of SET")?;
            let until = match scope {
                None | Some(ast::ContextModifier::Session) => Until::Session,
                Some(ast::ContextModifier::Local) => Until::Transaction,
                Some(ast::ContextModifier::Global) => return Err(refuse("this form of SET")),
            };
            let values = match values.as_slice() {
                [only] if is_default(only) => None,
                values => Some(values.iter().map(word).collect()),
            };
            made(&setting_name(variable)?, values, until)
        }
        ast::Set::SetTimeZone { local, value } => {
            let until = if *local { Until::Transaction } else { Until::Session };
            let is_local_zone = matches!(value, ast::Expr::Identifier(ident)
                if ident.value.eq_ignore_ascii_case("local"));
            let values = (!is_default(value) && !is_local_zone).then(|| vec![word(value)]);
            made("TimeZone", values, until)
        }
        ast::Set::SetNames { charset_name, collation_name } => {
            absent(collation_name, "this form of SET")?;
            made("client_encoding", Some(vec![fold(charset_name)]), Until::Session)
        }
        ast::Set::SetNamesDefault {} => made("client_encoding", None, Until::Session),
        ast::Set::SetTransaction { modes, snapshot, session } => {
            absent(snapshot, "this transaction mode")?;
            let modes = bind_modes(modes)?;
            Ok(Statement::Transaction(match session {
                true => Transaction::SetDefaults(modes),
                false => Transaction::Set(modes),
            }))
        }
        ast::Set::SetSessionAuthorization(_)
        | ast::Set::SetRole { context_modifier: _, role_name: _ } => {
            let notice = Some("there is one user here, who stays");
            Ok(Statement::Accepted { tag: "SET", notice })
        }
        ast::Set::ParenthesizedAssignments { variables: _, values: _ }
        | ast::Set::MultipleAssignments { assignments: _ }
        | ast::Set::SetSessionParam(_) => Err(refuse("this form of SET")),
    }
}

/// SHOW. Some settings have names of several words there.
pub fn bind_show(variable: &[ast::Ident]) -> Statement {
    let words: Vec<String> = variable.iter().map(fold).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = match words.as_slice() {
        ["time", "zone"] => "TimeZone".to_string(),
        ["transaction", "isolation", "level"] => "transaction_isolation".to_string(),
        words => words.join("."),
    };
    Statement::Show { name }
}

/// The name of a setting, with its dot if it has one.
pub fn setting_name(name: &ast::ObjectName) -> Result<String> {
    let name = qualified(name)?;
    Ok(match name.schema {
        Some(schema) => format!("{schema}.{}", name.name),
        None => name.name,
    })
}

fn is_default(value: &ast::Expr) -> bool {
    matches!(value, ast::Expr::Identifier(ident)
        if ident.quote_style.is_none() && ident.value.eq_ignore_ascii_case("default"))
}

/// A setting's value as text: quotes off, words folded as names are.
fn word(value: &ast::Expr) -> String {
    match value {
        ast::Expr::Value(ast::ValueWithSpan { value, span: _ }) => match value {
            ast::Value::SingleQuotedString(text)
            | ast::Value::EscapedStringLiteral(text)
            | ast::Value::NationalStringLiteral(text) => text.clone(),
            other => other.to_string(),
        },
        ast::Expr::Identifier(ident) => fold(ident),
        other => other.to_string().replace(' ', ""),
    }
}
