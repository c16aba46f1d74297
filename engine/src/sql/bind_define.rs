//! CREATE of everything but plain tables: schemas, views, sequences, indexes, tables from queries.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::RelId;
use model::types::data_type::DataType;
use sqlparser::ast;

use super::binder::Binder;
use super::definition::{CreateIndex, CreateSequence, CreateView, Definition, SequenceOptions};
use super::names::{fold, qualified};
use super::statement::NewColumn;
use super::unsupported::{absent, refuse};
use crate::catalog::info::{Identity, IndexKey};

impl Binder<'_> {
    /// CREATE TABLE, from columns or from a query.
    pub fn bind_create(&mut self, create: &ast::CreateTable) -> Result<Definition> {
        let Some(query) = &create.query else {
            return Ok(Definition::CreateTable(self.bind_create_table(create)?));
        };
        super::create_options::check(create)?;
        let mut table = self.empty_table(create)?;
        let query = self.bind_query(query)?;
        if create.columns.len() > query.columns.len() {
            let message = "too many column names were specified";
            return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
        }
        for (at, column) in query.columns.iter().enumerate() {
            let name = create.columns.get(at).map(|column| fold(&column.name));
            let name = name.unwrap_or_else(|| column.name.clone());
            if table.columns.iter().any(|known| known.name == name) {
                let message = format!("column \"{name}\" specified more than once");
                return Err(Error::sql(sqlstate::DUPLICATE_COLUMN, message));
            }
            table.columns.push(NewColumn {
                name,
                data_type: column.data_type,
                not_null: false,
                default_sql: None,
                sequence: None,
                identity: Identity::None,
            });
        }
        let has_rows = create.with_data.as_ref().is_none_or(|with| with.data);
        Ok(Definition::CreateTableAs { table, query: has_rows.then_some(query) })
    }

    /// CREATE SCHEMA.
    pub fn bind_create_schema(&mut self, statement: &ast::Statement) -> Result<Definition> {
        let ast::Statement::CreateSchema {
            schema_name,
            or_replace,
            if_not_exists,
            with,
            options,
            default_collate_spec,
            clone,
        } = statement
        else {
            return Err(super::binder::internal("no CREATE SCHEMA"));
        };
        let clause = "this option of CREATE TABLE";
        absent(or_replace, clause)?;
        absent(with, clause)?;
        absent(options, clause)?;
        absent(default_collate_spec, "COLLATE")?;
        absent(clone, clause)?;
        let name = match schema_name {
            ast::SchemaName::Simple(name) | ast::SchemaName::NamedAuthorization(name, _) => {
                qualified(name)?.name
            }
            ast::SchemaName::UnnamedAuthorization(ident) => fold(ident),
        };
        if name.starts_with("pg_") {
            let message = format!("unacceptable schema name \"{name}\"");
            return Err(SqlError::new(sqlstate::RESERVED_NAME, message)
                .detail("The prefix \"pg_\" is reserved for system schemas.")
                .into());
        }
        Ok(Definition::CreateSchema { name, if_not_exists: *if_not_exists })
    }

    /// CREATE VIEW.
    pub fn bind_create_view(&mut self, create: &ast::CreateView) -> Result<Definition> {
        let ast::CreateView {
            or_alter,
            or_replace,
            materialized,
            secure,
            name,
            name_before_not_exists: _,
            columns,
            query,
            options,
            cluster_by,
            comment,
            with_no_schema_binding,
            if_not_exists,
            temporary,
            copy_grants,
            to,
            params,
        } = create;
        let clause = "this option of CREATE VIEW";
        absent(or_alter, clause)?;
        absent(materialized, "a materialized view")?;
        absent(secure, clause)?;
        absent(cluster_by, clause)?;
        absent(comment, clause)?;
        absent(with_no_schema_binding, clause)?;
        absent(if_not_exists, clause)?;
        absent(copy_grants, clause)?;
        absent(to, clause)?;
        absent(params, clause)?;
        if !matches!(options, ast::CreateTableOptions::None) {
            return Err(refuse(clause));
        }
        let (schema, name) = self.new_relation_name(name, *temporary)?;
        let bound = self.bind_query(query)?;
        let mentions = std::mem::take(&mut self.mentions);
        if columns.len() > bound.columns.len() {
            let message = "CREATE VIEW specifies more column names than columns";
            return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
        }
        let mut named: Vec<(String, DataType)> = Vec::new();
        for (at, column) in bound.columns.iter().enumerate() {
            let name = columns.get(at).map(|column| fold(&column.name));
            let name = name.unwrap_or_else(|| column.name.clone());
            if named.iter().any(|(known, _)| *known == name) {
                let message = format!("column \"{name}\" specified more than once");
                return Err(Error::sql(sqlstate::DUPLICATE_COLUMN, message));
            }
            named.push((name, column.data_type));
        }
        let sql = super::view_text::view_text(self.positions.text(), &mentions);
        Ok(Definition::CreateView(CreateView {
            schema,
            name,
            replace: *or_replace,
            columns: named,
            sql,
            query: bound,
            mentions,
        }))
    }

    /// CREATE SEQUENCE.
    pub fn bind_create_sequence(&mut self, statement: &ast::Statement) -> Result<Definition> {
        let ast::Statement::CreateSequence {
            temporary,
            if_not_exists,
            name,
            data_type,
            sequence_options,
            owned_by,
        } = statement
        else {
            return Err(super::binder::internal("no CREATE SEQUENCE"));
        };
        let (schema, name) = self.new_relation_name(name, *temporary)?;
        let data_type = match data_type {
            None => DataType::Int8,
            Some(data_type) => self.bind_type(data_type)?,
        };
        if !matches!(data_type, DataType::Int2 | DataType::Int4 | DataType::Int8) {
            let message = "sequence type must be smallint, integer, or bigint";
            return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
        }
        let owner = match owned_by {
            None => None,
            Some(name) => self.owning_column(name)?,
        };
        Ok(Definition::CreateSequence(CreateSequence {
            schema,
            name,
            if_not_exists: *if_not_exists,
            data_type,
            options: sequence_options_of(sequence_options)?,
            owner,
        }))
    }

    /// `table.column` of OWNED BY; `None` for NONE.
    pub fn owning_column(&mut self, name: &ast::ObjectName) -> Result<Option<(RelId, usize)>> {
        let parts: Vec<String> = name
            .0
            .iter()
            .filter_map(|part| match part {
                ast::ObjectNamePart::Identifier(ident) => Some(fold(ident)),
                ast::ObjectNamePart::Function(_) => None,
            })
            .collect();
        let (schema, table, column) = match parts.as_slice() {
            [none] if none == "none" => return Ok(None),
            [table, column] => (None, table, column),
            [schema, table, column] => (Some(schema.clone()), table, column),
            _ => {
                let error = SqlError::new(sqlstate::SYNTAX_ERROR, "invalid OWNED BY option");
                return Err(error.hint("Specify OWNED BY table.column or OWNED BY NONE.").into());
            }
        };
        let span = ast::Spanned::span(name);
        let name = super::names::QualifiedName { schema, name: table.clone(), span };
        let table = self.table(&name)?;
        let at = self.target_column_named(&table, column, None)?;
        Ok(Some((table.rel, at)))
    }

    /// CREATE INDEX.
    pub fn bind_create_index(&mut self, create: &ast::CreateIndex) -> Result<Definition> {
        let ast::CreateIndex {
            name,
            table_name,
            using,
            columns,
            unique,
            concurrently: _,
            r#async,
            if_not_exists,
            include,
            nulls_distinct,
            with,
            predicate,
            index_options,
            alter_options,
        } = create;
        let clause = "this option of CREATE INDEX";
        absent(r#async, clause)?;
        absent(include, "INCLUDE in an index")?;
        absent(nulls_distinct, "NULLS NOT DISTINCT")?;
        absent(with, clause)?;
        absent(predicate, "a partial index")?;
        absent(index_options, clause)?;
        absent(alter_options, clause)?;
        if !matches!(using, None | Some(ast::IndexType::BTree)) {
            return Err(refuse("this kind of index"));
        }
        let table = self.changeable_table(table_name)?;
        let mut keys = Vec::new();
        for ast::IndexColumn { column, operator_class } in columns {
            absent(operator_class, "an operator class")?;
            let (expr, descending, nulls_first) = super::bind_query::order_parts(column)?;
            let ast::Expr::Identifier(ident) = expr else {
                return Err(refuse("an index on an expression"));
            };
            let name = fold(ident);
            let at = table.column_named(&name).ok_or_else(|| {
                let message = format!("column \"{name}\" does not exist");
                Error::sql(sqlstate::UNDEFINED_COLUMN, message).at(self.at(ident.span))
            })?;
            keys.push(IndexKey { column: at, descending, nulls_first });
        }
        let name = name.as_ref().map(|name| Ok::<_, Error>(qualified(name)?.name)).transpose()?;
        let (if_not_exists, unique) = (*if_not_exists, *unique);
        Ok(Definition::CreateIndex(CreateIndex { name, if_not_exists, table, keys, unique }))
    }
}

