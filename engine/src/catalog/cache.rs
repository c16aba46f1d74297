//! Tables by name and number, as one snapshot of the system tables has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::ids::RelId;

use super::info::TableInfo;
use super::path::{name_parts, SearchPath};

/// Every relation that a name or a number can mean.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    tables: BTreeMap<RelId, Arc<TableInfo>>,
    names: BTreeMap<(String, String), RelId>,
    schemas: BTreeMap<String, u32>,
}

impl Catalog {
    /// The catalogue of those relations, in schemas of those names and numbers.
    pub fn new(
        schemas: impl IntoIterator<Item = (String, u32)>,
        tables: impl IntoIterator<Item = Arc<TableInfo>>,
    ) -> Catalog {
        let schemas = schemas.into_iter().collect();
        let mut catalog = Catalog { schemas, ..Catalog::default() };
        tables.into_iter().for_each(|table| catalog.put(table));
        catalog
    }

    /// Adds a relation, or puts it in the place of the one with its number.
    pub fn put(&mut self, table: Arc<TableInfo>) {
        self.remove(table.rel);
        self.names.insert((table.schema.clone(), table.name.clone()), table.rel);
        self.tables.insert(table.rel, table);
    }

    /// Takes a relation out.
    pub fn remove(&mut self, rel: RelId) {
        if let Some(table) = self.tables.remove(&rel) {
            self.names.remove(&(table.schema.clone(), table.name.clone()));
        }
    }

    /// The relation of that number.
    pub fn table(&self, rel: RelId) -> Option<&Arc<TableInfo>> {
        self.tables.get(&rel)
    }

    /// The relation of that name in a schema.
    pub fn table_in(&self, schema: &str, name: &str) -> Option<&Arc<TableInfo>> {
        let rel = self.names.get(&(schema.to_string(), name.to_string()))?;
        self.tables.get(rel)
    }

    /// The relation that a name means, with its schema or without.
    pub fn table_named(
        &self,
        path: &SearchPath,
        schema: Option<&str>,
        name: &str,
    ) -> Option<&Arc<TableInfo>> {
        match schema {
            Some(schema) => self.table_in(schema, name),
            None => path.lookup().find_map(|schema| self.table_in(schema, name)),
        }
    }

    /// The relation that a name in a string means, as `'name'::regclass` finds it.
    pub fn table_of_text(&self, path: &SearchPath, text: &str) -> Option<&Arc<TableInfo>> {
        let (schema, name) = name_parts(text);
        self.table_named(path, schema.as_deref(), &name)
    }

    /// The schema that something new without one goes to: the first of the path that is there.
    pub fn creation_schema<'a>(&self, path: &'a SearchPath) -> Option<&'a str> {
        path.named().find(|name| self.has_schema(name))
    }

    /// Whether there is a schema of that name.
    pub fn has_schema(&self, name: &str) -> bool {
        self.schemas.contains_key(name)
    }

    /// The number of a schema.
    pub fn schema_oid(&self, name: &str) -> Option<u32> {
        self.schemas.get(name).copied()
    }

    /// Adds a schema.
    pub fn put_schema(&mut self, name: &str, oid: u32) {
        self.schemas.insert(name.to_string(), oid);
    }

    /// Takes a schema out.
    pub fn remove_schema(&mut self, name: &str) {
        self.schemas.remove(name);
    }

    /// The largest number of anything in it.
    pub fn oid_max(&self) -> u32 {
        let of_table = |table: &Arc<TableInfo>| {
            let constraints = table.constraints.iter().map(|constraint| constraint.oid);
            constraints.chain([table.rel.0, table.file.0]).max()
        };
        let tables = self.tables.values().filter_map(of_table).max();
        tables.max(self.schemas.values().copied().max()).unwrap_or(0)
    }

    /// All relations, by number.
    pub fn tables(&self) -> impl Iterator<Item = &Arc<TableInfo>> {
        self.tables.values()
    }
}
