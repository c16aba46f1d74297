//! The cache, read from the system tables under one snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::cache::Catalog;
use super::info::{
    ColumnInfo, ConstraintInfo, ConstraintKind, ForeignKeyAction, Identity, IndexInfo, IndexKey,
    TableInfo, TableKind,
};
use super::row::{bool_of, int_of, oid_of, places_of, text_of, Pen};
use super::statistics;
use super::system::{
    PG_ATTRDEF, PG_ATTRIBUTE, PG_CLASS, PG_CONSTRAINT, PG_INDEX, PG_NAMESPACE, PG_REWRITE, SCHEMAS,
    SYSTEM_TABLES,
};

/// Everything the transaction sees now.
pub fn load(pen: &mut Pen<'_>) -> Result<Catalog> {
    let schemas: BTreeMap<u32, String> = rows(pen, PG_NAMESPACE)?
        .iter()
        .map(|row| (oid_of(&row[0]), text_of(&row[1]).to_string()))
        .collect();
    let mut columns = columns(pen)?;
    let mut constraints = constraints(pen)?;
    let mut views: BTreeMap<RelId, String> = rows(pen, PG_REWRITE)?
        .iter()
        .map(|row| (RelId(oid_of(&row[0])), text_of(&row[1]).to_string()))
        .collect();
    let classes = rows(pen, PG_CLASS)?;
    let mut indexes = indexes(pen, &classes)?;
    let mut stats = statistics::store::load(pen, &classes, &columns)?;
    let mut dependencies = super::dependency::load(pen)?;
    let mut tables = Vec::new();
    for row in classes {
        let rel = RelId(oid_of(&row[0]));
        let schema = schemas.get(&oid_of(&row[2])).cloned().unwrap_or_default();
        tables.push(Arc::new(TableInfo {
            rel,
            file: RelId(oid_of(&row[5])),
            schema,
            name: text_of(&row[1]).to_string(),
            kind: kind_of(text_of(&row[3])),
            columns: columns.remove(&rel).unwrap_or_default(),
            constraints: constraints.remove(&rel).unwrap_or_default(),
            indexes: indexes.remove(&rel).unwrap_or_default(),
            view_sql: views.remove(&rel),
            stats: stats.remove(&rel),
            dependencies: dependencies.remove(&rel).unwrap_or_default(),
        }));
    }
    Ok(Catalog::new(schemas.into_iter().map(|(oid, name)| (name, oid)), tables))
}

/// The catalogue of a database that has nothing but system tables.
pub fn bootstrap() -> Catalog {
    let schemas = SCHEMAS.iter().map(|(name, oid)| ((*name).to_string(), *oid));
    Catalog::new(schemas, SYSTEM_TABLES.iter().map(super::system::info))
}

/// The indexes of each table, by name.
fn indexes(
    pen: &mut Pen<'_>,
    classes: &[Vec<Value>],
) -> Result<BTreeMap<RelId, Vec<Arc<IndexInfo>>>> {
    let mut indexes: BTreeMap<RelId, Vec<Arc<IndexInfo>>> = BTreeMap::new();
    for row in rows(pen, PG_INDEX)? {
        let number = oid_of(&row[0]);
        let class = classes.iter().find(|class| oid_of(&class[0]) == number);
        let options = text_of(&row[4]).split(' ').map(|option| option.parse().unwrap_or(0u8));
        let keys = places_of(&row[3]).into_iter().zip(options).map(|(column, option)| IndexKey {
            column,
            descending: option & 1 != 0,
            nulls_first: option & 2 != 0,
        });
        let table = RelId(oid_of(&row[1]));
        indexes.entry(table).or_default().push(Arc::new(IndexInfo {
            rel: RelId(number),
            file: class.map_or(RelId(number), |class| RelId(oid_of(&class[5]))),
            name: class.map_or(String::new(), |class| text_of(&class[1]).to_string()),
            table,
            keys: keys.collect(),
            unique: bool_of(&row[2]),
        }));
    }
    for list in indexes.values_mut() {
        list.sort_by(|left, right| left.name.cmp(&right.name));
    }
    Ok(indexes)
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