/// How a sequence is to count, as far as it was said.
pub fn sequence_options_of(options: &[ast::SequenceOptions]) -> Result<SequenceOptions> {
    let mut found = SequenceOptions::default();
    for option in options {
        match option {
            ast::SequenceOptions::IncrementBy(by, _) => found.increment = Some(integer(by)?),
            ast::SequenceOptions::MinValue(Some(min)) => found.min = Some(integer(min)?),
            ast::SequenceOptions::MaxValue(Some(max)) => found.max = Some(integer(max)?),
            ast::SequenceOptions::StartWith(start, _) => found.start = Some(integer(start)?),
            ast::SequenceOptions::MinValue(None)
            | ast::SequenceOptions::MaxValue(None)
            | ast::SequenceOptions::Cache(_) => {}
            // The parser's flag is true for NO CYCLE.
            ast::SequenceOptions::Cycle(no) => found.cycle = !no,
        }
    }
    if found.increment == Some(0) {
        let message = "INCREMENT must not be zero";
        return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
    }
    Ok(found)
}

fn integer(expr: &ast::Expr) -> Result<i64> {
    let text = expr.to_string().replace(' ', "");
    text.parse().map_err(|_| {
        let message = format!("invalid input syntax for type bigint: \"{text}\"");
        Error::sql(sqlstate::INVALID_TEXT_REPRESENTATION, message)
    })
}
