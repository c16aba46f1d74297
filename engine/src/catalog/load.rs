//! The cache, read from the system tables under one snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::cache::Catalog;
use super::info::{
    ColumnInfo, ConstraintInfo, ConstraintKind, ForeignKeyAction, Identity, TableInfo, TableKind,
};
use super::row::{bool_of, int_of, oid_of, places_of, text_of, Pen};
use super::system::{
    PG_ATTRDEF, PG_ATTRIBUTE, PG_CATALOG_OID, PG_CLASS, PG_CONSTRAINT, SYSTEM_TABLES,
};

/// Everything the transaction sees now.
pub fn load(pen: &mut Pen<'_>) -> Result<Catalog> {
    let mut columns = columns(pen)?;
    let mut constraints = constraints(pen)?;
    let mut tables = Vec::new();
    for row in rows(pen, PG_CLASS)? {
        let rel = RelId(oid_of(&row[0]));
        let is_system = oid_of(&row[2]) == PG_CATALOG_OID;
        tables.push(Arc::new(TableInfo {
            rel,
            file: RelId(oid_of(&row[5])),
            schema: if is_system { "pg_catalog" } else { "public" }.to_string(),
            name: text_of(&row[1]).to_string(),
            kind: kind_of(text_of(&row[3])),
            columns: columns.remove(&rel).unwrap_or_default(),
            constraints: constraints.remove(&rel).unwrap_or_default(),
            indexes: Vec::new(),
            view_sql: None,
        }));
    }
    Ok(Catalog::new(tables))
}

/// The catalogue of a database that has nothing but system tables.
pub fn bootstrap() -> Catalog {
    Catalog::new(SYSTEM_TABLES.iter().map(super::system::info))
}

fn rows(pen: &mut Pen<'_>, rel: RelId) -> Result<Vec<Vec<Value>>> {
    Ok(pen.find(rel, &|_| true)?.into_iter().map(|found| found.values).collect())
}

fn columns(pen: &mut Pen<'_>) -> Result<BTreeMap<RelId, Vec<ColumnInfo>>> {
    let mut defaults = BTreeMap::new();
    for row in rows(pen, PG_ATTRDEF)? {
        let column = (oid_of(&row[1]), int_of(&row[2]));
        defaults.insert(column, text_of(&row[3]).to_string());
    }
    let mut numbered: BTreeMap<(RelId, i64), ColumnInfo> = BTreeMap::new();
    for row in rows(pen, PG_ATTRIBUTE)? {
        let (rel, number) = (oid_of(&row[0]), int_of(&row[4]));
        let modifier = int_of(&row[3]) as i32;
        let data_type = DataType::from_oid(oid_of(&row[2]), modifier).ok_or_else(|| {
            let message = format!("system table names type {}, which is none", oid_of(&row[2]));
            Error::sql(sqlstate::INTERNAL_ERROR, message)
        })?;
        let column = ColumnInfo {
            name: text_of(&row[1]).to_string(),
            data_type,
            not_null: bool_of(&row[5]),
            default_sql: defaults.remove(&(rel, number)),
            identity: match text_of(&row[6]) {
                "a" => Identity::Always,
                "d" => Identity::ByDefault,
                _ => Identity::None,
            },
            dropped: bool_of(&row[7]),
        };
        numbered.insert((RelId(rel), number), column);
    }
    let mut columns: BTreeMap<RelId, Vec<ColumnInfo>> = BTreeMap::new();
    for ((rel, _), column) in numbered {
        columns.entry(rel).or_default().push(column);
    }
    Ok(columns)
}

fn constraints(pen: &mut Pen<'_>) -> Result<BTreeMap<RelId, Vec<ConstraintInfo>>> {
    let mut constraints: BTreeMap<RelId, Vec<ConstraintInfo>> = BTreeMap::new();
    for row in rows(pen, PG_CONSTRAINT)? {
        let columns = places_of(&row[8]);
        let index = match oid_of(&row[4]) {
            0 => None,
            index => Some(RelId(index)),
        };
        let kind = match text_of(&row[2]) {
            "p" => ConstraintKind::PrimaryKey { columns, index },
            "u" => ConstraintKind::Unique { columns, index },
            "f" => ConstraintKind::ForeignKey {
                columns,
                table: RelId(oid_of(&row[5])),
                referred: places_of(&row[9]),
                on_delete: action_of(text_of(&row[7])),
                on_update: action_of(text_of(&row[6])),
            },
            _ => ConstraintKind::Check { sql: text_of(&row[10]).to_string() },
        };
        let name = text_of(&row[1]).to_string();
        let constraint = ConstraintInfo { oid: oid_of(&row[0]), name, kind };
        constraints.entry(RelId(oid_of(&row[3]))).or_default().push(constraint);
    }
    for list in constraints.values_mut() {
        list.sort_by_key(|constraint| constraint.oid);
    }
    Ok(constraints)
}

fn kind_of(letter: &str) -> TableKind {
    match letter {
        "v" => TableKind::View,
        "S" => TableKind::Sequence,
        "i" => TableKind::Index,
        _ => TableKind::Table,
    }
}

fn action_of(letter: &str) -> ForeignKeyAction {
    match letter {
        "r" => ForeignKeyAction::Restrict,
        "c" => ForeignKeyAction::Cascade,
        "n" => ForeignKeyAction::SetNull,
        "d" => ForeignKeyAction::SetDefault,
        _ => ForeignKeyAction::NoAction,
    }
}
