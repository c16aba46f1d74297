//! The clauses of CREATE TABLE that are not built, each refused rather than ignored.

use model::base::error::Result;
use sqlparser::ast;

use super::unsupported::{absent, refuse};

/// Refuses every clause of CREATE TABLE but the name, the columns and the constraints.
pub fn check(create: &ast::CreateTable) -> Result<()> {
    if is_plain(create) {
        check_forms(create)
    } else {
        Err(refuse("this option of CREATE TABLE"))
    }
}

/// Whether no clause of another dialect is there. Every field is named: a new one does not compile.
#[rustfmt::skip]
fn is_plain(create: &ast::CreateTable) -> bool {
    let ast::CreateTable {
        or_replace: false, temporary: _, unlogged: _, external: false, dynamic: false, global:
        None, if_not_exists: _, transient: false, volatile: false, iceberg: false, snapshot:
        false, name: _, columns: _, constraints: _, hive_distribution:
        ast::HiveDistributionStyle::NONE, hive_formats: None, table_options:
        ast::CreateTableOptions::None, file_format: None, location: None, query: _,
        without_rowid: false, like: _, clone: None, version: None, comment: None, on_commit: _,
        on_cluster: None, primary_key: None, order_by: None, partition_by: _, cluster_by: None,
        clustered_by: None, inherits: _, partition_of: _, for_values: _, strict: false,
        copy_grants: false, enable_schema_evolution: None, change_tracking: None,
        data_retention_time_in_days: None, max_data_extension_time_in_days: None,
        default_ddl_collation: None, with_aggregation_policy: None, with_row_access_policy:
        None, with_storage_lifecycle_policy: None, with_tags: None, external_volume: None,
        with_connection: None, base_location: None, catalog: None, catalog_sync: None,
        storage_serialization_policy: None, target_lag: None, warehouse: None, refresh_mode:
        None, initialize: None, require_user: false, diststyle: None, distkey: None, sortkey:
        None, backup: None, multiset: None, fallback: None, with_data: _,
    } = create else {
        return false;
    };
    true
}

/// Refuses the forms of CREATE TABLE that PostgreSQL has and that are not built.
fn check_forms(create: &ast::CreateTable) -> Result<()> {
    absent(&create.like, "CREATE TABLE ... LIKE")?;
    absent(&create.inherits, "CREATE TABLE ... INHERITS")?;
    absent(&create.partition_by, "CREATE TABLE ... PARTITION BY")?;
    absent(&create.partition_of, "CREATE TABLE ... PARTITION BY")?;
    absent(&create.for_values, "CREATE TABLE ... PARTITION BY")
}

/// Refuses every clause of PRIMARY KEY but its name and columns.
pub fn check_primary_key(key: &ast::PrimaryKeyConstraint) -> Result<()> {
    let ast::PrimaryKeyConstraint {
        name: _,
        index_name,
        index_type,
        columns: _,
        include,
        index_options,
        characteristics,
    } = key;
    absent(index_name, "an index option in a constraint")?;
    absent(index_type, "an index option in a constraint")?;
    absent(include, "INCLUDE in a constraint")?;
    absent(index_options, "an index option in a constraint")?;
    check_characteristics(characteristics.as_ref())
}

/// Refuses every clause of UNIQUE but its name and columns.
pub fn check_unique(key: &ast::UniqueConstraint) -> Result<()> {
    let ast::UniqueConstraint {
        name: _,
        index_name,
        index_type_display: _,
        index_type,
        columns: _,
        include,
        index_options,
        characteristics,
        nulls_distinct,
    } = key;
    absent(index_name, "an index option in a constraint")?;
    absent(index_type, "an index option in a constraint")?;
    absent(include, "INCLUDE in a constraint")?;
    absent(index_options, "an index option in a constraint")?;
    check_characteristics(characteristics.as_ref())?;
    match nulls_distinct {
        ast::NullsDistinctOption::None | ast::NullsDistinctOption::Distinct => Ok(()),
        ast::NullsDistinctOption::NotDistinct => Err(refuse("NULLS NOT DISTINCT")),
    }
}

/// NOT DEFERRABLE is what every constraint is. One that is deferrable and immediate could only be
/// told from it by SET CONSTRAINTS, which is not built; one that is deferred is refused.
pub fn check_characteristics(found: Option<&ast::ConstraintCharacteristics>) -> Result<()> {
    let Some(ast::ConstraintCharacteristics { deferrable: _, initially, enforced }) = found else {
        return Ok(());
    };
    let is_deferred = matches!(initially, Some(ast::DeferrableInitial::Deferred));
    match is_deferred || *enforced == Some(false) {
        true => Err(refuse("DEFERRABLE constraint")),
        false => Ok(()),
    }
}
