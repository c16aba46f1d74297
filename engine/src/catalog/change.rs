//! The rows that CREATE and DROP write into the system tables.

use model::base::error::Result;
use model::base::ids::RelId;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::dependency;
use super::info::{
    ConstraintInfo, ConstraintKind, ForeignKeyAction, Identity, IndexInfo, TableInfo, TableKind,
};
use super::row::{bool_of, int_of, oid, oid_of, places_text, text, text_of, Pen};
use super::statistics;
use super::system::{
    schema_number, PG_ATTRDEF, PG_ATTRIBUTE, PG_CATALOG_OID, PG_CLASS, PG_CONSTRAINT, PG_DEPEND,
    PG_INDEX, PG_NAMESPACE, PG_REWRITE, PG_SEQUENCE, PG_TYPE, SCHEMAS, SYSTEM_TABLES, TYPES,
};

/// How a sequence counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SequenceRule {
    /// The first number.
    pub start: i64,
    /// From one to the next.
    pub increment: i64,
    /// The smallest.
    pub min: i64,
    /// The largest.
    pub max: i64,
    /// Whether it begins again at its end.
    pub cycle: bool,
}

/// The schemas, types and system tables themselves: what a new database begins with.
pub fn bootstrap(pen: &mut Pen<'_>) -> Result<()> {
    for (name, number) in SCHEMAS {
        put_schema(pen, name, *number)?;
    }
    for data_type in TYPES {
        let row = [oid(data_type.oid()), text(data_type.short_name()), oid(PG_CATALOG_OID)];
        pen.insert(PG_TYPE, &row)?;
    }
    for table in SYSTEM_TABLES {
        put_relation(pen, &super::system::info(table), schema_number(table.schema))?;
    }
    Ok(())
}

/// The row of a schema.
pub fn put_schema(pen: &mut Pen<'_>, name: &str, number: u32) -> Result<()> {
    pen.insert(PG_NAMESPACE, &[oid(number), text(name)]).map(|_| ())
}

/// Ends the row of a schema.
pub fn drop_schema(pen: &mut Pen<'_>, name: &str) -> Result<()> {
    pen.delete(PG_NAMESPACE, &|row| text_of(&row[1]) == name)
}

/// The rows of a relation: itself, its columns, their defaults, its constraints.
pub fn put_relation(pen: &mut Pen<'_>, table: &TableInfo, schema: u32) -> Result<()> {
    let (pages, rows) = statistics::store::class_values(table.stats.as_deref());
    pen.insert(
        PG_CLASS,
        &[
            oid(table.rel.0),
            text(&table.name),
            oid(schema),
            text(kind_letter(table.kind)),
            Value::Int2(table.columns.len() as i16),
            oid(table.file.0),
            pages,
            rows,
        ],
    )?;
    for (at, column) in table.columns.iter().enumerate() {
        let number = Value::Int2(at as i16 + 1);
        pen.insert(
            PG_ATTRIBUTE,
            &[
                oid(table.rel.0),
                text(&column.name),
                oid(column.data_type.oid()),
                Value::Int4(column.data_type.modifier()),
                number.clone(),
                Value::Bool(column.not_null),
                text(identity_letter(column.identity)),
                Value::Bool(column.dropped),
            ],
        )?;
        if let Some(sql) = &column.default_sql {
            let row = [oid(0), oid(table.rel.0), number, text(sql)];
            pen.insert(PG_ATTRDEF, &row)?;
        }
    }
    if let Some(sql) = &table.view_sql {
        pen.insert(PG_REWRITE, &[oid(table.rel.0), text(sql)])?;
    }
    dependency::put(pen, table)?;
    table.constraints.iter().try_for_each(|constraint| put_constraint(pen, table.rel, constraint))
}

/// The rows of an index.
pub fn put_index(pen: &mut Pen<'_>, index: &IndexInfo, schema: u32) -> Result<()> {
    let number = oid(index.rel.0);
    let class = [
        number.clone(),
        text(&index.name),
        oid(schema),
        text(kind_letter(TableKind::Index)),
        Value::Int2(index.keys.len() as i16),
        oid(index.file.0),
        Value::Int4(0),
        Value::Float4(-1.0),
    ];
    pen.insert(PG_CLASS, &class)?;
    let places: Vec<usize> = index.keys.iter().map(|key| key.column).collect();
    // `indoption`: 1 is descending, 2 is NULLs first.
    let options: Vec<String> = index
        .keys
        .iter()
        .map(|key| (i32::from(key.descending) + 2 * i32::from(key.nulls_first)).to_string())
        .collect();
    let row = [
        number,
        oid(index.table.0),
        Value::Bool(index.unique),
        places_text(&places),
        Value::Text(options.join(" ")),
    ];
    pen.insert(PG_INDEX, &row).map(|_| ())
}

