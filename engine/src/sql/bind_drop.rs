//! DROP and TRUNCATE: which relations.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use sqlparser::ast;

use super::binder::Binder;
use super::definition::{Definition, Drop, DropSchemas};
use super::names::{qualified, QualifiedName};
use super::unsupported::{absent, refuse};
use crate::catalog::info::{TableInfo, TableKind};
use crate::catalog::system::is_system_schema;

impl Binder<'_> {
    /// DROP of any kind.
    pub fn bind_drop(
        &mut self,
        object_type: ast::ObjectType,
        names: &[ast::ObjectName],
        if_exists: bool,
        cascade: bool,
    ) -> Result<Definition> {
        let kind = match object_type {
            ast::ObjectType::Table => TableKind::Table,
            ast::ObjectType::View => TableKind::View,
            ast::ObjectType::Sequence => TableKind::Sequence,
            ast::ObjectType::Index => TableKind::Index,
            ast::ObjectType::Schema => return self.bind_drop_schemas(names, if_exists, cascade),
            _ => return Err(refuse("DROP of this kind of object")),
        };
        let mut drop = Drop { kind, tables: Vec::new(), missing: Vec::new(), cascade };
        for name in names {
            let name = qualified(name)?;
            match self.relation(&name) {
                Some(table) if table.is_system() => return Err(system_catalog(table)),
                Some(table) if table.kind == kind => {
                    if !drop.tables.iter().any(|known| known.rel == table.rel) {
                        drop.tables.push(Arc::clone(table));
                    }
                }
                Some(table) => return Err(wrong_kind(table, kind)),
                None if if_exists => drop.missing.push(name.name),
                None => return Err(self.missing(&name, kind)),
            }
        }
        Ok(Definition::Drop(drop))
    }

    fn missing(&self, name: &QualifiedName, kind: TableKind) -> Error {
        if let Some(schema) = name.schema.as_ref().filter(|name| !self.catalog.has_schema(name)) {
            let message = format!("schema \"{schema}\" does not exist");
            return Error::sql(sqlstate::INVALID_SCHEMA_NAME, message);
        }
        let message = format!("{} \"{}\" does not exist", kind_name(kind), name.name);
        let code = match kind {
            TableKind::Index => sqlstate::UNDEFINED_OBJECT,
            _ => sqlstate::UNDEFINED_TABLE,
        };
        Error::sql(code, message)
    }

    fn bind_drop_schemas(
        &mut self,
        names: &[ast::ObjectName],
        if_exists: bool,
        cascade: bool,
    ) -> Result<Definition> {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for name in names {
            let name = qualified(name)?.name;
            match self.catalog.has_schema(&name) {
                true if name.starts_with("pg_") || is_system_schema(&name) => {
                    let message = format!(
                        "cannot drop schema {name} because it is required by \
                        the database system"
                    );
                    return Err(Error::sql(sqlstate::DEPENDENT_OBJECTS_STILL_EXIST, message));
                }
                true => found.push(name),
                false if if_exists => missing.push(name),
                false => {
                    let message = format!("schema \"{name}\" does not exist");
                    return Err(Error::sql(sqlstate::INVALID_SCHEMA_NAME, message));
                }
            }
        }
        Ok(Definition::DropSchemas(DropSchemas { names: found, missing, cascade }))
    }

    /// TRUNCATE.
    pub fn bind_truncate(&mut self, truncate: &ast::Truncate) -> Result<Definition> {
        let ast::Truncate {
            table_names,
            partitions,
            table: _,
            if_exists,
            identity,
            cascade,
            on_cluster,
        } = truncate;
        absent(partitions, "a partition list")?;
        absent(if_exists, "this statement")?;
        absent(on_cluster, "this statement")?;
        let mut tables: Vec<Arc<TableInfo>> = Vec::new();
        for ast::TruncateTableTarget { name, only: _, has_asterisk: _ } in table_names {
            tables.push(self.changeable_table(name)?);
        }
        let cascade = matches!(cascade, Some(ast::CascadeOption::Cascade));
        self.add_referrers(&mut tables, cascade)?;
        let restart = matches!(identity, Some(ast::TruncateIdentityOption::Restart));
        Ok(Definition::Truncate { tables, restart })
    }

    /// Tables that refer to those to be emptied: emptied too under CASCADE, else an error.
    fn add_referrers(&self, tables: &mut Vec<Arc<TableInfo>>, cascade: bool) -> Result<()> {
        let mut at = 0;
        while let Some(table) = tables.get(at).cloned() {
            at += 1;
            let referrers: Vec<Arc<TableInfo>> = self
                .catalog
                .tables()
                .filter(|other| other.refers_to(table.rel))
                .filter(|other| !tables.iter().any(|known| known.rel == other.rel))
                .cloned()
                .collect();
            match referrers.first() {
                Some(other) if !cascade => {
                    let message = "cannot truncate a table referenced in a foreign key constraint";
                    return Err(SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message)
                        .detail(format!("Table \"{}\" references \"{}\".", other.name, table.name))
                        .hint(format!(
                            "Truncate table \"{}\" at the same time, or use TRUNCATE ... CASCADE.",
                            other.name
                        ))
                        .into());
                }
                _ => tables.extend(referrers),
            }
        }
        Ok(())
    }
}

/// What messages call a kind of relation.
pub fn kind_name(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Table => "table",
        TableKind::View => "view",
        TableKind::Sequence => "sequence",
        TableKind::Index => "index",
    }
}

fn wrong_kind(table: &TableInfo, wanted: TableKind) -> Error {
    let article = if wanted == TableKind::Index { "an" } else { "a" };
    let message = format!("\"{}\" is not {article} {}", table.name, kind_name(wanted));
    let (article, kind) = match table.kind {
        TableKind::Index => ("an", "index"),
        other => ("a", kind_name(other)),
    };
    SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message)
        .hint(format!("Use DROP {} to remove {article} {kind}.", kind.to_uppercase()))
        .into()
}

/// 42501 for a change of a system table.
pub fn system_catalog(table: &TableInfo) -> Error {
    let message = format!("permission denied: \"{}\" is a system catalog", table.name);
    Error::sql(sqlstate::INSUFFICIENT_PRIVILEGE, message)
}
