//! The passes of the rewriter, one per file.

pub mod push_predicates;
