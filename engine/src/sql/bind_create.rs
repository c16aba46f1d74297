//! CREATE TABLE.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::limits::COLUMNS_MAX;
use model::types::data_type::DataType;
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::algebra::RelColumn;
use super::bind_define::sequence_options_of;
use super::binder::{Binder, Clause};
use super::definition::SequenceOptions;
use super::free::columns_of;
use super::names::{fold, qualified};
use super::scope::Scope;
use super::statement::{CreateTable, NewColumn, NewConstraint, NewConstraintKind, OnCommit};
use super::unsupported::{absent, refuse};
use crate::catalog::info::{ConstraintKind, ForeignKeyAction, Identity, TableKind};
use crate::catalog::system::is_system_schema;
use crate::expr::bound::CastKind;

impl Binder<'_> {
    /// A CREATE TABLE. The parser's node has a field for every dialect; those of other dialects
    /// cannot be filled by the PostgreSQL one, and are refused if they ever are.
    pub fn bind_create_table(&mut self, create: &ast::CreateTable) -> Result<CreateTable> {
        super::create_options::check(create)?;
        let mut table = self.empty_table(create)?;
        if create.columns.len() > COLUMNS_MAX {
            let message = format!("tables can have at most {COLUMNS_MAX} columns");
            return Err(Error::sql(sqlstate::TOO_MANY_COLUMNS, message));
        }
        for column in &create.columns {
            self.add_column(&mut table, column)?;
        }
        for at in 0..create.columns.len() {
            self.add_column_constraints(&mut table, at, &create.columns[at])?;
        }
        for constraint in &create.constraints {
            let made = self.table_constraint(&table, constraint)?;
            table.constraints.push(made);
        }
        self.finish_constraints(&mut table)?;
        Ok(table)
    }

    /// A table with its name and nothing else.
    pub fn empty_table(&mut self, create: &ast::CreateTable) -> Result<CreateTable> {
        let (schema, name) = self.new_relation_name(&create.name, create.temporary)?;
        let on_commit = match &create.on_commit {
            None | Some(ast::OnCommit::PreserveRows) => OnCommit::PreserveRows,
            Some(ast::OnCommit::DeleteRows) => OnCommit::DeleteRows,
            Some(ast::OnCommit::Drop) => OnCommit::Drop,
        };
        if create.on_commit.is_some() && schema != "pg_temp" {
            let message = "ON COMMIT can only be used on temporary tables";
            return Err(Error::sql(sqlstate::INVALID_TABLE_DEFINITION, message));
        }
        Ok(CreateTable {
            schema,
            name,
            if_not_exists: create.if_not_exists,
            columns: Vec::new(),
            constraints: Vec::new(),
            on_commit,
        })
    }

    /// What can be checked once all columns and constraints are there.
    fn finish_constraints(&mut self, table: &mut CreateTable) -> Result<()> {
        check_one_primary_key(table)?;
        for constraint in &table.constraints {
            if let NewConstraintKind::PrimaryKey(columns) = &constraint.kind {
                for at in columns {
                    table.columns[*at].not_null = true;
                }
            }
        }
        for at in 0..table.constraints.len() {
            if let NewConstraintKind::Check { sql, .. } = &table.constraints[at].kind {
                let column = self.check_expression(table, &sql.clone())?;
                if let NewConstraintKind::Check { column: only, .. } =
                    &mut table.constraints[at].kind
                {
                    *only = column;
                }
            }
        }
        Ok(())
    }

    /// Schema and name for something new: the first schema of the path that is there, unless
    /// another is said or it is temporary.
    pub fn new_relation_name(
        &self,
        name: &ast::ObjectName,
        temporary: bool,
    ) -> Result<(String, String)> {
        let name = qualified(name)?;
        let at = self.at(name.span);
        match name.schema {
            None if temporary => Ok(("pg_temp".to_string(), name.name)),
            None => match self.catalog.creation_schema(&self.path) {
                Some(schema) if is_system_schema(schema) => Err(system_schema(schema, &name.name)),
                Some(schema) => Ok((schema.to_string(), name.name)),
                None => {
                    let message = "no schema has been selected to create in";
                    Err(SqlError::new(sqlstate::INVALID_SCHEMA_NAME, message).at(at).into())
                }
            },
            Some(schema) if temporary && schema != "pg_temp" => {
                let message = "cannot create temporary relation in non-temporary schema";
                Err(SqlError::new(sqlstate::INVALID_TABLE_DEFINITION, message).at(at).into())
            }
            Some(schema) if is_system_schema(&schema) => Err(system_schema(&schema, &name.name)),
            Some(schema) if self.catalog.has_schema(&schema) => Ok((schema, name.name)),
            Some(schema) => {
                let message = format!("schema \"{schema}\" does not exist");
                Err(SqlError::new(sqlstate::INVALID_SCHEMA_NAME, message).at(at).into())
            }
        }
    }

    /// A column of a table to be made, its constraints apart.
    pub fn add_column(&mut self, table: &mut CreateTable, column: &ast::ColumnDef) -> Result<()> {
        let ast::ColumnDef { name, data_type, options: _ } = column;
        let position = self.at(name.span);
        let name = fold(name);
        if table.columns.iter().any(|known| known.name == name) {
            let message = format!("column \"{name}\" specified more than once");
            return Err(SqlError::new(sqlstate::DUPLICATE_COLUMN, message).at(position).into());
        }
        let serial = is_serial(data_type);
        let data_type = self.bind_type(data_type).map_err(|error| error.at(position))?;
        table.columns.push(NewColumn {
            name,
            data_type,
            not_null: serial,
            default_sql: None,
            sequence: serial.then(SequenceOptions::default),
            identity: Identity::None,
        });
        Ok(())
    }

    /// The constraints of one column.
    pub fn add_column_constraints(
        &mut self,
        table: &mut CreateTable,
        at: usize,
        column: &ast::ColumnDef,
    ) -> Result<()> {
        for ast::ColumnOptionDef { name, option } in &column.options {
            let name = name.as_ref().map(fold);
            match option {
                ast::ColumnOption::Null => {}
                ast::ColumnOption::NotNull => table.columns[at].not_null = true,
                ast::ColumnOption::Default(expr) => {
                    table.columns[at].default_sql =
                        Some(self.default_sql(expr, &table.columns[at])?);
                }
                ast::ColumnOption::PrimaryKey(constraint) => {
                    super::create_options::check_primary_key(constraint)?;
                    let kind = NewConstraintKind::PrimaryKey(vec![at]);
                    table.constraints.push(NewConstraint { name, kind });
                }
                ast::ColumnOption::Unique(constraint) => {
                    super::create_options::check_unique(constraint)?;
                    let kind = NewConstraintKind::Unique(vec![at]);
                    table.constraints.push(NewConstraint { name, kind });
                }
                ast::ColumnOption::Check(constraint) => {
                    let kind = check_kind(constraint)?;
                    table.constraints.push(NewConstraint { name, kind });
                }
                ast::ColumnOption::ForeignKey(constraint) => {
                    let kind = self.foreign_key(table, vec![at], constraint)?;
                    table.constraints.push(NewConstraint { name, kind });
                }
                ast::ColumnOption::Generated {
                    generated_as,
                    sequence_options,
                    generation_expr,
                    generation_expr_mode,
                    generated_keyword: _,
                } => {
                    absent(generation_expr, "a generated column")?;
                    absent(generation_expr_mode, "a generated column")?;
                    let options = sequence_options.as_deref().unwrap_or_default();
                    table.columns[at].identity = match generated_as {
                        ast::GeneratedAs::Always => Identity::Always,
                        ast::GeneratedAs::ByDefault => Identity::ByDefault,
                        ast::GeneratedAs::ExpStored => return Err(refuse("a generated column")),
                    };
                    table.columns[at].sequence = Some(sequence_options_of(options)?);
                    table.columns[at].not_null = true;
                }
                ast::ColumnOption::Collation(name) => super::bind_expr::check_collation(name)?,
                _ => return Err(refuse("this column option")),
            }
        }
        Ok(())
    }

    /// A DEFAULT, tried out now and kept as SQL.
    pub fn default_sql(&mut self, expr: &ast::Expr, column: &NewColumn) -> Result<String> {
        let position = self.at(expr.span());
        let (bound, _) = self.in_block(Scope::default(), Clause::Default, |binder| {
            if let ast::Expr::Identifier(_) | ast::Expr::CompoundIdentifier(_) = expr {
                let message = "cannot use column reference in DEFAULT expression";
                let error = SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message);
                return Err(error.at(position).into());
            }
            binder.bind_expr(expr)
        })?;
        let from = bound.data_type();
        let made = self.coerce(bound, column.data_type, CastKind::Assignment, position)?;
        if made.is_none() {
            let message = format!(
                "column \"{}\" is of type {} but default expression is of type {}",
                column.name,
                column.data_type.name(),
                from.name()
            );
            return Err(SqlError::new(sqlstate::DATATYPE_MISMATCH, message)
                .hint("You will need to rewrite or cast the expression.")
                .into());
        }
        Ok(expr.to_string())
    }

    /// A constraint of the table.
    pub fn table_constraint(
        &mut self,
        table: &CreateTable,
        constraint: &ast::TableConstraint,
    ) -> Result<NewConstraint> {
        match constraint {
            ast::TableConstraint::PrimaryKey(key) => {
                super::create_options::check_primary_key(key)?;
                let columns = self.key_columns(table, &key.columns)?;
                let kind = NewConstraintKind::PrimaryKey(columns);
                Ok(NewConstraint { name: key.name.as_ref().map(fold), kind })
            }
            ast::TableConstraint::Unique(key) => {
                super::create_options::check_unique(key)?;
                let columns = self.key_columns(table, &key.columns)?;
                let kind = NewConstraintKind::Unique(columns);
                Ok(NewConstraint { name: key.name.as_ref().map(fold), kind })
            }
            ast::TableConstraint::Check(check) => {
                let name = check.name.as_ref().map(fold);
                Ok(NewConstraint { name, kind: check_kind(check)? })
            }
            ast::TableConstraint::ForeignKey(key) => {
                let columns = key
                    .columns
                    .iter()
                    .map(|ident| self.own_column(table, ident))
                    .collect::<Result<Vec<usize>>>()?;
                let kind = self.foreign_key(table, columns, key)?;
                Ok(NewConstraint { name: key.name.as_ref().map(fold), kind })
            }
            ast::TableConstraint::Index(_)
            | ast::TableConstraint::FulltextOrSpatial(_)
            | ast::TableConstraint::PrimaryKeyUsingIndex(_)
            | ast::TableConstraint::UniqueUsingIndex(_)
            | ast::TableConstraint::Exclude(_) => Err(refuse("this table constraint")),
        }
    }

    fn key_columns(&self, table: &CreateTable, columns: &[ast::IndexColumn]) -> Result<Vec<usize>> {
        columns
            .iter()
            .map(|ast::IndexColumn { column, operator_class }| {
                absent(operator_class, "an index option in a constraint")?;
                match &column.expr {
                    ast::Expr::Identifier(ident) => self.own_column(table, ident),
                    _ => Err(refuse("an index option in a constraint")),
                }
            })
            .collect()
    }

    fn own_column(&self, table: &CreateTable, ident: &ast::Ident) -> Result<usize> {
        let name = fold(ident);
        table.columns.iter().position(|column| column.name == name).ok_or_else(|| {
            let message = format!("column \"{name}\" named in key does not exist");
            SqlError::new(sqlstate::UNDEFINED_COLUMN, message).at(self.at(ident.span)).into()
        })
    }

    fn foreign_key(
        &mut self,
        table: &CreateTable,
        columns: Vec<usize>,
        key: &ast::ForeignKeyConstraint,
    ) -> Result<NewConstraintKind> {
        let ast::ForeignKeyConstraint {
            name: _,
            index_name,
            columns: _,
            foreign_table,
            referred_columns,
            on_delete,
            on_update,
            match_kind,
            characteristics,
        } = key;
        absent(index_name, "an index option in a constraint")?;
        super::create_options::check_characteristics(characteristics.as_ref())?;
        if matches!(match_kind, Some(ast::ConstraintReferenceMatchKind::Partial)) {
            return Err(refuse("MATCH PARTIAL"));
        }
        let referred_name = qualified(foreign_table)?;
        let own = referred_name.name == table.name;
        let other = if own { None } else { Some(self.table(&referred_name)?) };
        if let Some(other) = other.as_ref().filter(|other| other.kind != TableKind::Table) {
            let message = format!("referenced relation \"{}\" is not a table", other.name);
            return Err(Error::sql(sqlstate::WRONG_OBJECT_TYPE, message));
        }
        let is_temporary = |schema: &str| schema == "pg_temp";
        if let Some(other) = &other {
            let (here, there) = (is_temporary(&table.schema), is_temporary(&other.schema));
            if here != there {
                let kind = if here { "temporary" } else { "permanent" };
                let message =
                    format!("constraints on {kind} tables may reference only {kind} tables");
                return Err(Error::sql(sqlstate::INVALID_TABLE_DEFINITION, message));
            }
        }
        let (keys, names, types) = match &other {
            Some(other) => (
                keys_of(&other.constraints),
                other.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>(),
                other.data_types(),
            ),
            None => (
                new_keys_of(&table.constraints),
                table.columns.iter().map(|column| column.name.clone()).collect(),
                table.columns.iter().map(|column| column.data_type).collect(),
            ),
        };
        let referred =
            self.referred_columns(&referred_name.name, referred_columns, &keys, &names)?;
        if referred.len() != columns.len() {
            let message = "number of referencing and referenced columns for foreign key disagree";
            return Err(Error::sql(sqlstate::INVALID_FOREIGN_KEY, message));
        }
        for (at, other) in columns.iter().zip(&referred) {
            let column = &table.columns[*at];
            self.check_comparable(column, &names[*other], types[*other])?;
        }
        Ok(NewConstraintKind::ForeignKey {
            columns,
            table: other,
            referred,
            on_delete: action(on_delete.as_ref()),
            on_update: action(on_update.as_ref()),
        })
    }

    /// The columns a foreign key refers to: those named, which must be a key, or the primary key.
    fn referred_columns(
        &self,
        table: &str,
        named: &[ast::Ident],
        keys: &[(bool, Vec<usize>)],
        names: &[String],
    ) -> Result<Vec<usize>> {
        if named.is_empty() {
            let primary = keys.iter().find(|(primary, _)| *primary);
            return primary.map(|(_, columns)| columns.clone()).ok_or_else(|| {
                let message = format!("there is no primary key for referenced table \"{table}\"");
                Error::sql(sqlstate::UNDEFINED_OBJECT, message)
            });
        }
        let mut referred = Vec::new();
        for ident in named {
            let name = fold(ident);
            let at = names.iter().position(|known| *known == name).ok_or_else(|| {
                let message = format!(
                    "column \"{name}\" referenced in foreign key constraint does not exist"
                );
                Error::sql(sqlstate::UNDEFINED_COLUMN, message)
            })?;
            referred.push(at);
        }
        let mut sorted = referred.clone();
        sorted.sort_unstable();
        let is_key = keys.iter().any(|(_, columns)| {
            let mut key = columns.clone();
            key.sort_unstable();
            key == sorted
        });
        if is_key {
            return Ok(referred);
        }
        let message = format!(
            "there is no unique constraint matching given keys for referenced table \"{table}\""
        );
        Err(Error::sql(sqlstate::INVALID_FOREIGN_KEY, message))
    }

    fn check_comparable(&self, column: &NewColumn, other: &str, to: DataType) -> Result<()> {
        let found = crate::expr::resolve::resolve_operator("=", Some(to), column.data_type);
        if found.is_ok() {
            return Ok(());
        }
        let message = "foreign key constraint cannot be implemented";
        Err(SqlError::new(sqlstate::DATATYPE_MISMATCH, message)
            .detail(format!(
                "Key columns \"{}\" and \"{other}\" are of incompatible types: {} and {}.",
                column.name,
                column.data_type.name(),
                to.name()
            ))
            .into())
    }

    /// Tries a CHECK out over the table's columns; the only column it uses, if it is one.
    pub fn check_expression(&mut self, table: &CreateTable, sql: &str) -> Result<Option<usize>> {
        let columns: Vec<RelColumn> = table
            .columns
            .iter()
            .map(|column| self.new_column(&column.name, column.data_type))
            .collect();
        let scope = Scope::of(table.name.clone(), Self::scope_columns(&columns));
        let expr = self.bind_stored(sql, scope, Clause::Check)?;
        let expr = self.condition(expr, "CHECK", None)?;
        let mut used = std::collections::BTreeSet::new();
        columns_of(&expr, &mut used);
        let mut places = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| used.contains(&column.id))
            .map(|(at, _)| at);
        Ok(match (places.next(), places.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        })
    }
}

