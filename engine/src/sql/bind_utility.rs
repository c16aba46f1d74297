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
            ast::Statement::CreateExtension(ast::CreateExtension {
                name: _,
                if_not_exists: _,
                cascade: _,
                schema: _,
                version: _,
            }) => accepted(
                "CREATE EXTENSION",
                Some("extensions are not built; what plpgsql or uuid-ossp add is not there"),
            ),
            ast::Statement::CreateDatabase { .. } => check_database(statement).map(|()| {
                let notice = Some("there is one database here; what follows goes into it");
                Some(Statement::Accepted { tag: "CREATE DATABASE", notice })
            }),
            ast::Statement::Grant(_) | ast::Statement::Revoke(_) => check_grant(statement)
                .map(|tag| Some(Statement::Accepted { tag, notice: Some(ONE_USER) })),
            ast::Statement::Analyze(analyze) => self.bind_analyze(analyze).map(Some),
            ast::Statement::AlterSchema(ast::AlterSchema { name: _, if_exists: _, operations })
                if operations
                    .iter()
                    .all(|one| matches!(one, ast::AlterSchemaOperation::OwnerTo { owner: _ })) =>
            {
                accepted("ALTER SCHEMA", Some("there is one user here, who owns everything"))
            }
            ast::Statement::Vacuum(_) => Err(refuse("VACUUM")),
            ast::Statement::CreateRole(_) | ast::Statement::CreateUser(_) => {
                check_role(statement)?;
                accepted("CREATE ROLE", Some(ONE_USER))
            }
            ast::Statement::AlterRole { name: _, operation: _ } => {
                accepted("ALTER ROLE", Some(ONE_USER))
            }
            ast::Statement::Drop { .. } => accept_drop(statement),
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

/// DROP of what is not there to be dropped.
fn accept_drop(statement: &ast::Statement) -> Result<Option<Statement>> {
    let ast::Statement::Drop {
        object_type,
        if_exists: _,
        names: _,
        cascade,
        restrict: _,
        purge,
        temporary,
        table,
    } = statement
    else {
        return Ok(None);
    };
    let (tag, notice) = match object_type {
        ast::ObjectType::Database => ("DROP DATABASE", "there is one database here, and it stays"),
        ast::ObjectType::Role | ast::ObjectType::User => ("DROP ROLE", ONE_USER),
        _ => return Ok(None),
    };
    let clause = "this option of DROP";
    absent(cascade, clause)?;
    absent(purge, clause)?;
    absent(temporary, clause)?;
    absent(table, clause)?;
    Ok(Some(Statement::Accepted { tag, notice: Some(notice) }))
}

/// Refuses what PostgreSQL's CREATE DATABASE does not have.
fn check_database(statement: &ast::Statement) -> Result<()> {
    let ast::Statement::CreateDatabase {
        db_name: _,
        if_not_exists,
        location,
        managed_location,
        or_replace,
        transient,
        clone,
        data_retention_time_in_days,
        max_data_extension_time_in_days,
        external_volume,
        catalog,
        replace_invalid_characters,
        default_ddl_collation,
        storage_serialization_policy,
        comment,
        default_charset,
        default_collation,
        catalog_sync,
        catalog_sync_namespace_mode,
        catalog_sync_namespace_flatten_delimiter,
        with_tags,
        with_contacts,
    } = statement
    else {
        return Err(super::binder::internal("no database"));
    };
    let clause = "this option of CREATE DATABASE";
    absent(if_not_exists, clause)?;
    absent(location, clause)?;
    absent(managed_location, clause)?;
    absent(or_replace, clause)?;
    absent(transient, clause)?;
    absent(clone, clause)?;
    absent(data_retention_time_in_days, clause)?;
    absent(max_data_extension_time_in_days, clause)?;
    absent(external_volume, clause)?;
    absent(catalog, clause)?;
    absent(replace_invalid_characters, clause)?;
    absent(default_ddl_collation, clause)?;
    absent(storage_serialization_policy, clause)?;
    absent(comment, clause)?;
    absent(default_charset, clause)?;
    absent(default_collation, clause)?;
    absent(catalog_sync, clause)?;
    absent(catalog_sync_namespace_mode, clause)?;
    absent(catalog_sync_namespace_flatten_delimiter, clause)?;
    absent(with_tags, clause)?;
    absent(with_contacts, clause)
}

/// Refuses what PostgreSQL's GRANT and REVOKE do not have; the tag of the statement.
fn check_grant(statement: &ast::Statement) -> Result<&'static str> {
    let clause = "this clause of GRANT";
    match statement {
        ast::Statement::Grant(ast::Grant {
            privileges: _,
            objects: _,
            grantees: _,
            with_grant_option: _,
            as_grantor,
            granted_by: _,
            current_grants,
        }) => {
            absent(as_grantor, clause)?;
            absent(current_grants, clause)?;
            Ok("GRANT")
        }
        ast::Statement::Revoke(ast::Revoke {
            grant_option_for: _,
            privileges: _,
            objects: _,
            grantees: _,
            granted_by: _,
            cascade: _,
        }) => Ok("REVOKE"),
        _ => Err(super::binder::internal("no grant")),
    }
}

/// Refuses what PostgreSQL's CREATE ROLE and CREATE USER do not have.
fn check_role(statement: &ast::Statement) -> Result<()> {
    let clause = "this option of CREATE ROLE";
    match statement {
        ast::Statement::CreateRole(ast::CreateRole {
            names: _,
            if_not_exists,
            login: _,
            inherit: _,
            bypassrls: _,
            password: _,
            superuser: _,
            create_db: _,
            create_role: _,
            replication: _,
            connection_limit: _,
            valid_until: _,
            in_role: _,
            in_group: _,
            role: _,
            user: _,
            admin: _,
            authorization_owner,
        }) => {
            absent(if_not_exists, clause)?;
            absent(authorization_owner, clause)
        }
        ast::Statement::CreateUser(ast::CreateUser {
            or_replace,
            if_not_exists,
            name: _,
            options: _,
            with_tags,
            tags,
        }) => {
            absent(or_replace, clause)?;
            absent(if_not_exists, clause)?;
            absent(with_tags, clause)?;
            absent(&tags.options, clause)
        }
        _ => Err(super::binder::internal("no role")),
    }
}