/// The row of a constraint.
pub fn put_constraint(pen: &mut Pen<'_>, rel: RelId, constraint: &ConstraintInfo) -> Result<()> {
    let none = || text("");
    let (kind, index, other, keys, bin) = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, index } => {
            ("p", *index, None, places_text(columns), none())
        }
        ConstraintKind::Unique { columns, index } => {
            ("u", *index, None, places_text(columns), none())
        }
        ConstraintKind::Check { sql } => ("c", None, None, none(), text(sql)),
        ConstraintKind::ForeignKey { columns, table, referred, on_delete, on_update } => {
            let other = Some((*table, places_text(referred), *on_update, *on_delete));
            ("f", None, other, places_text(columns), none())
        }
    };
    let (other, other_keys, on_update, on_delete) = match other {
        Some((table, keys, on_update, on_delete)) => {
            (table.0, keys, action_letter(on_update), action_letter(on_delete))
        }
        None => (0, none(), "", ""),
    };
    pen.insert(
        PG_CONSTRAINT,
        &[
            oid(constraint.oid),
            text(&constraint.name),
            text(kind),
            oid(rel.0),
            oid(index.map_or(0, |index| index.0)),
            oid(other),
            text(on_update),
            text(on_delete),
            keys,
            other_keys,
            bin,
        ],
    )?;
    Ok(())
}

/// The row that says how a sequence counts, and the one that ties it to its column.
pub fn put_sequence(
    pen: &mut Pen<'_>,
    sequence: RelId,
    data_type: DataType,
    rule: SequenceRule,
    owner: Option<(RelId, usize)>,
) -> Result<()> {
    put_rule(pen, sequence, data_type, rule)?;
    own_sequence(pen, sequence, owner)
}

fn put_rule(
    pen: &mut Pen<'_>,
    sequence: RelId,
    data_type: DataType,
    rule: SequenceRule,
) -> Result<()> {
    let row = [
        oid(sequence.0),
        oid(data_type.oid()),
        Value::Int8(rule.start),
        Value::Int8(rule.increment),
        Value::Int8(rule.max),
        Value::Int8(rule.min),
        Value::Bool(rule.cycle),
    ];
    pen.insert(PG_SEQUENCE, &row).map(|_| ())
}

/// Puts another row in the place of the one that says how a sequence counts.
pub fn change_sequence(
    pen: &mut Pen<'_>,
    sequence: RelId,
    data_type: DataType,
    rule: SequenceRule,
) -> Result<()> {
    pen.delete(PG_SEQUENCE, &|row| oid_of(&row[0]) == sequence.0)?;
    put_rule(pen, sequence, data_type, rule)
}

/// The type of a sequence's numbers.
pub fn sequence_type(pen: &mut Pen<'_>, sequence: RelId) -> Result<DataType> {
    let rows = pen.find(PG_SEQUENCE, &|row| oid_of(&row[0]) == sequence.0)?;
    let number = rows.first().map_or(0, |row| oid_of(&row.values[1]));
    Ok(DataType::from_oid(number, -1).unwrap_or(DataType::Int8))
}

/// How each sequence counts, as the transaction sees it.
pub fn sequence_rules(pen: &mut Pen<'_>) -> Result<Vec<(RelId, SequenceRule)>> {
    let rule = |values: &[Value]| SequenceRule {
        start: int_of(&values[2]),
        increment: int_of(&values[3]),
        max: int_of(&values[4]),
        min: int_of(&values[5]),
        cycle: bool_of(&values[6]),
    };
    let rows = pen.find(PG_SEQUENCE, &|_| true)?;
    Ok(rows.iter().map(|row| (RelId(oid_of(&row.values[0])), rule(&row.values))).collect())
}

/// The sequences that go with a table.
pub fn owned_sequences(pen: &mut Pen<'_>, table: RelId) -> Result<Vec<RelId>> {
    let rows = pen.find(PG_DEPEND, &|row| oid_of(&row[1]) == table.0 && text_of(&row[3]) == "a")?;
    Ok(rows.iter().map(|row| RelId(oid_of(&row.values[0]))).collect())
}

