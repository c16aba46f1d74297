//! The system tables. Numbers, names and columns are PostgreSQL's, as far as there is something to
//! say in them.

use std::sync::Arc;

use model::base::ids::RelId;
use model::types::data_type::DataType;

use super::info::{ColumnInfo, Identity, TableInfo, TableKind};

/// A system table and its columns.
pub struct SystemTable {
    /// Its number.
    pub rel: RelId,
    /// Its schema.
    pub schema: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [(&'static str, DataType)],
}

/// The number of schema `pg_catalog`.
pub const PG_CATALOG_OID: u32 = 11;
/// The number of the schema of temporary tables.
pub const PG_TEMP_OID: u32 = 99;
/// The number of schema `glassbox`, where this database keeps what PostgreSQL has no place for.
pub const GLASSBOX_OID: u32 = 98;
/// The number of schema `public`.
pub const PUBLIC_OID: u32 = 2200;
/// The first number that the system does not keep for itself (`FirstNormalObjectId`).
pub const FIRST_OID: u32 = 16_384;

/// `pg_namespace`: schemas.
pub const PG_NAMESPACE: RelId = RelId(2615);
/// `pg_class`: relations.
pub const PG_CLASS: RelId = RelId(1259);
/// `pg_attribute`: columns.
pub const PG_ATTRIBUTE: RelId = RelId(1249);
/// `pg_attrdef`: defaults.
pub const PG_ATTRDEF: RelId = RelId(2604);
/// `pg_constraint`: constraints.
pub const PG_CONSTRAINT: RelId = RelId(2606);
/// `pg_depend`: what goes when something else goes.
pub const PG_DEPEND: RelId = RelId(2608);
/// `pg_sequence`: the steps and bounds of sequences.
pub const PG_SEQUENCE: RelId = RelId(2224);
/// `pg_index`: the keys of indexes.
pub const PG_INDEX: RelId = RelId(2610);
/// `pg_rewrite`: the queries of views.
pub const PG_REWRITE: RelId = RelId(2618);
/// `pg_statistic`: how the values of columns lie. Its lists stand in columns of their own, under
/// the names that PostgreSQL's view `pg_stats` gives them.
pub const PG_STATISTIC: RelId = RelId(2619);
/// `pg_type`: data types.
pub const PG_TYPE: RelId = RelId(1247);
/// `glassbox.dependency`: what the learner says that columns of a table decide.
pub const DEPENDENCY: RelId = RelId(9001);

/// All of them.
pub const SYSTEM_TABLES: &[SystemTable] = &[
    SystemTable {
        rel: PG_NAMESPACE,
        schema: "pg_catalog",
        name: "pg_namespace",
        columns: &[("oid", DataType::Oid), ("nspname", DataType::Name)],
    },
    SystemTable {
        rel: PG_CLASS,
        schema: "pg_catalog",
        name: "pg_class",
        columns: &[
            ("oid", DataType::Oid),
            ("relname", DataType::Name),
            ("relnamespace", DataType::Oid),
            ("relkind", DataType::Text),
            ("relnatts", DataType::Int2),
            ("relfilenode", DataType::Oid),
            ("relpages", DataType::Int4),
            ("reltuples", DataType::Float4),
        ],
    },
    SystemTable {
        rel: PG_ATTRIBUTE,
        schema: "pg_catalog",
        name: "pg_attribute",
        columns: &[
            ("attrelid", DataType::Oid),
            ("attname", DataType::Name),
            ("atttypid", DataType::Oid),
            ("atttypmod", DataType::Int4),
            ("attnum", DataType::Int2),
            ("attnotnull", DataType::Bool),
            ("attidentity", DataType::Text),
            ("attisdropped", DataType::Bool),
        ],
    },
    SystemTable {
        rel: PG_ATTRDEF,
        schema: "pg_catalog",
        name: "pg_attrdef",
        columns: &[
            ("oid", DataType::Oid),
            ("adrelid", DataType::Oid),
            ("adnum", DataType::Int2),
            ("adbin", DataType::Text),
        ],
    },
    SystemTable {
        rel: PG_CONSTRAINT,
        schema: "pg_catalog",
        name: "pg_constraint",
        columns: &[
            ("oid", DataType::Oid),
            ("conname", DataType::Name),
            ("contype", DataType::Text),
            ("conrelid", DataType::Oid),
            ("conindid", DataType::Oid),
            ("confrelid", DataType::Oid),
            ("confupdtype", DataType::Text),
            ("confdeltype", DataType::Text),
            ("conkey", DataType::Text),
            ("confkey", DataType::Text),
            ("conbin", DataType::Text),
        ],
    },
    SystemTable {
        rel: PG_DEPEND,
        schema: "pg_catalog",
        name: "pg_depend",
        columns: &[
            ("objid", DataType::Oid),
            ("refobjid", DataType::Oid),
            ("refobjsubid", DataType::Int4),
            ("deptype", DataType::Text),
        ],
    },
    SystemTable {
        rel: PG_SEQUENCE,
        schema: "pg_catalog",
        name: "pg_sequence",
        columns: &[
            ("seqrelid", DataType::Oid),
            ("seqtypid", DataType::Oid),
            ("seqstart", DataType::Int8),
            ("seqincrement", DataType::Int8),
            ("seqmax", DataType::Int8),
            ("seqmin", DataType::Int8),
            ("seqcycle", DataType::Bool),
        ],
    },
    SystemTable {
        rel: PG_INDEX,
        schema: "pg_catalog",
        name: "pg_index",
        columns: &[
            ("indexrelid", DataType::Oid),
            ("indrelid", DataType::Oid),
            ("indisunique", DataType::Bool),
            ("indkey", DataType::Text),
            ("indoption", DataType::Text),
        ],
    },
    SystemTable {
        rel: PG_REWRITE,
        schema: "pg_catalog",
        name: "pg_rewrite",
        columns: &[("ev_class", DataType::Oid), ("ev_action", DataType::Text)],
    },
    SystemTable {
        rel: PG_STATISTIC,
        schema: "pg_catalog",
        name: "pg_statistic",
        columns: &[
            ("starelid", DataType::Oid),
            ("staattnum", DataType::Int2),
            ("stanullfrac", DataType::Float4),
            ("stawidth", DataType::Int4),
            ("stadistinct", DataType::Float4),
            ("most_common_vals", DataType::Text),
            ("most_common_freqs", DataType::Text),
            ("histogram_bounds", DataType::Text),
            ("correlation", DataType::Float4),
        ],
    },
    SystemTable {
        rel: PG_TYPE,
        schema: "pg_catalog",
        name: "pg_type",
        columns: &[
            ("oid", DataType::Oid),
            ("typname", DataType::Name),
            ("typnamespace", DataType::Oid),
        ],
    },
    SystemTable {
        rel: DEPENDENCY,
        schema: "glassbox",
        name: "dependency",
        columns: &[
            ("deprelid", DataType::Oid),
            ("depnum", DataType::Int2),
            ("depkind", DataType::Text),
            ("depleft", DataType::Text),
            ("depright", DataType::Text),
        ],
    },
];

/// The types that `pg_type` lists.
pub const TYPES: &[DataType] = &[
    DataType::Bool,
    DataType::Int8,
    DataType::Int2,
    DataType::Int4,
    DataType::Text,
    DataType::Oid,
    DataType::Name,
    DataType::Float4,
    DataType::Float8,
    DataType::Unknown,
    DataType::Char(1),
    DataType::Varchar(None),
    DataType::Date,
    DataType::Time,
    DataType::Timestamp,
    DataType::TimestampTz,
    DataType::Interval,
    DataType::Numeric(None),
    DataType::Uuid,
    DataType::Void,
];

/// The columns of the one row of a sequence's own relation.
pub const SEQUENCE_COLUMNS: &[(&str, DataType)] =
    &[("last_value", DataType::Int8), ("log_cnt", DataType::Int8), ("is_called", DataType::Bool)];

/// The schemas a new database has.
pub const SCHEMAS: &[(&str, u32)] = &[
    ("pg_catalog", PG_CATALOG_OID),
    ("pg_temp", PG_TEMP_OID),
    ("public", PUBLIC_OID),
    ("glassbox", GLASSBOX_OID),
];

/// The number of one of the schemas that a new database has.
pub fn schema_number(name: &str) -> u32 {
    let known = SCHEMAS.iter().find(|(known, _)| *known == name);
    known.map(|(_, number)| *number).expect("system tables are in schemas that are there")
}

/// Whether nobody but the system makes relations in a schema.
pub fn is_system_schema(name: &str) -> bool {
    matches!(name, "pg_catalog" | "glassbox")
}

/// A system table as the planner sees it.
pub fn info(table: &SystemTable) -> Arc<TableInfo> {
    Arc::new(TableInfo {
        rel: table.rel,
        file: table.rel,
        schema: table.schema.to_string(),
        name: table.name.to_string(),
        kind: TableKind::Table,
        columns: plain_columns(table.columns),
        constraints: Vec::new(),
        indexes: Vec::new(),
        view_sql: None,
        stats: None,
        dependencies: Vec::new(),
    })
}

/// Columns that refuse NULL and have no default.
pub fn plain_columns(columns: &[(&str, DataType)]) -> Vec<ColumnInfo> {
    columns
        .iter()
        .map(|(name, data_type)| ColumnInfo {
            name: (*name).to_string(),
            data_type: *data_type,
            not_null: true,
            default_sql: None,
            identity: Identity::None,
            dropped: false,
        })
        .collect()
}
