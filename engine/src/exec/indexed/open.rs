//! An index of a table, ready for use.

use std::sync::Arc;

use model::types::order::key::{Direction, Nulls};

use crate::catalog::info::{IndexInfo, TableInfo};
use crate::expr::batch::Batch;
use crate::index::btree::tree::{BTree, Names};
use crate::index::key::{push_tuple, KeyColumn, KeyShape};
use model::base::ids::TupleId;

/// An index of a table.
#[derive(Clone, Debug)]
pub struct OpenIndex {
    /// What the catalogue says of it.
    pub info: Arc<IndexInfo>,
    /// Its tree.
    pub tree: BTree,
    /// The attributes of its key, less one.
    pub columns: Vec<usize>,
}

impl OpenIndex {
    /// An index of that table.
    pub fn new(table: &TableInfo, info: &Arc<IndexInfo>) -> OpenIndex {
        let column = |key: &crate::catalog::info::IndexKey| KeyColumn {
            data_type: table.columns[key.column].data_type,
            direction: if key.descending { Direction::Descending } else { Direction::Ascending },
            nulls: if key.nulls_first { Nulls::First } else { Nulls::Last },
        };
        let shape = KeyShape::new(info.keys.iter().map(column).collect());
        let names = Names { index: info.name.clone(), table: table.name.clone() };
        OpenIndex {
            tree: BTree::new(info.file, shape, names),
            columns: info.keys.iter().map(|key| key.column).collect(),
            info: info.clone(),
        }
    }

    /// Appends the entry of a full row at a place. Whether its key has a NULL.
    #[inline]
    pub fn write_entry(
        &self,
        rows: &Batch,
        row: usize,
        place: TupleId,
        entry: &mut Vec<u8>,
    ) -> bool {
        let columns = rows.columns();
        let has_null = self.tree.shape().write(|at| &columns[self.columns[at]], row, entry);
        push_tuple(place, entry);
        has_null
    }
}
