//! Statements: which kind, and its clauses to the file that binds them.

use model::base::error::Result;
use model::types::data_type::DataType;
use sqlparser::ast;

use super::binder::Binder;
use super::definition::Definition;
use super::lift::{Lifting, Slot};
use super::position::Positions;
use super::shape::Shape;
use super::statement::Statement;
use super::unsupported::{absent, refuse};
use crate::catalog::cache::Catalog;
use crate::catalog::path::SearchPath;

/// The bound form of one statement's text. Bare names are looked up along `path`; `params` are the
/// types of `$1`, `$2`, ...; `data` is what follows COPY ... FROM STDIN.
pub fn bind(
    text: &str,
    data: Option<&str>,
    (catalog, path): (&Catalog, SearchPath),
    params: Vec<DataType>,
) -> Result<Statement> {
    if text.starts_with('\\') {
        return super::psql::bind_meta(text);
    }
    // The parser does not know this one.
    if text.trim().eq_ignore_ascii_case("checkpoint") {
        return Ok(Statement::Checkpoint);
    }
    if let Some(data) = data {
        return super::bind_copy::bind_copy(text, data, catalog, path);
    }
    if let Some(statement) = super::psql::bind_administration(text) {
        return Ok(statement);
    }
    let positions = Positions::new(text);
    if super::bind_sequence::is_alter_sequence(text) {
        return Binder::new(catalog, path, &positions, params).bind_alter_sequence();
    }
    let statement = super::parse::parse(&positions)?;
    Binder::new(catalog, path, &positions, params).bind_statement(&statement)
}

/// A statement some of whose literals became parameters.
#[derive(Debug)]
pub struct Lifted {
    /// The statement.
    pub statement: Statement,
    /// The parameters after the statement's own.
    pub slots: Vec<Slot>,
    /// Or the types of the columns that its rows of literals go to.
    pub given: Option<Vec<DataType>>,
}

impl From<Statement> for Lifted {
    fn from(statement: Statement) -> Lifted {
        Lifted { statement, slots: Vec::new(), given: None }
    }
}

/// The bound form of any statement of that shape; `None` where each has to be bound by itself,
/// among them those in which there is a mistake.
pub fn bind_shape(
    shape: &Shape<'_>,
    (catalog, path): (&Catalog, SearchPath),
    params: &[DataType],
) -> Option<Lifted> {
    let positions = Positions::new(shape.text);
    let statement = super::parse::parse(&positions).ok()?;
    let mut binder = Binder::new(catalog, path, &positions, params.to_vec());
    binder.lifting = Some(Lifting::new(shape, params.len())?);
    let statement = binder.bind_statement(&statement).ok()?;
    let Lifting { slots, given, .. } = binder.lifting?;
    let is_whole = given.is_some() == shape.rows.is_some();
    is_whole.then_some(Lifted { statement, slots, given })
}

/// The bound form of a statement that was prepared: its text is not the one that runs now, so
/// nothing in it has a place.
pub fn bind_kept(
    text: &str,
    (catalog, path): (&Catalog, SearchPath),
    params: Vec<DataType>,
) -> Result<Statement> {
    let positions = Positions::new(text);
    let statement = super::parse::parse(&positions)?;
    let mut binder = Binder::new(catalog, path, &positions, params);
    binder.elsewhere(|binder| binder.bind_statement(&statement))
}

impl Binder<'_> {
    /// A statement of any kind.
    pub fn bind_statement(&mut self, statement: &ast::Statement) -> Result<Statement> {
        match statement {
            ast::Statement::Query(query) => match &*query.body {
                ast::SetExpr::Insert(change)
                | ast::SetExpr::Update(change)
                | ast::SetExpr::Delete(change) => self.bind_change_with(query, change),
                _ => Ok(Statement::Query(self.bind_query(query)?)),
            },
            ast::Statement::Insert(insert) => Ok(Statement::Insert(self.bind_insert(insert)?)),
            ast::Statement::Update(update) => Ok(Statement::Update(self.bind_update(update)?)),
            ast::Statement::Delete(delete) => Ok(Statement::Delete(self.bind_delete(delete)?)),
            ast::Statement::CreateTable(_)
            | ast::Statement::CreateSchema { .. }
            | ast::Statement::CreateView(_)
            | ast::Statement::CreateSequence { .. }
            | ast::Statement::CreateIndex(_)
            | ast::Statement::Truncate(_) => {
                self.bind_definition(statement).map(Statement::Definition)
            }
            ast::Statement::AlterTable(alter) => self.bind_alter_table(alter),
            ast::Statement::Prepare { .. }
            | ast::Statement::Execute { .. }
            | ast::Statement::Deallocate { .. } => self.bind_prepared(statement),
            ast::Statement::Drop {
                object_type,
                if_exists,
                names,
                cascade,
                restrict: _,
                purge,
                temporary,
                table,
            } if !matches!(
                object_type,
                ast::ObjectType::Database | ast::ObjectType::Role | ast::ObjectType::User
            ) =>
            {
                absent(purge, "DROP of this kind of object")?;
                absent(temporary, "DROP of this kind of object")?;
                absent(table, "DROP of this kind of object")?;
                self.bind_drop(*object_type, names, *if_exists, *cascade).map(Statement::Definition)
            }
            ast::Statement::Call(function) => {
                self.bind_procedure(function).map(Statement::Definition)
            }
            ast::Statement::Explain { .. } => self.bind_explain(statement),
            ast::Statement::StartTransaction { .. }
            | ast::Statement::Commit { .. }
            | ast::Statement::Rollback { .. }
            | ast::Statement::Savepoint { name: _ }
            | ast::Statement::ReleaseSavepoint { name: _ } => {
                super::bind_transaction::bind_transaction(statement).map(Statement::Transaction)
            }
            ast::Statement::Set(set) => super::bind_settings::bind_set(set),
            ast::Statement::ShowVariable { variable } => {
                Ok(super::bind_settings::bind_show(variable))
            }
            other => self.bind_accepted(other)?.ok_or_else(|| refuse("this statement")),
        }
    }

    fn bind_definition(&mut self, statement: &ast::Statement) -> Result<Definition> {
        match statement {
            ast::Statement::CreateTable(create) => self.bind_create(create),
            ast::Statement::CreateView(create) => self.bind_create_view(create),
            ast::Statement::CreateIndex(create) => self.bind_create_index(create),
            ast::Statement::Truncate(truncate) => self.bind_truncate(truncate),
            ast::Statement::CreateSequence { .. } => self.bind_create_sequence(statement),
            _ => self.bind_create_schema(statement),
        }
    }
}
