//! Which column of which table a column of the query is, and what is known of its values.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::types::data_type::DataType;
use model::types::value::Value;

use super::{column_bytes, table_size, value_bytes, TableSizes};
use crate::catalog::info::{ConstraintKind, TableInfo};
use crate::catalog::statistics::info::ColumnStats;
use crate::expr::bound::Expr;
use crate::sql::algebra::{ColumnId, Rel, RelColumn};
use crate::sql::free::columns_of;

/// `DEFAULT_NUM_DISTINCT`: different values of a column about which nothing is known.
pub const DISTINCT: f64 = 200.0;

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The table.
    pub table: Arc<TableInfo>,
    /// The attribute number less one.
    pub attribute: usize,
    /// Which scan of the statement: tables may be scanned more than once.
    pub scan: usize,
    /// Rows that the table is taken to have.
    pub rows: f64,
}

/// The columns of a statement that are columns of tables.
#[derive(Debug, Default)]
pub struct Columns {
    origins: BTreeMap<ColumnId, Origin>,
    types: BTreeMap<ColumnId, DataType>,
    /// The columns that a computed column is made from.
    computed: BTreeMap<ColumnId, Vec<ColumnId>>,
    scans: usize,
    /// Rows of each scan that its own conditions leave.
    kept: BTreeMap<usize, f64>,
    params: Vec<Value>,
    has_looked: Cell<bool>,
}

/// How many different values there are.
#[derive(Clone, Copy, Debug)]
pub struct Distinct {
    /// The number.
    pub count: f64,
    /// Whether it is nothing but the default.
    pub is_default: bool,
}

impl Columns {
    /// No columns yet, and the values of parameters.
    pub fn new(params: &[Value]) -> Columns {
        Columns { params: params.to_vec(), ..Columns::default() }
    }

    /// Whether a parameter's value has had a say.
    pub fn has_looked(&self) -> bool {
        self.has_looked.get()
    }

    /// The value of a constant, or that a parameter has now.
    pub fn value<'a>(&'a self, expr: &'a Expr) -> Option<&'a Value> {
        match expr {
            Expr::Const { value, .. } => Some(value),
            Expr::Param { number, .. } => {
                let value = self.params.get(usize::from(*number).checked_sub(1)?)?;
                self.has_looked.set(true);
                Some(value)
            }
            _ => None,
        }
    }

    /// Notes how many rows of a scan its own conditions leave.
    pub fn note_rows(&mut self, scan: &Rel, rows: f64) {
        let Rel::Scan { columns, .. } = scan else { return };
        let first = columns.first().and_then(|(_, column)| self.origins.get(&column.id));
        if let Some(number) = first.map(|origin| origin.scan) {
            self.kept.insert(number, rows);
        }
    }

    /// The rows of a scan that its own conditions leave.
    pub fn kept_rows(&self, origin: &Origin) -> f64 {
        self.kept.get(&origin.scan).copied().unwrap_or(origin.rows)
    }

    /// The columns that a computed column is made from.
    pub fn made_from(&self, id: ColumnId) -> Option<&[ColumnId]> {
        self.computed.get(&id).map(Vec::as_slice)
    }

    /// Takes the scans of a tree in.
    pub fn add(&mut self, rel: &Rel, sizes: &dyn TableSizes) {
        for child in rel.children() {
            self.add(child, sizes);
        }
        for column in made_columns(rel) {
            self.types.insert(column.id, column.data_type);
        }
        match rel {
            Rel::Scan { table, columns, .. } => {
                let (_, rows) = table_size(table, sizes);
                let scan = self.scans;
                self.scans += 1;
                for (attribute, column) in columns {
                    let (table, attribute) = (table.clone(), *attribute);
                    self.origins.insert(column.id, Origin { table, attribute, scan, rows });
                }
            }
            Rel::Project { columns, .. } => {
                for (column, expr) in columns {
                    if let Expr::Column { place, .. } = expr {
                        self.pass_on(*place, column.id);
                    } else {
                        let mut used = BTreeSet::new();
                        columns_of(expr, &mut used);
                        self.computed.insert(column.id, used.into_iter().collect());
                    }
                }
            }
            _ => {}
        }
    }

    fn pass_on(&mut self, from: ColumnId, to: ColumnId) {
        if let (Some(used), true) = (self.computed.get(&from), from != to) {
            self.computed.insert(to, used.clone());
        }
        if let (Some(origin), true) = (self.origins.get(&from), from != to) {
            self.origins.insert(to, origin.clone());
        }
    }

