//! What things cost the planner, in PostgreSQL's unit: one sequential page read is 1.
//!
//! Source: PostgreSQL manual, "Planner Cost Constants": the defaults.

/// Read the next page of a relation.
pub const SEQ_PAGE: f64 = 1.0;
/// Handle one tuple.
pub const CPU_TUPLE: f64 = 0.01;
/// Evaluate one operator or function.
pub const CPU_OPERATOR: f64 = 0.0025;
/// Added to a path that a setting forbids, so that it is still there when nothing else is
/// (`disable_cost`).
pub const DISABLED: f64 = 1.0e10;
