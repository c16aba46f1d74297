//! Statements: which kind, and its clauses to the file that binds them.

use model::base::error::{sqlstate, Error, Result};
use model::types::data_type::DataType;
use sqlparser::ast;

use super::binder::Binder;
use super::definition::Definition;
use super::lift::{Lifting, Slot};
use super::names::fold;
use super::position::Positions;
use super::shape::Shape;
use super::statement::{Explain, Statement};
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
            ast::Statement::Query(query) => Ok(Statement::Query(self.bind_query(query)?)),
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

    fn bind_explain(&mut self, statement: &ast::Statement) -> Result<Statement> {
        let ast::Statement::Explain {
            describe_alias,
            analyze,
            verbose,
            query_plan,
            estimate,
            statement,
            format,
            options,
        } = statement
        else {
            return Err(super::binder::internal("no EXPLAIN"));
        };
        if !matches!(describe_alias, ast::DescribeAlias::Explain) {
            return Err(refuse("this statement"));
        }
        absent(query_plan, "this option of EXPLAIN")?;
        absent(estimate, "this option of EXPLAIN")?;
        absent(format, "this format of EXPLAIN")?;
        let inner = self.bind_statement(statement)?;
        if !matches!(
            inner,
            Statement::Query(_)
                | Statement::Insert(_)
                | Statement::Update(_)
                | Statement::Delete(_)
        ) {
            return Err(Error::sql(
                sqlstate::SYNTAX_ERROR,
                "EXPLAIN takes SELECT, INSERT, UPDATE, DELETE or VALUES",
            ));
        }
        let mut explain = Explain {
            statement: Box::new(inner),
            analyze: *analyze,
            verbose: *verbose,
            costs: true,
            buffers: false,
            timing: true,
            summary: *analyze,
        };
        let mut summary = None;
        for option in options.iter().flatten() {
            set_explain_option(&mut explain, &mut summary, option)?;
        }
        explain.summary = summary.unwrap_or(explain.analyze);
        Ok(Statement::Explain(explain))
    }
}

fn set_explain_option(
    explain: &mut Explain,
    summary: &mut Option<bool>,
    option: &ast::UtilityOption,
) -> Result<()> {
    let ast::UtilityOption { name, arg } = option;
    let name = fold(name);
    if name == "format" {
        return match arg.as_ref().map(ToString::to_string) {
            Some(format) if format.eq_ignore_ascii_case("text") => Ok(()),
            _ => Err(refuse("this format of EXPLAIN")),
        };
    }
    let on = match arg.as_ref().map(|arg| arg.to_string().to_lowercase()).as_deref() {
        None | Some("true" | "on" | "1") => true,
        Some("false" | "off" | "0") => false,
        Some(_) => {
            let message = format!("{name} requires a Boolean value");
            return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
        }
    };
    match name.as_str() {
        "analyze" => explain.analyze = on,
        "verbose" => explain.verbose = on,
        "costs" => explain.costs = on,
        "buffers" => explain.buffers = on,
        "timing" => explain.timing = on,
        "summary" => *summary = Some(on),
        _ => {
            let message = format!("unrecognized EXPLAIN option \"{name}\"");
            return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
        }
    }
    Ok(())
}