/// The tables that a sequence goes with: one, or none.
pub fn owners(pen: &mut Pen<'_>, sequence: RelId) -> Result<Vec<RelId>> {
    let test = |row: &[Value]| oid_of(&row[0]) == sequence.0 && text_of(&row[3]) == "a";
    Ok(pen.find(PG_DEPEND, &test)?.iter().map(|row| RelId(oid_of(&row.values[1]))).collect())
}

/// The views that read a relation, or one column of it (attribute number less one).
pub fn readers(pen: &mut Pen<'_>, rel: RelId, column: Option<usize>) -> Result<Vec<RelId>> {
    let reads = |row: &[Value]| {
        let number = int_of(&row[2]);
        let is_meant = column.is_none_or(|at| number == at as i64 + 1);
        oid_of(&row[1]) == rel.0 && text_of(&row[3]) == "n" && is_meant
    };
    let mut views: Vec<RelId> =
        pen.find(PG_DEPEND, &reads)?.iter().map(|row| RelId(oid_of(&row.values[0]))).collect();
    views.sort();
    views.dedup();
    Ok(views)
}

/// Says what a view reads: relations, each as a whole (0) and by its columns (from 1).
pub fn put_reads(pen: &mut Pen<'_>, view: RelId, reads: &[(RelId, i32)]) -> Result<()> {
    pen.delete(PG_DEPEND, &|row| oid_of(&row[0]) == view.0 && text_of(&row[3]) == "n")?;
    for (rel, number) in reads {
        pen.insert(PG_DEPEND, &[oid(view.0), oid(rel.0), Value::Int4(*number), text("n")])?;
    }
    Ok(())
}

/// Ends the rows that [`put_relation`] wrote; what else is about the relation stays.
pub fn drop_definition(pen: &mut Pen<'_>, rel: RelId) -> Result<()> {
    let number = rel.0;
    pen.delete(PG_CLASS, &|row| oid_of(&row[0]) == number)?;
    pen.delete(PG_ATTRIBUTE, &|row| oid_of(&row[0]) == number)?;
    pen.delete(PG_ATTRDEF, &|row| oid_of(&row[1]) == number)?;
    pen.delete(PG_REWRITE, &|row| oid_of(&row[0]) == number)?;
    dependency::forget(pen, rel)?;
    pen.delete(PG_CONSTRAINT, &|row| oid_of(&row[3]) == number)
}

/// Ends every row about a relation.
pub fn drop_relation(pen: &mut Pen<'_>, rel: RelId) -> Result<()> {
    let number = rel.0;
    drop_definition(pen, rel)?;
    statistics::store::forget(pen, rel)?;
    pen.delete(PG_INDEX, &|row| oid_of(&row[0]) == number)?;
    pen.delete(PG_SEQUENCE, &|row| oid_of(&row[0]) == number)?;
    pen.delete(PG_DEPEND, &|row| oid_of(&row[0]) == number || oid_of(&row[1]) == number)
}

/// Ties a sequence to its column, or to none.
pub fn own_sequence(
    pen: &mut Pen<'_>,
    sequence: RelId,
    owner: Option<(RelId, usize)>,
) -> Result<()> {
    pen.delete(PG_DEPEND, &|row| oid_of(&row[0]) == sequence.0 && text_of(&row[3]) == "a")?;
    if let Some((table, column)) = owner {
        let row = [oid(sequence.0), oid(table.0), Value::Int4(column as i32 + 1), text("a")];
        pen.insert(PG_DEPEND, &row)?;
    }
    Ok(())
}

/// Ends the row of one constraint.
pub fn drop_constraint(pen: &mut Pen<'_>, constraint: u32) -> Result<()> {
    pen.delete(PG_CONSTRAINT, &|row| oid_of(&row[0]) == constraint)
}

/// `pg_class.relkind`.
pub fn kind_letter(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Table => "r",
        TableKind::View => "v",
        TableKind::Sequence => "S",
        TableKind::Index => "i",
    }
}

fn identity_letter(identity: Identity) -> &'static str {
    match identity {
        Identity::None => "",
        Identity::Always => "a",
        Identity::ByDefault => "d",
    }
}

fn action_letter(action: ForeignKeyAction) -> &'static str {
    match action {
        ForeignKeyAction::NoAction => "a",
        ForeignKeyAction::Restrict => "r",
        ForeignKeyAction::Cascade => "c",
        ForeignKeyAction::SetNull => "n",
        ForeignKeyAction::SetDefault => "d",
    }
}