fn check_kind(check: &ast::CheckConstraint) -> Result<NewConstraintKind> {
    let ast::CheckConstraint { name: _, expr, no_inherit: _, enforced } = check;
    absent(enforced, "this table constraint")?;
    Ok(NewConstraintKind::Check { sql: expr.to_string(), column: None })
}

fn check_one_primary_key(table: &CreateTable) -> Result<()> {
    let is_primary =
        |constraint: &&NewConstraint| matches!(constraint.kind, NewConstraintKind::PrimaryKey(_));
    if table.constraints.iter().filter(is_primary).count() > 1 {
        let message = format!("multiple primary keys for table \"{}\" are not allowed", table.name);
        return Err(Error::sql(sqlstate::INVALID_TABLE_DEFINITION, message));
    }
    Ok(())
}

fn is_serial(data_type: &ast::DataType) -> bool {
    let ast::DataType::Custom(name, _) = data_type else { return false };
    let name = name.to_string().to_lowercase();
    matches!(
        name.as_str(),
        "serial" | "serial4" | "bigserial" | "serial8" | "smallserial" | "serial2"
    )
}

fn action(action: Option<&ast::ReferentialAction>) -> ForeignKeyAction {
    match action {
        None | Some(ast::ReferentialAction::NoAction) => ForeignKeyAction::NoAction,
        Some(ast::ReferentialAction::Restrict) => ForeignKeyAction::Restrict,
        Some(ast::ReferentialAction::Cascade) => ForeignKeyAction::Cascade,
        Some(ast::ReferentialAction::SetNull) => ForeignKeyAction::SetNull,
        Some(ast::ReferentialAction::SetDefault) => ForeignKeyAction::SetDefault,
    }
}

/// The keys of a table: (whether it is the primary one, its columns).
fn keys_of(constraints: &[crate::catalog::info::ConstraintInfo]) -> Vec<(bool, Vec<usize>)> {
    constraints
        .iter()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => Some((true, columns.clone())),
            ConstraintKind::Unique { columns, .. } => Some((false, columns.clone())),
            _ => None,
        })
        .collect()
}

fn new_keys_of(constraints: &[NewConstraint]) -> Vec<(bool, Vec<usize>)> {
    constraints
        .iter()
        .filter_map(|constraint| match &constraint.kind {
            NewConstraintKind::PrimaryKey(columns) => Some((true, columns.clone())),
            NewConstraintKind::Unique(columns) => Some((false, columns.clone())),
            _ => None,
        })
        .collect()
}

fn system_schema(schema: &str, name: &str) -> Error {
    let message = format!("permission denied to create \"{schema}.{name}\"");
    SqlError::new(sqlstate::INSUFFICIENT_PRIVILEGE, message)
        .detail("System catalog modifications are currently disallowed.")
        .into()
}
