//! Declared dependencies in their system table.
//!
//! ```text
//!   deprelid | depnum | depkind | depleft | depright
//!   16384    | 1      | f       | 2       | 3 4          customer -> name, city
//! ```
//!
//! They are part of a table's definition: they go where it goes and lose nothing when a column gets
//! another name. A dependency that speaks of a dropped column goes with it.

use std::collections::BTreeMap;

use model::base::error::Result;
use model::base::ids::RelId;
use model::types::attributes::{AttributeNo, AttributeSet, Attributes};
use model::types::dependency::{Dependency, DependencyKind, Scheme};
use model::types::value::Value;

use super::info::{DeclaredDependency, TableInfo};
use super::row::{int_of, oid, oid_of, places_of, places_text, text, text_of, Pen};
use super::system::DEPENDENCY;

/// Writes the rows of a table's dependencies.
pub fn put(pen: &mut Pen<'_>, table: &TableInfo) -> Result<()> {
    for (at, declared) in table.dependencies.iter().enumerate() {
        let row = [
            oid(table.rel.0),
            Value::Int2(at as i16 + 1),
            text(kind_letter(declared.kind)),
            places_text(&declared.left),
            places_text(&declared.right),
        ];
        pen.insert(DEPENDENCY, &row)?;
    }
    Ok(())
}

/// Ends the rows of a table's dependencies.
pub fn forget(pen: &mut Pen<'_>, rel: RelId) -> Result<()> {
    pen.delete(DEPENDENCY, &|row| oid_of(&row[0]) == rel.0)
}

/// The dependencies of all tables.
pub fn load(pen: &mut Pen<'_>) -> Result<BTreeMap<RelId, Vec<DeclaredDependency>>> {
    let mut numbered: BTreeMap<(u32, i64), DeclaredDependency> = BTreeMap::new();
    for row in pen.find(DEPENDENCY, &|_| true)? {
        let values = row.values;
        let kind = match text_of(&values[2]) {
            "m" => DependencyKind::Multivalued,
            _ => DependencyKind::Functional,
        };
        let (left, right) = (places_of(&values[3]), places_of(&values[4]));
        let declared = DeclaredDependency { left, right, kind };
        numbered.insert((oid_of(&values[0]), int_of(&values[1])), declared);
    }
    let mut dependencies: BTreeMap<RelId, Vec<DeclaredDependency>> = BTreeMap::new();
    for ((rel, _), declared) in numbered {
        dependencies.entry(RelId(rel)).or_default().push(declared);
    }
    Ok(dependencies)
}

/// The columns of a table as attributes, in their order.
pub fn attributes(table: &TableInfo) -> Result<Attributes> {
    Attributes::new(table.live_columns().map(|(_, column)| column.name.clone()).collect())
}

/// A table as a scheme, and who says each of its dependencies: nobody but the learner, or the
/// unique key of that name.
pub fn scheme(table: &TableInfo) -> Result<(Scheme, Vec<Option<String>>)> {
    let attributes = attributes(table)?;
    let (mut dependencies, mut said_by) = (Vec::new(), Vec::new());
    for key in table.unique_keys() {
        // Rows that have NULL in a unique key may be alike in it and nowhere else.
        if key.columns.iter().all(|column| table.columns[*column].not_null) {
            let left = set_of(table, &key.columns);
            dependencies.push(Dependency::functional(left, attributes.all() - left));
            said_by.push(Some(key.name));
        }
    }
    for declared in &table.dependencies {
        dependencies.push(dependency(table, declared));
        said_by.push(None);
    }
    Ok((Scheme::new(attributes, dependencies)?, said_by))
}

/// A declared dependency between attributes.
pub fn dependency(table: &TableInfo, declared: &DeclaredDependency) -> Dependency {
    let DeclaredDependency { left, right, kind } = declared;
    Dependency { left: set_of(table, left), right: set_of(table, right), kind: *kind }
}

/// A dependency between attributes as it is declared.
pub fn declared(table: &TableInfo, dependency: &Dependency) -> DeclaredDependency {
    let columns = |set: AttributeSet| {
        let live = table.live_columns().enumerate();
        let chosen = live.filter(|(at, _)| set.contains(*at as AttributeNo));
        chosen.map(|(_, (column, _))| column).collect()
    };
    let Dependency { left, right, kind } = *dependency;
    DeclaredDependency { left: columns(left), right: columns(right), kind }
}

/// Columns as a set of attributes.
fn set_of(table: &TableInfo, columns: &[usize]) -> AttributeSet {
    let live = table.live_columns().enumerate();
    let chosen = live.filter(|(_, (column, _))| columns.contains(column));
    chosen.map(|(at, _)| at as AttributeNo).collect()
}

fn kind_letter(kind: DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Functional => "f",
        DependencyKind::Multivalued => "m",
    }
}
