//! Statements about statements, and those that are taken though nothing here depends on them.

use model::base::error::{sqlstate, Error, Result};
use sqlparser::ast;

use super::binder::{Binder, Clause};
use super::names::{fold, qualified};
use super::scope::Scope;
use super::statement::{Discard, Set, Statement};
use super::unsupported::{absent, refuse};
use crate::expr::env::Until;

/// Why roles and rights change nothing.
const ONE_USER: &str = "there is one user here, who may do everything";

impl Binder<'_> {
    /// PREPARE, EXECUTE, DEALLOCATE.
    pub fn bind_prepared(&mut self, statement: &ast::Statement) -> Result<Statement> {
        match statement {
            ast::Statement::Prepare { name, data_types, statement } => {
                let types = data_types
                    .iter()
                    .map(|data_type| self.bind_type(data_type))
                    .collect::<Result<_>>()?;
                Ok(Statement::Prepare { name: fold(name), types, sql: statement.to_string() })
            }
            ast::Statement::Execute {
                name,
                parameters,
                has_parentheses: _,
                immediate,
                into,
                using,
                output,
                default,
            } => {
                let clause = "this form of EXECUTE";
                absent(immediate, clause)?;
                absent(into, clause)?;
                absent(using, clause)?;
                absent(output, clause)?;
                absent(default, clause)?;
                let name = name.as_ref().ok_or_else(|| refuse(clause))?;
                let (args, block) =
                    self.in_block(Scope::default(), Clause::Argument, |binder| {
                        parameters
                            .iter()
                            .map(|arg| binder.bind_expr(arg))
                            .collect::<Result<Vec<_>>>()
                    })?;
                if !block.subqueries.is_empty() {
                    let message = "cannot use subquery in EXECUTE parameter";
                    return Err(Error::sql(sqlstate::FEATURE_NOT_SUPPORTED, message));
                }
                Ok(Statement::Execute { name: qualified(name)?.name, args })
            }
            ast::Statement::Deallocate { name, prepare: _ } => {
                let name = fold(name);
                Ok(Statement::Deallocate((name != "all").then_some(name)))
            }
            _ => Err(super::binder::internal("no prepared statement")),
        }
    }

    /// Statements whose effect does not show here, which a notice says: one database, one user, no
    /// comments.
    pub fn bind_accepted(&mut self, statement: &ast::Statement) -> Result<Option<Statement>> {
        let accepted = |tag, notice| Ok(Some(Statement::Accepted { tag, notice }));
        match statement {
            ast::Statement::Comment {
                object_type: _,
                object_name: _,
                comment: _,
                if_exists: _,
            } => accepted("COMMENT", Some("comments are not kept here")),
            ast::Statement::CreateExtension(_) => accepted(
                "CREATE EXTENSION",
                Some("extensions are not built; what plpgsql or uuid-ossp add is not there"),
            ),
            ast::Statement::CreateDatabase { .. } => accepted(
                "CREATE DATABASE",
                Some("there is one database here; what follows goes into it"),
            ),
            ast::Statement::Drop { object_type: ast::ObjectType::Database, .. } => {
                accepted("DROP DATABASE", Some("there is one database here, and it stays"))
            }
            ast::Statement::Grant(_) => accepted("GRANT", Some(ONE_USER)),
            ast::Statement::Revoke(_) => accepted("REVOKE", Some(ONE_USER)),
            ast::Statement::Analyze(analyze) => self.bind_analyze(analyze).map(Some),
            ast::Statement::AlterSchema(ast::AlterSchema { name: _, if_exists: _, operations })
                if operations
                    .iter()
                    .all(|one| matches!(one, ast::AlterSchemaOperation::OwnerTo { owner: _ })) =>
            {
                accepted("ALTER SCHEMA", Some("there is one user here, who owns everything"))
            }
            ast::Statement::Vacuum(_) => Err(refuse("VACUUM")),
            ast::Statement::CreateRole(_) => accepted("CREATE ROLE", Some(ONE_USER)),
            ast::Statement::AlterRole { .. } => accepted("ALTER ROLE", Some(ONE_USER)),
            ast::Statement::CreateUser(_) => accepted("CREATE ROLE", Some(ONE_USER)),
            ast::Statement::Drop {
                object_type: ast::ObjectType::Role | ast::ObjectType::User,
                ..
            } => accepted("DROP ROLE", Some(ONE_USER)),
            ast::Statement::Discard { object_type } => {
                Ok(Some(Statement::Discard(match object_type {
                    ast::DiscardObject::ALL => Discard::All,
                    ast::DiscardObject::PLANS => Discard::Plans,
                    ast::DiscardObject::SEQUENCES => Discard::Sequences,
                    ast::DiscardObject::TEMP => Discard::Temporary,
                })))
            }
            ast::Statement::Reset(ast::ResetStatement { reset }) => match reset {
                ast::Reset::ALL => Ok(Some(Statement::ResetAll)),
                ast::Reset::SessionAuthorization => accepted("RESET", None),
                ast::Reset::ConfigurationParameter(name) => {
                    let name = super::bind_settings::setting_name(name)?;
                    let (values, until) = (None, Until::Session);
                    Ok(Some(Statement::Set(Set { name, values, until, tag: "RESET" })))
                }
            },
            _ => Ok(None),
        }
    }
}
