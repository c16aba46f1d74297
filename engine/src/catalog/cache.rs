//! Tables by name and number, as one snapshot of the system tables has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::ids::RelId;

use super::info::TableInfo;

/// The schemas a bare name is looked up in, in order.
const SEARCH_PATH: [&str; 3] = ["pg_temp", "pg_catalog", "public"];

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

    /// The relation that a name means, with or without its schema.
    pub fn table_named(&self, schema: Option<&str>, name: &str) -> Option<&Arc<TableInfo>> {
        let find = |schema: &str| self.names.get(&(schema.to_string(), name.to_string()));
        let rel = match schema {
            Some(schema) => find(schema),
            None => SEARCH_PATH.into_iter().find_map(find),
        };
        self.tables.get(rel?)
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

    /// All relations, by number.
    pub fn tables(&self) -> impl Iterator<Item = &Arc<TableInfo>> {
        self.tables.values()
    }
}