    /// The type of a column.
    pub fn type_of(&self, id: ColumnId) -> DataType {
        // What nobody declared is the place of a row.
        self.types.get(&id).copied().unwrap_or(DataType::Int8)
    }

    /// The table's column behind a column.
    pub fn origin(&self, id: ColumnId) -> Option<&Origin> {
        self.origins.get(&id)
    }

    /// The table's column that an expression is, casts that keep the order left aside.
    pub fn variable(&self, expr: &Expr) -> Option<&Origin> {
        match expr {
            Expr::Column { place, .. } => self.origin(*place),
            Expr::Cast { arg, to, .. } if keeps_values(arg.data_type(), *to) => self.variable(arg),
            _ => None,
        }
    }

    /// Bytes of a column's values.
    pub fn width(&self, id: ColumnId, data_type: DataType) -> u32 {
        match self.origin(id) {
            Some(origin) => column_bytes(&origin.table, origin.attribute, data_type),
            None => value_bytes(data_type),
        }
    }
}

/// The columns that a node makes.
fn made_columns(rel: &Rel) -> Vec<&RelColumn> {
    match rel {
        Rel::Values { columns, .. }
        | Rel::SetOperation { columns, .. }
        | Rel::CteScan { columns, .. }
        | Rel::RecursiveUnion { columns, .. } => columns.iter().collect(),
        Rel::Scan { columns, .. } => columns.iter().map(|(_, column)| column).collect(),
        Rel::Function { columns, ordinality, .. } => columns.iter().chain(ordinality).collect(),
        Rel::Project { columns, .. } => columns.iter().map(|(column, _)| column).collect(),
        Rel::Apply { column, .. } => vec![column],
        Rel::Aggregate { calls, .. } => calls.iter().map(|call| &call.column).collect(),
        Rel::Window { calls, .. } => calls.iter().map(|call| &call.column).collect(),
        Rel::Filter { .. }
        | Rel::Join { .. }
        | Rel::Distinct { .. }
        | Rel::Sort { .. }
        | Rel::Limit { .. }
        | Rel::With { .. } => Vec::new(),
    }
}

impl Origin {
    /// The statistics of the column.
    pub fn stats(&self) -> Option<&ColumnStats> {
        self.table.stats.as_ref()?.columns.get(&self.attribute)
    }

    /// The fraction of NULLs.
    pub fn null_fraction(&self) -> f64 {
        self.stats().map_or(0.0, |stats| stats.null_fraction)
    }

    /// Whether no value comes twice.
    pub fn is_unique(&self) -> bool {
        let by_index = self.table.indexes.iter().any(|index| {
            index.unique && matches!(index.keys.as_slice(), [key] if key.column == self.attribute)
        });
        let by_constraint =
            self.table.constraints.iter().any(|constraint| match &constraint.kind {
                ConstraintKind::PrimaryKey { columns, .. }
                | ConstraintKind::Unique { columns, .. } => columns.as_slice() == [self.attribute],
                _ => false,
            });
        by_index || by_constraint
    }

    /// How many different values there are in the whole table (`get_variable_numdistinct`).
    pub fn distinct(&self) -> Distinct {
        let known = |count: f64| Distinct { count: count.round().max(1.0), is_default: false };
        if self.is_unique() {
            return known(self.rows * (1.0 - self.null_fraction()));
        }
        if let Some(count) = self.stats().and_then(|stats| stats.distinct_in(self.rows)) {
            return known(count);
        }
        if self.table.columns[self.attribute].data_type == DataType::Bool {
            return known(2.0);
        }
        // A small table may have nothing twice.
        if self.rows < DISTINCT {
            return known(self.rows);
        }
        Distinct { count: DISTINCT, is_default: true }
    }
}

/// Whether a cast leaves values in the same order and as different as they were.
fn keeps_values(from: DataType, to: DataType) -> bool {
    use DataType::{Date, Float4, Float8, Int2, Int4, Int8, Numeric, Text, Timestamp, Varchar};
    match (from, to) {
        (Varchar(_), Text | Varchar(None)) | (Text, Varchar(None)) => true,
        (Int2, Int4 | Int8 | Numeric(None) | Float8) => true,
        (Int4, Int8 | Numeric(None) | Float8) | (Int8, Numeric(None)) => true,
        (Float4, Float8) | (Date, Timestamp) => true,
        (Numeric(_), Numeric(None)) => true,
        (from, to) => from == to,
    }
}
