//! What a session's settings tell the planner: plain data, read by nobody else.
//!
//! Source: PostgreSQL manual, "Planner Method Configuration" and "Planner Cost Constants".

use std::cell::{Cell, RefCell};

use model::trace::event::plan::PlanEvent;
use model::types::value::Value;

use super::cardinality::TableSizes;
use super::cost;

/// Everything the planner may look at besides the statement.
#[derive(Clone, Copy)]
pub struct PlanInputs<'a> {
    /// The sizes of tables.
    pub sizes: &'a dyn TableSizes,
    /// The settings of the session that asks.
    pub settings: &'a PlannerSettings,
    /// The values of the statement's parameters, for estimates.
    pub params: &'a [Value],
    /// Set where the plan would be another with other values.
    pub has_looked: &'a Cell<bool>,
    /// Where what was tried is put, if anyone wants to know.
    pub story: Option<&'a RefCell<Vec<PlanEvent>>>,
}

/// The planner's settings. A kind of node that is off is still there when nothing else is: its
/// cost has [`cost::DISABLED`] added.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannerSettings {
    /// `enable_seqscan`.
    pub enable_seqscan: bool,
    /// `enable_indexscan`.
    pub enable_indexscan: bool,
    /// `enable_indexonlyscan`.
    pub enable_indexonlyscan: bool,
    /// `enable_bitmapscan`.
    pub enable_bitmapscan: bool,
    /// `enable_nestloop`.
    pub enable_nestloop: bool,
    /// `enable_hashjoin`.
    pub enable_hashjoin: bool,
    /// `enable_mergejoin`.
    pub enable_mergejoin: bool,
    /// `enable_sort`.
    pub enable_sort: bool,
    /// `enable_hashagg`.
    pub enable_hashagg: bool,
    /// `enable_material`.
    pub enable_material: bool,
    /// `seq_page_cost`.
    pub seq_page_cost: f64,
    /// `random_page_cost`.
    pub random_page_cost: f64,
    /// `cpu_tuple_cost`.
    pub cpu_tuple_cost: f64,
    /// `cpu_index_tuple_cost`.
    pub cpu_index_tuple_cost: f64,
    /// `cpu_operator_cost`.
    pub cpu_operator_cost: f64,
    /// `effective_cache_size`, in bytes.
    pub effective_cache_bytes: u64,
    /// `work_mem`, in bytes: beyond it a sort or a hash table spills.
    pub work_mem_bytes: u64,
    /// `join_collapse_limit`: relations whose joins are ordered together at most.
    pub join_collapse_limit: u32,
}

impl Default for PlannerSettings {
    fn default() -> PlannerSettings {
        PlannerSettings {
            enable_seqscan: true,
            enable_indexscan: true,
            enable_indexonlyscan: true,
            enable_bitmapscan: true,
            enable_nestloop: true,
            enable_hashjoin: true,
            enable_mergejoin: true,
            enable_sort: true,
            enable_hashagg: true,
            enable_material: true,
            seq_page_cost: cost::SEQ_PAGE,
            random_page_cost: cost::RANDOM_PAGE,
            cpu_tuple_cost: cost::CPU_TUPLE,
            cpu_index_tuple_cost: cost::CPU_INDEX_TUPLE,
            cpu_operator_cost: cost::CPU_OPERATOR,
            effective_cache_bytes: 4 << 30,
            work_mem_bytes: 4 << 20,
            join_collapse_limit: 8,
        }
    }
}
