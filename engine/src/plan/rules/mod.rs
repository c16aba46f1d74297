//! The passes of the rewriter, one per file, in the order in which they run.
//!
//! parts: conditions in parts, which the passes share;  walk: the parts of a node, to change

pub mod fold_constants;
pub mod min_max;
pub mod parts;
pub mod push_predicates;
pub mod reduce_outer_joins;
pub mod unnest;
pub mod walk;
